"""How old somebody is."""

import pytest

from bot.nlu.entities.ages import find_ages


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("孩子3岁穿多大", [3.0]),
        ("三岁半的女儿", [3.5]),
        ("12岁男孩", [12.0]),
        ("十二岁", [12.0]),
        ("18个月大", [1.5]),
        ("9个月的宝宝穿什么码", [0.75]),
        ("要等三个月", []),
        ("2026年", []),
    ],
)
def test_an_age_is_found(text, years):
    assert [entity.value for entity in find_ages(text)] == years
