"""The same once more."""

import pytest
from sqlalchemy import func, select, update

from bot.errors import NothingToReorder, NotYourOrder
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


def test_when_nothing_can_be_had_nothing_is_ordered(session, place, policy, wish):
    order = place(status=OrderStatus.COMPLETED)
    session.execute(update(Sku).values(stock=0).execution_options(synchronize_session=False))
    session.expire_all()

    with pytest.raises(NothingToReorder):
        reorder(session, order, wish, policy)
    assert session.execute(select(func.count()).select_from(Order)).scalar_one() == 1


def test_orders_of_one_day_get_numbers_of_their_own(session, place, policy, wish, now):
    order = place("20261118-A7", status=OrderStatus.COMPLETED)

    numbers = [reorder(session, order, Request(f"c-1:{turn}", "shopper:lin", now), policy).number for turn in (1, 2)]

    assert numbers == ["202611189000001", "202611189000002"]


def test_a_number_that_is_taken_meanwhile_is_passed_over(session, place, policy, wish):
    order = place(status=OrderStatus.COMPLETED)
    place("202611189000002")

    assert reorder(session, order, wish, policy).number == "202611189000003"


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
    again = reorder(session, place(status=OrderStatus.COMPLETED), wish, policy)

    with pytest.raises(NotYourOrder):
        order_for(session, Shopper("somebody", "v-2"), again.number)
