"""Conversations as shoppers would speak them: the files beside this one, replayed on the whole bot."""

import re
from pathlib import Path

import pytest
import yaml

from bot.desk.photos import Photo
from tests.conversations.conftest import NIGHT, NOW

pytestmark = pytest.mark.slow
HERE = Path(__file__).parent
# What a person is told at hand-over, by regular expressions.
PACKET = ("reason", "about", "mood", "group", "wish", "rule", "suggestions")
# What a turn with ``photo: true`` shows instead of saying something.
PHOTO = Photo(b"pixels", 120, 80)


def stories():
    for file in sorted(HERE.glob("*.yml")):
        for story in yaml.safe_load(file.read_text(encoding="utf-8")):
            yield pytest.param(story, id=f"{file.stem}: {story['story']}")


def faults(turn, expected):
    """What differs between a turn and what the story says of it."""
    text = "\n".join(reply["text"] for reply in turn["replies"])
    cards = [reply["card"]["type"] for reply in turn["replies"] if reply.get("card")]
    titles = [button["title"] for reply in turn["replies"] for button in reply.get("buttons") or []]
    found = {
        "intent": expected.get("intent", turn["intent"]) == turn["intent"],
        "says": re.search(expected.get("says", ""), text, re.DOTALL),
        "never": not ("never" in expected and re.search(expected["never"], text)),
        "card": "card" not in expected or expected["card"] in cards,
        "button": "button" not in expected or any(re.search(expected["button"], title) for title in titles),
        "silent": bool(expected.get("silent")) == (not turn["replies"]),
        **{key: re.search(str(expected[key]), str(turn["packet"].get(key))) for key in PACKET if key in expected},
    }
    return [name for name, right in found.items() if not right]


@pytest.mark.parametrize("story", stories())
def test_a_conversation_goes_as_told(story, talk):
    say = talk(story.get("shopper"), story.get("product"), NIGHT if story.get("at") == "night" else NOW)

    before = set()
    for expected in story["turns"]:
        photo = PHOTO if expected.get("photo") else None
        turn = say(expected.get("say", "") * expected.get("times", 1), photo=photo)
        assert faults(turn, expected) == [], f"{expected} → {turn}"
        sentences = {reply["text"] for reply in turn["replies"] if reply["text"] and not reply.get("card")}
        assert not sentences & before, f"{expected} → said again: {sentences & before}"
        assert not any(re.search(r"[{}]|utter_|None", sentence) for sentence in sentences), sentences
        before = sentences or before
