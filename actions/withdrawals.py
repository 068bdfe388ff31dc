"""Withdrawals: a request that is under way is taken back."""

from __future__ import annotations

from sqlalchemy.orm import Session

from actions.base import Call
from actions.cards import label
from actions.handoff import hand_over
from actions.matters import RECEIVED, Matter, Proposal, Question, Told
from actions.progress import goods_of, which_case
from bot.shop.case_progress import with_open_cases
from bot.shop.cases import AftersaleCase, open_cases_of, withdraw
from bot.shop.facts import Wish
from bot.shop.orders import Order
from bot.shop.orders import OrderStatus as S
from bot.shop.refunds import refunds_of


class WithdrawRequest(Matter):
    """An open request is taken back; the order goes on where it was."""

    topic = "withdraw_request"
    fits = ((S.REFUNDING,), RECEIVED, (S.CANCELLED, S.REFUNDED))

    def likely(self, session: Session, orders: list[Order]) -> list[Order]:
        return with_open_cases(session, orders)

    def hear(self, call: Call, asked: str | None) -> Told:
        return {"case": call.entity("case")} if call.entity("case") else {}

    def question(self, call: Call, session: Session, order: Order, told: Told) -> Question | None:
        cases = open_cases_of(session, order)
        if len(cases) < 2 or told.get("case"):
            return None
        return which_case(call, order, cases, "utter_ask_which_case")

    def proposal(self, call: Call, session: Session, order: Order, told: Told) -> Proposal | None:
        case = self._meant(session, order, told)
        if case is None or not _is_still_open(session, order, case):
            return None
        goods, wish = goods_of(call, order, case), call.policy.aftersale.wishes[Wish(case.wish)]
        return Proposal("utter_confirm_withdraw", {"goods": goods, "wish": wish})

    def carry_out(self, call: Call, session: Session, order: Order, told: Told) -> None:
        case = self._meant(session, order, told)
        if case and not _is_still_open(session, order, case):
            call.say("utter_withdraw_too_late", goods=goods_of(call, order, case))
            return hand_over(call, order, self.topic)
        if case:
            withdraw(session, case, call.shopper.actor, call.now)
            return call.say("utter_withdraw_done")
        if order.status is S.REFUNDING:
            call.say("utter_withdraw_request")
            return hand_over(call, order, self.topic)
        call.say("utter_withdraw_nothing", order=label(call, order))

    def _meant(self, session: Session, order: Order, told: Told) -> AftersaleCase | None:
        cases = open_cases_of(session, order)
        chosen = [case for case in cases if case.id == told.get("case")]
        return chosen[0] if chosen else cases[0] if len(cases) == 1 else None


def _is_still_open(session: Session, order: Order, case: AftersaleCase) -> bool:
    """Neither goods nor money of it are under way."""
    return case.can_be_withdrawn and not any(refund.case_id == case.id for refund in refunds_of(session, order))
