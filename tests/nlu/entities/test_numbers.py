"""Numbers in figures and words, and the words in which a numeral counts nothing."""

import re

import pytest

from bot.nlu.entities.numbers import HAN_NUMBER, number_value, without_idioms


@pytest.mark.parametrize(
    ("word", "value"),
    [
        ("165", 165), ("24.5", 24.5), ("一百六十五", 165), ("一百六", 160),
        ("一六五", 165), ("两百", 200),
        ("十", 10), ("三千五", 3500), ("二十", 20), ("一百零五", 105), ("三点五", 3.5), ("半", 0.5), ("多少", None),
    ],
)  # fmt: skip
def test_the_value_of_a_number(word, value):
    assert number_value(word) == value


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("要两百个", ["两百"]),
        ("万一不合适呢", []),
        ("麻烦看一下", []),
        ("第一次来买", []),
        ("统一发一样的", []),
        ("十分满意，等了十分钟", ["十"]),
        ("三只松鼠的三件", ["三"]),
    ],
)
def test_numerals_in_idioms_count_nothing(text, left):
    assert re.findall(HAN_NUMBER, without_idioms(text)) == left


def test_idioms_are_crossed_out_in_place():
    assert without_idioms("看一下第二件") == "看□□□□件"
