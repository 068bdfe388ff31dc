from datetime import timedelta

import jwt
import pytest
from sqlalchemy import select

from bot.errors import BadPayLink, NotPayable, PayLinkExpired
from bot.shop.orders import Order, OrderStatus
from bot.shop.payments import (
    AUDIENCE,
    Payment,
    Refund,
    order_number_of,
    order_to_pay,
    pay_link_for,
    payments_of,
    time_left,
)

KEY = "a-key-for-tests-that-is-long-enough-0123"


@pytest.fixture
def token(place, now):
    return pay_link_for(place(), "https://shop.example/", KEY, now).rpartition("/")[2]


def test_a_pay_link_leads_to_its_order(place, now):
    link = pay_link_for(place(), "https://shop.example/", KEY, now)

    assert link.startswith("https://shop.example/pay/")
    assert order_number_of(link.rpartition("/")[2], KEY, now) == "202611180000123"


def test_a_pay_link_ends_with_the_time_to_pay(token, now):
    assert order_number_of(token, KEY, now.replace(hour=22, minute=59))
    with pytest.raises(PayLinkExpired):
        order_number_of(token, KEY, now.replace(hour=23))


@pytest.mark.parametrize(
    "change", [lambda t: t[:-4] + "AAAA", lambda t: "x", lambda t: "", lambda t: t.rpartition(".")[0]]
)
def test_a_forged_link_is_refused(token, now, change):
    with pytest.raises(BadPayLink):
        order_number_of(change(token), KEY, now)


def test_a_link_signed_with_another_key_is_refused(token, now):
    with pytest.raises(BadPayLink):
        order_number_of(token, KEY[::-1], now)


@pytest.mark.parametrize(
    "claims",
    [
        {"sub": "1", "exp": 4000000000, "aud": "xiaoer.chat"},  # a visitor's session, signed with the same key
        {"sub": "1", "exp": 4000000000},
        {"sub": "1", "aud": AUDIENCE},
        {"exp": 4000000000, "aud": AUDIENCE},
    ],
)
def test_a_token_for_something_else_is_refused(now, claims):
    with pytest.raises(BadPayLink):
        order_number_of(jwt.encode(claims, KEY, algorithm="HS256"), KEY, now)


def test_an_unsigned_token_is_refused(now):
    token = jwt.encode({"sub": "1", "exp": 4000000000, "aud": AUDIENCE}, "", algorithm="none")

    with pytest.raises(BadPayLink):
        order_number_of(token, KEY, now)


def test_the_pay_page_gets_its_order(session, token, now):
    assert order_to_pay(session, token, KEY, now).amount_fen == 12900


def test_a_link_to_an_order_that_has_gone_is_refused(session, now):
    token = jwt.encode({"sub": "1", "exp": 4000000000, "aud": AUDIENCE}, KEY, algorithm="HS256")

    with pytest.raises(BadPayLink):
        order_to_pay(session, token, KEY, now)


def test_without_a_clock_the_real_one_counts():
    token = jwt.encode({"sub": "1", "exp": 1, "aud": AUDIENCE}, KEY, algorithm="HS256")

    with pytest.raises(PayLinkExpired):
        order_number_of(token, KEY)


@pytest.mark.parametrize("status", [status for status in OrderStatus if status is not OrderStatus.PENDING_PAYMENT])
def test_only_an_unpaid_order_has_a_pay_link(place, now, status):
    with pytest.raises(NotPayable):
        pay_link_for(place(status=status), "https://shop.example", KEY, now)


def test_a_late_order_has_no_pay_link(place, now):
    with pytest.raises(NotPayable):
        pay_link_for(place(), "https://shop.example", KEY, now.replace(hour=23))


def test_the_time_left_is_never_negative(place, now):
    order = place()

    assert time_left(order, now) == timedelta(hours=13)  # 23:00 - 10:00
    assert time_left(order, now + timedelta(days=1)) == timedelta()


def test_the_attempts_of_an_order_come_in_their_order(session, place, now):
    order = place()
    for at, payment_id in ((2, "p1"), (1, "p2")):
        created = now + timedelta(minutes=at)
        session.add(
            Payment(
                id=payment_id, order_number=order.number, gateway="g", amount_fen=1, status="failed", created_at=created
            )
        )  # fmt: skip
    session.flush()

    assert [payment.id for payment in payments_of(session, order)] == ["p2", "p1"]


def test_every_paid_order_of_the_demo_shop_has_its_payment(demo):
    paid = select(Order.number, Order.amount_fen, Order.pay_method, Order.paid_at).where(Order.paid_at.isnot(None))
    records = select(Payment.order_number, Payment.amount_fen, Payment.method, Payment.finished_at)
    succeeded = {tuple(row) for row in demo.execute(records.where(Payment.status == "succeeded"))}

    assert {tuple(row) for row in demo.execute(paid)} <= succeeded


def test_the_demo_shop_has_attempts_that_failed_a_double_payment_and_refunds(demo, policy, now):
    payments = demo.execute(select(Payment)).scalars().all()
    refunds = demo.execute(select(Refund)).scalars().all()
    failures = {payment.failure for payment in payments if payment.status == "failed"}

    known = {reason.id for reason in policy.payment_problems.reasons if failures & set(reason.codes)}
    assert known == {reason.id for reason in policy.payment_problems.reasons}
    assert {refund.reason for refund in refunds} == {"double", "order_closed", "aftersale"}
    assert {refund.payment_id for refund in refunds} <= {payment.id for payment in payments}
    assert all(payment.created_at <= (payment.finished_at or now) <= now for payment in payments)
