"""Cards of orders, parcels and payments, and the short words for orders and times on them."""

from __future__ import annotations

from datetime import date, datetime

from actions.base import Call, settings
from bot.shop.cards import card_time, content_of, payment_card
from bot.shop.logistics import Shipment, latest_event
from bot.shop.orders import Order
from bot.shop.payments import pay_link_for
from bot.shop.units import SHANGHAI

_NEAR = {-1: "utter_label_yesterday", 0: "utter_label_today", 1: "utter_label_tomorrow"}


def show_order(call: Call, order: Order) -> None:
    card = {"type": "order", "number": order.number, "status": status(call, order), **content_of(order)}
    call.card(card, call.words("utter_card_order", **_words(call, order)))


def show_payment(call: Call, order: Order) -> None:
    """The way to payment.

    Raises:
        NotPayable: it is not waiting for payment, or too late.
    """
    if settings().shop_is_read_only:
        # The attempt to pay would be written into the shop's own database.
        return call.say("utter_pay_in_the_shop", pay_before=moment(call, order.pay_before))
    link = pay_link_for(order, settings().public_address, settings().session_key, call.now)
    pay_before = moment(call, order.pay_before)
    text = call.words("utter_card_payment", link=link, pay_before=pay_before, **_words(call, order))
    call.card(payment_card(order, link), text)


def show_parcel(call: Call, shipment: Shipment, note: str = "") -> None:
    """A parcel with its news; ``note`` says what they come to: when it arrives, where it waits."""
    latest = latest_event(shipment)
    state = call.policy.words.tracking[latest.kind] if latest else ""
    number = shipment.tracking_number or ""
    events = [{"at": card_time(event.at), "text": event.text} for event in reversed(shipment.events)]
    card = {
        "type": "logistics",
        "carrier": shipment.carrier,
        "tracking_number": number,
        "status": state,
        "events": events,
        "note": note,
    }
    news = call.words("utter_label_news", time=moment(call, latest.at), news=latest.text) if latest else ""
    news += call.words("utter_label_parcel_note", note=note) if note else ""
    call.card(card, call.words("utter_card_parcel", shipped_with=shipment.carrier, tracking=number, news=news))


def label(call: Call, order: Order) -> str:
    """An order in a few words, as on a button: day, what is in it, state."""
    ordered = day(call, order.created_at.astimezone(SHANGHAI).date())
    return call.words("utter_label_order", day=ordered, items=items(call, order), status=status(call, order))


def items(call: Call, order: Order) -> str:
    pieces = sum(line.quantity for line in order.lines)
    first = order.lines[0].title if order.lines else ""
    return call.words("utter_label_items", title=first, count=pieces) if pieces > 1 else first


def status(call: Call, order: Order) -> str:
    return call.policy.words.order_status[order.status]


def moment(call: Call, at: datetime) -> str:
    """A time as people say it, on the shop's clock."""
    local = at.astimezone(SHANGHAI)
    return call.words("utter_label_moment", day=day(call, local.date()), time=f"{local:%H:%M}")


def day(call: Call, on: date) -> str:
    today = call.now.astimezone(SHANGHAI).date()
    near = _NEAR.get((on - today).days)
    return call.words(near) if near else call.words("utter_label_day", month=on.month, day=on.day)


def _words(call: Call, order: Order) -> dict[str, str]:
    return {
        "number": order.number,
        "items": items(call, order),
        "amount": call.policy.money(order.amount_fen),
        "status": status(call, order),
    }
