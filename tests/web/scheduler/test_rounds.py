"""The scheduler's rounds: they run until the desk ends, survive faults, and close what nobody pays."""

import asyncio
from datetime import timedelta

from sqlalchemy import func, select, update

from bot.desk.messages import Message
from bot.shop.orders import Order, OrderStatus
from tests.web.scheduler.conftest import POLICY


async def test_an_order_is_closed_when_nobody_has_paid(desk, clock, pass_time):
    desk.open()
    desk.order(hours=1)

    await pass_time(65)

    assert desk.do(lambda session: session.get(Order, "1").status) is OrderStatus.CANCELLED


async def test_a_shop_that_closes_its_orders_itself_is_left_to_it(desk, clock, pass_time):
    unpaid = POLICY.unpaid.copy(update={"closes_itself": False})
    desk.policy = POLICY.copy(update={"unpaid": unpaid})
    desk.order(hours=1)

    await pass_time(65)

    assert desk.do(lambda session: session.get(Order, "1").status) is OrderStatus.PENDING_PAYMENT


async def test_it_runs_until_the_desk_ends(desk, clock):
    desk.open()
    desk.order()
    looks = asyncio.Queue()
    ended = asyncio.Event()

    async def pause(seconds):
        looks.put_nowait(seconds)
        clock.move(minutes=25)
        if looks.qsize() > 2:
            ended.set()
            await asyncio.Event().wait()

    scheduler = desk.scheduler(scheduler_seconds=7)
    scheduler._pause = pause
    async with scheduler.running():
        await ended.wait()

    assert looks.get_nowait() == 7
    assert len(desk.cards()) == 1


async def test_it_can_be_switched_off(desk):
    async with desk.scheduler(scheduler_seconds=0).running():
        assert len(asyncio.all_tasks()) == 1


async def test_a_fault_in_one_step_does_not_keep_the_next_from_its_turn(desk, clock, pass_time, caplog):
    desk.open()
    desk.order()
    desk.do(lambda session: session.execute(update(Order).values(pay_before=clock.now + timedelta(hours=1))))
    desk.do(lambda session: session.connection().exec_driver_sql("drop table restock_wishes"))

    await pass_time(25)

    assert "tell_restocks" in caplog.text
    assert len(desk.cards()) == 1
    assert desk.do(lambda session: session.execute(select(func.count()).select_from(Message)).scalar()) == 3
