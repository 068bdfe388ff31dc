"""What suits a wish, what goes with a product, and why."""

from datetime import date

import pytest

from bot.shop.catalogue import find_product
from bot.shop.recommendations import Wanted, partners_of, reasons_for, suggestions

NOVEMBER, JULY = date(2026, 11, 18), date(2026, 7, 1)


def ids(products):
    return [product.id for product in products]


def test_every_wish_is_met(demo):
    wanted = Wanted(category="外套", genders=("女", "中性"), budget_fen=60000, season="冬", color="黑")

    assert ids(suggestions(demo, wanted, today=NOVEMBER)) == ["P1001"]


def test_a_budget_may_have_a_floor(demo):
    wanted = Wanted(category="裤子", floor_fen=14000, budget_fen=16000)

    assert ids(suggestions(demo, wanted, today=NOVEMBER, limit=9)) == ["P1008", "P1009"]


def test_what_is_in_season_goes_first(demo):
    wanted = Wanted(category="裙子", genders=("女",))

    assert ids(suggestions(demo, wanted, today=JULY))[0] == "P1006"
    assert ids(suggestions(demo, wanted, today=NOVEMBER))[0] == "P1010"


def test_the_kind_that_is_looked_at_goes_before_others(demo):
    found = suggestions(demo, Wanted(genders=("女",), exclude=("P1001",)), today=NOVEMBER, kind="羽绒服")

    assert ids(found)[0] == "P1002"
    assert len(found) == 3


def test_an_occasion_is_met_by_what_the_shop_says(demo, policy):
    _, occasion = policy.matching.occasion_in("上班穿")
    wanted = Wanted(category="裤子", genders=("女",), occasion="通勤", words=occasion.told)

    assert ids(suggestions(demo, wanted, today=NOVEMBER)) == ["P1009"]


def test_what_is_sold_out_is_never_recommended(demo):
    assert "P1007" not in ids(suggestions(demo, Wanted(category="连衣裙"), today=NOVEMBER, limit=9))


@pytest.mark.parametrize("product", ["P1001", "P1005", "P1012", "P1017", "P1022", "P1031"])
def test_partners_are_never_of_the_same_kind_and_for_the_same_people(demo, policy, product):
    own = find_product(demo, product)

    found = partners_of(demo, own, None, None, matching=policy.matching, wanted=Wanted(), today=NOVEMBER)

    assert found != []
    assert own.category not in [other.category for other in found]
    assert {other.gender for other in found} <= {own.gender, "中性", "女童", "男童"}
    assert len({other.category for other in found}) == len(found)


def test_trousers_for_a_womans_pullover_are_womens_and_of_its_season(demo, policy):
    pullover = find_product(demo, "P1005")

    found = partners_of(demo, pullover, "毛衣", "裤子", matching=policy.matching, wanted=Wanted(), today=NOVEMBER)

    assert sorted(ids(found)) == ["P1008", "P1009"]


def test_a_kind_of_goods_alone_has_partners_too(demo, policy):
    wanted = Wanted(genders=("男", "中性"))

    found = partners_of(demo, None, "毛衣", "裤子", matching=policy.matching, wanted=wanted, today=NOVEMBER)

    assert {other.gender for other in found} == {"男"}


def test_goods_that_go_with_nothing_have_no_partners(demo, policy):
    own = find_product(demo, "P1026")

    assert partners_of(demo, own, None, None, matching=policy.matching, wanted=Wanted(), today=NOVEMBER) == []


@pytest.mark.parametrize(
    ("wanted", "reasons"),
    [
        (Wanted(), [("features", "高腰"), ("features", "直筒"), ("price", 15900)]),
        (Wanted(color="黑"), [("color", "黑色"), ("features", "高腰"), ("price", 15900)]),
        (Wanted(season="秋", budget_fen=20000), [("season", "秋"), ("features", "高腰"), ("budget", 15900)]),
        (Wanted(occasion="通勤", words=("通勤",)), [("features", "高腰"), ("features", "直筒"), ("price", 15900)]),
    ],
)
def test_the_reasons_come_from_wishes_and_data(demo, wanted, reasons):
    assert reasons_for(demo, find_product(demo, "P1008"), wanted) == reasons
