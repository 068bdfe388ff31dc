"""What the shop promises before it sends: the day, the days on the way, the places, the fee."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from sqlalchemy.orm import Session

from actions.base import Call, Events, ShopAction
from actions.cards import day
from actions.days import span, today
from actions.focus import product_of
from bot.shop.catalogue import price_range
from bot.shop.logistics import shipment_of
from bot.shop.orders import Order, OrderStatus, orders_of
from bot.shop.promises import arrival, delivery_days, is_shipping_day, not_delivered, ship_by, shipping_fee
from bot.shop.promotions import price_of
from bot.shop.units import SHANGHAI

WAITING = (OrderStatus.PAID, OrderStatus.PACKING)


class ActionAskShipTime(ShopAction):
    def name(self) -> str:
        return "action_ask_ship_time"

    async def act(self, call: Call) -> Events:
        asked = _asked_day(call)
        if asked and not is_shipping_day(asked, call.policy):
            call.say("utter_ship_time_rest", day=day(call, asked), next=day(call, _next_shipping(call, asked)))
            return []
        with call.database() as session:
            waiting = _only(call, session, WAITING)
        paid_now = day(call, ship_by(call.now, call.policy))
        if waiting and waiting.paid_at:
            promised = ship_by(waiting.paid_at, call.policy)
            response = "utter_ship_time_late" if promised < today(call) else "utter_ship_time_of_order"
            call.say(response, promised=day(call, promised), day=paid_now)
        else:
            call.say("utter_ask_ship_time", day=paid_now)
        return []


class ActionAskDeliveryTime(ShopAction):
    def name(self) -> str:
        return "action_ask_delivery_time"

    async def act(self, call: Call) -> Events:
        place = Place.of(call)
        with call.database() as session:
            sent = None if call.entity("region") else _only(call, session, (OrderStatus.SHIPPED,))
            shipment = shipment_of(session, sent) if sent else None
        if sent and shipment:
            _say_arrival_of(call, sent, shipment.shipped_at.astimezone(SHANGHAI).date())
        elif place is None:
            first, last = arrival(call.now, call.policy)
            call.say("utter_ask_delivery_time", arrival=span(call, first, last))
        elif not place.say_refused(call):
            first, last = arrival(call.now, call.policy, place.province)
            days = call.policy.days(delivery_days(call.policy, place.province))
            call.say("utter_delivery_time_to", place=place.name, days=days, arrival=span(call, first, last))
        return []


class ActionAskDeliveryArea(ShopAction):
    def name(self) -> str:
        return "action_ask_delivery_area"

    async def act(self, call: Call) -> Events:
        place = Place.of(call)
        if place is None or not call.entity("region"):
            call.say("utter_ask_delivery_area")
        elif not place.say_refused(call):
            days = call.policy.days(delivery_days(call.policy, place.province))
            call.say("utter_delivery_area_yes", place=place.name, days=days)
        return []


class ActionAskShippingFee(ShopAction):
    def name(self) -> str:
        return "action_ask_shipping_fee"

    async def act(self, call: Call) -> Events:
        place = Place.of(call)
        if place and place.say_refused(call):
            return []
        amount = self._amount(call)
        if amount is None:
            _say_fee_in_general(call, place)
        else:
            _say_fee_of(call, place, amount)
        return []

    def _amount(self, call: Call) -> int | None:
        """What the goods in question cost after discounts; None when it is open which they are."""
        with call.database() as session:
            product = product_of(call, session)
            if product is None:
                return None
            low, _ = price_range(session, product)
        pieces = max(int(call.entity("quantity") or 1), 1)
        return price_of(call.policy, low, pieces, product.category, call.now).total_fen


class Place:
    """Where something is to be sent, as far as the shopper has said."""

    def __init__(self, region: dict[str, Any]) -> None:
        self.province = str(region.get("province") or "")
        self.city = str(region.get("city") or "")
        self.name = self.city or self.province

    @classmethod
    def of(cls, call: Call) -> Place | None:
        region = call.entity("region") or call.slot("region")
        return cls(region) if isinstance(region, dict) and (region.get("province") or region.get("city")) else None

    def say_refused(self, call: Call) -> bool:
        """Whether nothing is sent there; says why."""
        rule = not_delivered(call.policy, self.province, self.city)
        if rule:
            call.say("utter_delivery_refused", place=rule.region, reason=rule.reason)
        return rule is not None


def _asked_day(call: Call) -> date | None:
    """A coming day that the message names."""
    try:
        asked = date.fromisoformat(str(call.entity("date")))
    except ValueError:
        return None
    return asked if asked >= today(call) else None


def _next_shipping(call: Call, after: date) -> date:
    while not is_shipping_day(after, call.policy):
        after += timedelta(days=1)
    return after


def _only(call: Call, session: Session, statuses: tuple[OrderStatus, ...]) -> Order | None:
    """The shopper's order in one of these states, if it is the only one."""
    found = orders_of(session, call.shopper, limit=2, statuses=statuses, now=call.now)
    return found[0] if len(found) == 1 else None


def _say_arrival_of(call: Call, order: Order, sent: date) -> None:
    days = delivery_days(call.policy, order.province)
    last = sent + timedelta(days=days.most)
    first = max(sent + timedelta(days=days.least), today(call))
    if last < today(call):
        call.say("utter_delivery_time_late", sent=day(call, sent), days=call.policy.days(days))
    else:
        arrives = span(call, first, last)
        call.say("utter_delivery_time_of_order", place=order.city, arrival=arrives, days=call.policy.days(days))


def _say_fee_in_general(call: Call, place: Place | None) -> None:
    fee = shipping_fee(call.policy, 0, place.province, place.city) if place else None
    if place and fee and fee.remote:
        call.say("utter_shipping_fee_remote", place=place.name)
    elif place:
        call.say("utter_shipping_fee_to", place=place.name)
    else:
        call.say("utter_ask_shipping_fee")


def _say_fee_of(call: Call, place: Place | None, amount: int) -> None:
    fee = shipping_fee(call.policy, amount, place.province if place else "", place.city if place else "")
    money = call.policy.money
    missing = fee.missing_fen(amount)
    values = {
        "place": place.name if place else "",
        "amount": money(amount),
        "fee": money(fee.fee_fen),
        "free_over": money(fee.free_over_fen or 0),
    }
    if fee.kind == "free":
        call.say("utter_shipping_free_to" if place else "utter_shipping_free", **values)
    elif missing is None:
        call.say("utter_shipping_never_free", **values)
    else:
        call.say("utter_shipping_charged_to" if place else "utter_shipping_charged", missing=money(missing), **values)
