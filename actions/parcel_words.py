"""Parcels in words: the latest news, when it should arrive, where to pick it up, and what can be done about it."""

from __future__ import annotations

from typing import Any

from actions.base import Call
from actions.buttons import button
from actions.cards import day, moment, show_parcel
from actions.days import span
from bot.shop.logistics import TrackingKind, find_carrier
from bot.shop.parcels import Parcel, courier_phone, news_of

Buttons = list[dict[str, str]]


def tell(call: Call, parcel: Parcel, response: str, buttons: Buttons | None = None, **more: Any) -> None:
    call.say(response, buttons=buttons or [], **words_of(call, parcel), **more)


def show(call: Call, parcel: Parcel) -> None:
    words = words_of(call, parcel)
    show_parcel(call, parcel.shipment, note=f"{words['arrival']}{words['pick_up']}".lstrip("，"))


def words_of(call: Call, parcel: Parcel) -> dict[str, str]:
    """Everything that a response about a parcel may quote; ``arrival`` and ``pick_up`` bring their own comma."""
    shipment, latest = parcel.shipment, parcel.latest
    sent = moment(call, shipment.shipped_at)
    carrier = find_carrier(call.policy, shipment.carrier)
    return {
        "shipped_with": shipment.carrier,
        "tracking": shipment.tracking_number or "",
        "sent": sent,
        "time": moment(call, latest.at) if latest else sent,
        "news": news(call, parcel),
        "place": latest.place if latest else "",
        "arrival": arrival(call, parcel),
        "pick_up": pick_up(call, parcel),
        "promised": day(call, parcel.promised),
        "hotline": carrier.phone if carrier else "",
        "courier": courier_phone(shipment),
    }


def news(call: Call, parcel: Parcel) -> str:
    told = news_of(parcel, call.policy.logistics)
    return told or call.words("utter_label_no_news", shipped_with=parcel.shipment.carrier)


def arrival(call: Call, parcel: Parcel) -> str:
    """When it should arrive; empty when the data do not say."""
    return call.words("utter_label_arrival", days=span(call, *parcel.window)) if parcel.window else ""


def pick_up(call: Call, parcel: Parcel) -> str:
    """Where it waits and under which code, as far as the news do not say so themselves."""
    if parcel.latest is None or parcel.facts.last != TrackingKind.AT_STATION.value:
        return ""
    reading, text = call.policy.logistics.reading, parcel.latest.text
    code, station = reading.first(reading.pick_up_code, text), reading.first(reading.station, text)
    told = [("utter_label_station", {"station": station})] if station else []
    told += [("utter_label_pick_up_code", {"code": code})] if code else []
    return "".join(call.words(label, **values) for label, values in told)


def buttons_of(parcel: Parcel, **more: str) -> Buttons:
    """What the playbook lets the shopper do; a button without words of its own carries its intent's name."""
    wanted = {**parcel.case.buttons, **more}
    return [button(intent, words) for intent, words in wanted.items()]
