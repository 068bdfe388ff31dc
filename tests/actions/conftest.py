"""Actions as the ActionExecutor finds them, on a demo shop and a clock of the test's own."""

from dataclasses import dataclass
from datetime import datetime
from shutil import copyfile
from typing import Any

import pytest
import yaml
from rasa_sdk import Tracker
from rasa_sdk.executor import ActionExecutor, CollectingDispatcher

from actions.base import Call, settings
from bot.db import Base, engine_for, session_on
from bot.migrations import import_models
from bot.settings import ROOT
from bot.shop.demo import load_demo
from bot.shop.units import SHANGHAI

# A Sunday, on which nothing is sent: what was paid on Saturday after four goes out on Monday.
NOW = datetime(2026, 11, 22, 15, 0, tzinfo=SHANGHAI)


@dataclass
class Done:
    """What an action did: its events, and the responses, cards and the packet for the desk among its messages."""

    events: list[dict[str, Any]]
    messages: list[dict[str, Any]]

    @property
    def slots(self):
        return {event["name"]: event["value"] for event in self.events if event["event"] == "slot"}

    @property
    def said(self):
        return [message["response"] for message in self.messages if message.get("response")]

    @property
    def buttons(self):
        return [button["payload"] for message in self.messages for button in message.get("buttons") or []]

    @property
    def cards(self):
        return [message["custom"]["card"] for message in self.messages if "card" in message.get("custom", {})]

    @property
    def hand_off(self):
        packets = [
            message["custom"]["hand_off"] for message in self.messages if "hand_off" in message.get("custom", {})
        ]
        return packets[0] if packets else None


@pytest.fixture
def now():
    return NOW


@pytest.fixture(scope="session")
def domain():
    """The domain as Rasa passes it: with the responses of every file of the data."""
    whole = yaml.safe_load((ROOT / "domain.yml").read_text(encoding="utf-8"))
    files = [*(ROOT / "data" / "flows").glob("*.yml"), *(ROOT / "data" / "faq").glob("*.yml")]
    contents = [yaml.safe_load(file.read_text(encoding="utf-8")) for file in files]
    return {**whole, "responses": {k: v for content in contents for k, v in (content.get("responses") or {}).items()}}


@pytest.fixture(scope="session")
def executor():
    executor = ActionExecutor()
    executor.register_package("actions")
    return executor


@pytest.fixture(scope="session")
def demo_file(tmp_path_factory):
    import_models()
    file = tmp_path_factory.mktemp("demo") / "shop.db"
    url = f"sqlite:///{file}"
    Base.metadata.create_all(engine_for(url))
    with session_on(url) as session:
        load_demo(session, ROOT / "data" / "shop", NOW)
    engine_for(url).dispose()
    return file


@pytest.fixture
def database(demo_file, tmp_path, monkeypatch):
    """The address of the test's own copy of the demo shop, which the settings name."""
    url = f"sqlite:///{tmp_path / 'shop.db'}"
    copyfile(demo_file, tmp_path / "shop.db")
    monkeypatch.setenv("XIAOER_DATABASE_URL", url)
    settings.cache_clear()
    yield url
    engine_for(url).dispose()
    settings.cache_clear()


@pytest.fixture
def call(database, domain):
    """A call of the shopper ``demo`` who says nothing."""
    tracker = {"sender_id": "c-1", "latest_message": {"metadata": {"shopper_id": "demo", "visitor": "v-1"}}}
    return Call(CollectingDispatcher(), Tracker.from_dict({"slots": {}, "events": [], **tracker}), NOW, domain)


@pytest.fixture
def run(database, executor, domain):
    """Run an action on a message: ``await run("action_x", "intent", "text", entities={…}, slots={…})``.

    ``found`` are entities in full, where one kind is named twice or its place counts.
    """

    async def running(
        action,
        intent="",
        text="",
        *,
        shopper="demo",
        visitor="v-1",
        entities=(),
        slots=(),
        events=(),
        loop=None,
        now=NOW,
        found=(),
        **more,
    ):
        given = [*found, *({"entity": name, "value": value} for name, value in dict(entities).items())]
        metadata = {"shopper_id": shopper, "visitor": visitor, **more.pop("metadata", {})}
        message = {"text": text, "intent": {"name": intent}, "entities": given, "metadata": metadata, **more}
        tracker = {
            "sender_id": "c-1",
            "slots": {name: None for name in domain["slots"]} | {"requested_slot": None} | dict(slots),
            "latest_message": message,
            "events": [*events, heard(text, intent)],
            "active_loop": {"name": loop} if loop else {},
        }
        dispatcher = CollectingDispatcher()
        call = Call(dispatcher, Tracker.from_dict(tracker), now, domain)
        # The method that the executor runs belongs to the action; ``act`` takes the clock as an argument.
        return Done(executor.actions[action].__self__.act(call), dispatcher.messages)

    return running


def heard(text, intent):
    """A message of the shopper among the events of a conversation."""
    return {"event": "user", "text": text, "parse_data": {"intent": {"name": intent}}}
