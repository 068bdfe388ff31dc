"""The outbox on PostgreSQL: several desks at once."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select

from bot.db import engine_for, session_on
from bot.desk import outbox
from bot.desk.outbox import Outgoing
from bot.shop.orders import Customer
from tests.web.conftest import Clock
from tests.web.scheduler.conftest import Desk


@pytest.fixture
def desk(server):
    with engine_for(server).begin() as connection:
        connection.exec_driver_sql("drop schema public cascade")
        connection.exec_driver_sql("create schema public")
    yield Desk(server, Clock())
    engine_for(server).dispose()


def test_of_many_who_claim_at_once_one_wins(desk):
    talk, now = desk.open(), desk.clock.now
    plan = {"key": "p", "kind": "x", "about": "1", "due_at": now, "now": now}
    desk.do(lambda session: outbox.plan(session, conversation=session.get(outbox.Conversation, talk), **plan))
    number = desk.entries()[0].id

    def claimed(_):
        with session_on(desk.url) as session:
            return outbox.claim(session, session.get(Outgoing, number), now)

    with ThreadPoolExecutor(5) as pool:
        assert sorted(pool.map(claimed, range(10))) == [False] * 9 + [True]


async def test_several_desks_say_everything_once(desk):
    for number in ("1", "2", "3"):
        desk.do(lambda session, n=number: session.add(Customer(id=f"c{n}", name="买家", created_at=desk.clock.now)))
        desk.open(f"v-{number}", shopper_id=f"c{number}")
        desk.order(number, customer_id=f"c{number}")
    desks = [desk.scheduler() for _ in range(3)]

    for _ in range(8):
        desk.clock.move(minutes=20)
        await asyncio.gather(*(one.tick() for one in desks))

    # Twenty minutes after the order, and two hours after that.
    assert len(desk.cards()) == 6
    assert len(desk.do(lambda session: session.execute(select(Outgoing)).scalars().all())) == 9


async def test_an_order_is_paid_before_or_after_its_prompt_never_during(desk):
    desk.open()
    desk.order()
    scheduler = desk.scheduler()
    await scheduler.tick()
    desk.clock.move(minutes=25)

    await asyncio.gather(scheduler.tick(), asyncio.to_thread(desk.pay))

    sent = [entry for entry in desk.entries() if entry.state == "sent"]
    assert len(sent) == len(desk.cards()) <= 1
