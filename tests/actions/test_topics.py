"""What shoppers call each intent, and when enough has been said."""

import pytest
import yaml

from actions.matters import MATTERS
from actions.topics import can_suggest, note_in, title
from bot.settings import ROOT

CLICKS = {"choose_order", "choose_product", "leave_it", "tell", "tell_unpaid_reason", "send_photo", "inform", "faq"}


def test_every_intent_of_the_catalogue_has_a_name_of_its_own():
    domain = yaml.safe_load((ROOT / "domain.yml").read_text(encoding="utf-8"))
    names = {intent: title(intent) for intent in domain["intents"] if intent not in CLICKS}

    assert [intent for intent, name in names.items() if not 2 <= len(name) <= 8] == []
    assert len(set(names.values())) == len(names)


def test_courtesies_and_what_has_no_name_are_never_suggested():
    assert can_suggest("ask_size")
    assert not can_suggest("greet")
    assert not can_suggest("faq/gift_wrap")


def test_every_matter_has_a_name(executor):
    assert [topic for topic in MATTERS if not title(topic)] == []


@pytest.mark.parametrize(
    ("text", "note"),
    [
        ("备注一下帮我放张贺卡 202611210000087", "帮我放张贺卡"),
        ("麻烦备注：到了打电话，谢谢", "到了打电话"),
        ("可以备注吗", None),
        ("怎么备注", None),
    ],
)
def test_a_note_is_what_stands_behind_the_word(run, text, note):
    assert note_in(text) == note
