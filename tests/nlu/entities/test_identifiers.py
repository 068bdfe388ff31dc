"""Order numbers, tracking numbers, phones and their tails."""

import pytest

from bot.nlu.entities.identifiers import find_identifiers


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("202611180000123", {"order_number": "202611180000123"}),
        ("帮我查下订单202611180000123发了没", {"order_number": "202611180000123"}),
        ("订单号 2026 1118 0000 123", {"order_number": "202611180000123"}),
        ("单子2026-1118-0000123到哪了", {"order_number": "202611180000123"}),
        ("订单编号是123456789012", {"order_number": "123456789012"}),
        ("订单号202611180000123尾号5678", {"order_number": "202611180000123", "phone_tail": "5678"}),
        ("202611180000123 5678", {"order_number": "202611180000123", "phone_tail": "5678"}),
        ("sf1234567890123卡住了", {"tracking_number": "SF1234567890123"}),
        ("YT8812345678901", {"tracking_number": "YT8812345678901"}),
        ("JD0123456789012-1-1-", {"tracking_number": "JD0123456789012"}),
        ("EA123456789CN能查到吗", {"tracking_number": "EA123456789CN"}),
        ("快递单号 78 1234 5678 9012", {"tracking_number": "78123456789012"}),
        ("运单号432012345678901", {"tracking_number": "432012345678901"}),
        ("7312345678901这个快递不动了", {"tracking_number": "7312345678901"}),
        ("我电话13812345678", {"phone": "13812345678"}),
        ("+86 138-1234-5678", {"phone": "13812345678"}),
        ("177 65 13812345678", {"phone": "13812345678"}),
        ("138****5678", {"phone_tail": "5678"}),
        ("手机尾号是5678", {"phone_tail": "5678"}),
        ("手机号最后四位5678", {"phone_tail": "5678"}),
        ("5678是我手机号后四位", {"phone_tail": "5678"}),
        (" 5678。", {"phone_tail": "5678"}),
        ("订单号后四位5678", {}),
        ("满2000减300", {}),
        ("2026年买的", {}),
        ("型号SM9910", {}),
        ("1200块的那个", {}),
    ],
)
def test_identifiers_of_a_message(text, expected):
    assert {entity.entity: entity.value for entity in find_identifiers(text)} == expected


def test_the_place_of_a_number_is_where_it_was_written():
    entity = find_identifiers("订单号 2026 1118 0000123 谢谢")[0]

    assert (entity.start, entity.end) == (4, 21)
