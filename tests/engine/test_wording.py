"""What the bot says: today's values, and never the same sentence twice running."""

import pytest
from rasa.shared.core.events import BotUttered
from rasa.shared.core.trackers import DialogueStateTracker

from bot.engine.wording import Wording
from bot.settings import ROOT
from bot.shop.policy import load_policy


@pytest.fixture
def wording():
    made = Wording()
    made.responses = {
        "utter_two": [{"text": "甲"}, {"text": "乙"}],
        "utter_one": [{"text": "满 {free_shipping_over} 包邮"}],
        "utter_repeated": [{"text": "再说一遍：{answer}"}],
        "utter_filled": [{"text": "{size} 码"}],
    }
    return made


@pytest.fixture
def tracker():
    return DialogueStateTracker.from_events("c1", [])


async def say(wording, tracker, name, **values):
    said = await wording.generate(name, tracker, "desk", **values)
    tracker.update(BotUttered(said["text"], metadata={"utter_action": name}))
    return said["text"]


async def test_variants_take_turns(wording, tracker):
    assert [await say(wording, tracker, "utter_two") for _ in range(3)] == ["甲", "乙", "甲"]


async def test_values_come_from_the_policy_of_this_minute(wording, tracker):
    value = load_policy(ROOT / "data" / "policy").as_variables()["free_shipping_over"]

    assert await say(wording, tracker, "utter_one") == f"满 {value} 包邮"


async def test_a_sentence_without_variants_is_not_said_twice_in_the_same_words(wording, tracker):
    first, second = await say(wording, tracker, "utter_one"), await say(wording, tracker, "utter_one")

    assert second == f"再说一遍：{first}"


async def test_an_action_fills_the_places_of_a_response(wording, tracker):
    assert await say(wording, tracker, "utter_filled", size="L") == "L 码"


async def test_an_unknown_response_is_none(wording, tracker):
    assert await wording.generate("utter_nothing", tracker, "desk") is None
