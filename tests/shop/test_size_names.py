"""What sizes of other systems mean in a chart."""

import pytest

from bot.shop.size_names import NationalSize, is_childrens, national_size, other_names, size_for_age, size_meant
from bot.shop.sizing import chart_rows


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("175/92A", NationalSize(175, 92, "A")),
        ("160/68 b", NationalSize(160, 68, "B")),
        ("165/88", NationalSize(165, 88)),
        ("XL", None),
        ("38", None),
        ("175/92D", None),
    ],
)
def test_national_notation_is_read(text, size):
    assert national_size(text) == size


@pytest.mark.parametrize(
    ("size", "gender", "waist"),
    [
        (NationalSize(175, 92, "A"), "男", (76, 80)),  # 92 - 16, 92 - 12
        (NationalSize(160, 84, "A"), "女", (66, 70)),  # 84 - 18, 84 - 14
        (NationalSize(160, 84), "女", None),
        (NationalSize(110, 56, "A"), "儿童", None),
    ],
)
def test_the_type_of_body_tells_the_waist(size, gender, waist):
    assert size.waist(gender) == waist


@pytest.mark.parametrize(
    ("chart", "asked", "size", "other"),
    [
        ("men_tops", "175/92A", "L", None),
        ("men_tops", "175/93A", "L", None),  # one centimetre from the label 92
        ("men_tops", "170/92A", "L", "M"),  # bust 92 is L, height 170 is M
        ("men_tops", "xxl", "2XL", None),
        ("men_tops", "48", "L", None),
        ("women_tops", "160/84A", "M", None),
        ("women_bottoms", "160/68A", "M", None),
        ("women_bottoms", "28", "L", None),
        ("women_shoes", "EU38", "38", None),
        ("women_shoes", "240", "38", None),
    ],
)
def test_a_size_of_another_system_is_found_in_the_chart(demo, chart, asked, size, other):
    meant = size_meant(chart_rows(demo, chart), asked)

    assert (meant.row.size, meant.other.size if meant.other else None) == (size, other)


@pytest.mark.parametrize(
    ("chart", "asked"),
    [
        ("men_tops", "5XL"),
        ("men_tops", "175/120A"),  # far from every label
        ("men_tops", "185/88A"),  # bust M, height 2XL: three sizes apart
        ("women_shoes", "175/92A"),
        ("women_shoes", "XL"),
    ],
)
def test_a_size_that_says_nothing_in_a_chart_is_not_guessed(demo, chart, asked):
    assert size_meant(chart_rows(demo, chart), asked) is None


@pytest.mark.parametrize(("years", "size"), [(3, "100"), (4, "110"), (5.5, "110"), (12, "150"), (1.5, "80")])
def test_an_age_hints_at_a_childs_size(demo, years, size):
    assert size_for_age(chart_rows(demo, "kids"), years).size == size


@pytest.mark.parametrize("years", [0.5, 14, 40])
def test_an_age_outside_the_chart_hints_at_nothing(demo, years):
    assert size_for_age(chart_rows(demo, "kids"), years) is None


def test_only_childrens_charts_know_ages(demo):
    assert is_childrens(chart_rows(demo, "kids"))
    assert not is_childrens(chart_rows(demo, "women_tops"))


def test_the_other_names_of_a_size_are_listed(demo):
    assert other_names(chart_rows(demo, "men_tops")[2]) == ["175", "175/92A", "48"]
