"""The outbox on PostgreSQL: several desks at once, on a server that lives as long as this module."""

import asyncio
import os
import shutil
import socket
import subprocess
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.db import engine_for, session_on
from bot.desk import outbox
from bot.desk.outbox import Outgoing
from bot.shop.orders import Customer
from tests.web.conftest import Clock
from tests.web.scheduler.conftest import Desk

PROGRAMS = next(iter(sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)), None)
NOBODY = "postgres"

pytest.importorskip("psycopg2", reason="the extra `postgres` is not installed")
pytestmark = pytest.mark.skipif(PROGRAMS is None, reason="Debian's package postgresql is not installed")


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


@pytest.fixture(scope="module")
def server():
    """The address of a throw-away server; PostgreSQL refuses to run as root."""
    folder = Path(tempfile.mkdtemp(prefix="outbox-pg-"))
    as_user = {"user": NOBODY} if os.getuid() == 0 else {}
    if as_user:
        shutil.chown(folder, NOBODY)
    run = {"check": True, "capture_output": True, "cwd": folder, **as_user}
    data, port = folder / "data", free_port()
    subprocess.run([PROGRAMS / "initdb", "-D", data, "-A", "trust", "-U", "shop", "-E", "UTF8", "--no-sync"], **run)
    options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder} -c fsync=off"
    pg_ctl = [PROGRAMS / "pg_ctl", "-D", data, "-w"]
    # Its output goes to a file, or the server would keep our pipe open.
    subprocess.run([*pg_ctl, "-o", options, "-l", folder / "log", "start"], **run)
    yield f"postgresql://shop@127.0.0.1:{port}/postgres"
    subprocess.run([*pg_ctl, "-m", "immediate", "stop"], **run)
    shutil.rmtree(folder)


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
