from datetime import datetime, timezone

from bot.desk.happenings import Unanswered
from bot.desk.questions import grouped

AT = datetime(2026, 11, 20, 4, 0, tzinfo=timezone.utc)


def asked(*texts, why="nlu_fallback"):
    return [Unanswered("c1", AT, text, why) for text in texts]


def test_the_same_question_in_other_words_is_one_and_the_most_frequent_wording_names_it():
    found = grouped(asked("这款能机洗吗", "请问这款能机洗吗？", "这款能机洗吗", "这款能机洗么", "什么时候开直播"))

    assert [(one.text, one.times) for one in found] == [("这款能机洗吗", 4), ("什么时候开直播", 1)]
    assert set(found[0].others) == {"请问这款能机洗吗？", "这款能机洗么"}


def test_phone_address_and_order_number_are_masked():
    found = grouped(asked("我电话13812345678，订单202611180000123，住文三路268号1单元"))

    assert "13812345678" not in found[0].text
    assert "202611180000123" not in found[0].text
    assert "268号" not in found[0].text


def test_what_was_not_understood_is_apart_from_what_failed():
    assert len(grouped([*asked("能开直播吗"), *asked("能开直播吗", why="failed")])) == 2


def test_a_sentence_of_idle_words_alone_is_kept():
    assert {one.text for one in grouped(asked("在吗", "？"))} == {"在吗", "？"}
