"""What a gateway's word changes: once, only if it fits, and no money is ever lost."""

import logging
from contextlib import nullcontext
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.errors import GatewayRefused, GatewayUnavailable, NotPayable, WrongPayment
from bot.shop.changes import OrderChange
from bot.shop.gateways import Notification
from bot.shop.orders import OrderEvent, OrderStatus
from bot.shop.payments import Payment, Refund, payments_of
from bot.shop.settlement import Outcome, check_payments, fail_payment, settle, start_payment


@pytest.fixture
def order(place):
    return place()


@pytest.fixture
def begin(session, order, now):
    """Begin an attempt to pay the order."""

    def begun(payment_id="p1", gateway="alipay", at=now):
        return start_payment(
            session, order=order, gateway=gateway, method=gateway, payment_id=payment_id, now=at
        )  # fmt: skip

    return begun


@pytest.fixture
def told(now):
    """What Alipay says when p1 has been paid."""
    return Notification("alipay", "p1", "T1", 12900, "CNY", "succeeded", now, "alipay")


def standing(session, order):
    """All that a notification could change."""
    session.flush()
    payments = [(one.id, one.status, one.gateway_number, one.failure) for one in payments_of(session, order)]
    refunds = [(one.payment_id, one.amount_fen, one.reason) for one in session.execute(select(Refund)).scalars()]
    changes = session.execute(select(OrderChange.request_id)).scalars().all()
    return order.status, payments, refunds, changes


def test_an_attempt_is_for_the_amount_of_the_order(begin, now):
    payment = begin()

    assert (payment.amount_fen, payment.currency, payment.status) == (12900, "CNY", "created")
    assert (payment.gateway, payment.order_number, payment.created_at) == ("alipay", "202611180000123", now)


def test_who_begins_twice_goes_on_with_the_same_attempt(begin):
    assert begin("p2") is not begin("p3", "wechat")
    assert begin("p4").id == "p2"


def test_after_a_failure_or_a_new_amount_an_attempt_is_a_new_one(session, begin, order, now):
    fail_payment(session, begin("p1"), "PARAM_ERROR" * 9, now)
    assert begin("p2").id == "p2"
    order.amount_fen = 100

    assert begin("p3").amount_fen == 100
    assert next((one.id, one.status, len(one.failure)) for one in payments_of(session, order)) == ("p1", "failed", 40)


@pytest.mark.parametrize("status", [OrderStatus.PAID, OrderStatus.CANCELLED])
def test_only_an_unpaid_order_can_be_paid(session, place, now, status):
    with pytest.raises(NotPayable):
        start_payment(session, order=place(status=status), gateway="g", method="", payment_id="p", now=now)


def test_a_late_order_cannot_be_paid(begin, now):
    with pytest.raises(NotPayable):
        begin(at=now.replace(hour=23))


def test_money_that_came_pays_the_order(session, begin, order, told, now):
    begin()

    settlement = settle(session, replace(told, at=now - timedelta(minutes=1)), now)

    assert settlement.outcome is Outcome.PAID
    assert (order.status, order.pay_method, order.paid_at) == (OrderStatus.PAID, "alipay", now - timedelta(minutes=1))
    event = session.execute(select(OrderEvent)).scalar_one()
    assert (event.order_number, event.status) == (order.number, OrderStatus.PAID)
    change = session.execute(select(OrderChange)).scalar_one()
    assert (change.request_id, change.actor, change.kind) == ("alipay:T1", "gateway:alipay", "paid")
    assert (change.before, change.after["status"]) == ({"status": "pending_payment"}, "paid")


def test_a_gateways_clock_cannot_move_the_payment_into_the_future(session, begin, order, told, now):
    begin()

    settle(session, replace(told, at=now + timedelta(hours=3)), now)

    assert order.paid_at == now


def test_a_notification_sent_again_changes_nothing_and_is_logged(session, begin, order, told, now, caplog):
    begin()
    settle(session, told, now)
    before = standing(session, order)

    with caplog.at_level(logging.WARNING):
        again = settle(session, told, now)

    assert again.outcome is Outcome.NOTHING
    assert standing(session, order) == before
    assert "was notified again" in caplog.text


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"amount_fen": 1}, "the gateway says 1 fen"),
        ({"amount_fen": 12901}, "12901 fen"),
        ({"amount_fen": -1}, "-1 fen"),
        ({"currency": "USD"}, "12900 fen USD"),
        ({"payment_id": "p9"}, "none of ours"),
        ({"gateway": "wechat"}, "none of ours"),
        ({"gateway_number": "T0"}, "belongs to another payment"),
    ],
)
def test_what_does_not_fit_the_record_changes_nothing(session, place, begin, order, told, now, change, why):
    begin()
    other = place("202611180000124")
    session.add(
        Payment(
            id="p0", order_number=other.number, gateway="alipay", amount_fen=1, status="succeeded",
            gateway_number="T0", created_at=now,
        )
    )  # fmt: skip
    before = standing(session, order)

    with pytest.raises(WrongPayment, match=why):
        settle(session, replace(told, **change), now)
    assert standing(session, order) == before


@pytest.mark.parametrize("change", [{"gateway_number": "T2"}, {"amount_fen": 1}, {"currency": "USD"}])
def test_a_payment_that_came_cannot_become_another(session, begin, order, told, now, change):
    begin()
    settle(session, told, now)
    before = standing(session, order)

    with pytest.raises(WrongPayment, match="now says otherwise"):
        settle(session, replace(told, **change), now)
    assert standing(session, order) == before


def test_an_attempt_that_failed_keeps_the_reason_and_the_order_waits(session, begin, order, told, now):
    begin()

    settlement = settle(session, replace(told, status="failed", failure="BANK_LIMIT", gateway_number=""), now)

    assert settlement.outcome is Outcome.ENDED
    assert standing(session, order)[:2] == (OrderStatus.PENDING_PAYMENT, [("p1", "failed", None, "BANK_LIMIT")])


def test_money_that_comes_after_a_failure_counts(session, begin, order, told, now):
    begin()
    settle(session, replace(told, status="failed", failure="TIMEOUT"), now)

    assert settle(session, told, now).outcome is Outcome.PAID
    assert standing(session, order)[1] == [("p1", "succeeded", "T1", "")]


@pytest.mark.parametrize("status", ["failed", "closed"])
def test_a_failure_that_is_told_after_the_money_changes_nothing(session, begin, order, told, now, status):
    begin()
    settle(session, told, now)
    before = standing(session, order)

    assert settle(session, replace(told, status=status), now).outcome is Outcome.NOTHING
    assert standing(session, order) == before


def test_a_second_payment_is_kept_and_goes_back(session, begin, order, told, now, caplog):
    begin("p1"), begin("p2", "wechat")
    settle(session, told, now)

    with caplog.at_level(logging.WARNING):
        second = settle(session, replace(told, gateway="wechat", payment_id="p2", gateway_number="W1"), now)

    assert second.outcome is Outcome.RETURNED
    assert [one.status for one in payments_of(session, order)] == ["succeeded", "succeeded"]
    assert standing(session, order)[2] == [("p2", 12900, "double")]
    assert (order.status, order.pay_method) == (OrderStatus.PAID, "alipay")
    assert "not waiting for it (double)" in caplog.text


def test_money_for_a_closed_order_is_kept_and_goes_back_once(session, begin, order, told, now):
    begin()
    order.status = OrderStatus.CANCELLED

    outcomes = [settle(session, told, now).outcome for _ in range(2)]

    assert outcomes == [Outcome.RETURNED, Outcome.NOTHING]
    assert order.status is OrderStatus.CANCELLED
    assert standing(session, order)[1:3] == ([("p1", "succeeded", "T1", "")], [("p1", 12900, "order_closed")])


def test_money_for_an_order_that_costs_something_else_now_goes_back(session, begin, order, told, now):
    begin()
    order.amount_fen = 20000

    settle(session, told, now)

    assert order.is_unpaid
    assert standing(session, order)[2] == [("p1", 12900, "amount_changed")]


def test_money_that_was_on_its_way_when_the_time_ran_out_counts(session, begin, order, told, now):
    begin()

    assert settle(session, told, now.replace(hour=23, minute=5)).outcome is Outcome.PAID


def test_who_is_quicker_by_a_moment_pays_the_order_alone(session, begin, order, told, now):
    """The order was read as unpaid, and is paid by somebody else before we write."""
    begin()
    session.connection().exec_driver_sql("UPDATE orders SET status = 'paid', paid_at = '2026-11-18 02:00:00'")

    assert settle(session, told, now).outcome is Outcome.RETURNED
    assert standing(session, order)[2] == [("p1", 12900, "double")]


# ---- notifications that are lost -------------------------------------------------------------------------------------


class Asked:
    """A gateway that knows the fate of every payment."""

    name = "alipay"

    def __init__(self, fate):
        self.fate = fate
        self.asked = []

    def query(self, payment, now):
        self.asked.append(payment.id)
        if isinstance(self.fate, Exception):
            raise self.fate
        return self.fate


@pytest.fixture
def look(session, now):
    """Look after open payments, some time later."""

    def looked(gateway, **later):
        return check_payments(lambda: nullcontext(session), {"alipay": gateway}, now + timedelta(**later))

    return looked


def test_a_payment_whose_notification_is_lost_is_found(begin, order, told, look):
    begin()

    assert [one.outcome for one in look(Asked(told), minutes=2)] == [Outcome.PAID]
    assert order.status is OrderStatus.PAID


@pytest.mark.parametrize("trouble", [GatewayUnavailable(), GatewayRefused("x")])
def test_a_gateway_that_does_not_answer_is_asked_again(begin, told, look, trouble, caplog):
    begin()

    assert look(Asked(trouble), minutes=2) == []
    assert "could not be checked" in caplog.text
    assert [one.outcome for one in look(Asked(told), minutes=3)] == [Outcome.PAID]


def test_an_answer_that_does_not_fit_is_logged(session, begin, order, told, look, caplog):
    begin()

    assert look(Asked(replace(told, amount_fen=1)), minutes=2) == []
    assert (order.is_unpaid, caplog.records[-1].levelname) == (True, "ERROR")


def test_between_its_beginning_and_its_end_nobody_asks_for_an_attempt(session, begin, order, look):
    gateway, _ = Asked(None), begin()

    assert [look(gateway, **later) for later in ({"minutes": 5}, {"hours": 2}, {"hours": 13, "minutes": 5})] == [[]] * 3
    assert gateway.asked == ["p1"]
    assert standing(session, order)[1] == [("p1", "created", None, "")]


def test_an_attempt_whose_time_is_over_is_closed_for_good(session, begin, order, look):
    gateway, _ = Asked(None), begin()
    look(gateway, hours=14)

    assert standing(session, order)[1] == [("p1", "closed", None, "")]
    look(gateway, hours=15)
    assert gateway.asked == ["p1"]


def test_an_attempt_that_ends_while_it_is_asked_about_is_left_alone(session, begin, order, told, look, now):
    begin()

    class Slow(Asked):
        def query(self, payment, at):
            settle(session, told, now)

    look(Slow(None), hours=14)

    assert standing(session, order)[1] == [("p1", "succeeded", "T1", "")]
