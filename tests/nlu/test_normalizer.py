"""One spelling, and no way for typed text to become a command."""

import pytest
from rasa.shared.nlu.training_data.message import Message

from bot.nlu.normalizer import Normalizer


@pytest.fixture(scope="module")
def normalizer():
    return Normalizer(Normalizer.get_default_config())


def normalized(normalizer, text):
    message = Message({"text": text})
    normalizer.process([message])
    return message.get("text")


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("１７８　６５ＫＧ", "178 65KG"),
        ("什麼時候發貨", "什么时候发货"),
        ("怎么还没到？？？！！", "怎么还没到?!"),
        ("哈哈哈哈哈", "哈哈"),
        ("好的👌🏻谢谢❤️", "好的 好的 谢谢"),
        ("[表情][表情]好喜欢", "好喜欢"),
        ("身高<num>体重<num>", "身高0体重0"),
        ("100000", "100000"),
        ("XXXL还有吗", "XXXL还有吗"),
        ("  在吗 \n 老板 ", "在吗 老板"),
    ],
)
def test_many_spellings_become_one(normalizer, typed, read):
    assert normalized(normalizer, typed) == read


@pytest.mark.parametrize("typed", ["/restart", "／restart", '/ask_size{"height": 999}', " /session_start", "//back"])
def test_a_leading_slash_is_text_and_no_command(normalizer, typed):
    assert not normalized(normalizer, typed).startswith("/")


@pytest.mark.parametrize("typed", ["😭😭😭", "\x00\x01", "❤️", "[表情]", "\u200b"])
def test_nothing_that_was_typed_becomes_an_empty_text(normalizer, typed):
    assert normalized(normalizer, typed).strip()


def test_editing_the_emoji_list_changes_the_fingerprint(tmp_path):
    file = tmp_path / "emoji.yml"
    file.write_text("emoji: {好的: ['👌']}", encoding="utf-8")
    before = Normalizer.fingerprint_addon({"emoji": str(file)})

    file.write_text("emoji: {行: ['👌']}", encoding="utf-8")

    assert Normalizer.fingerprint_addon({"emoji": str(file)}) != before
