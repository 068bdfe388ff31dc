"""Articles that are back: who waits for one hears of it, once."""

import asyncio

import pytest
from sqlalchemy import update

from bot.desk import conversations
from bot.desk.conversations import Conversation, Owner
from bot.shop.catalogue import Sku
from bot.shop.restocks import RestockWish
from tests.echo_bot import PACKET
from tests.web.scheduler.conftest import MORNING, assign


@pytest.fixture
def wish(desk, clock):
    """Let somebody wait for the scarf; it is there again in the evening."""

    def wished(conversation_id):
        desk.do(lambda session: session.add(RestockWish(conversation_id=conversation_id, sku_id="P1-1", at=clock.now)))

    return wished


def stock(desk, pieces):
    desk.do(lambda session: session.execute(update(Sku).values(stock=pieces)))


async def test_who_waits_for_an_article_hears_once_that_it_is_back(desk, wish, pass_time):
    talk = desk.open(shopper_id=None)
    wish(talk)
    await pass_time(10)
    assert desk.said() == []

    stock(desk, 2)
    await pass_time(30)

    (notice,) = desk.said(talk)
    assert "「围巾」（驼色 均码）到货" in notice.text
    assert notice.buttons[0]["intent"] == "place_order"


async def test_nobody_is_woken_for_an_article(desk, clock, wish, scheduler):
    wish(desk.open())
    stock(desk, 2)
    clock.now = MORNING.replace(hour=23)

    await scheduler.tick()
    assert desk.said() == []
    clock.move(hours=9)
    await scheduler.tick()

    assert len(desk.said()) == 1


async def test_a_person_is_not_talked_over_with_an_article_either(desk, wish, scheduler):
    talk = desk.open()
    wish(talk)
    stock(desk, 2)
    desk.talk(conversations.hand_off, talk, PACKET)

    await scheduler.tick()
    assert desk.said() == []
    desk.talk(conversations.return_to_bot, talk)
    await scheduler.tick()

    assert len(desk.said()) == 1


async def test_a_closed_conversation_goes_on_for_an_article_that_was_waited_for(desk, wish, scheduler):
    talk = desk.open()
    wish(talk)
    stock(desk, 2)
    desk.talk(conversations.hand_off, talk, PACKET)
    desk.talk(assign, talk)
    desk.talk(conversations.resolve, talk)

    await scheduler.tick()

    assert len(desk.said()) == 1
    assert desk.do(lambda session: session.get(Conversation, talk).owner) is Owner.BOT


async def test_an_article_is_told_of_by_one_scheduler(desk, wish, clock):
    for number in range(5):
        wish(desk.open(f"v-{number}"))
    stock(desk, 1)

    await asyncio.gather(*(desk.scheduler().tick() for _ in range(4)))

    assert len(desk.said()) == 5
