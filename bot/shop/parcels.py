"""Parcels read with the shop's rules: the facts of one, when it should arrive, and whom to call about it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.shop.geography import City, distance_km, locate
from bot.shop.logistics import Shipment, TrackingEvent, TrackingKind, latest_event
from bot.shop.orders import Order
from bot.shop.playbook import NONE, OTHER, Case, Facts, Playbook
from bot.shop.policy import Policy
from bot.shop.promises import delivery_days
from bot.shop.reading import phone_in
from bot.shop.units import SHANGHAI

_AT_THE_DOOR = (TrackingKind.DELIVERING, TrackingKind.AT_STATION, TrackingKind.DELIVERED)
_ON_THE_ROAD = (TrackingKind.COLLECTED, TrackingKind.IN_TRANSIT)
_HAS_A_PHONE = (TrackingKind.DELIVERING, TrackingKind.AT_STATION, TrackingKind.PROBLEM)


@dataclass(frozen=True)
class Parcel:
    """A shipment, its order, and the case that it is in at this moment."""

    shipment: Shipment
    facts: Facts
    case: Case
    window: tuple[date, date] | None
    """First and last day of arrival; None when the data do not say one."""
    promised: date
    """The last day of the shop's promise."""

    @property
    def latest(self) -> TrackingEvent | None:
        return latest_event(self.shipment)

    @property
    def is_delivered(self) -> bool:
        return is_delivered(self.shipment)


def parcel_of(shipment: Shipment, order: Order, policy: Policy, now: datetime, *, not_received: bool = False) -> Parcel:
    facts = facts_of(shipment, order, policy, now, not_received=not_received)
    case = policy.logistics.case_of(facts)
    window = arrival_window(shipment, order, policy, now) if facts.way == "right" else None
    return Parcel(shipment, facts, case, window, promised_day(shipment, order, policy))


def facts_of(shipment: Shipment, order: Order, policy: Policy, now: datetime, *, not_received: bool = False) -> Facts:
    latest, reading = latest_event(shipment), policy.logistics.reading
    kind, text = (latest.kind, latest.text) if latest else (None, "")
    if is_delivered(shipment):
        kind = TrackingKind.DELIVERED
    since = latest.at if latest else shipment.shipped_at
    today = now.astimezone(SHANGHAI).date()
    return Facts(
        last=kind.value if kind else NONE,
        numbered=bool(shipment.tracking_number) or latest is not None or kind is not None,
        silent_hours=max(int((now - since) / timedelta(hours=1)), 0),
        late_days=max((today - promised_day(shipment, order, policy)).days, 0),
        way=_way(shipment, order, policy, kind),
        problem=reading.kind(reading.problems, text, OTHER) if kind is TrackingKind.PROBLEM else NONE,
        signed_by=reading.kind(reading.signed_by, text, OTHER) if kind is TrackingKind.DELIVERED else NONE,
        not_received=not_received,
        carrier=shipment.carrier,
    )


def is_delivered(shipment: Shipment) -> bool:
    latest = latest_event(shipment)
    return shipment.delivered_at is not None or (latest is not None and latest.kind is TrackingKind.DELIVERED)


def promised_day(shipment: Shipment, order: Order, policy: Policy) -> date:
    """The last day by which the shop says that a parcel sent then arrives."""
    return _sent_on(shipment) + timedelta(days=delivery_days(policy, order.province).most)


def arrival_window(shipment: Shipment, order: Order, policy: Policy, now: datetime) -> tuple[date, date] | None:
    """First and last day of arrival, from the promise for the region and from where the parcel is by now.

    Never in the past, nor sooner than the carrier can still be there today. None once it is delivered, waits at a
    station, is in trouble or silent for too long, or is so late that nothing in the data says when it comes.
    """
    latest, book = latest_event(shipment), policy.logistics
    patience = book.hours["stuck_after" if latest else "collected_within"]
    if now - (latest.at if latest else shipment.shipped_at) >= timedelta(hours=patience):
        return None
    local = now.astimezone(SHANGHAI)
    soonest = local.date() + timedelta(days=local.time() >= book.delivers_until.time)
    if is_delivered(shipment) or (latest and latest.kind not in (*_ON_THE_ROAD, TrackingKind.DELIVERING)):
        return None
    if latest is None:
        days = delivery_days(policy, order.province)
        first, last = soonest + timedelta(days=days.least), promised_day(shipment, order, policy)
        return first, max(first, last)
    seen = latest.at.astimezone(SHANGHAI).date()
    if latest.kind is TrackingKind.DELIVERING:
        return (seen, seen) if seen >= soonest else None
    return _remaining(shipment, order, policy, seen, soonest)


def news_of(parcel: Parcel, book: Playbook) -> str:
    """The latest news in plain words; empty before the first."""
    return book.reading.tidy(parcel.latest.text) if parcel.latest else ""


def courier_phone(shipment: Shipment) -> str:
    """The number that the carrier gave for the last leg; empty without one."""
    texts = (event.text for event in reversed(shipment.events) if event.kind in _HAS_A_PHONE)
    return next(filter(None, map(phone_in, texts)), "")


def gravest(parcels: Iterable[Parcel], book: Playbook) -> Parcel:
    return min(parcels, key=lambda parcel: book.gravity(parcel.case))


def _remaining(shipment: Shipment, order: Order, policy: Policy, seen: date, soonest: date) -> tuple[date, date] | None:
    """What is left of the way, by where the parcel was seen last; where it is being sent it has not come yet."""
    to_go, promise = policy.logistics.to_go, delivery_days(policy, order.province)
    latest, there, origin = latest_event(shipment), _destination(order), locate(policy.shipping.origin)
    here = locate(latest.place) if latest else None
    least, most = _sent_on(shipment) + timedelta(days=promise.least), promised_day(shipment, order, policy)
    if here is None or there is None or here.province != there.province:
        first = max(least, seen + timedelta(days=to_go.elsewhere))
        last = max(most, first)
    else:
        days = to_go.same_city if here.name == there.name else to_go.same_province
        first, last = seen + timedelta(days=days.least), seen + timedelta(days=days.most)
        if origin and origin.province == there.province:
            # The way out of the origin looks like the way in, so being near says nothing against the promise.
            first, last = max(first, least), max(last, most)
    return None if last < soonest else (max(first, soonest), last)


def _way(shipment: Shipment, order: Order, policy: Policy, kind: TrackingKind | None) -> str:
    """Whether the parcel goes where it should, judged by the cities that the tracking names.

    At the door it is in the wrong city when that city is another than the order's. On the road it is astray when it
    is, or is being sent, ``detour_km`` farther from the order's city than it has been before, and outside its
    province: hubs lie off the straight line, but not so far. A place that nobody knows speaks for neither.
    """
    there = _destination(order)
    here = _last_city(shipment, policy)
    if there is None or here is None or here.name == there.name:
        return "right"
    if kind in _AT_THE_DOOR:
        return "wrong_city"
    if kind not in _ON_THE_ROAD or here.province == there.province:
        return "right"
    been = [city for city in (locate(policy.shipping.origin), *_cities(shipment)) if city]
    nearest = min(distance_km(city, there) for city in been)
    return "astray" if distance_km(here, there) > nearest + policy.logistics.detour_km else "right"


def _last_city(shipment: Shipment, policy: Policy) -> City | None:
    """Where the parcel is being sent, else where it is."""
    latest, reading = latest_event(shipment), policy.logistics.reading
    if latest is None:
        return None
    stop = reading.first(reading.next_stop, latest.text) if latest.kind in _ON_THE_ROAD else ""
    return locate(stop) or locate(latest.place)


def _cities(shipment: Shipment) -> list[City]:
    return [city for city in (locate(event.place) for event in shipment.events) if city]


def _destination(order: Order) -> City | None:
    return locate(f"{order.province}{order.city}{order.district}") or locate(order.city)


def _sent_on(shipment: Shipment) -> date:
    return shipment.shipped_at.astimezone(SHANGHAI).date()
