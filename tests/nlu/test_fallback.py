"""When the bot admits that it has not understood."""

import pytest
from rasa.shared.nlu.training_data.message import Message

from bot.nlu.fallback import Fallback

COMPONENT = Fallback({"threshold": 0.3, "margin": 0.05, "clear": 0.5})


def decided(*ranking):
    entries = [{"name": name, "confidence": confidence} for name, confidence in ranking]
    message = Message({"text": "x", "intent": entries[0] if entries else None, "intent_ranking": entries})
    COMPONENT.process([message])
    return message


@pytest.mark.parametrize(
    ("ranking", "intent"),
    [
        ([("a", 0.9), ("b", 0.1)], "a"),
        ([("a", 0.29), ("b", 0.01)], "nlu_fallback"),
        ([("a", 0.40), ("b", 0.37)], "nlu_fallback"),
        ([("a", 0.51), ("b", 0.48)], "a"),
        ([], "nlu_fallback"),
    ],
)
def test_an_unsure_or_torn_classifier_is_not_followed(ranking, intent):
    assert decided(*ranking).get("intent")["name"] == intent


def test_pictures_alone_are_not_understood_and_nothing_is_suggested():
    message = Message(
        {
            "text": "[表情]",
            "intent": {"name": "a", "confidence": 0.9},
            "intent_ranking": [{"name": "a", "confidence": 0.9}],
        }
    )
    COMPONENT.process([message])

    assert [entry["name"] for entry in message.get("intent_ranking")] == ["nlu_fallback"]


def test_the_guesses_stay_in_the_ranking_for_asking_back():
    assert [r["name"] for r in decided(("a", 0.2), ("b", 0.1)).get("intent_ranking")] == ["nlu_fallback", "a", "b"]


def test_a_shops_own_question_is_answered_by_its_full_name():
    message = decided(("faq/gift_wrap", 0.9))

    assert message.get("intent")["name"] == "faq"
    assert message.get("response_selector")["faq"]["response"]["utter_action"] == "utter_faq/gift_wrap"
