from datetime import datetime

import pytest

from bot.shop.promotions import live_coupons, live_promotions, price_of
from bot.shop.units import SHANGHAI

NOVEMBER = datetime(2026, 11, 18, 10, tzinfo=SHANGHAI)
DOUBLE_12 = datetime(2026, 12, 12, 10, tzinfo=SHANGHAI)
SUMMER = datetime(2027, 7, 1, 10, tzinfo=SHANGHAI)


def ids(offers):
    return [offer.id for offer in offers]


@pytest.mark.parametrize(
    ("now", "live"),
    [
        (NOVEMBER, ["everyday", "socks", "coats"]),
        (DOUBLE_12, ["everyday", "socks", "coats", "double12"]),
        (SUMMER, ["everyday", "socks"]),
    ],
)
def test_promotions_hold_in_their_period(policy, now, live):
    assert ids(live_promotions(policy, now)) == live


def test_promotions_of_a_category_include_those_of_the_whole_shop(policy):
    assert ids(live_promotions(policy, NOVEMBER, "大衣")) == ["everyday", "socks", "coats"]
    assert ids(live_promotions(policy, NOVEMBER, "袜子")) == ["everyday", "socks"]


def test_coupons_hold_in_their_period(policy):
    assert ids(live_coupons(policy, NOVEMBER)) == ["newcomer", "member", "winter"]
    assert ids(live_coupons(policy, SUMMER)) == ["newcomer", "member"]


@pytest.mark.parametrize(
    ("unit_fen", "pieces", "category", "now", "discount_fen", "total_fen", "promotion"),
    [
        (8900, 1, "T恤", NOVEMBER, 0, 8900, None),
        (8900, 3, "T恤", NOVEMBER, 2000, 24700, "everyday"),  # 89 * 3 = 267 >= 199; 267 - 20 = 247
        (49900, 1, "羽绒服", NOVEMBER, 2000, 47900, "everyday"),  # 499 < 500; 499 - 20 = 479
        (49900, 2, "羽绒服", NOVEMBER, 6000, 93800, "coats"),  # 998 // 500 = 1; 998 - 60 = 938
        (49900, 6, "羽绒服", NOVEMBER, 18000, 281400, "coats"),  # only 4 count: 1996 // 500 = 3; 2994 - 180 = 2814
        (49900, 2, "羽绒服", DOUBLE_12, 12000, 87800, "double12"),  # 998 // 300 = 3; 998 - 120 = 878
    ],
)
def test_n_pieces_cost_their_sum_less_the_best_promotion(
    policy, unit_fen, pieces, category, now, discount_fen, total_fen, promotion
):
    quote = price_of(policy, unit_fen, pieces, category, now)

    assert (quote.goods_fen, quote.discount_fen, quote.total_fen) == (unit_fen * pieces, discount_fen, total_fen)
    assert (quote.promotion.id if quote.promotion else None) == promotion


def test_a_gift_comes_with_its_threshold(policy):
    assert price_of(policy, 14900, 2, "休闲裤", NOVEMBER).gifts == ()  # 298 < 299
    assert len(price_of(policy, 14950, 2, "休闲裤", NOVEMBER).gifts) == 1  # 299


def test_the_next_promotion_is_named_with_what_is_missing(policy):
    quote = price_of(policy, 15900, 1, "牛仔裤", NOVEMBER)

    assert (quote.next_promotion.id, quote.missing_fen) == ("everyday", 4000)  # 199 - 159


def test_beyond_the_best_promotion_nothing_is_missing(policy):
    quote = price_of(policy, 15900, 2, "牛仔裤", NOVEMBER)

    assert (quote.next_promotion, quote.missing_fen) == (None, 0)


@pytest.mark.parametrize("pieces", [0, -1])
def test_fewer_than_one_piece_has_no_price(policy, pieces):
    with pytest.raises(ValueError, match="at least one"):
        price_of(policy, 8900, pieces, "T恤", NOVEMBER)
