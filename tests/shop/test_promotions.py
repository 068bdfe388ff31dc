"""What holds at a moment in the demo shop, loaded on Wednesday, 18 November, at ten."""

from datetime import datetime, timedelta

import pytest

from bot.shop.offers import OwnedCoupon
from bot.shop.promotions import (
    all_promotions,
    coming_promotions,
    live_coupons,
    live_promotions,
    offers_for,
    takeable_coupons,
    usable_coupons,
    wallet_of,
)
from bot.shop.units import SHANGHAI


def at(month, day, hour=10, year=2026):
    return datetime(year, month, day, hour, tzinfo=SHANGHAI)


def ids(offers):
    return [offer.id for offer in offers]


@pytest.mark.parametrize(
    ("moment", "live"),
    [
        (at(11, 18), ["everyday", "socks", "scarf", "coats"]),
        (at(11, 11, 23), ["everyday", "anniversary", "socks", "scarf", "coats"]),
        (at(11, 12, 0), ["everyday", "socks", "scarf", "coats"]),  # over at midnight
        (at(12, 6, 19), ["everyday", "socks", "scarf", "coats"]),
        (at(12, 6, 20), ["everyday", "socks", "yearend", "scarf", "coats"]),  # begins at eight in the evening
        (at(7, 1, year=2027), ["everyday", "socks", "scarf"]),
    ],
)
def test_promotions_hold_in_their_period(demo, moment, live):
    assert sorted(ids(live_promotions(demo, moment))) == sorted(live)


def test_promotions_of_a_category_include_those_of_the_whole_shop(demo, now):
    assert "coats" in ids(live_promotions(demo, now, "大衣"))
    assert ids(live_promotions(demo, now, "袜子")) == ["everyday", "socks", "scarf"]


def test_the_lowest_threshold_comes_first(demo):
    thresholds = [promotion.threshold_fen for promotion in all_promotions(demo)]

    assert thresholds == sorted(thresholds)


def test_what_begins_soon_is_known(demo, now):
    assert ids(coming_promotions(demo, now, timedelta(days=30))) == ["yearend"]
    assert coming_promotions(demo, now, timedelta(days=10)) == []


def test_coupons_hold_in_their_period(demo, now):
    assert ids(live_coupons(demo, now)) == ["newcomer", "member", "winter"]
    assert "kids" in ids(live_coupons(demo, now - timedelta(days=10)))


def test_a_wallet_tells_what_can_be_used_and_what_not(demo, now):
    states = {one.coupon.id: one.state(now) for one in wallet_of(demo, "demo")}

    assert states == {"member": "usable", "newcomer": "used", "kids": "expired"}


def test_what_ends_first_is_in_front(demo):
    ends = [one.ends_at for one in wallet_of(demo, "demo")]

    assert ends == sorted(ends)


def test_the_end_of_a_coupon_is_its_own_or_that_of_its_kind(demo, now):
    winter = next(one for one in wallet_of(demo, "C2002") if one.coupon.id == "winter")
    demo.add(OwnedCoupon(coupon_id="winter", customer_id="C2001", got_at=now, expires_at=now + timedelta(days=999)))
    demo.flush()

    longer = next(one for one in wallet_of(demo, "C2001") if one.coupon.id == "winter")
    assert winter.ends_at == longer.ends_at == winter.coupon.ends_at


def test_a_coupon_whose_kind_has_not_begun_cannot_be_used_yet(demo, now):
    winter = next(one for one in wallet_of(demo, "C2002") if one.coupon.id == "winter")

    assert winter.state(now - timedelta(days=9)) == "not_begun"


def test_two_coupons_of_a_kind_are_one_way_to_pay(demo, now):
    demo.add(OwnedCoupon(coupon_id="member", customer_id="demo", got_at=now))
    demo.flush()

    assert ids(usable_coupons(wallet_of(demo, "demo"), now)) == ["member"]


def test_anybody_may_take_a_coupon_that_is_for_everybody_once(demo, now):
    assert ids(takeable_coupons(demo, wallet_of(demo, "demo"), now)) == ["winter"]
    assert takeable_coupons(demo, wallet_of(demo, "C2002"), now) == []


def test_a_visitor_has_no_wallet(demo, now):
    offers = offers_for(demo, None, now)

    assert (offers.coupons, ids(offers.takeable)) == ((), ["winter"])
    assert ids(offers.promotions) == ["everyday", "socks", "scarf", "coats"]
