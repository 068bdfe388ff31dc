"""Money back: never more than came, once per request, and to the end."""

from collections import Counter
from contextlib import contextmanager, nullcontext, suppress
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.errors import GatewayRefused, GatewayUnavailable, RefundTooLarge
from bot.shop.changes import OrderChange
from bot.shop.gateways import RefundResult
from bot.shop.orders import OrderEvent, OrderStatus
from bot.shop.payments import Payment, Refund
from bot.shop.refunds import (
    carry_out_refunds,
    refund_payment,
    refund_progress,
    refundable,
    refunds_of,
    request_refund,
    retry_refund,
)


@pytest.fixture
def order(session, place):
    """A paid order, kept when an example is rolled back."""
    order = place(status=OrderStatus.PAID)
    session.commit()
    return order


@pytest.fixture
def paid(session, place, now):
    """An order paid by such payments: ``paid(12900)``."""

    def made(*amounts, status=OrderStatus.REFUNDING, method="alipay"):
        order = place(status=status)
        order.paid_at, order.pay_method = now, method
        for at, amount in enumerate(amounts, start=1):
            session.add(
                Payment(
                    id=f"p{at}", order_number=order.number, gateway="g", method=method, amount_fen=amount,
                    status="succeeded", gateway_number=f"T{at}", created_at=now + timedelta(minutes=at),
                )
            )  # fmt: skip
        session.add(
            Payment(id="p0", order_number=order.number, gateway="g", amount_fen=9999, status="failed", created_at=now)
        )
        session.flush()
        return order

    return made


class Bank:
    """A gateway that remembers what it has paid back."""

    name = "g"

    def __init__(self, *answers):
        self.answers = list(answers)
        self.paid = {}

    def find_refund(self, refund, payment):
        return RefundResult("succeeded", "known") if refund.id in self.paid else None

    def refund(self, refund, payment):
        answer = self.answers.pop(0) if self.answers else RefundResult("succeeded", "G1")
        if isinstance(answer, Exception):
            raise answer
        self.paid[refund.id] = refund.amount_fen
        return answer


@pytest.fixture
def carry(session, now):
    def carried(bank, at=now):
        return list(carry_out_refunds(lambda: nullcontext(session), {"g": bank}, at).values())

    return carried


def shares(refunds):
    return [(refund.payment_id, refund.amount_fen) for refund in refunds]


def test_a_refund_is_noted_with_its_reason_and_case(session, paid, now):
    refund = request_refund(session, paid(12900), 5000, "少发一件", "case-7", now, case_id=7)[0]

    assert (refund.status, refund.amount_fen, refund.reason, refund.case_id) == ("requested", 5000, "少发一件", 7)
    assert len(refund.id) == 32
    assert refund.id.isalnum()


def test_the_same_request_pays_nothing_again(session, paid, now):
    order = paid(12900)
    first = request_refund(session, order, 5000, "x", "case-7", now)

    assert request_refund(session, order, 5000, "x", "case-7", now) == first
    assert refundable(session, order) == 7900


def test_a_refund_is_split_over_payments(session, paid, now):
    order = paid(3000, 9900)

    assert shares(request_refund(session, order, 2000, "x", "r1", now)) == [("p1", 2000)]
    assert shares(request_refund(session, order, 5000, "x", "r2", now)) == [("p1", 1000), ("p2", 4000)]
    assert refundable(session, order) == 5900  # 3000 + 9900 - 2000 - 5000


@pytest.mark.parametrize("amount", [12901, 0, -1])
def test_never_more_than_was_paid_and_never_nothing(session, paid, now, amount):
    order = paid(12900)

    with pytest.raises(RefundTooLarge):
        request_refund(session, order, amount, "x", "r1", now)
    assert refunds_of(session, order) == []


def test_an_order_without_money_has_none_to_give_back(session, paid, now):
    with pytest.raises(RefundTooLarge):
        request_refund(session, paid(), 1, "x", "r1", now)


def test_a_failed_refund_leaves_its_money_to_be_refunded(session, paid, now, carry):
    order = paid(12900)
    request_refund(session, order, 12900, "x", "r1", now)
    carry(Bank(GatewayRefused("NO")))

    assert refundable(session, order) == 12900
    assert shares(request_refund(session, order, 12900, "x", "r2", now)) == [("p1", 12900)]


def test_what_is_left_of_one_payment_goes_back_once(session, paid, now):
    order = paid(3000, 9900)
    request_refund(session, order, 1000, "x", "r1", now)
    payment = session.get(Payment, "p1")

    assert shares(refund_payment(session, payment, "double", "r2", now)) == [("p1", 2000)]
    assert shares(refund_payment(session, payment, "double", "r2", now)) == [("p1", 2000)]
    assert refund_payment(session, payment, "double", "r3", now) == []


@given(
    amounts=st.lists(st.integers(1, 500), min_size=1, max_size=4),
    requests=st.lists(st.tuples(st.integers(-5, 900), st.sampled_from("abcdef")), max_size=12),
)
@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_asked_for_no_payment_gives_back_more_than_it_brought(session, order, amounts, requests, now):
    made = [
        Payment(
            id=f"p{at}", order_number=order.number, gateway="g", amount_fen=amount, status="succeeded", created_at=now
        )
        for at, amount in enumerate(amounts)
    ]  # fmt: skip
    session.add_all(made)
    session.flush()

    for amount, request in requests:
        with suppress(RefundTooLarge):
            request_refund(session, order, amount, "x", request, now)

    back = Counter()
    for refund in refunds_of(session, order):
        back[refund.payment_id] += refund.amount_fen
    assert all(0 <= back[payment.id] <= payment.amount_fen for payment in made)
    assert refundable(session, order) == sum(amounts) - sum(back.values())
    session.rollback()


# ---- carried out -----------------------------------------------------------------------------------------------------


def test_the_gateway_pays_back_and_the_order_is_refunded(session, paid, now, carry):
    order = paid(12900)
    refund = request_refund(session, order, 12900, "x", "r1", now)[0]
    bank = Bank()

    assert carry(bank) == ["succeeded"]
    assert bank.paid == {refund.id: 12900}
    assert (refund.gateway_number, refund.finished_at) == ("G1", now)
    assert order.status is OrderStatus.REFUNDED
    assert session.query(OrderEvent).one().status is OrderStatus.REFUNDED
    assert session.query(OrderChange).one().before == {"status": "refunding"}


@pytest.mark.parametrize(
    ("amount", "status", "after"),
    [
        (12899, OrderStatus.REFUNDING, OrderStatus.REFUNDING),
        (12900, OrderStatus.SHIPPED, OrderStatus.SHIPPED),
    ],
)
def test_a_part_or_a_courtesy_leaves_the_order_where_it_is(session, paid, now, carry, amount, status, after):
    order = paid(12900, status=status)
    request_refund(session, order, amount, "x", "r1", now)

    assert carry(Bank()) == ["succeeded"]
    assert order.status is after


def test_what_is_done_is_not_done_again(session, paid, now, carry):
    request_refund(session, paid(12900), 100, "x", "r1", now)
    bank = Bank()

    assert (carry(bank), carry(bank)) == (["succeeded"], [])


def test_a_busy_gateway_is_asked_again_under_the_same_number(session, paid, now, carry, caplog):
    refund = request_refund(session, paid(12900), 100, "x", "r1", now)[0]
    bank = Bank(GatewayUnavailable())

    assert carry(bank) == ["requested"]
    assert "tried again" in caplog.text
    assert carry(bank) == ["succeeded"]
    assert list(bank.paid) == [refund.id]


def test_what_was_paid_before_a_crash_is_found_and_not_paid_again(session, paid, now, carry):
    refund = request_refund(session, paid(12900), 100, "x", "r1", now)[0]
    bank = Bank()
    bank.paid[refund.id] = 100  # the process died before it could note this

    carry(bank)

    assert (refund.status, refund.gateway_number) == ("succeeded", "known")


def test_a_refund_under_way_is_followed_to_its_end(session, paid, now, carry):
    refund = request_refund(session, paid(12900), 100, "x", "r1", now)[0]
    bank = Bank(RefundResult("requested"))

    assert (carry(bank), carry(bank)) == (["requested"], ["succeeded"])
    assert refund.gateway_number == "known"


def test_a_refused_refund_fails_loudly_and_can_be_tried_again(session, paid, now, carry, caplog):
    refund = request_refund(session, paid(12900), 100, "x", "r1", now)[0]
    bank = Bank(GatewayRefused("ACQ.TRADE_STATUS_ERROR"))

    assert carry(bank) == ["failed"]
    assert ("ACQ.TRADE_STATUS_ERROR" in caplog.text, caplog.records[-1].levelname) == (True, "ERROR")
    assert carry(bank) == []
    retry_refund(session, refund)
    assert carry(bank) == ["succeeded"]


def test_a_gateway_that_is_not_configured_keeps_its_refunds_waiting(session, paid, now, caplog):
    request_refund(session, paid(12900), 100, "x", "r1", now)

    assert list(carry_out_refunds(lambda: nullcontext(session), {}, now).values()) == ["requested"]
    assert "not configured" in caplog.text


def test_somebody_quicker_leaves_nothing_to_note(session, paid, now):
    """Two of these at once: the other one has noted the end before we come to it."""
    order = paid(12900)
    refund = request_refund(session, order, 12900, "x", "r1", now)[0]
    bank, visits = Bank(), []

    @contextmanager
    def database():
        visits.append(1)
        if len(visits) == 2:
            refund.status, refund.gateway_number = "succeeded", "theirs"
            session.flush()
        yield session

    carry_out_refunds(database, {"g": bank}, now)

    assert (refund.gateway_number, order.status) == ("theirs", OrderStatus.REFUNDING)


# ---- when it arrives -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("method", "name", "days"),
    [
        ("alipay", "支付宝", (date(2026, 11, 18), date(2026, 11, 19))),  # 0 to 1 days
        ("wechat", "微信支付", (date(2026, 11, 19), date(2026, 11, 21))),  # 1 to 3 days
        ("unionpay", "银行卡", (date(2026, 11, 21), date(2026, 11, 25))),  # 3 to 7 days
        ("voucher", "", None),
    ],
)
def test_a_refund_arrives_as_its_way_of_payment_allows(session, paid, policy, now, carry, method, name, days):
    order = paid(12900, method=method)
    request_refund(session, order, 100, "x", "r1", now - timedelta(days=2))
    carry(Bank())

    progress = refund_progress(session, order, policy, now + timedelta(days=1))[0]

    assert (progress.method, progress.days) == (name, days)


def test_a_refund_that_has_not_gone_out_counts_from_today(session, paid, policy, now):
    order = paid(12900)
    request_refund(session, order, 100, "x", "r1", now - timedelta(days=5))

    assert refund_progress(session, order, policy, now)[0].days == (date(2026, 11, 18), date(2026, 11, 19))


def test_a_failed_refund_has_no_day(session, paid, policy, now, carry):
    order = paid(12900)
    request_refund(session, order, 100, "x", "r1", now)
    carry(Bank(GatewayRefused("NO")))

    assert refund_progress(session, order, policy, now)[0].days is None


def test_a_refund_of_before_our_records_takes_the_orders_way(session, paid, policy, now):
    order = paid(12900)
    session.add(
        Refund(id="old", payment_id="gone", order_number=order.number, amount_fen=1, status="succeeded", created_at=now)
    )
    session.flush()

    assert refund_progress(session, order, policy, now)[0].method == "支付宝"
