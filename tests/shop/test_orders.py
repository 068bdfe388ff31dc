from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from bot.errors import IllegalTransition, NotYourOrder, OrderNotFound, TooManyTries
from bot.shop.orders import (
    NEXT,
    Order,
    OrderStatus,
    ProofTry,
    Shopper,
    can_become,
    mark_paid,
    order_for,
    orders_of,
    prove_order,
)

NUMBER = "202611180000123"


def test_the_owner_reaches_the_order(session, place, lin, now):
    assert order_for(session, lin, place().number, now).lines[0].title == "围巾"


def test_an_order_number_may_be_typed_with_spaces_and_dashes(session, place, lin):
    place()

    assert order_for(session, lin, " 20261118-0000 123 ").number == NUMBER


def test_an_order_that_does_not_exist_is_not_found(session, place, lin):
    with pytest.raises(OrderNotFound):
        order_for(session, lin, NUMBER)


def test_somebody_elses_order_looks_as_if_it_did_not_exist(session, place):
    place()

    with pytest.raises(NotYourOrder) as refusal:
        order_for(session, Shopper("chen", "v-2"), NUMBER)

    missing = OrderNotFound()
    assert (refusal.value.code, refusal.value.http_status, str(refusal.value)) == (
        missing.code,
        missing.http_status,
        str(missing),
    )


def test_a_visitor_does_not_own_the_orders_of_nobody(session, place, visitor):
    place(customer_id=None)

    with pytest.raises(NotYourOrder):
        order_for(session, visitor, NUMBER)
    assert orders_of(session, visitor) == []


def test_a_visitor_proves_an_order_for_a_day(session, place, visitor, now):
    place()

    assert prove_order(session, visitor, NUMBER, " 6612 ", now).number == NUMBER
    assert order_for(session, visitor, NUMBER, now + timedelta(hours=23, minutes=59)).number == NUMBER
    with pytest.raises(NotYourOrder):
        order_for(session, visitor, NUMBER, now + timedelta(hours=24))


def test_a_proof_can_be_renewed(session, place, visitor, now):
    place()
    prove_order(session, visitor, NUMBER, "6612", now)
    prove_order(session, visitor, NUMBER, "6612", now + timedelta(hours=20))

    assert order_for(session, visitor, NUMBER, now + timedelta(hours=30)).number == NUMBER


def test_a_proof_is_good_for_its_visitor_only(session, place, visitor, now):
    place()
    prove_order(session, visitor, NUMBER, "6612", now)

    with pytest.raises(NotYourOrder):
        order_for(session, Shopper(None, "v-2"), NUMBER, now)


@pytest.mark.parametrize(
    ("number", "tail"),
    [(NUMBER, "6613"), (NUMBER, ""), (NUMBER, "661"), (NUMBER, "13800006612"), ("999", "6612"), ("999", "----")],
)
def test_a_wrong_answer_proves_nothing_and_counts(session, place, visitor, now, number, tail):
    place()

    assert prove_order(session, visitor, number, tail, now) is None
    assert session.execute(select(func.count()).select_from(ProofTry)).scalar_one() == 1
    with pytest.raises(OrderNotFound):
        order_for(session, visitor, number, now)


def test_a_short_phone_cannot_be_proved_by_its_padding(session, place, visitor, now):
    place().phone = "12"

    assert prove_order(session, visitor, NUMBER, "--12", now) is None


@pytest.mark.parametrize("number", [NUMBER, "999"])
def test_the_sixth_try_within_an_hour_is_refused(session, place, visitor, now, number):
    place()
    answers = [prove_order(session, visitor, number, "0000", now + timedelta(minutes=m)) for m in range(5)]

    with pytest.raises(TooManyTries):
        prove_order(session, visitor, NUMBER, "6612", now + timedelta(minutes=59))
    assert answers == [None] * 5


def test_an_hour_later_the_visitor_may_try_again(session, place, visitor, now):
    place()
    answers = [prove_order(session, visitor, NUMBER, "0000", now) for _ in range(5)]

    assert answers == [None] * 5
    assert prove_order(session, visitor, NUMBER, "6612", now + timedelta(hours=1)) is not None


def test_other_visitors_are_not_held_up(session, place, visitor, now):
    place()
    answers = [prove_order(session, Shopper(None, "v-9"), NUMBER, "0000", now) for _ in range(5)]

    assert answers == [None] * 5
    assert prove_order(session, visitor, NUMBER, "6612", now) is not None


def test_own_and_proven_orders_are_listed_newest_first(session, place, lin, now):
    place("1", created_at=now - timedelta(days=3))
    place("2", created_at=now - timedelta(days=1), customer_id=None)
    place("3", created_at=now - timedelta(days=2))
    place("4", created_at=now, customer_id=None)
    prove_order(session, lin, "2", "6612", now)

    assert [order.number for order in orders_of(session, lin, now=now)] == ["2", "3", "1"]
    assert [order.number for order in orders_of(session, lin, limit=1, now=now)] == ["2"]


def test_an_old_proof_lists_nothing(session, place, visitor, now):
    place()
    prove_order(session, visitor, NUMBER, "6612", now)

    assert orders_of(session, visitor, now=now + timedelta(hours=24)) == []


def test_orders_can_be_listed_by_status(session, place, lin, now):
    place("1", OrderStatus.SHIPPED)
    place("2", OrderStatus.PAID)

    assert [order.number for order in orders_of(session, lin, statuses=[OrderStatus.SHIPPED], now=now)] == ["1"]
    assert orders_of(session, lin, statuses=[], now=now) == []


def test_a_payment_is_recorded(session, place, now):
    order = place()

    mark_paid(session, order, "alipay", now)

    assert (order.status, order.pay_method, order.paid_at) == (OrderStatus.PAID, "alipay", now)
    assert not order.is_unpaid


@pytest.mark.parametrize("status", [status for status in OrderStatus if OrderStatus.PAID not in NEXT[status]])
def test_an_order_in_another_state_cannot_be_paid(session, place, now, status):
    order = place(status=status)

    with pytest.raises(IllegalTransition) as refusal:
        mark_paid(session, order, "alipay", now)
    assert (order.status, order.paid_at) == (status, None)
    assert (refusal.value.current, refusal.value.wanted) == (status.value, "paid")


def test_a_payment_loses_against_a_cancellation_meanwhile(session, place, now):
    order = place()
    other_process = update(Order).values(status=OrderStatus.CANCELLED)
    session.execute(other_process.execution_options(synchronize_session=False))

    with pytest.raises(IllegalTransition):
        mark_paid(session, order, "alipay", now)
    assert (order.status, order.paid_at) == (OrderStatus.CANCELLED, None)


@pytest.mark.parametrize("status", [OrderStatus.CANCELLED, OrderStatus.REFUNDED])
def test_nothing_follows_an_end(status):
    assert NEXT[status] == frozenset()


def test_every_status_has_its_row_in_the_table():
    assert set(NEXT) == set(OrderStatus)


def test_a_paid_order_is_refunded_not_cancelled(place):
    order = place(status=OrderStatus.PAID)

    assert can_become(order, OrderStatus.REFUNDING)
    assert not can_become(order, OrderStatus.CANCELLED)


def test_many_visitors_together_cannot_try_an_order_for_ever(session, place, now):
    order = place()
    for number in range(10):
        prove_order(session, Shopper(None, f"v-{number}"), order.number, "0000", now)

    with pytest.raises(TooManyTries):
        prove_order(session, Shopper(None, "v-11"), order.number, "6612", now)

    assert prove_order(session, Shopper(None, "v-11"), order.number, "6612", now + timedelta(hours=2)) is not None
