"""Counts of things."""

import pytest

from bot.nlu.entities.quantities import find_quantities


@pytest.mark.parametrize(
    ("text", "counts"),
    [
        ("三件", [3]),
        ("拿两双", [2]),
        ("要5包", [5]),
        ("十个", [10]),
        ("一百二十个多少钱", [120]),
        ("要一个", [1]),
        ("2件包邮吗", [2]),
        ("我要俩", [2]),
        ("黑色*2", [2]),
        ("拍x3", [3]),
        ("看一下", []),
        ("一样的", []),
        ("便宜一点", []),
        ("这个", []),
        ("另一个呢", []),
        ("第二件半价", []),
        ("三件套", []),
        ("等了一个月", []),
        ("一条消息都没有", []),
        ("12片装", []),
        ("五个人够吃吗", []),
        ("你们俩", []),
    ],
)
def test_counts_of_a_sentence(text, counts):
    assert [entity.value for entity in find_quantities(text)] == counts


def test_a_count_behind_the_letter_of_a_size_counts():
    assert [entity.value for entity in find_quantities("羽绒服M一件L两件")] == [1, 2]


def test_then_so_many_of_something_counts():
    assert [entity.value for entity in find_quantities("那三件羽绒服呢")] == [3]
    assert find_quantities("那三件羽绒服") == []
