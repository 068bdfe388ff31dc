"""The same once more."""

import pytest
from sqlalchemy import func, select, update

from bot.shop.catalogue import Sku
from bot.shop.changes import Request
from bot.shop.orders import Order, OrderStatus, Shopper, order_for
from bot.shop.reorders import basket_of, reorder


@pytest.fixture
def wish(now):
    return Request("c-1:1", "shopper:lin", now)


def test_what_is_ordered_once_more_costs_what_it_costs_today(session, place, policy, wish, lin, now):
    order = place(status=OrderStatus.COMPLETED)
    session.execute(update(Sku).values(price_fen=13900).execution_options(synchronize_session=False))
    session.expire_all()

    again = reorder(session, order, wish, policy)

    assert (again.amount_fen, again.status, again.customer_id) == (13900, OrderStatus.PENDING_PAYMENT, "lin")
    assert [(line.sku_id, line.quantity) for line in again.lines] == [("P1-1", 1)]
    assert order_for(session, lin, again.number, now).street == order.street


def test_the_same_request_orders_once(session, place, policy, wish):
    order = place(status=OrderStatus.COMPLETED)
    again = reorder(session, order, wish, policy)

    assert reorder(session, order, wish, policy).number == again.number
    assert session.execute(select(func.count()).select_from(Order)).scalar_one() == 2


def test_its_goods_are_taken_out_of_stock(session, place, policy, wish):
    reorder(session, place(status=OrderStatus.COMPLETED), wish, policy)

    assert session.execute(select(Sku.stock)).scalar_one() == 2


def test_what_is_sold_out_is_left_out(session, place, policy):
    order = place(status=OrderStatus.COMPLETED)
    session.execute(update(Sku).values(stock=0).execution_options(synchronize_session=False))
    session.expire_all()

    basket = basket_of(session, order, policy)

    assert (basket.lines, [line.title for line in basket.gone]) == ((), ["围巾"])


def test_a_stranger_does_not_reach_the_new_order(session, place, policy, wish):
    from bot.errors import NotYourOrder

    again = reorder(session, place(status=OrderStatus.COMPLETED), wish, policy)

    with pytest.raises(NotYourOrder):
        order_for(session, Shopper("somebody", "v-2"), again.number)
