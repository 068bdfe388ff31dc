"""Events between two copies of the desk, through a real Redis that lives as long as this module."""

import asyncio
import shutil
import socket
import subprocess
import time
from contextlib import asynccontextmanager

import pytest

from bot.adapters.redis import RedisRelay
from bot.db import Base, engine_for
from bot.desk import messages
from bot.desk.conversations import hand_off, return_to_bot, start
from bot.desk.groups import Rota, load_groups
from bot.desk.ledger import Ledger
from bot.migrations import import_models
from bot.settings import ROOT
from bot.shop.policy import load_policy
from tests.echo_bot import PACKET
from tests.web.conftest import Clock

pytestmark = pytest.mark.skipif(
    shutil.which("redis-server") is None, reason="Debian's package redis-server is not installed"
)
POLICIES = ROOT / "data" / "policy"


class Server:
    """A Redis on a free port that can go down and come back."""

    def __init__(self):
        with socket.socket() as listener:
            listener.bind(("127.0.0.1", 0))
            self.port = listener.getsockname()[1]
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self.start()

    def start(self):
        command = ["redis-server", "--port", str(self.port), "--bind", "127.0.0.1", "--save", ""]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        until = time.monotonic() + 10
        while time.monotonic() < until:
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                return
            except OSError:
                time.sleep(0.02)
        raise AssertionError("Redis does not start")

    def stop(self):
        self.process.kill()
        self.process.wait()


@pytest.fixture
def server():
    server = Server()
    yield server
    server.stop()


@pytest.fixture
def url(tmp_path):
    import_models()
    address = f"sqlite:///{tmp_path / 'desk.db'}"
    Base.metadata.create_all(engine_for(address))
    yield address
    engine_for(address).dispose()


@asynccontextmanager
async def copy_of_the_desk(server, url):
    """A ledger of one process, with its relay at work and heard by others."""
    relay, clock = RedisRelay(server.url), Clock()
    rota = Rota(load_groups(POLICIES / "groups.yml"), load_policy(POLICIES).service)
    ledger = Ledger(url, lambda: rota, clock, relay=relay)
    subscribed = asyncio.Event()

    def begin_anew():
        ledger.begin_anew()
        subscribed.set()

    async with relay.running(ledger.deliver, begin_anew):
        await asyncio.wait_for(subscribed.wait(), 10)
        subscribed.clear()
        ledger.subscribed = subscribed
        yield ledger
    await ledger.close()


async def begun(ledger, visitor="v-1"):
    def begin(session):
        return start(session, visitor=visitor, shopper_id=None, channel="web", now=ledger.now()).id

    return await ledger.run(begin)


def notice(text):
    return lambda session, conversation, now: messages.append_notice(session, conversation, text, now)


async def texts_of(events, count):
    return [(await next_of(events))["data"]["text"] for _ in range(count)]


async def next_of(events):
    return await asyncio.wait_for(events.__anext__(), 10)


async def test_who_follows_in_one_copy_hears_what_is_said_in_another_once(server, url):
    async with copy_of_the_desk(server, url) as one, copy_of_the_desk(server, url) as other:
        chat = await begun(one)
        with one.subscribe(chat) as here, other.subscribe(chat) as there:
            for text in ("一", "二", "三"):
                await one.write(chat, notice(text))

            assert await texts_of(here, 3) == ["一", "二", "三"]
            assert await texts_of(there, 3) == ["一", "二", "三"]


async def test_who_waits_in_another_copy_moves_up(server, url):
    async with copy_of_the_desk(server, url) as one, copy_of_the_desk(server, url) as other:
        first, second = await begun(one), await begun(one, "v-2")
        for chat in (first, second):
            await one.write(chat, lambda s, c, now: hand_off(s, c, PACKET, now) and None)
            one._clock.move(seconds=1)
        other._clock.now = one._clock.now
        with other.subscribe(second) as events:
            await one.write(first, lambda s, c, now: return_to_bot(s, c, now))

            told = await next_of(events)
            while told["data"].get("position") != 1:
                told = await next_of(events)

    assert told["type"] == "owner"


async def test_after_a_break_everybody_begins_anew_and_hears_again(server, url, caplog):
    async with copy_of_the_desk(server, url) as one, copy_of_the_desk(server, url) as other:
        chat = await begun(one)
        with other.subscribe(chat) as events:
            server.stop()
            await one.write(chat, notice("谁也听不到"))
            server.start()
            await asyncio.wait_for(asyncio.gather(one.subscribed.wait(), other.subscribed.wait()), 30)

            with pytest.raises(StopAsyncIteration):
                await next_of(events)
        with other.subscribe(chat) as events:
            state = await other.snapshot(chat)
            await one.write(chat, notice("又听到了"))
            heard = [(await next_of(events))["data"]["text"]]
            while heard[-1] != "又听到了":
                heard.append((await next_of(events))["data"]["text"])

    assert [message["text"] for message in state["data"]["messages"]] == ["谁也听不到"]
    assert caplog.text.count("Redis is unavailable") == 2
