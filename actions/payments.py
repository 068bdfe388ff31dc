"""Payments: whether an order is paid, and the way to pay one that is not."""

from __future__ import annotations

from sqlalchemy.orm import Session

from actions.base import Call
from actions.cards import day, moment, show_order, show_payment
from actions.matters import WAITING, Matter, Told
from actions.orders import UNSHIPPED, can_be_paid, is_late, promised, tell_status
from bot.shop.orders import Order
from bot.shop.orders import OrderStatus as S


def ask_to_pay(call: Call, session: Session, order: Order) -> None:
    """Where an unpaid order stands, with its card as long as it can be paid."""
    tell_status(call, session, order)
    if can_be_paid(call, order):
        show_payment(call, order)


def confirm_paid(call: Call, session: Session, order: Order) -> None:
    if can_be_paid(call, order):
        call.say("utter_confirm_paid_not_yet", pay_before=moment(call, order.pay_before))
        return show_payment(call, order)
    if order.status in UNSHIPPED and not is_late(call, order):
        call.say("utter_confirm_paid", ship_day=day(call, promised(call, order)))
    else:
        tell_status(call, session, order)
    show_order(call, order)


def report_payment_problem(call: Call, session: Session, order: Order) -> None:
    if can_be_paid(call, order):
        call.say("utter_report_payment_problem", pay_before=moment(call, order.pay_before))
        return show_payment(call, order)
    if order.paid_at is None:
        return tell_status(call, session, order)
    call.say("utter_report_payment_problem_paid", paid=moment(call, order.paid_at), paid_with=method(call, order))
    show_order(call, order)


def method(call: Call, order: Order) -> str:
    """What an order was paid with, as the shop calls it."""
    ways = {way.id: way.name for way in call.policy.payment.methods}
    return ways.get(order.pay_method or "", call.words("utter_label_pay_method"))


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
