"""The price of a basket: every legal combination of promotion and coupon, freight included."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.shop.baskets import (
    Line,
    add_ons_with,
    best_deal,
    counted_fen,
    coupon_discount,
    gifts_with,
    legal_deals,
    missing_fen,
    next_step,
    promotion_discount,
)
from bot.shop.offers import Coupon, Promotion

CATEGORIES = ["羽绒服", "毛衣", "袜子"]


def promotion(id="p", threshold=0, discount=0, **values):
    base = {"repeats": False, "categories": "", "piece_limit": None, "gift": "", "add_on": "", "with_coupon": True}
    return Promotion(id=id, title=id, threshold_fen=threshold, discount_fen=discount, **{**base, **values})


def coupon(id="c", threshold=0, discount=0, categories=""):
    return Coupon(id=id, title=id, threshold_fen=threshold, discount_fen=discount, categories=categories)


EVERYDAY = promotion("everyday", 19900, 2000)
COATS = promotion("coats", 50000, 6000, repeats=True, categories="羽绒服|大衣", piece_limit=4)
MEMBER = coupon("member", 29900, 3000)


def freight(due_fen):
    return 0 if due_fen >= 9900 else 800


def test_the_example_of_every_shop_window():
    deal = best_deal([Line("毛衣", 16900, 2)], [EVERYDAY], [MEMBER], freight)

    # 169*2 = 338, less 20, less 30 (318 >= 299), no freight
    assert (deal.goods_fen, deal.promotion_fen, deal.coupon_fen, deal.freight_fen) == (33800, 2000, 3000, 0)
    assert deal.total_fen == 28800


@pytest.mark.parametrize(
    ("unit_fen", "pieces", "category", "discount_fen", "promotion_id"),
    [
        (8900, 1, "T恤", 0, None),
        (8900, 3, "T恤", 2000, "everyday"),  # 267 >= 199
        (49900, 1, "羽绒服", 2000, "everyday"),  # 499 < 500
        (49900, 2, "羽绒服", 6000, "coats"),  # 998 // 500 = 1
        (49900, 6, "羽绒服", 18000, "coats"),  # only 4 count: 1996 // 500 = 3
        (19900, 1, "T恤", 2000, "everyday"),  # the threshold itself is enough
        (19899, 1, "T恤", 0, None),
    ],
)
def test_several_discounts_never_add_up(unit_fen, pieces, category, discount_fen, promotion_id):
    deal = best_deal([Line(category, unit_fen, pieces)], [EVERYDAY, COATS])

    assert (deal.promotion_fen, deal.promotion and deal.promotion.id) == (discount_fen, promotion_id)


def test_articles_count_together_towards_a_threshold():
    deal = best_deal([Line("毛衣", 16900), Line("袜子", 3900)], [EVERYDAY], (), freight)

    assert (deal.goods_fen, deal.total_fen) == (20800, 18800)


def test_only_its_own_categories_count_towards_a_promotion():
    lines = [Line("羽绒服", 49900), Line("毛衣", 16900)]

    assert counted_fen(COATS, lines) == 49900
    assert missing_fen(COATS, lines) == 100


def test_beyond_the_limit_the_dearest_pieces_count():
    limited = promotion(threshold=10000, discount=1000, piece_limit=2)

    assert counted_fen(limited, [Line("袜子", 1000, 3), Line("毛衣", 9000)]) == 10000


def test_a_promotion_that_takes_no_coupon_is_left_where_the_coupon_saves_more():
    alone = promotion("alone", 10000, 2500, with_coupon=False)

    assert best_deal([Line("毛衣", 30000)], [alone], [MEMBER]).coupon is MEMBER
    assert best_deal([Line("毛衣", 29000)], [alone], [MEMBER]).promotion is alone


def test_a_coupon_looks_at_what_is_left_after_the_promotion():
    assert coupon_discount(MEMBER, [Line("毛衣", 30000)], EVERYDAY, 2000) == 0  # 300 - 20 < 299
    assert coupon_discount(MEMBER, [Line("毛衣", 31900)], EVERYDAY, 2000) == 3000  # 319 - 20 = 299


def test_a_promotion_spreads_over_its_goods_before_a_coupon_for_some_of_them():
    coats_only = coupon("winter", 19000, 1000, "羽绒服")
    lines = [Line("羽绒服", 20000), Line("毛衣", 20000)]

    # Half of the 20 yuan belong to the coat: 200 - 10 = 190.
    assert coupon_discount(coats_only, lines, EVERYDAY, 2000) == 1000
    assert coupon_discount(coats_only, lines, EVERYDAY, 2001) == 0


def test_a_discount_that_costs_the_free_freight_is_not_taken():
    ten_off = coupon("ten", 9900, 400)

    deal = best_deal([Line("袜子", 9900)], [], [ten_off], freight)

    assert (deal.coupon, deal.total_fen) == (None, 9900)  # 99 - 4 + 8 would be 103


def test_of_two_coupons_that_save_the_same_the_first_is_spent():
    other = coupon("other", 29900, 3000)

    assert best_deal([Line("毛衣", 40000)], [], [other, MEMBER]).coupon is other


def test_no_discount_goes_below_the_given_amount():
    lines = [Line("毛衣", 16900, 2)]

    assert best_deal(lines, [EVERYDAY], [MEMBER], at_least_fen=28801).total_fen == 30800  # the coupon of 30 alone
    assert best_deal(lines, [EVERYDAY], [MEMBER], at_least_fen=33800).total_fen == 33800


def test_gifts_add_up_and_add_ons_open_at_their_threshold():
    socks, card = promotion("s", 29900, gift="袜子"), promotion("k", 9900, gift="卡片")
    scarf = promotion("w", 39900, add_on="围巾", add_on_fen=5900)

    assert gifts_with([socks, card, scarf], [Line("毛衣", 29900)]) == ("袜子", "卡片")
    assert gifts_with([socks, card, scarf], [Line("毛衣", 29899)]) == ("卡片",)
    assert add_ons_with([socks, scarf], [Line("毛衣", 39900)]) == (scarf,)


@pytest.mark.parametrize(
    ("lines", "offer", "missing"),
    [
        ([Line("毛衣", 15900)], "everyday", 4000),  # 199 - 159
        ([Line("羽绒服", 49900)], "coats", 100),  # 500 - 499
        ([Line("羽绒服", 49900, 2)], "coats", 200),  # twice 500 - 998
        ([Line("毛衣", 29800)], "member", 2100),  # 299 - (298 - 20)
    ],
)
def test_the_next_offer_is_the_one_that_the_least_more_reaches(lines, offer, missing):
    deal = best_deal(lines, [EVERYDAY, COATS], [MEMBER])

    step = next_step(deal, [EVERYDAY, COATS], [MEMBER])

    assert (step.offer.id, step.missing_fen) == (offer, missing)


def test_beyond_the_limit_or_without_a_coupon_beside_it_nothing_is_missing():
    full = [Line("羽绒服", 49900, 4)]
    alone = promotion("alone", 10000, 9000, with_coupon=False)

    assert next_step(best_deal(full, [COATS]), [COATS]) is None
    assert next_step(best_deal([Line("毛衣", 20000)], [alone]), [alone], [MEMBER]) is None


@pytest.mark.parametrize("lines", [[], [Line("毛衣", 16900, 0)], [Line("毛衣", 16900, 2), Line("袜子", 100, -1)]])
def test_fewer_than_one_piece_has_no_price(lines):
    with pytest.raises(ValueError, match="at least one"):
        best_deal(lines, [EVERYDAY])


fen = st.integers(0, 60000)
categories = st.sampled_from(["", "羽绒服", "毛衣|袜子", "袜子"])
line = st.builds(Line, st.sampled_from(CATEGORIES), st.integers(1, 90000), st.integers(1, 6))
baskets = st.lists(line, min_size=1, max_size=4)
some_promotion = st.builds(
    promotion,
    st.uuids().map(str),
    fen,
    fen,
    repeats=st.booleans(),
    categories=categories,
    piece_limit=st.none() | st.integers(1, 5),
    with_coupon=st.booleans(),
)
some_coupon = st.builds(coupon, st.uuids().map(str), fen, fen, categories)
promotions = st.lists(some_promotion, max_size=4)
coupons = st.lists(some_coupon, max_size=3)


@given(baskets, promotions, coupons)
def test_a_price_is_between_nothing_and_the_list_price(lines, promotions, coupons):
    deal = best_deal(lines, promotions, coupons)

    assert 0 <= deal.total_fen <= deal.goods_fen
    assert deal.goods_fen - deal.promotion_fen - deal.coupon_fen + deal.freight_fen == deal.total_fen


@given(baskets, promotions, coupons)
def test_no_legal_combination_is_cheaper_and_the_best_is_one_of_them(lines, promotions, coupons):
    deal = best_deal(lines, promotions, coupons, freight)

    singly = [best_deal(lines, [p], [c], freight) for p in promotions for c in coupons]
    assert deal in list(legal_deals(lines, promotions, coupons, freight))
    assert all(deal.total_fen <= one.total_fen for one in singly)


@given(baskets, promotions, coupons)
def test_a_combination_is_one_promotion_and_one_coupon_that_it_allows(lines, promotions, coupons):
    deal = best_deal(lines, promotions, coupons)

    assert deal.coupon is None or deal.promotion is None or deal.promotion.with_coupon
    assert deal.promotion_fen == (promotion_discount(deal.promotion, lines) if deal.promotion else 0)


@given(baskets, promotions, coupons, some_promotion, some_coupon)
def test_one_more_offer_never_makes_it_dearer(lines, promotions, coupons, further, another):
    before = best_deal(lines, promotions, coupons, freight).total_fen

    assert best_deal(lines, [*promotions, further], coupons, freight).total_fen <= before
    assert best_deal(lines, promotions, [*coupons, another], freight).total_fen <= before


@given(baskets, some_promotion)
def test_one_more_piece_never_makes_a_promotion_smaller(lines, promotion):
    more = [Line(lines[0].category, lines[0].unit_fen, lines[0].pieces + 1), *lines[1:]]

    assert promotion_discount(promotion, lines) <= promotion_discount(promotion, more)


@given(baskets, promotions, coupons, fen)
def test_discounts_stop_at_the_floor(lines, promotions, coupons, floor):
    deal = best_deal(lines, promotions, coupons, at_least_fen=floor)

    assert deal.due_fen >= min(floor, deal.goods_fen)


@given(baskets, promotions, coupons)
def test_the_next_offer_is_one_that_is_not_reached_yet(lines, promotions, coupons):
    deal = best_deal(lines, promotions, coupons)
    step = next_step(deal, promotions, coupons)

    assert step is None or step.missing_fen > 0
