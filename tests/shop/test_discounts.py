"""Why an offer did not apply, condition by condition."""

from datetime import datetime, timedelta

import pytest

from bot.shop.baskets import Line
from bot.shop.discounts import examine
from bot.shop.offers import OwnedCoupon
from bot.shop.promotions import Held
from bot.shop.units import SHANGHAI
from tests.shop.test_baskets import coupon, promotion

NOW = datetime(2026, 11, 18, 10, tzinfo=SHANGHAI)
DAY = timedelta(days=1)


def held(kind, **values):
    return Held(kind, OwnedCoupon(coupon_id=kind.id, customer_id="lin", got_at=NOW - 9 * DAY, **values))


def faults(lines, promotions=(), wallet=(), unowned=(), number=""):
    found = examine(lines, promotions, wallet, unowned, NOW, number)[-1]
    return [condition.fault for condition in found.faults]


OFF = promotion("off", 30000, 3000)


@pytest.mark.parametrize(
    ("offer", "lines", "expected"),
    [
        (OFF, [Line("毛衣", 30000)], []),
        (OFF, [Line("毛衣", 29900)], ["threshold"]),
        (promotion("x", 30000, 3000, begins_at=NOW + DAY), [Line("毛衣", 30000)], ["not_begun"]),
        (promotion("x", 30000, 3000, ends_at=NOW), [Line("毛衣", 30000)], ["over"]),
        (promotion("x", 30000, 3000, categories="大衣"), [Line("毛衣", 30000)], ["category"]),
        (promotion("x", 30000, 3000, piece_limit=2), [Line("毛衣", 10000, 3)], ["threshold", "limit"]),
        (promotion("x", 30000, 3000, piece_limit=2), [Line("毛衣", 20000, 3)], []),
        (promotion("x", 0, 3000), [Line("毛衣", 100)], []),
    ],
)
def test_a_promotion_fails_on_its_conditions(offer, lines, expected):
    assert faults(lines, [offer]) == expected


def test_what_is_missing_is_told_to_the_fen():
    found = examine([Line("毛衣", 29899)], [OFF], [], [], NOW)[0]

    assert [condition.amount_fen for condition in found.faults] == [101]


def test_of_several_discounts_only_the_best_counts():
    better = promotion("better", 10000, 5000)
    found = examine([Line("毛衣", 30000)], [OFF, better], [], [], NOW)

    assert [one.holds for one in found] == [False, True]
    assert (found[0].faults[0].fault, found[0].faults[0].other, found[0].faults[0].amount_fen) == (
        "better",
        better,
        5000,
    )


def test_a_promotion_that_only_gives_a_gift_is_no_discount():
    assert examine([Line("毛衣", 30000)], [promotion("gift", 100, gift="袜子")], [], [], NOW) == []


MEMBER = coupon("member", 29900, 3000)


@pytest.mark.parametrize(
    ("wallet", "expected"),
    [
        (held(MEMBER), []),
        (held(MEMBER, expires_at=NOW + DAY), []),
        (held(MEMBER, expires_at=NOW), ["expired"]),
        (held(MEMBER, used_at=NOW - DAY, order_number="1"), ["used"]),
    ],
)
def test_a_coupon_fails_on_what_became_of_it(wallet, expected):
    assert faults([Line("毛衣", 30000)], wallet=[wallet]) == expected


def test_a_coupon_that_was_used_for_the_order_itself_is_no_fault():
    used = held(MEMBER, used_at=NOW - DAY, order_number="1")

    assert faults([Line("毛衣", 30000)], wallet=[used], number="1") == []


def test_a_coupon_that_the_shopper_never_took_is_not_owned():
    assert faults([Line("毛衣", 30000)], unowned=[MEMBER]) == ["not_owned"]


def test_a_coupon_of_the_future_is_named_with_its_day():
    later = coupon("later", 100, 50)
    later.begins_at = NOW + DAY
    found = examine([Line("毛衣", 30000)], [], [held(later)], [], NOW)[0]

    assert [(c.fault, c.day) for c in found.faults] == [("not_begun", NOW + DAY)]


def test_beside_a_promotion_a_coupon_looks_at_the_rest_and_may_not_be_allowed():
    wallet = [held(MEMBER)]

    assert faults([Line("毛衣", 30000)], [OFF], wallet) == ["threshold"]  # 300 - 30 < 299
    assert faults([Line("毛衣", 40000)], [promotion("off", 30000, 3000, with_coupon=False)], wallet) == [
        "not_combinable"
    ]
