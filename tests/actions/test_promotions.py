"""Promotions, coupons and gifts on the demo shop."""

from datetime import datetime, timedelta

import pytest

from bot.db import session_on
from bot.shop.offers import Coupon, OwnedCoupon, Promotion
from bot.shop.units import SHANGHAI
from tests.actions.conftest import NOW

JACKET = {"metadata": {"product": "P1001"}}
SOCKS = {"metadata": {"product": "P1027"}}


async def test_promotions_are_listed_with_their_end(run):
    done = await run("action_ask_promotion", "ask_promotion", **JACKET)

    assert done.said == ["utter_ask_promotion", "utter_promotion_soon"]
    # 98 days from the 22nd end at midnight, so the 27th is the last
    assert "到2月27日为止" in done.messages[0]["lines"]


async def test_promotions_for_other_goods_are_left_out(run):
    done = await run("action_ask_promotion", "ask_promotion", **SOCKS)

    assert "外套" not in done.messages[0]["lines"]


async def test_before_a_promotion_begins_its_day_is_told(run):
    done = await run("action_ask_promotion", "ask_promotion", now=datetime(2026, 12, 1, tzinfo=SHANGHAI), shopper=None)

    assert "12月10日开始" in done.messages[1]["lines"]


async def test_what_is_sold_along_is_told_with_its_price(run):
    done = await run("action_ask_promotion", "ask_promotion", "有没有换购")

    assert done.said == ["utter_ask_add_on"]
    assert "加 59 元换购羊毛混纺格纹围巾" in done.messages[0]["lines"]
    assert "199" not in done.messages[0]["lines"]


@pytest.fixture
def without_offers(database):
    """The shop with its promotions and coupons all over."""
    with session_on(database) as session:
        for table in (OwnedCoupon, Coupon, Promotion):
            session.query(table).delete()


@pytest.mark.parametrize(
    ("action", "text", "response"),
    [
        ("action_ask_promotion", "", "utter_promotion_none"),
        ("action_ask_promotion", "怎么换购", "utter_add_on_none"),
        ("action_ask_coupon", "", "utter_coupon_none"),
        ("action_ask_gift", "", "utter_gift_none"),
        ("action_report_discount_missing", "", "utter_discount_none"),
    ],
)
async def test_where_there_are_no_offers_it_is_said(run, without_offers, action, text, response):
    done = await run(action, text=text, shopper=None)

    assert done.said == [response]


async def test_a_visitor_is_told_which_coupons_there_are_and_where(run):
    done = await run("action_ask_coupon", "ask_coupon", shopper=None)

    assert done.said == ["utter_ask_coupon"]
    assert "关注店铺后在首页领取" in done.messages[0]["lines"]


async def test_a_visitor_who_asks_for_their_own_coupons_is_told_to_log_in(run):
    done = await run("action_ask_coupon", "ask_coupon", "我有什么券", shopper=None)

    assert done.said == ["utter_coupon_log_in", "utter_ask_coupon"]


async def test_a_customer_sees_the_wallet_with_the_day_on_which_each_ends(run):
    done = await run("action_ask_coupon", "ask_coupon", "领券")

    assert done.said == ["utter_coupon_owned", "utter_ask_coupon"]
    assert "会员券满 299 元减 30 元：到11月29日为止" in done.messages[0]["lines"]
    assert "新人券" not in done.messages[1]["lines"]  # had once, never again


async def test_coupons_that_are_gone_are_told_when_asked_for(run):
    done = await run("action_ask_coupon", "ask_coupon", "我的新人券怎么没了")

    assert done.said[1] == "utter_coupon_spent"
    assert "用掉了" in done.messages[1]["lines"]
    assert "童鞋券满 139 元减 15 元：11月16日到期" in done.messages[1]["lines"]


async def test_an_empty_wallet_is_said(run):
    done = await run("action_ask_coupon", "ask_coupon", shopper="C2009")

    assert done.said[:2] == ["utter_coupon_owned_none", "utter_coupon_spent"]


@pytest.mark.parametrize(
    ("product", "told"), [("P1001", "这款够用券的门槛"), ("P1027", "这款还差 260 元")]
)  # 499 >= 299; 299 - 39
async def test_a_coupon_is_held_against_the_product_in_mind(run, product, told):
    done = await run("action_ask_coupon", "ask_coupon", metadata={"product": product})

    assert told in done.messages[0]["lines"]


async def test_a_coupon_for_other_goods_says_so(run, database):
    with session_on(database) as session:
        session.add(OwnedCoupon(coupon_id="winter", customer_id="demo", got_at=NOW - timedelta(days=1)))

    done = await run("action_ask_coupon", "ask_coupon", **SOCKS)

    assert "这款不能用" in done.messages[0]["lines"]


@pytest.mark.parametrize(("product", "told"), [("P1001", "您看的这款已经够了"), ("P1027", "您看的这款还差 260 元")])
async def test_a_gift_tells_how_far_the_product_is_from_it(run, product, told):
    done = await run("action_ask_gift", "ask_gift", metadata={"product": product})

    assert done.said == ["utter_ask_gift"]
    assert told in done.messages[0]["lines"]


async def test_gifts_are_listed_without_a_product_too(run):
    done = await run("action_ask_gift", "ask_gift")

    assert "还差" not in done.messages[0]["lines"]
