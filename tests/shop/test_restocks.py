"""Who waits for what, and whom to tell."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.errors import SkuNotFound
from bot.shop.catalogue import Product, get_sku
from bot.shop.restocks import RestockWish, due_restocks, mark_told, register_wish

SKU = "P1001-04-M"  # sold out in the demo


@pytest.fixture
def wait(demo, now):
    def registered(conversation="c-1", sku=SKU, at=now):
        return register_wish(demo, conversation_id=conversation, sku_id=sku, now=at)

    return registered


def back(demo, sku=SKU):
    get_sku(demo, sku).stock = 3
    demo.flush()


def test_a_wish_is_noted_once(demo, wait):
    assert (wait(), wait()) == (True, False)
    assert len(demo.execute(select(RestockWish)).scalars().all()) == 1


def test_nobody_is_told_while_it_is_sold_out(demo, wait):
    wait()

    assert due_restocks(demo) == []


def test_who_waits_is_due_when_it_is_back_the_oldest_first(demo, wait, now):
    wait("c-2", at=now)
    wait("c-1", at=now - timedelta(days=1))
    wait("c-3", sku="P1001-03-S")
    back(demo)

    assert [wish.conversation_id for wish in due_restocks(demo)] == ["c-1", "c-2"]
    assert [wish.conversation_id for wish in due_restocks(demo, limit=1)] == ["c-1"]


def test_who_was_told_is_not_told_again(demo, wait, now):
    wait()
    back(demo)

    mark_told(demo, due_restocks(demo)[0], now)

    assert due_restocks(demo) == []


def test_who_was_told_may_wait_anew(demo, wait, now):
    wait()
    back(demo)
    mark_told(demo, due_restocks(demo)[0], now)

    assert wait(at=now + timedelta(days=2))
    assert [wish.at for wish in due_restocks(demo)] == [now + timedelta(days=2)]


def test_goods_that_are_no_longer_listed_are_not_announced(demo, wait):
    wait()
    back(demo)
    demo.get(Product, "P1001").listed = False
    demo.flush()

    assert due_restocks(demo) == []


def test_an_article_that_does_not_exist_cannot_be_waited_for(wait):
    with pytest.raises(SkuNotFound):
        wait(sku="P9999-01-M")
