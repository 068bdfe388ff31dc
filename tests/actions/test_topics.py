"""What shoppers call each intent, and when enough has been said."""

import yaml

from actions.topics import TOPICS, can_suggest, title
from bot.settings import ROOT

CLICKS = {"choose_order", "choose_product", "leave_it", "tell_unpaid_reason", "inform", "faq"}


def test_every_intent_of_the_catalogue_has_a_name_of_its_own():
    domain = yaml.safe_load((ROOT / "domain.yml").read_text(encoding="utf-8"))
    names = {intent: title(intent) for intent in domain["intents"] if intent not in CLICKS}

    assert [intent for intent, name in names.items() if not 2 <= len(name) <= 8] == []
    assert len(set(names.values())) == len(names)


def test_courtesies_and_what_has_no_name_are_never_suggested():
    assert can_suggest("ask_size")
    assert not can_suggest("greet")
    assert not can_suggest("faq/gift_wrap")


def test_every_topic_has_a_name():
    assert [name for name in TOPICS if not title(name)] == []
