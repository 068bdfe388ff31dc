"""Payments: whether an order is paid, why not by the record, and the way to pay one that is not."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from actions.base import Call
from actions.cards import day, moment, show_order, show_payment, status
from actions.days import span
from actions.handoff import hand_over
from actions.matters import WAITING, Matter, Told
from actions.orders import can_be_paid, is_late, promised, tell_status
from bot.shop.orders import Order
from bot.shop.orders import OrderStatus as S
from bot.shop.payment_problems import Diagnosis, Standing, diagnose
from bot.shop.refunds import refund_progress

_PROBLEM = "report_payment_problem"
# What brings the matter up.
_OPENINGS = (_PROBLEM, "confirm_paid", "tell_unpaid_reason")
_MONEY_BACK = (Standing.PAID_TWICE, Standing.RETURNED)


def ask_to_pay(call: Call, session: Session, order: Order) -> None:
    """Where an unpaid order stands, with its card as long as it can be paid."""
    tell_status(call, session, order)
    if can_be_paid(call, order):
        show_payment(call, order)


def confirm_paid(call: Call, session: Session, order: Order) -> None:
    found = diagnose(session, order)
    if found.standing is Standing.RETURNED:
        return _tell_money_back(call, session, order, found)
    if can_be_paid(call, order):
        failed = found.standing is Standing.FAILED
        values = _failure(call, found) if failed else {}
        response = "utter_confirm_paid_failed" if failed else "utter_confirm_paid_not_yet"
        call.say(response, pay_before=moment(call, order.pay_before), **values)
        return show_payment(call, order)
    if order.status in WAITING and not is_late(call, order):
        call.say("utter_confirm_paid", ship_day=day(call, promised(call, order)))
    else:
        tell_status(call, session, order)
    show_order(call, order)


def report_payment_problem(call: Call, session: Session, order: Order) -> None:
    """What the record says goes before what the shopper believes; money that it lacks is a person's matter."""
    found = diagnose(session, order)
    if found.standing in _MONEY_BACK:
        return _tell_money_back(call, session, order, found)
    if order.paid_at is not None:
        call.say("utter_report_payment_problem_paid", paid=moment(call, order.paid_at), paid_with=method(call, order))
        return show_order(call, order)
    if call.policy.payment_problems.says_charged(_told(call)):
        call.say("utter_report_payment_problem_charged")
        return hand_over(call, order, _PROBLEM)
    if can_be_paid(call, order):
        return _offer_again(call, order, found)
    if found.standing is Standing.FAILED:
        return call.say(
            "utter_report_payment_problem_failed_closed", status=status(call, order), **_failure(call, found)
        )
    tell_status(call, session, order)


def method(call: Call, order: Order) -> str:
    """What an order was paid with, as the shop calls it."""
    return _named(call, order.pay_method or "")


def way_back(call: Call, order: Order) -> dict[str, str]:
    """Where the money of an order goes back to, and within how many days."""
    way = call.policy.payment.method(order.pay_method)
    within = call.policy.days(way.refund_days) if way else call.words("utter_label_refund_days")
    return {"paid_with": method(call, order), "within": within}


def _offer_again(call: Call, order: Order, found: Diagnosis) -> None:
    before = moment(call, order.pay_before)
    if found.standing is Standing.FAILED:
        call.say("utter_report_payment_problem_failed", pay_before=before, **_failure(call, found))
    elif call.policy.payment_problems.says_trouble(_told(call)):
        call.say("utter_report_payment_problem", pay_before=before)
    else:
        call.say("utter_report_payment_problem_pay", pay_before=before, amount=call.policy.money(order.amount_fen))
    show_payment(call, order)


def _tell_money_back(call: Call, session: Session, order: Order, found: Diagnosis) -> None:
    """Money that no order was waiting for: when it is back, or a person who sees to it."""
    assert found.payment is not None
    values = {
        "amount": call.policy.money(found.payment.amount_fen),
        "paid_with": _named(call, found.payment.method),
        "tried": moment(call, found.payment.finished_at or found.payment.created_at),
    }
    twice = found.standing is Standing.PAID_TWICE
    progress = [one for one in refund_progress(session, order, call.policy, call.now) if one.refund is found.refund]
    if progress and progress[0].days:
        arrives = span(call, *progress[0].days)
        response = f"utter_{_PROBLEM}_twice_refund" if twice else f"utter_{_PROBLEM}_returned"
        return call.say(response, arrives=arrives, **values)
    call.say(f"utter_{_PROBLEM}_twice" if twice else f"utter_{_PROBLEM}_returned_by_hand", **values)
    hand_over(call, order, _PROBLEM)


def _failure(call: Call, found: Diagnosis) -> dict[str, Any]:
    assert found.payment is not None
    reason = call.policy.payment_problems.reason(found.payment.failure)
    tried = moment(call, found.payment.finished_at or found.payment.created_at)
    return {"tried": tried, "reason": reason.says, "way_on": reason.way_on}


def _told(call: Call) -> str:
    """What the shopper has told of the matter; by the time of the answer the last message may be a button."""
    return " ".join(_said(call))


def _said(call: Call) -> list[str]:
    """The messages since the matter came up."""
    said: list[str] = []
    for event in reversed(call.tracker.events):
        if event.get("event") == "user":
            said.append(str(event.get("text") or ""))
            if ((event.get("parse_data") or {}).get("intent") or {}).get("name") in _OPENINGS:
                break
    return said


def _named(call: Call, method_id: str) -> str:
    way = call.policy.payment.method(method_id)
    return way.name if way else call.words("utter_label_pay_method")


class ConfirmPaid(Matter):
    topic = "confirm_paid"
    fits = ((S.PENDING_PAYMENT, *WAITING),)
    newest = True

    def carry_out(self, call: Call, session: Session, order: Order, told: Told) -> None:
        confirm_paid(call, session, order)


class ReportPaymentProblem(Matter):
    topic = "report_payment_problem"
    fits = ((S.PENDING_PAYMENT,), WAITING)

    def carry_out(self, call: Call, session: Session, order: Order, told: Told) -> None:
        report_payment_problem(call, session, order)
