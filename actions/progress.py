"""Progress: how a return, an exchange or a refund stands, step by step, what comes next, and when the money arrives."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from actions.base import Call
from actions.buttons import button
from actions.cards import items, label, moment, show_order
from actions.days import span, today
from actions.handoff import hand_over
from actions.matters import WAITING, Fits, Matter, Question, Told, begin_button, tell_button
from actions.packets import Reason
from actions.payments import method, way_back
from actions.topics import title
from bot.shop.case_progress import Next, Progress, case_progress, with_open_cases
from bot.shop.cases import AftersaleCase, CaseEvent, CaseStatus
from bot.shop.decisions import freight_words
from bot.shop.facts import Payer, Wish
from bot.shop.orders import Order, OrderStatus
from bot.shop.refunds import RefundProgress, refund_progress

# More of them nobody reads in a chat.
SHOWN = 3
_MONEY_MOVES = (OrderStatus.REFUNDING, OrderStatus.REFUNDED)
MONEY_BACK: Fits = ((OrderStatus.REFUNDING,), (OrderStatus.REFUNDED,), (OrderStatus.CANCELLED,))


def query_refund(call: Call, session: Session, order: Order) -> None:
    """Where the money is: by its record, else by the case that it waits for, else by the state of the order."""
    refunds = refund_progress(session, order, call.policy, call.now)[::-1]
    if order.paid_at is None:
        call.say("utter_query_refund_unpaid", order=label(call, order))
    elif refunds:
        for refund in refunds[:SHOWN]:
            _tell_refund(call, order, refund)
        show_order(call, order)
    else:
        _tell_cases(call, session, order, "query_refund")


def query_return_progress(call: Call, session: Session, order: Order) -> None:
    """How the requests for an order stand."""
    if order.paid_at is None:
        call.say("utter_query_refund_unpaid", order=label(call, order))
    else:
        _tell_cases(call, session, order, "query_return_progress")


def tell_case(call: Call, order: Order, progress: Progress, topic: str = "query_return_progress") -> None:
    """One case: its steps with their times, and what comes next by when; a person is called where the shop is late."""
    case, late = progress.case, progress.is_late(call.now)
    values = {
        "goods": goods_of(call, order, case),
        "wish": call.policy.aftersale.wishes[Wish(case.wish)],
        "steps": call.policy.words.clause.join(_step(call, step) for step in progress.steps),
        "due": moment(call, progress.due_at) if progress.due_at else "",
    }
    if late and progress.next is Next.SEND_BACK:
        return call.say("utter_case_progress_not_sent", **values)
    if late:
        call.say("utter_case_progress_late", **values)
        return hand_over(call, order, topic)
    call.say("utter_case_progress", next=_next(call, order, progress), buttons=_buttons(order, progress), **values)


def which_case(call: Call, order: Order, cases: list[AftersaleCase], response: str) -> Question:
    """Asks which of some cases is meant."""
    wishes = call.policy.aftersale.wishes
    titles = ((f"{goods_of(call, order, case)} {wishes[Wish(case.wish)]}", case.id) for case in cases)
    return Question("case", response, buttons=tuple(tell_button(words, case=id_) for words, id_ in titles))


def goods_of(call: Call, order: Order, case: AftersaleCase) -> str:
    """What a case is about: a line of the order, or all of it."""
    line = next((line for line in order.lines if line.id == case.line_id), None)
    return line.title if line else items(call, order)


def expected(call: Call, order: Order, at: datetime) -> str:
    """When money that is paid back at a time arrives, as far as the way of payment tells."""
    way = call.policy.payment.method(order.pay_method)
    return _expected(call, way.money_arrives(at) if way else None)


def _expected(call: Call, days: tuple[date, date] | None) -> str:
    if days is None:
        return call.words("utter_label_expected_within", within=call.words("utter_label_refund_days"))
    return call.words("utter_label_expected", days=span(call, *days))


def _tell_refund(call: Call, order: Order, progress: RefundProgress) -> None:
    refund, days = progress.refund, progress.days
    values = {
        "amount": call.policy.money(refund.amount_fen),
        "time": moment(call, refund.finished_at or refund.created_at),
        "paid_with": progress.method or method(call, order),
        "expected": _expected(call, days),
    }
    if refund.status == "failed":
        call.say("utter_refund_failed", **values)
        hand_over(call, order, "query_refund", reason=Reason.SYSTEM_ERROR)
    elif refund.status == "succeeded" and days and days[1] < today(call):
        call.say("utter_refund_overdue", last=span(call, days[1], days[1]), **values)
    else:
        call.say(f"utter_refund_{refund.status}", **values)


def _tell_cases(call: Call, session: Session, order: Order, topic: str) -> None:
    cases = case_progress(session, order)
    shown = [progress for progress in cases if progress.case.is_open] or cases[:1]
    for progress in shown[:SHOWN]:
        tell_case(call, order, progress, topic)
    if shown:
        return show_order(call, order)
    if order.status in _MONEY_MOVES:
        return _tell_state(call, order, topic)
    call.say("utter_no_case", order=label(call, order), buttons=_ways_to_ask(order))


def _tell_state(call: Call, order: Order, topic: str) -> None:
    """A refund of which only the order knows."""
    response = "utter_query_refund_done" if order.status is OrderStatus.REFUNDED else f"utter_{topic}"
    call.say(response, **way_back(call, order))
    show_order(call, order)


def _step(call: Call, step: CaseEvent) -> str:
    return call.words(
        "utter_label_step", time=moment(call, step.at), step=call.words(f"utter_label_step_{step.status.value}")
    )


def _next(call: Call, order: Order, progress: Progress) -> str:
    case = progress.case
    values: dict[str, Any] = {
        "due": moment(call, progress.due_at) if progress.due_at else "",
        "freight": freight_words(Payer(case.freight_payer or Payer.NONE), call.policy),
        "inspect_hours": call.policy.words.hours.format(number=call.policy.returns.inspect_hours),
        "paid_with": method(call, order),
        "expected": expected(call, order, progress.due_at or progress.steps[-1].at),
    }
    money = case.pays_back and (progress.next is Next.INSPECT or case.status is CaseStatus.DONE)
    return call.words(f"utter_label_next_{progress.next.value}{'_money' if money else ''}", **values)


def _buttons(order: Order, progress: Progress) -> list[dict[str, str]]:
    offered = {
        Next.DECIDE: ("withdraw_request", "request_human"),
        Next.SEND_BACK: ("ask_return_address", "withdraw_request"),
    }.get(progress.next, ("request_human",))
    number = begin_button(title("send_back"), "send_back", order) if progress.next is Next.SEND_BACK else None
    return [*([number] if number else []), *(button(intent) for intent in offered)]


def _ways_to_ask(order: Order) -> list[dict[str, str]]:
    ways = ("cancel_order",) if order.status in WAITING else ("request_return", "request_exchange")
    return [button(intent) for intent in (*ways, "request_human")]


class QueryRefund(Matter):
    topic = "query_refund"
    fits = MONEY_BACK
    only_tells = True

    def answer_aside(self, call: Call, session: Session, order: Order) -> None:
        """Before anything is paid back, when it would arrive."""
        none_yet = not refund_progress(session, order, call.policy, call.now) and not case_progress(session, order)
        if order.paid_at and none_yet and order.status not in _MONEY_MOVES:
            return call.say("utter_refund_ahead", **way_back(call, order))
        query_refund(call, session, order)

    def carry_out(self, call: Call, session: Session, order: Order, told: Told) -> None:
        query_refund(call, session, order)


class QueryReturnProgress(Matter):
    topic = "query_return_progress"
    fits = MONEY_BACK
    only_tells = True

    def likely(self, session: Session, orders: list[Order]) -> list[Order]:
        return with_open_cases(session, orders)

    def carry_out(self, call: Call, session: Session, order: Order, told: Told) -> None:
        query_return_progress(call, session, order)
