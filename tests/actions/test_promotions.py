"""Prices, bargaining, promotions, coupons and gifts by the repository's policy."""

from datetime import datetime

import pytest

from bot.shop.units import SHANGHAI

JACKET = {"metadata": {"product": "P1001"}}
COAT = {"metadata": {"product": "P1003"}}
SOCKS = {"metadata": {"product": "P1027"}}


async def test_a_price_without_a_promotion(run):
    done = await run("action_ask_price", "ask_price", **SOCKS)

    assert done.said == ["utter_ask_price"]
    assert done.messages[0]["price"] == "39 元"


async def test_a_price_with_the_best_promotion(run):
    done = await run("action_ask_price", "ask_price", **COAT)

    assert done.said[0] == "utter_price_promoted"
    # 899 - 60 (coats), not - 20 (everyday)
    assert done.messages[0]["total"] == "839 元"


async def test_prices_that_differ_by_size_are_a_range(run):
    done = await run("action_ask_price", "ask_price", **JACKET)

    assert done.said[0] == "utter_price_range"
    assert (done.messages[0]["price"], done.messages[0]["high"]) == ("499 元", "509 元")


async def test_the_named_article_has_one_price(run):
    done = await run("action_ask_price", "ask_price", entities={"color": "黑色", "size": "L"}, **JACKET)

    assert done.said == ["utter_price_promoted", "utter_price_next"]
    # 499 is one yuan short of the promotion for coats.
    assert done.messages[1]["missing"] == "1 元"


async def test_several_pieces_are_added_up(run):
    done = await run("action_ask_price", "ask_price", entities={"quantity": 2}, **SOCKS)

    assert done.said == ["utter_price_of_many"]
    assert done.messages[0]["goods"] == "78 元"


async def test_several_pieces_with_a_promotion_and_its_gift(run):
    done = await run("action_ask_price", "ask_price", entities={"quantity": 2}, **COAT)

    assert done.said == ["utter_price_of_many_promoted", "utter_price_gift"]
    # 2 × 899 = 1798, three times 500, 3 × 60 off
    assert done.messages[0]["total"] == "1618 元"


async def test_haggling_goes_step_by_step_and_never_below_the_price(run):
    first = await run("action_bargain", "bargain", **JACKET)
    third = await run("action_bargain", "bargain", slots={"bargain_steps": 2}, **JACKET)

    assert first.slots["bargain_steps"] == 1
    assert third.slots["bargain_steps"] == 3
    assert "499 元" in third.messages[0]["answer"]


async def test_promotions_are_listed_with_their_end(run):
    done = await run("action_ask_promotion", "ask_promotion", **JACKET)

    assert done.said == ["utter_ask_promotion", "utter_promotion_soon"]
    assert "2月28日" in done.messages[0]["lines"]


async def test_promotions_for_other_goods_are_left_out(run):
    done = await run("action_ask_promotion", "ask_promotion", **SOCKS)

    assert "外套" not in done.messages[0]["lines"]


@pytest.fixture
def without_offers(tmp_path, monkeypatch):
    """The shop with its promotions and coupons all over."""
    from shutil import copytree

    from actions.base import settings
    from bot.settings import ROOT

    copytree(ROOT / "data" / "policy", tmp_path / "data" / "policy")
    file = tmp_path / "data" / "policy" / "shop.yml"
    head, _, tail = file.read_text(encoding="utf-8").partition("\npromotions:\n")
    rest = tail[tail.index("\n# 买家讲价时的回答") :]
    file.write_text(f"{head}\npromotions: []\ncoupons: []\n{rest}", encoding="utf-8")
    monkeypatch.setenv("XIAOER_DATA_DIR", str(tmp_path / "data"))
    settings.cache_clear()
    yield
    settings.cache_clear()


@pytest.mark.parametrize(
    ("action", "response"),
    [
        ("action_ask_promotion", "utter_promotion_none"),
        ("action_ask_coupon", "utter_coupon_none"),
        ("action_ask_gift", "utter_gift_none"),
        ("action_report_discount_missing", "utter_discount_none"),
    ],
)
async def test_where_there_are_no_offers_it_is_said(run, without_offers, action, response):
    done = await run(action, shopper=None)

    assert done.said == [response]


async def test_before_a_promotion_begins_its_day_is_told(run):
    done = await run("action_ask_promotion", "ask_promotion", now=datetime(2026, 12, 1, tzinfo=SHANGHAI), shopper=None)

    assert "12月10日" in done.messages[1]["lines"]


async def test_coupons_are_listed_with_the_place_where_they_are(run):
    done = await run("action_ask_coupon", "ask_coupon")

    assert done.said == ["utter_ask_coupon"]
    assert "关注店铺后在首页领取" in done.messages[0]["lines"]


async def test_gifts_are_listed(run):
    done = await run("action_ask_gift", "ask_gift")

    assert done.said == ["utter_ask_gift"]


async def test_a_missing_discount_is_answered_with_the_conditions(run):
    done = await run("action_report_discount_missing", "report_discount_missing")

    assert done.said == ["utter_report_discount_missing"]
    assert "棉袜" not in done.messages[0]["lines"]
