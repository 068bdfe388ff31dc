"""Parcels: where they are, when they are sent, what is wrong with them, and who carries them."""

from __future__ import annotations

import logging
import re
from typing import Any

from sqlalchemy.orm import Session

from actions.base import Call, Events, ShopAction
from actions.cards import day, moment, status
from actions.days import today
from actions.handoff import hand_over
from actions.matters import ON_ITS_WAY, WAITING, Matter, Told
from actions.orders import is_late, promised, tell_status
from actions.parcel_words import buttons_of, show, tell, words_of
from actions.payments import ask_to_pay
from actions.pledges import (
    COURIER,
    DELIVERY,
    SHIPPING,
    bring_in,
    due_words,
    kinds_of,
    lapsed,
    pending,
    pledge,
    pledge_day,
    say_broken,
    say_urged_often,
    settle,
    team_name,
)
from bot.shop.follow_ups import FollowUp, close, open_follow_ups
from bot.shop.logistics import TrackingKind, shipments_of
from bot.shop.orders import Order, OrderStatus, orders_of
from bot.shop.parcels import Parcel, gravest, parcel_of

logger = logging.getLogger(__name__)
_RECEIVED = (OrderStatus.DELIVERED, OrderStatus.COMPLETED)
# Nothing to hurry: the parcel waits for the shopper, or has come.
_ARRIVED = (TrackingKind.AT_STATION.value, TrackingKind.DELIVERED.value)
_LOOK_BACK = 20


def track_parcel(call: Call, session: Session, order: Order) -> None:
    parcels = _parcels(call, session, order)
    if not parcels:
        return _not_sent(call, session, order)
    parcel = gravest(parcels, call.policy.logistics)
    _log(call, parcel)
    if len(parcels) > 1:
        _tell_each(call, order, parcels)
    broken, promise = lapsed(call, session, order), pending(call, session, order)
    is_told = promise is not None and parcel.case.is_trouble
    if not is_told and (len(parcels) == 1 or parcel.case.is_trouble):
        tell(call, parcel, parcel.case.say, [] if promise else _offers(call, parcel))
    for each in parcels:
        show(call, each)
    if broken:
        return say_broken(call, order, "track_parcel", broken)
    if promise:
        response = "utter_follow_up_again" if is_told else "utter_follow_up_pending"
        asked, due = moment(call, promise.opened_at), due_words(call, promise)
        tell(call, parcel, response, buttons_of(parcel), asked=asked, due=due)


def urge_shipping(call: Call, session: Session, order: Order) -> None:
    if order.status not in WAITING:
        return _urge_sent(call, session, order)
    broken = lapsed(call, session, order, [SHIPPING])
    if broken:
        return say_broken(call, order, "urge_shipping", broken)
    on = promised(call, order)
    if is_late(call, order):
        within = call.policy.logistics.pledges[SHIPPING]
        follow_up, is_new = pledge(call, session, order, SHIPPING, within)
        response = "utter_urge_shipping_late" if is_new else "utter_urge_shipping_late_again"
    else:
        follow_up, is_new = pledge_day(call, session, order, SHIPPING, on)
        response = "utter_urge_shipping_today" if on == today(call) else "utter_urge_shipping"
        response = response if is_new else "utter_urge_shipping_again"
    if say_urged_often(call, order, "urge_shipping", follow_up):
        return
    asked, due = moment(call, follow_up.opened_at), due_words(call, follow_up)
    call.say(response, ship_day=day(call, on), asked=asked, due=due, status=status(call, order))


def urge_delivery(call: Call, session: Session, order: Order) -> None:
    parcels = _parcels(call, session, order)
    if not parcels:
        unsent = urge_shipping if order.status in WAITING else _not_sent
        return unsent(call, session, order)
    parcel = gravest(_under_way(parcels), call.policy.logistics)
    if parcel.case.is_trouble or parcel.facts.last in _ARRIVED:
        return _report(call, session, order, "urge_delivery", parcel)
    broken = lapsed(call, session, order)
    if broken:
        return say_broken(call, order, "urge_delivery", broken)
    _log(call, parcel)
    follow_up, is_new = pledge_day(
        call, session, order, DELIVERY, parcel.window[1] if parcel.window else parcel.promised
    )
    if say_urged_often(call, order, "urge_delivery", follow_up):
        return
    response = "utter_urge_delivery" if is_new else "utter_urge_delivery_again"
    asked, due = moment(call, follow_up.opened_at), due_words(call, follow_up)
    tell(call, parcel, response, buttons_of(parcel, contact_courier=""), asked=asked, due=due)
    show(call, parcel)


def report_parcel_stuck(call: Call, session: Session, order: Order) -> None:
    parcels = _parcels(call, session, order)
    if not parcels:
        return _not_sent(call, session, order)
    _report(call, session, order, "report_parcel_stuck", gravest(_under_way(parcels), call.policy.logistics))


def report_not_received(call: Call, session: Session, order: Order) -> None:
    parcels = _parcels(call, session, order, not_received=True)
    if parcels:
        parcel = gravest(_under_way(parcels), call.policy.logistics)
        return _report(call, session, order, "report_not_received", parcel)
    if order.status not in _RECEIVED:
        return _not_sent(call, session, order)
    call.say("utter_report_not_received_unknown")
    hand_over(call, order, "report_not_received")


def contact_courier(call: Call, session: Session, order: Order) -> None:
    parcels = _parcels(call, session, order)
    if not parcels:
        return _not_sent(call, session, order)
    parcel = gravest(_under_way(parcels), call.policy.logistics)
    if _wants_a_call(call):
        return _have_call(call, session, order, parcel)
    words = words_of(call, parcel)
    if words["courier"]:
        return tell(call, parcel, "utter_contact_courier" if words["hotline"] else "utter_contact_courier_only")
    if words["hotline"]:
        return tell(call, parcel, f"utter_contact_hotline{'' if words['tracking'] else '_no_number'}")
    tell(call, parcel, "utter_contact_courier_unknown")
    bring_in(call, order, "contact_courier", parcel.case.id)


class ActionConfirmReceived(ShopAction):
    """It has come: whatever was still to be looked into about it is done."""

    def name(self) -> str:
        return "action_confirm_received"

    def act(self, call: Call) -> Events:
        with call.database() as session:
            settled = _looked_into(call, session)
            for follow_up in settled:
                close(session, follow_up, call.now)
        call.say("utter_confirm_received_settled" if settled else "utter_confirm_received")
        return []


def _parcels(call: Call, session: Session, order: Order, *, not_received: bool = False) -> list[Parcel]:
    """All parcels of an order in their cases; what was promised about cases that are over is closed."""
    claimed = not_received or _claims(call, session, order)
    shipments = shipments_of(session, order)
    parcels = [parcel_of(each, order, call.policy, call.now, not_received=claimed) for each in shipments]
    if parcels:
        settle(call, session, order, holding=_holding(order, parcels))
    return parcels


def _claims(call: Call, session: Session, order: Order) -> bool:
    """Whether the shopper has said that something signed for never came."""
    claims = {case.id for case in call.policy.logistics.cases if True in case.when.get("not_received", ())}
    return any(follow_up.kind in claims for follow_up in open_follow_ups(session, [order.number]))


def _holding(order: Order, parcels: list[Parcel]) -> set[str]:
    holding = {parcel.case.id for parcel in parcels}
    holding |= {SHIPPING} if order.status in WAITING else set()
    return holding | ({DELIVERY, COURIER} if any(not parcel.is_delivered for parcel in parcels) else set())


def _under_way(parcels: list[Parcel]) -> list[Parcel]:
    """The parcels that a worry is about: those still to come, if there are any."""
    return [parcel for parcel in parcels if not parcel.is_delivered] or parcels


def _report(call: Call, session: Session, order: Order, topic: str, parcel: Parcel) -> None:
    """What the playbook does about the case of a parcel."""
    _log(call, parcel)
    case, broken = parcel.case, lapsed(call, session, order)
    if broken:
        show(call, parcel)
        return say_broken(call, order, topic, broken)
    if not case.is_trouble:
        tell(call, parcel, case.worried or case.say, buttons_of(parcel))
        return show(call, parcel)
    if case.follow_up is None:
        tell(call, parcel, case.say)
        show(call, parcel)
        return bring_in(call, order, topic, case.id)
    follow_up, is_new = pledge(call, session, order, case.id, case.follow_up)
    promise = {"asked": moment(call, follow_up.opened_at), "due": due_words(call, follow_up)}
    if is_new:
        tell(call, parcel, case.say)
        show(call, parcel)
        team = team_name(call, case.follow_up)
        call.say("utter_follow_up_registered", team=team, buttons=buttons_of(parcel), **promise)
    elif case.person == "second_time":
        call.say("utter_follow_up_second", **promise)
        bring_in(call, order, topic, case.id, follow_up)
    elif not say_urged_often(call, order, topic, follow_up):
        tell(call, parcel, "utter_follow_up_again", buttons_of(parcel), **promise)


def _urge_sent(call: Call, session: Session, order: Order) -> None:
    """Sent as far as we know; a shopper who sees no trace of it thinks otherwise."""
    parcels = _parcels(call, session, order)
    unseen = [parcel for parcel in parcels if parcel.latest is None and not parcel.is_delivered]
    if unseen:
        return _report(call, session, order, "urge_shipping", gravest(unseen, call.policy.logistics))
    track_parcel(call, session, order)


def _tell_each(call: Call, order: Order, parcels: list[Parcel]) -> None:
    lines = [
        call.words("utter_label_parcel", number=number, **words_of(call, parcel))
        for number, parcel in enumerate(parcels, start=1)
    ]
    call.say("utter_track_parcels", count=len(parcels), parcels="\n".join(lines))
    if order.status in WAITING:
        call.say("utter_track_parcels_rest", ship_day=day(call, promised(call, order)))


def _offers(call: Call, parcel: Parcel) -> list[dict[str, str]]:
    """Under the news of a parcel: somebody to look into it, if there is something to look into."""
    case = parcel.case
    if not case.is_trouble:
        return buttons_of(parcel)
    if case.follow_up is None:
        return buttons_of(parcel, request_human="")
    return buttons_of(parcel, report_parcel_stuck=call.words("utter_label_check_parcel"))


def _wants_a_call(call: Call) -> bool:
    """Whether the shopper asked that the courier should call; the order may have been asked for since."""
    asked = [event for event in call.tracker.events if _intent_of(event) == "contact_courier"]
    text = str(asked[-1].get("text") or "") if asked else call.text
    return any(re.search(pattern, text) for pattern in call.policy.logistics.reading.call_me)


def _intent_of(event: dict[str, Any]) -> str:
    return str(((event.get("parse_data") or {}).get("intent") or {}).get("name") or "")


def _have_call(call: Call, session: Session, order: Order, parcel: Parcel) -> None:
    broken = lapsed(call, session, order, [COURIER])
    if broken:
        return say_broken(call, order, "contact_courier", broken)
    follow_up, is_new = pledge(call, session, order, COURIER, call.policy.logistics.pledges[COURIER])
    if say_urged_often(call, order, "contact_courier", follow_up):
        return
    response = "utter_courier_call" if is_new else "utter_courier_call_again"
    asked, due = moment(call, follow_up.opened_at), due_words(call, follow_up)
    tell(call, parcel, response, asked=asked, due=due)


def _looked_into(call: Call, session: Session) -> list[FollowUp]:
    """What is pending about the parcel that has come: of the order spoken of, or of the only one it can be."""
    numbers = [order.number for order in orders_of(session, call.shopper, limit=_LOOK_BACK, now=call.now)]
    known = kinds_of(call) - {SHIPPING}
    pending = [follow_up for follow_up in open_follow_ups(session, numbers) if follow_up.kind in known]
    orders = {follow_up.order_number for follow_up in pending}
    meant = call.slot("order_number") if call.slot("order_number") in orders else next(iter(orders), None)
    sure = len(orders) == 1 or meant == call.slot("order_number")
    return [follow_up for follow_up in pending if sure and follow_up.order_number == meant]


def _not_sent(call: Call, session: Session, order: Order) -> None:
    if order.is_unpaid:
        ask_to_pay(call, session, order)
    else:
        tell_status(call, session, order)


def _log(call: Call, parcel: Parcel) -> None:
    rule = call.policy.logistics.rule(parcel.case.id)
    extra = {"event": "parcel.case", "case": rule, "conversation": call.tracker.sender_id}
    logger.info("A parcel is in the case %s.", parcel.case.id, extra=extra)


class TrackParcel(Matter):
    topic = "track_parcel"
    only_tells = True
    fits = ON_ITS_WAY

    def carry_out(self, call: Call, session: Session, order: Order, told: Told) -> None:
        track_parcel(call, session, order)


class UrgeShipping(Matter):
    topic = "urge_shipping"
    fits = (WAITING, (OrderStatus.PENDING_PAYMENT,), (OrderStatus.SHIPPED,))

    def carry_out(self, call: Call, session: Session, order: Order, told: Told) -> None:
        urge_shipping(call, session, order)


class UrgeDelivery(Matter):
    topic = "urge_delivery"
    fits = ON_ITS_WAY

    def carry_out(self, call: Call, session: Session, order: Order, told: Told) -> None:
        urge_delivery(call, session, order)


class ReportParcelStuck(Matter):
    topic = "report_parcel_stuck"
    fits = ON_ITS_WAY

    def carry_out(self, call: Call, session: Session, order: Order, told: Told) -> None:
        report_parcel_stuck(call, session, order)


class ContactCourier(Matter):
    topic = "contact_courier"
    fits = ON_ITS_WAY

    def carry_out(self, call: Call, session: Session, order: Order, told: Told) -> None:
        contact_courier(call, session, order)


class ReportNotReceived(Matter):
    topic = "report_not_received"
    fits = ((OrderStatus.SHIPPED, OrderStatus.DELIVERED), WAITING, (OrderStatus.COMPLETED,))

    def carry_out(self, call: Call, session: Session, order: Order, told: Told) -> None:
        report_not_received(call, session, order)
