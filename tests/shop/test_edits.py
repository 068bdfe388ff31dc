"""Changes of an order: allowed, done once, written down."""

from dataclasses import replace

import pytest
from sqlalchemy import select, update

from bot.errors import ChangeRefused, IllegalTransition, OutOfStock
from bot.shop.addresses import Destination
from bot.shop.catalogue import Sku
from bot.shop.changes import OrderChange, Request
from bot.shop.edits import cancel_order, change_destination, find_replacement, replace_line
from bot.shop.orders import Order, OrderEvent, OrderStatus

NEW = Destination("王小明", "13911112222", "浙江省", "宁波市", "海曙区", "南门街108号")


@pytest.fixture
def wish(now):
    return Request("c-1:1", "shopper:lin", now)


@pytest.fixture
def scarves(session, place):
    """More scarves than the one that is ordered: a red one, dearer, of which two are left."""
    order = place()
    session.add(Sku(id="P1-2", product_id="P1", color="红色", price_fen=13900, stock=2))
    session.execute(update(Sku).where(Sku.id == "P1-1").values(color="驼色"))
    session.flush()
    session.expire_all()
    return order


def stock(session, sku_id):
    return session.execute(select(Sku.stock).where(Sku.id == sku_id)).scalar_one()


def changes(session):
    return list(session.execute(select(OrderChange)).scalars())


def test_an_order_goes_to_its_new_destination(session, place, policy, wish):
    order = place(status=OrderStatus.PAID)

    change_destination(session, order, NEW, 0, wish, policy)

    assert Destination.of(order) == NEW
    assert (changes(session)[0].before["street"], changes(session)[0].after["street"]) == (
        "文三路 268 号",
        "南门街108号",
    )


def test_the_same_request_sent_again_changes_nothing(session, place, policy, wish):
    order = place()
    change_destination(session, order, NEW, 0, wish, policy)

    change_destination(session, order, replace(NEW, street="别处1号"), 0, wish, policy)

    assert order.street == "南门街108号"
    assert len(changes(session)) == 1


def test_an_unpaid_order_pays_the_freight_to_its_new_place(session, place, policy, wish):
    order = place()

    change_destination(session, order, NEW, 1500, wish, policy)

    assert (order.freight_fen, order.amount_fen) == (1500, 14400)


def test_a_sent_order_keeps_its_destination(session, place, policy, wish):
    order = place(status=OrderStatus.SHIPPED)

    with pytest.raises(ChangeRefused, match="DD-01"):
        change_destination(session, order, NEW, 0, wish, policy)

    assert order.city == "杭州市"
    assert changes(session) == []


def test_a_change_loses_against_a_dispatch_at_the_same_time(session, place, policy, wish):
    order = place(status=OrderStatus.PAID)
    packed = update(Order).values(status=OrderStatus.PACKING).execution_options(synchronize_session=False)
    session.execute(packed)

    with pytest.raises(IllegalTransition):
        change_destination(session, order, NEW, 0, wish, policy)

    assert order.city == "杭州市"


def test_another_colour_takes_the_place_of_a_line_and_the_stock_follows(session, scarves, policy, wish):
    found = find_replacement(session, scarves.lines[0], color="红色", size=None, quantity=None)

    replace_line(session, scarves, found, (0, 0), wish, policy)

    assert (scarves.lines[0].color, scarves.lines[0].price_fen, scarves.amount_fen) == ("红色", 13900, 13900)
    assert (stock(session, "P1-1"), stock(session, "P1-2")) == (4, 1)
    assert found.difference_fen == 0  # what it is now is what it was replaced by


def test_more_pieces_of_the_same_keep_the_price_of_the_day_of_the_order(session, scarves, policy, wish):
    session.execute(update(Sku).where(Sku.id == "P1-1").values(price_fen=19900))
    session.expire_all()

    found = find_replacement(session, scarves.lines[0], color=None, size=None, quantity=3)

    assert (found.difference_fen, found.more_pieces) == (2 * 12900, 2)


def test_an_article_that_does_not_exist_is_not_found(session, scarves):
    assert find_replacement(session, scarves.lines[0], color="荧光绿", size=None, quantity=None) is None


def test_more_than_there_are_cannot_be_had(session, scarves, policy, wish):
    found = find_replacement(session, scarves.lines[0], color="红色", size=None, quantity=3)

    with pytest.raises(OutOfStock) as refused:
        replace_line(session, scarves, found, (0, 0), wish, policy)

    assert refused.value.stock == 2


def test_an_unpaid_order_is_closed_and_its_goods_are_free_again(session, place, policy, wish):
    order = place()

    cancel_order(session, order, wish, policy)

    assert order.status is OrderStatus.CANCELLED
    assert stock(session, "P1-1") == 4
    assert [event.status for event in session.execute(select(OrderEvent)).scalars()] == [OrderStatus.CANCELLED]


def test_a_paid_order_that_is_cancelled_waits_for_its_refund(session, place, policy, wish):
    order = place(status=OrderStatus.PAID)

    cancel_order(session, order, wish, policy)

    assert order.status is OrderStatus.REFUNDING


def test_cancelling_twice_by_one_request_gives_the_goods_back_once(session, place, policy, wish):
    order = place()
    cancel_order(session, order, wish, policy)

    cancel_order(session, order, wish, policy)

    assert stock(session, "P1-1") == 4


def test_a_sent_order_is_not_cancelled(session, place, policy, wish):
    with pytest.raises(ChangeRefused, match="DD-07"):
        cancel_order(session, place(status=OrderStatus.SHIPPED), wish, policy)
