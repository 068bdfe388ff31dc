"""What a size stands for in the charts of goods on sale."""

from bot.shop.conversions import charts_in_use, conversions


def test_a_size_is_told_once_for_each_kind_of_people(demo):
    found = conversions(charts_in_use(demo), "XL")

    assert [(one.chart.title, one.meant.row.size) for one in found[:2]] == [
        ("男装上衣", "XL"),
        ("女装上衣与连衣裙", "XL"),
    ]


def test_a_size_that_charts_name_themselves_means_nothing_else(demo):
    found = conversions(charts_in_use(demo), "41")

    assert {one.chart.is_for_feet for one in found} == {True}


def test_only_charts_for_the_people_in_question_count(demo):
    assert {chart.gender for chart in charts_in_use(demo, ("女", "中性"))} == {"女"}


def test_what_no_chart_knows_is_converted_to_nothing(demo):
    assert conversions(charts_in_use(demo), "9XL") == []
