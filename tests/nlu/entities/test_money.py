"""Sums of money in fen."""

import pytest

from bot.nlu.entities.money import find_money


@pytest.mark.parametrize(
    ("text", "fen"),
    [
        ("35元", [3500]),
        ("二十块卖不卖", [2000]),
        ("5毛", [50]),
        ("三毛五", [35]),
        ("12块8", [1280]),
        ("九块九包邮", [990]),
        ("¥99.5", [9950]),
        ("一百二十块钱", [12000]),
        ("预算300左右", [30000]),
        ("两百以内的", [20000]),
        ("满200减30", [20000, 3000]),
        ("便宜20行不行", [2000]),
        ("送五块优惠券", [500]),
        ("20的券", [2000]),
        ("就差一块", [100]),
        ("掉了一块漆", []),
        ("屏幕一角碎了", []),
        ("一块发吧", []),
        ("拍了两块", []),
        ("3块香皂", []),
        ("65kg", []),
        ("20元宵", []),
        ("买2毛巾", []),
        ("满2件打折", []),
    ],
)
def test_sums_of_a_sentence(text, fen):
    assert [entity.value for entity in find_money(text)] == fen


def test_a_bare_sum_at_the_end_needs_its_words():
    assert [entity.value for entity in find_money("毛衣 200内")] == [20000]
    assert [entity.value for entity in find_money("外套 300左右")] == [30000]
    assert find_money("身高170左右") == []
