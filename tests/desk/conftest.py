"""A database per test, a clock that stands still, the repository's wording, and a reception around an EchoBot."""

import asyncio
from datetime import datetime, time, timedelta

import pytest
from sqlalchemy.orm import Session

from bot.db import Base, engine_for
from bot.desk import attendance, conversations
from bot.desk.groups import Rota, load_groups
from bot.desk.moods import load_moods
from bot.desk.reception import Reception
from bot.desk.staff import Agent, Presence, Role
from bot.desk.wording import load_wording
from bot.hours import SHANGHAI
from bot.settings import ROOT
from tests.echo_bot import PACKET, EchoBot


class Clock:
    """A Wednesday, ten in the morning, until moved."""

    def __init__(self):
        self.now = datetime(2026, 11, 18, 10, 0, tzinfo=SHANGHAI)

    def __call__(self):
        return self.now

    def move(self, **by):
        self.now += timedelta(**by)


class Day:
    def __init__(self, begins=None, ends=None):
        self.is_closed = begins is None
        self.begins = begins
        self.ends = ends


class Week:
    """Open from nine to ten in the evening, but for the days off."""

    def __init__(self, days_off=()):
        self.days_off = days_off

    def on(self, day):
        return Day() if day in self.days_off else Day(time(9), time(22))


class Silence:
    """Pauses that end when the test says so."""

    def __init__(self):
        self._begun = asyncio.Queue()

    async def __call__(self, seconds):
        pause = asyncio.get_running_loop().create_future()
        self._begun.put_nowait(pause)
        await pause

    async def over(self, begun=1):
        """End the last of so many pauses; each message that arrives begins a new one."""
        for _ in range(begun):
            pause = await self._begun.get()
        pause.set_result(None)


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def now(clock):
    return clock.now


@pytest.fixture
def week():
    return Week()


@pytest.fixture(scope="session")
def wording():
    return load_wording(ROOT / "data" / "policy" / "desk.yml")


@pytest.fixture(scope="session")
def moods():
    return load_moods(ROOT / "data" / "policy" / "moods.yml")


@pytest.fixture
def url(tmp_path):
    address = f"sqlite:///{tmp_path / 'desk.db'}"
    Base.metadata.create_all(engine_for(address))
    yield address
    engine_for(address).dispose()


@pytest.fixture
def session(url):
    with Session(engine_for(url), future=True, expire_on_commit=False) as session:
        yield session


@pytest.fixture
def begin(session, clock):
    """Start a conversation."""

    def started(visitor="v-1", **facts):
        values = {"shopper_id": None, "channel": "web", "now": clock.now, **facts}
        return conversations.start(session, visitor=visitor, **values)

    return started


@pytest.fixture
def conversation(begin):
    return begin()


@pytest.fixture
def wait(session, clock):
    """Hand a conversation over."""

    def waiting(conversation):
        conversations.hand_off(session, conversation, PACKET, clock.now)
        return conversation

    return waiting


@pytest.fixture
def bot():
    return EchoBot()


@pytest.fixture
def silence():
    return Silence()


@pytest.fixture
async def open_reception(bot, url, wording, rota, moods, clock):
    """Make receptions on the test's database; they are closed at its end."""
    opened = []

    def reception(**options):
        values = {"clock": clock, "window": 0, "moods": lambda: moods, **options}
        opened.append(Reception(bot, url, lambda: wording, lambda: rota, **values))
        return opened[-1]

    yield reception
    for one in opened:
        await one.close()


@pytest.fixture
def reception(open_reception):
    return open_reception()


@pytest.fixture
def rota(week):
    return Rota(load_groups(ROOT / "data" / "policy" / "groups.yml"), week)


@pytest.fixture
def hire(session, clock):
    """Somebody of the staff who is there, unless said otherwise."""

    def hired(name="小林", **facts):
        values = {
            "login": name, "role": Role.AGENT, "groups": ["presale", "aftersale"], "capacity": 5,
            "password_hash": "-", "presence": Presence.ONLINE, "seen_at": clock.now, "created_at": clock.now,
            **facts,
        }  # fmt: skip
        agent = Agent(name=name, **values)
        session.add(agent)
        session.commit()
        return agent

    return hired


@pytest.fixture
def assign(clock):
    """Give a waiting conversation to somebody."""

    def assigned(session, conversation, agent, now=None):
        now = now or clock.now
        conversations.assign(session, conversation, agent, now, now + timedelta(minutes=3))
        return conversation

    return assigned


@pytest.fixture
def attending(reception, wording):
    return attendance.Attendance(reception.ledger, lambda: wording)


@pytest.fixture
async def chat(reception):
    """The id of a conversation that the reception has opened."""
    return (await reception.open("v-1")).id


@pytest.fixture
def say(reception, chat):
    """Say something and wait for the replies."""

    async def said(text="", **more):
        return await reception.answered(await reception.receive(chat, text=text, **more))

    return said
