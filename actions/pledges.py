"""Pledges: what shoppers urge is registered once, quoted when they ask again, a person's matter when broken."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, time, timedelta

from sqlalchemy.orm import Session

from actions.base import Call
from actions.cards import day, moment
from actions.handoff import hand_over, story
from actions.topics import title
from bot.shop.follow_ups import FollowUp, close, open_follow_ups, register
from bot.shop.orders import Order
from bot.shop.teams import Pledge
from bot.shop.units import SHANGHAI

SHIPPING, DELIVERY, COURIER = "urge_shipping", "urge_delivery", "courier_call"
URGED = frozenset({SHIPPING, DELIVERY, COURIER})


def pledge(call: Call, session: Session, order: Order, kind: str, within: Pledge) -> tuple[FollowUp, bool]:
    """Promise an answer within the working hours of a team; an open promise is left as it was made."""
    book = call.policy.logistics
    due = book.teams[within.team].deadline(call.now, within, call.policy.shipping.holidays)
    return _registered(call, session, order, kind, due)


def pledge_day(call: Call, session: Session, order: Order, kind: str, on: date) -> tuple[FollowUp, bool]:
    """Remember the day that the data promise, so that it can be held against us."""
    return _registered(call, session, order, kind, datetime.combine(on + timedelta(days=1), time(), SHANGHAI))


def kinds_of(call: Call) -> set[str]:
    """What is promised about parcels; others may promise something else about the same order."""
    return {case.id for case in call.policy.logistics.cases} | URGED


def lapsed(call: Call, session: Session, order: Order, kinds: Collection[str] | None = None) -> FollowUp | None:
    """The longest overdue promise about an order, of some kinds or of any about parcels."""
    wanted = kinds_of(call) if kinds is None else kinds
    pending = open_follow_ups(session, [order.number])
    return next((f for f in pending if f.is_overdue(call.now) and f.kind in wanted), None)


def settle(call: Call, session: Session, order: Order, *, holding: Collection[str]) -> None:
    """Close what has become pointless: every promise about parcels but those that still hold."""
    pointless = kinds_of(call) - set(holding)
    for follow_up in open_follow_ups(session, [order.number]):
        if follow_up.kind in pointless:
            close(session, follow_up, call.now)


def say_broken(call: Call, order: Order, topic: str, follow_up: FollowUp) -> None:
    """A promise was not kept: an apology that names it, and a person at once."""
    call.say("utter_follow_up_overdue", asked=moment(call, follow_up.opened_at), due=due_words(call, follow_up))
    bring_in(call, order, topic, follow_up.kind, follow_up)


def say_urged_often(call: Call, order: Order, topic: str, follow_up: FollowUp) -> bool:
    """Whether the same has been urged so often that a person takes over; says so."""
    if follow_up.times < call.policy.logistics.person_from:
        return False
    asked, due = moment(call, follow_up.opened_at), due_words(call, follow_up)
    call.say("utter_follow_up_often", asked=asked, due=due, times=str(follow_up.times))
    bring_in(call, order, topic, follow_up.kind, follow_up)
    return True


def pending(call: Call, session: Session, order: Order) -> FollowUp | None:
    """What is promised about an order and its parcels and not yet done."""
    known = kinds_of(call)
    return next((f for f in open_follow_ups(session, [order.number]) if f.kind in known), None)


def mention(call: Call, session: Session, order: Order) -> None:
    """After any answer about an order: what was promised about it; a person when that was not kept."""
    promise = pending(call, session, order)
    if promise is None:
        return
    if promise.is_overdue(call.now):
        return say_broken(call, order, "query_order", promise)
    call.say("utter_follow_up_pending", asked=moment(call, promise.opened_at), due=due_words(call, promise))


def bring_in(call: Call, order: Order, topic: str, kind: str, follow_up: FollowUp | None = None) -> None:
    """A person, told which rule it was and what has been promised."""
    rule = follow_up.rule if follow_up else call.policy.logistics.rule(kind)
    values = {"said": story(call), "case": title_of(call, kind), "rule": rule}
    if follow_up is None:
        return hand_over(call, order, topic, call.words("utter_label_case", **values), rule=rule, quote=values["case"])
    values |= {"times": str(follow_up.times), "asked": moment(call, follow_up.opened_at)}
    detail = call.words("utter_label_case_pledged", due=due_words(call, follow_up), **values)
    hand_over(call, order, topic, detail, rule=rule, quote=values["case"])


def title_of(call: Call, kind: str) -> str:
    cases = (case.title for case in call.policy.logistics.cases if case.id == kind)
    return next(cases, title(kind) or title("contact_courier"))


def team_name(call: Call, within: Pledge) -> str:
    return call.policy.logistics.teams[within.team].name


def due_words(call: Call, follow_up: FollowUp) -> str:
    """By when, so that "by" can follow: a day when the whole day was promised."""
    local = follow_up.due_at.astimezone(SHANGHAI)
    if local.time() == time():
        return call.words("utter_label_end_of_day", day=day(call, local.date() - timedelta(days=1)))
    return moment(call, follow_up.due_at)


def _registered(call: Call, session: Session, order: Order, kind: str, due: datetime) -> tuple[FollowUp, bool]:
    rule = call.policy.logistics.rule(kind)
    return register(session, order_number=order.number, kind=kind, now=call.now, due_at=due, rule=rule)
