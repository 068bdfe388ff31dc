"""What the shop promises before it sends: the day, the days on the way, the places, the fee."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta

from sqlalchemy.orm import Session

from actions.base import Call, Events, ShopAction
from actions.baskets import deal_of, goods_in_mind
from actions.cards import day
from actions.days import span, today
from actions.focus import product_of
from actions.places import Place
from actions.pledges import mention
from actions.weekdays import say_days_brought, say_days_sent
from bot.shop.catalogue import price_range
from bot.shop.logistics import shipment_of
from bot.shop.orders import Order, OrderStatus, orders_of
from bot.shop.promises import (
    arrival,
    delivery_days,
    holiday_named,
    is_shipping_day,
    last_shipping_day,
    next_shipping_day,
    on_request,
    ship_by,
    shipping_fee,
)
from bot.shop.rules import Holiday
from bot.shop.units import SHANGHAI

WAITING = (OrderStatus.PAID, OrderStatus.PACKING)
# What is still to be ordered, rather than what waits already.
_NEW_ORDER = re.compile(
    r"(?:现在|马上|立刻|这会儿?|刚刚?).{0,4}(?:下单|付款?|拍|买|订)|(?:下单|付款?|拍下?|买)(?:的话|就能|后|完|了能)"
)
_PAY_AT = re.compile(
    r"(?P<part>早上|上午|凌晨|下午|晚上)?(?P<hour>\d{1,2}|十[一二]?|[一二两三四五六七八九])"
    r"(?:[:：](?P<minute>\d{2})|点(?P<half>半)?)[^,，]{0,4}(?:下单|付款?|拍|买)"
)
_HOURS = ("一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二")
_FIRST_HOUR = 7


class ActionAskShipTime(ShopAction):
    def name(self) -> str:
        return "action_ask_ship_time"

    def act(self, call: Call) -> Events:
        holiday = holiday_named(call.text, call.policy, today(call))
        asked = _asked_day(call)
        if holiday:
            _say_holiday(call, holiday)
            return []
        if not _is_holiday(call, asked) and say_days_sent(call):
            return []
        if asked and not is_shipping_day(asked, call.policy):
            call.say(
                "utter_ship_time_rest", day=day(call, asked), next=day(call, next_shipping_day(asked, call.policy))
            )
            return []
        with call.database() as session:
            waiting = _only(call, session, WAITING)
        clock = _pay_time(call.text)
        if clock:
            _say_paid_at(call, clock)
        elif waiting and waiting.paid_at and not _NEW_ORDER.search(call.text):
            _say_promise_of(call, waiting.paid_at, asked)
            with call.database() as session:
                mention(call, session, waiting)
        elif asked:
            _say_day_asked(call, asked)
        else:
            call.say("utter_ask_ship_time", day=day(call, ship_by(call.now, call.policy)))
        return []


class ActionAskDeliveryTime(ShopAction):
    def name(self) -> str:
        return "action_ask_delivery_time"

    def act(self, call: Call) -> Events:
        place = Place.of(call)
        if not call.entity("region") and say_days_brought(call):
            return []
        with call.database() as session:
            sent = None if call.entity("region") else _only(call, session, (OrderStatus.SHIPPED,))
            shipment = shipment_of(session, sent) if sent else None
        if sent and shipment:
            _say_arrival_of(call, sent, shipment.shipped_at.astimezone(SHANGHAI).date())
            with call.database() as session:
                mention(call, session, sent)
        elif not (place and place.say_refused(call)):
            _say_arrival(call, place)
        return []


class ActionAskDeliveryArea(ShopAction):
    def name(self) -> str:
        return "action_ask_delivery_area"

    def act(self, call: Call) -> Events:
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

    def act(self, call: Call) -> Events:
        place = Place.of(call)
        if place and place.say_refused(call):
            return []
        amount = self._amount(call)
        if amount is None:
            _say_fee_in_general(call, place)
        else:
            _say_fee_of(call, place, amount)
        wished = on_request(call.policy, str(call.entity("carrier") or ""))
        if wished:
            call.say("utter_shipping_surcharge", wished=wished.carrier, surcharge=call.policy.money(wished.surcharge))
        return []

    def _amount(self, call: Call) -> int | None:
        """What the goods in question cost after discounts; None when it is open which they are."""
        with call.database() as session:
            product = product_of(call, session)
            if product is None:
                return None
            low, _ = price_range(session, product)
            return deal_of(call, session, goods_in_mind(call, session, product, low)).due_fen


def _asked_day(call: Call) -> date | None:
    """A coming day that the message names."""
    try:
        asked = date.fromisoformat(str(call.entity("date")))
    except ValueError:
        return None
    return asked if asked >= today(call) else None


def _is_holiday(call: Call, asked: date | None) -> bool:
    return asked is not None and any(holiday.covers(asked) for holiday in call.policy.shipping.holidays)


def _say_holiday(call: Call, holiday: Holiday) -> None:
    """When nothing is sent, and the last day before and the first after it."""
    last = last_shipping_day(holiday.first - timedelta(days=1), call.policy)
    following = next_shipping_day(holiday.ends + timedelta(days=1), call.policy)
    begun = last < today(call) or (last == today(call) and ship_by(call.now, call.policy) > last)
    response = "utter_ship_time_in_holiday" if begun else "utter_ship_time_holiday"
    rest = span(call, holiday.first, holiday.ends)
    call.say(response, holiday=holiday.name, rest=rest, last=day(call, last), next=day(call, following))


def _pay_time(text: str) -> time | None:
    """The clock time at which somebody means to pay; without morning or evening a small hour is of the afternoon."""
    found = _PAY_AT.search(text)
    if found is None:
        return None
    named = found["hour"]
    hour = int(named) if named.isdigit() else 2 if named == "两" else _HOURS.index(named) + 1
    is_early = hour < _FIRST_HOUR or (found["part"] in ("下午", "晚上") and hour < 12)
    hour += 12 if is_early and found["part"] not in ("早上", "上午", "凌晨") else 0
    minute = 30 if found["half"] else int(found["minute"] or 0)
    return time(hour, minute) if hour < 24 and minute < 60 else None


def _say_paid_at(call: Call, clock: time) -> None:
    """Whether what is paid at a time of today leaves today, held against the cut-off to the minute."""
    local = call.now.astimezone(SHANGHAI)
    sent = ship_by(datetime.combine(local.date(), clock, SHANGHAI), call.policy)
    response = "utter_ship_time_paid_in_time" if sent == local.date() else "utter_ship_time_paid_late"
    call.say(response, clock=f"{clock:%H:%M}", day=day(call, sent))


def _say_promise_of(call: Call, paid_at: datetime, asked: date | None) -> None:
    promised = ship_by(paid_at, call.policy)
    response = "utter_ship_time_late" if promised < today(call) else "utter_ship_time_of_order"
    if asked and promised >= today(call):
        response += "_yes" if promised <= asked else "_perhaps"
    values = {"promised": day(call, promised), "asked": day(call, asked) if asked else ""}
    call.say(response, day=day(call, ship_by(call.now, call.policy)), **values)


def _say_day_asked(call: Call, asked: date) -> None:
    """Whether what is paid now leaves on that day; a later one is a day of dispatch like any other."""
    paid_now = ship_by(call.now, call.policy)
    if asked == paid_now:
        response = "utter_ship_time_yes"
    else:
        response = "utter_ship_time_closed" if asked < paid_now else "utter_ship_time_works"
    call.say(response, asked=day(call, asked), day=day(call, paid_now))


def _say_arrival(call: Call, place: Place | None) -> None:
    """Days on the way, held against the day that the message names."""
    province, wished = place.province if place else "", on_request(call.policy, str(call.entity("carrier") or ""))
    carrier = wished.carrier if wished else ""
    first, last = arrival(call.now, call.policy, province, carrier)
    values = {
        "place": place.name if place else "",
        "days": call.policy.days(delivery_days(call.policy, province, carrier)),
        "arrival": span(call, first, last),
        "first": day(call, first),
        "sent": day(call, ship_by(call.now, call.policy)),
    }
    asked = _asked_day(call)
    if asked and place:
        fits = "yes" if asked >= last else "perhaps" if asked >= first else "no"
        call.say(f"utter_delivery_time_{fits}", asked=day(call, asked), **values)
    else:
        call.say("utter_delivery_time_to" if place else "utter_ask_delivery_time", **values)
    if wished:
        call.say("utter_delivery_time_with", wished=wished.carrier, surcharge=call.policy.money(wished.surcharge))


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
