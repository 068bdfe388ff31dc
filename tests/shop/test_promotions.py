"""What holds at a moment in the demo shop, loaded on Wednesday, 18 November, at ten."""

from datetime import datetime, timedelta

import pytest

from bot.shop.offers import Coupon, OwnedCoupon, Promotion
from bot.shop.orders import Customer
from bot.shop.promotions import (
    all_promotions,
    coming_promotions,
    coupons_to_take,
    live_coupons,
    live_promotions,
    offers_for,
    takeable_coupons,
    usable_coupon,
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
    assert ids(takeable_coupons(demo, "demo", wallet_of(demo, "demo"), now)) == ["winter"]
    assert takeable_coupons(demo, "C2002", wallet_of(demo, "C2002"), now) == []


def test_a_visitor_has_no_wallet(demo, now):
    offers = offers_for(demo, None, now)

    assert (offers.coupons, ids(offers.takeable)) == ((), ["winter"])
    assert ids(offers.promotions) == ["everyday", "socks", "scarf", "coats"]


def test_a_coupon_for_newcomers_is_no_longer_there_after_the_first_purchase(demo, now):
    demo.add(Customer(id="new", name="新客", phone="", created_at=now))
    demo.flush()

    assert ids(coupons_to_take(demo, "new", [], now)) == ["newcomer", "member", "winter"]
    assert ids(takeable_coupons(demo, "new", [], now)) == ["newcomer", "winter"]
    assert ids(coupons_to_take(demo, "C2001", [], now)) == ["member", "winter"]


@pytest.fixture
def give(session, now):
    """Give the customer a coupon of ten yuan over a hundred."""

    def given(coupon_id="ten", owned=None, **facts):
        values = {"title": "满 100 减 10", "threshold_fen": 10000, "discount_fen": 1000, **facts}
        session.add(Coupon(id=coupon_id, **values))
        session.flush()
        session.add(OwnedCoupon(coupon_id=coupon_id, customer_id="lin", got_at=now, **(owned or {})))
        session.flush()

    return given


def test_a_coupon_not_yet_used_would_make_it_cheaper(session, place, give, now):
    order = place()
    give()
    give("twenty", discount_fen=2000)

    assert usable_coupon(session, order, now).id == "twenty"


@pytest.mark.parametrize(
    "facts",
    [
        {"threshold_fen": 13000},
        {"categories": "鞋"},
        {"discount_fen": 0},
        {"owned": {"used_at": "now"}},
        {"owned": {"expires_at": "now"}},
        {"begins_at": "tomorrow"},
        {"ends_at": "now"},
    ],
)
def test_a_coupon_that_does_not_fit_is_not_spoken_of(session, place, give, now, facts):
    order = place()
    times = {"now": now, "tomorrow": now + timedelta(days=1)}
    given = {name: times.get(value, value) if name != "owned" else value for name, value in facts.items()}
    owned = {name: times[value] for name, value in facts.get("owned", {}).items()}

    give(**{**given, "owned": owned})

    assert usable_coupon(session, order, now) is None


def test_a_discount_already_taken_counts_against_the_threshold(session, place, give, now):
    order = place()
    order.discount_fen = 3000
    give()

    assert usable_coupon(session, order, now) is None


def test_a_coupon_of_the_category_fits(session, place, give, now):
    order = place()
    give(categories="围巾|帽子")

    assert usable_coupon(session, order, now).id == "ten"


def test_an_order_takes_one_coupon_and_only_beside_a_promotion_that_allows_it(session, place, give, now):
    order = place()
    give()
    session.add(Promotion(id="alone", title="特价", with_coupon=False))
    session.flush()

    order.promotion_id = "alone"
    assert usable_coupon(session, order, now) is None
    order.promotion_id, order.coupon_id = None, "other"
    assert usable_coupon(session, order, now) is None
