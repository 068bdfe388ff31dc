"""Sending back: the number of the parcel that the shopper has sent is kept with the case that waits for it."""

from __future__ import annotations

from sqlalchemy.orm import Session

from actions import progress
from actions.base import Call
from actions.handoff import hand_over
from actions.logistics import track_parcel
from actions.matters import RECEIVED, Matter, Proposal, Question, Told
from actions.order_choice import is_theirs, orders_at_hand
from bot.shop.case_progress import Next, next_of, with_open_cases
from bot.shop.cases import AftersaleCase, CaseStatus, open_cases_of, send_back
from bot.shop.facts import Wish
from bot.shop.logistics import is_tracking_of, tracking_in
from bot.shop.orders import Order
from bot.shop.orders import OrderStatus as S

# The second answer without a number is not asked again: a person writes it down.
LAST_TRY = 2


class SendBack(Matter):
    """Goods are on their way back: the case that waits for them learns the number of their parcel."""

    topic = "send_back"
    fits = ((S.REFUNDING,), RECEIVED)
    number_answers = ("tracking",)

    def likely(self, session: Session, orders: list[Order]) -> list[Order]:
        return waiting_for_goods(session, orders)

    def is_answered_by(self, call: Call, asked: str | None) -> bool:
        return bool(tracking_in(call.text)) or super().is_answered_by(call, asked)

    def hear(self, call: Call, asked: str | None) -> Told:
        told: Told = {"case": call.entity("case")} if call.entity("case") else {}
        number = _number_in(call)
        if number:
            return {**told, "tracking": number}
        if self.takes_number(asked) and not told:
            told["unread"] = LAST_TRY if str(asked).endswith(":again") else 1
        return told

    def question(self, call: Call, session: Session, order: Order, told: Told) -> Question | None:
        waiting = _waiting(session, order)
        if not waiting or told.get("unread") == LAST_TRY:
            return None
        if _meant(session, order, told) is None:
            return progress.which_case(call, order, waiting, "utter_ask_sent_back_case")
        if told.get("tracking"):
            return None
        if told.get("unread"):
            return Question("tracking:again", "utter_ask_sent_back_number_again")
        return Question("tracking", "utter_ask_sent_back_number")

    def proposal(self, call: Call, session: Session, order: Order, told: Told) -> Proposal | None:
        case = _meant(session, order, told)
        if case is None or not told.get("tracking") or _is_late(call, case):
            return None
        return Proposal("utter_confirm_sent_back", {**_names(call, order, case), "number": told["tracking"]})

    def carry_out(self, call: Call, session: Session, order: Order, told: Told) -> None:
        case, number = _meant(session, order, told), str(told.get("tracking") or "")
        if case is None:
            return _tell_state(call, session, order, number)
        if not number or _is_late(call, case):
            call.say("utter_sent_back_late" if number else "utter_sent_back_by_person")
            return hand_over(call, order, self.topic, detail=number or None)
        send_back(session, case, call.shopper.actor, call.now, number)
        call.say("utter_sent_back_done", number=number, **_names(call, order, case))


def waiting_for_goods(session: Session, orders: list[Order]) -> list[Order]:
    """The orders with a case that waits for goods to be sent back."""
    return [order for order in with_open_cases(session, orders) if _waiting(session, order)]


def is_number_of_sent_back(call: Call, session: Session, number: str) -> bool:
    """Whether a parcel's number that comes without a word is that of goods on their way back."""
    orders = orders_at_hand(call, session)
    return bool(waiting_for_goods(session, orders)) and not any(is_tracking_of(session, o, number) for o in orders)


def _waiting(session: Session, order: Order) -> list[AftersaleCase]:
    return [case for case in open_cases_of(session, order) if next_of(case) is Next.SEND_BACK]


def _meant(session: Session, order: Order, told: Told) -> AftersaleCase | None:
    waiting = _waiting(session, order)
    chosen = [case for case in waiting if case.id == told.get("case")]
    return chosen[0] if chosen else waiting[0] if len(waiting) == 1 else None


def _is_late(call: Call, case: AftersaleCase) -> bool:
    return case.due_at is not None and case.due_at < call.now


def _names(call: Call, order: Order, case: AftersaleCase) -> dict[str, str]:
    return {"goods": progress.goods_of(call, order, case), "wish": call.policy.aftersale.wishes[Wish(case.wish)]}


def _tell_state(call: Call, session: Session, order: Order, number: str) -> None:
    """Nothing waits for goods: the number is known, or belongs to a parcel of ours, or the case is elsewhere."""
    if number and is_tracking_of(session, order, number):
        return track_parcel(call, session, order)
    noted = [e.note for c in open_cases_of(session, order) for e in c.events if e.status is CaseStatus.RETURNING]
    if number and number in noted:
        call.say("utter_sent_back_known", number=number)
    progress.query_return_progress(call, session, order)


def _number_in(call: Call) -> str | None:
    """The number of a parcel; a number that only looks like an order's is one unless the shopper has that order."""
    named = call.entity("order_number")
    numbers = [number for number in tracking_in(call.text) if number != named]
    if numbers or not named or named not in tracking_in(call.text):
        return next(iter(numbers), None)
    with call.database() as session:
        return None if call.shopper.id is None or is_theirs(call, session, named) else str(named)
