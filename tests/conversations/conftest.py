"""The whole bot in process: desk, Rasa and actions on the demo shop, at a time of the test's own."""

import asyncio
import shutil
from datetime import datetime

import pytest
from sqlalchemy import desc, select

from actions.base import settings as action_settings
from bot.channels.terminal import Terminal
from bot.db import engine_for, session_on
from bot.desk.conversations import HandOff
from bot.desk.groups import rota_of
from bot.desk.moods import moods_of
from bot.desk.reception import Reception
from bot.desk.wording import wording_for
from bot.engine.launcher import BotInProcess, load_agent
from bot.migrations import migrate
from bot.nlu.rule_extractor import RuleExtractor
from bot.settings import ROOT, Settings
from bot.shop.demo import load_demo
from bot.shop.policy import policy_for
from bot.shop.units import SHANGHAI

POLICIES = ROOT / "data" / "policy"
# A Monday afternoon before the cut-off, within service hours.
NOW = datetime(2026, 11, 23, 14, 0, tzinfo=SHANGHAI)
NIGHT = datetime(2026, 11, 23, 3, 0, tzinfo=SHANGHAI)


@pytest.fixture(scope="session")
def loop():
    loop = asyncio.new_event_loop()
    yield loop
    loop.close()


@pytest.fixture(scope="session")
def whole_bot(trained_model, tmp_path_factory):
    """The live bot, and a demo shop to copy: a conversation may change what it finds."""
    file = tmp_path_factory.mktemp("talk") / "shop.db"
    url = f"sqlite:///{file}"
    migrate(url)
    with session_on(url) as session:
        load_demo(session, ROOT / "data" / "shop", NOW)
    with engine_for(url).connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    engine_for(url).dispose()
    dialogues = shutil.copy(file, file.parent / "dialogues.db")
    agent = load_agent(Settings(database_url=f"sqlite:///{dialogues}"), trained_model)
    set_calendar(agent, NOW.date())
    yield BotInProcess(agent), file


def set_calendar(agent, day):
    """What "today" and "Friday" are counted from: the day of the tests, not that of the machine."""
    for node in agent.processor.graph_runner._instantiated_nodes.values():
        if isinstance(node._component, RuleExtractor):
            node._component._today = lambda: day


@pytest.fixture
def shop_url(whole_bot, tmp_path, monkeypatch):
    """The address of a fresh demo shop, which the actions use."""
    file = shutil.copy(whole_bot[1], tmp_path / "shop.db")
    url = f"sqlite:///{file}"
    monkeypatch.setenv("XIAOER_DATABASE_URL", url)
    action_settings.cache_clear()
    yield url
    engine_for(url).dispose()
    action_settings.cache_clear()


@pytest.fixture
def talk(whole_bot, shop_url, loop):
    """Begin a conversation: ``say = talk(shopper="demo")``; ``say("在吗")`` gives the turn as `chat --json` does."""
    bot, url = whole_bot[0], shop_url

    def begin(shopper=None, product=None, now=NOW):
        reception = Reception(
            bot, url, lambda: wording_for(POLICIES / "desk.yml"), rota_of(POLICIES, lambda: policy_for(POLICIES).service),
            clock=lambda: now, window=0, patience=60, moods=moods_of(POLICIES),
        )  # fmt: skip
        terminal = Terminal(reception, wording_for(POLICIES / "desk.yml"), shopper)

        def say(line, viewed=product, photo=None):
            turn = loop.run_until_complete(terminal.say(line, viewed, photo=photo))
            return {**turn, "packet": packet_in(url)}

        return say

    return begin


def packet_in(url):
    """What a person was told last."""
    with session_on(url) as session:
        last = session.execute(select(HandOff).order_by(desc(HandOff.id)).limit(1)).scalar_one_or_none()
        if last is None:
            return {}
        facts = ("reason", "mood", "group", "order_number", "suggestions")
        rule = (last.rule or {}).get("id")
        known = {name: getattr(last, name) for name in facts}
        return {**known, "about": last.intent, "wish": last.summary, "rule": rule}
