"""Sizes as shops write them."""

import pytest

from bot.nlu.entities.sizes import find_sizes


@pytest.mark.parametrize(
    ("text", "sizes"),
    [
        ("L码还有吗", ["L"]),
        ("黑色m的", ["M"]),
        ("要2xl", ["2XL"]),
        ("换成XXXL", ["3XL"]),
        ("s和m差多少", ["S", "M"]),
        ("38码", ["38"]),
        ("38.5码", ["38.5"]),
        ("39码半有没有", ["39.5"]),
        ("三十八码", ["38"]),
        ("拍38号的", ["38"]),
        ("120码够不够长", ["120"]),
        ("160/84A", ["160/84A"]),
        ("75B有货没", ["75B"]),
        ("36的还有吗", ["36"]),
        ("大一码", []),
        ("换小一号", []),
        ("1L的保温杯", []),
        ("5M的网线", []),
        ("S925银", []),
        ("20号发货", []),
        ("245码", []),
        ("扫码", []),
    ],
)
def test_sizes_of_a_sentence(text, sizes):
    assert [entity.value for entity in find_sizes(text)] == sizes
