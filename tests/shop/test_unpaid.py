"""Unpaid orders: asked about once, closed in time, and what might make them cheaper."""

from datetime import timedelta

from sqlalchemy import select

from bot.shop.catalogue import Sku
from bot.shop.changes import OrderChange
from bot.shop.orders import OrderEvent, OrderStatus, mark_paid
from bot.shop.profiles import Profile, allow_prompts, refuse_prompts, refusing
from bot.shop.restocks import RestockWish, due_restocks, mark_told
from bot.shop.rules import UnpaidReason
from bot.shop.unpaid import ReasonAsked, close_overdue, may_ask_reason, note_reason, unpaid_orders


def test_the_reason_is_asked_once(session, place, now):
    order = place()

    assert may_ask_reason(session, order, now)
    assert not may_ask_reason(session, order, now + timedelta(days=1))


def test_a_reason_told_is_kept_and_the_last_word_counts(session, place, now):
    order = place()

    note_reason(session, order, UnpaidReason.PRICE, now)
    note_reason(session, order, UnpaidReason.LATER, now)

    assert session.get(ReasonAsked, order.number).reason == "later"
    assert not may_ask_reason(session, order, now)


def test_only_customers_orders_that_can_be_paid_are_looked_at(session, place, now):
    place("1")
    place("2", status=OrderStatus.PAID)
    place("3", customer_id=None)
    place("4", created_at=now - timedelta(days=2))

    assert [order.number for order in unpaid_orders(session, now)] == ["1"]


def test_unpaid_orders_come_by_the_page(session, place, now):
    for number in "123":
        place(number)

    assert [order.number for order in unpaid_orders(session, now, after="1", limit=1)] == ["2"]


def test_an_order_is_closed_when_its_time_is_over(session, policy, place, now):
    order = place()
    late = order.pay_before

    assert close_overdue(session, policy, late - timedelta(seconds=1)) == []
    assert close_overdue(session, policy, late) == [order]
    assert order.status is OrderStatus.CANCELLED
    change = session.execute(select(OrderChange)).scalar_one()
    assert (change.actor, change.before, change.after) == (
        "system",
        {"status": "pending_payment"},
        {"status": "cancelled"},
    )
    assert change.rule.startswith("unpaid.close_after_minutes@")
    assert session.execute(select(OrderEvent.status)).scalars().all() == [OrderStatus.CANCELLED]


def test_closing_again_changes_nothing(session, policy, place, now):
    order = place()
    close_overdue(session, policy, order.pay_before)

    assert close_overdue(session, policy, order.pay_before) == []


def test_a_paid_order_is_not_closed(session, policy, place, now):
    order = place()
    mark_paid(session, order, "alipay", now)

    assert close_overdue(session, policy, order.pay_before) == []


def test_an_order_paid_this_very_moment_stays_paid(session, policy, place, now):
    order = place()
    session.connection().exec_driver_sql("update orders set status = 'paid'")

    assert close_overdue(session, policy, order.pay_before) == []
    session.refresh(order)
    assert order.status is OrderStatus.PAID


def test_the_goods_of_a_closed_order_are_free_again(session, policy, place):
    order = place()

    close_overdue(session, policy, order.pay_before)

    session.expire_all()
    assert session.get(Sku, "P1-1").stock == 4


def test_a_refusal_of_prompts_is_kept_until_it_is_taken_back(session, now):
    refuse_prompts(session, "shopper:lin", now)
    refuse_prompts(session, "shopper:lin", now + timedelta(days=1))

    assert session.get(Profile, "shopper:lin").prompts_refused_at == now
    assert refusing(session, ["shopper:lin", "shopper:other"]) == {"shopper:lin"}
    assert allow_prompts(session, "shopper:lin", now)
    assert refusing(session, ["shopper:lin"]) == set()
    assert not allow_prompts(session, "shopper:lin", now)
    assert not allow_prompts(session, "shopper:other", now)


def test_a_wish_is_due_when_the_article_is_there_and_told_once(session, place, now):
    place()
    session.add(RestockWish(conversation_id="c", sku_id="P1-1", at=now))
    session.get(Sku, "P1-1").stock = 0
    session.flush()
    assert due_restocks(session) == []

    session.get(Sku, "P1-1").stock = 2
    session.flush()
    (wish,) = due_restocks(session)
    mark_told(session, wish, now)

    assert due_restocks(session) == []
