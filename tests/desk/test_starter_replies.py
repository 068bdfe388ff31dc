"""The canned replies with which a new desk begins."""

import pytest

from bot.desk.canned_replies import CannedReply, places_in
from bot.desk.console_words import console_words_for
from bot.desk.starter_replies import FILE, add_starters, load_starters
from bot.errors import BadPolicy
from bot.settings import ROOT
from bot.shop.policy import load_policy

POLICY = ROOT / "data" / "policy"


@pytest.fixture
def facts():
    return set(console_words_for(POLICY).facts)


def test_an_empty_table_is_filled_once(session, facts, now):
    count = add_starters(session, POLICY / FILE, facts, now)
    session.flush()

    assert count >= 25
    assert {reply.agent_id for reply in session.query(CannedReply)} == {None}
    assert add_starters(session, POLICY / FILE, facts, now) == 0


def test_shortcuts_that_every_shop_needs_are_there_and_none_twice():
    folders = load_starters(POLICY / FILE)
    shortcuts = [shortcut for replies in folders.values() for shortcut in replies]

    assert len(folders) == 6
    assert {"运费", "尺码", "发货", "退货"} <= set(shortcuts)
    assert len(shortcuts) == len(set(shortcuts))


def test_every_fact_is_a_word_of_the_shops_rules(facts):
    known = load_policy(POLICY).as_variables()
    named = console_words_for(POLICY).facts

    assert {key for key in named.values() if not known.get(key)} == set()


def test_a_place_that_nothing_fills_is_named_with_its_file(session, tmp_path, facts, now):
    file = tmp_path / FILE
    file.write_text("folders: {物流: {运费: '{邮费}'}}\n", encoding="utf-8")

    with pytest.raises(BadPolicy, match=r"canned_replies.yml: 物流.运费: Nothing fills 邮费"):
        add_starters(session, file, facts, now)


def test_a_file_with_something_else_in_it_is_refused(tmp_path):
    file = tmp_path / FILE
    file.write_text("folders: [运费]\n", encoding="utf-8")

    with pytest.raises(BadPolicy, match="folders"):
        load_starters(file)


def test_no_starter_says_what_only_a_shop_can_promise():
    texts = [text for replies in load_starters(POLICY / FILE).values() for text in replies.values()]

    assert [text for text in texts if "好评" in text or "返现" in text] == []
    assert any(places_in(text) for text in texts)
