"""Prices as arithmetic and the answer to those who haggle, on the demo shop."""

import pytest

from bot.db import session_on
from bot.shop.offers import OwnedCoupon, Promotion

JACKET = {"metadata": {"product": "P1001"}}
COAT = {"metadata": {"product": "P1003"}}
SWEATER = {"metadata": {"product": "P1005"}}
SOCKS = {"metadata": {"product": "P1027"}}
BLACK_L = {"color": "黑色", "size": "L"}
XINJIANG = {"province": "新疆维吾尔自治区", "city": None, "district": None}
HONG_KONG = {"province": "香港特别行政区", "city": None, "district": None}


@pytest.fixture
def price(run):
    async def asked(entities=(), **more):
        return await run("action_ask_price", "ask_price", entities=entities, **{"shopper": None, **more})

    return asked


@pytest.fixture
def haggle(run):
    async def asked(text="便宜点", steps=None, entities=(), **more):
        slots = {"bargain_steps": steps}
        return await run("action_bargain", "bargain", text, entities=entities, slots=slots, **{"shopper": None, **more})

    return asked


async def test_a_price_without_a_promotion_tells_the_freight(price):
    done = await price(**SOCKS)

    assert done.said == ["utter_ask_price"]
    assert (done.messages[0]["price"], done.messages[0]["freight"]) == ("39 元", "运费 8 元")


async def test_a_price_with_the_best_promotion(price):
    done = await price(**COAT)

    # What it earns is told beside the coupon.
    assert done.said == ["utter_price_promoted", "utter_price_take", "utter_price_gift", "utter_price_add_on"]
    # 899 - 60 (coats), not - 20 (everyday); with the coupon that anybody may take 50 less
    assert done.messages[0]["sum"].endswith("减 60 元，包邮，实付 839 元")
    assert done.messages[1]["total"] == "789 元"


async def test_the_coupon_in_the_wallet_is_counted_in(price):
    done = await price(BLACK_L, shopper="demo", **JACKET)

    # 499 - 20 - 30
    assert "会员券满 299 元减 30 元" in done.messages[0]["sum"]
    assert done.messages[0]["sum"].endswith("实付 449 元")


async def test_prices_that_differ_by_size_are_a_range_and_tell_the_reduction(price):
    done = await price(**JACKET)

    assert done.said[0] == "utter_price_range_promoted"
    told = done.messages[0]
    # 499 - 20 = 479; the 2XL of 509 reaches 500: 509 - 60 = 449
    assert (told["price"], told["high"], told["total"], told["high_total"]) == ("499 元", "509 元", "449 元", "479 元")


async def test_a_range_without_any_reduction_says_so_by_not_naming_one(price, database):
    with session_on(database) as session:
        session.query(Promotion).delete()

    assert (await price(**JACKET)).said[0] == "utter_price_range"


async def test_the_named_article_has_one_price(price):
    done = await price(BLACK_L, **JACKET)

    assert done.said == ["utter_price_promoted", "utter_price_next"]
    # 499 is one yuan short of the promotion for coats.
    assert done.messages[1]["missing"] == "1 元的羽绒服、大衣、外套、风衣"


async def test_several_pieces_are_shown_as_arithmetic(price):
    done = await price({"quantity": 2}, **SWEATER)

    assert done.said == ["utter_price_of_many", "utter_price_gift"]
    assert done.messages[0]["sum"] == "169×2=338 元，“全店满 199 元减 20 元”减 20 元，包邮，实付 318 元"


async def test_the_combination_of_promotion_and_coupon_is_shown_as_arithmetic(price):
    done = await price({"quantity": 2}, shopper="demo", **SWEATER)

    # 169 * 2 = 338, less 20, less 30
    assert done.messages[0]["sum"].endswith("用“会员券满 299 元减 30 元”减 30 元，包邮，实付 288 元")


async def test_several_pieces_of_different_prices_name_the_highest(price):
    done = await price({"quantity": 2}, **JACKET)

    assert done.said[0] == "utter_price_range_of_many"


async def test_what_may_be_bought_along_is_named(price):
    done = await price({"quantity": 3}, shopper="demo", **SWEATER)

    assert done.said[-1] == "utter_price_add_on"
    assert done.messages[-1]["price"] == "59 元"


async def test_several_articles_are_one_basket(run):
    text = "两件毛衣和一条围巾一共多少钱"
    entities = [
        {"entity": "quantity", "value": 2, "start": 0, "end": 2},
        {"entity": "product", "value": "P1005", "start": 2, "end": 4},
        {"entity": "quantity", "value": 1, "start": 5, "end": 7},
        {"entity": "category", "value": "围巾", "start": 7, "end": 9},
    ]

    done = await run("action_ask_price", "ask_price", text, shopper=None, found=entities)

    # 338 + 129 = 467, less 20
    assert done.said[0] == "utter_price_of_basket"
    assert done.messages[0]["sum"] == "169×2+129=467 元，“全店满 199 元减 20 元”减 20 元，包邮，实付 447 元"
    assert done.slots["product"] == "P1005"


async def test_counts_behind_their_goods_belong_to_them(run):
    entities = [
        {"entity": "product", "value": "P1005", "start": 0, "end": 2},
        {"entity": "quantity", "value": 2, "start": 2, "end": 4},
        {"entity": "product", "value": "P1036", "start": 4, "end": 6},
        {"entity": "quantity", "value": 3, "start": 6, "end": 8},
    ]

    done = await run("action_ask_price", "ask_price", "毛衣两件围巾三条", shopper=None, found=entities)

    assert "169" in done.messages[0]["sum"]
    assert "129×3" in done.messages[0]["sum"]


async def test_a_kind_of_goods_that_may_be_several_products_is_asked_for(run):
    entities = [
        {"entity": "category", "value": "羽绒服", "start": 0, "end": 3},
        {"entity": "category", "value": "围巾", "start": 4, "end": 6},
    ]

    done = await run("action_ask_price", "ask_price", "羽绒服和围巾多少钱", shopper=None, found=entities)

    assert done.said == ["utter_ask_product"]


@pytest.mark.parametrize(("region", "freight"), [(XINJIANG, "运费 15 元"), (HONG_KONG, "运费 8 元")])
async def test_the_freight_is_that_of_the_place_as_far_as_anything_is_sent_there(price, region, freight):
    assert (await price({"region": region}, **SOCKS)).messages[0]["freight"] == freight


async def test_haggling_goes_step_by_step_to_a_person_once(haggle):
    steps = [await haggle(steps=n, **SWEATER) for n in range(5)]

    assert [done.slots["bargain_steps"] for done in steps] == [1, 2, 3, 4, 5]
    # 169: 30 short of the promotion, no coupon; gift, final, a person, final
    assert "30 元" in steps[0].messages[0]["answer"]
    assert [bool(done.hand_off) for done in steps] == [False, False, False, True, False]


async def test_who_qualifies_is_not_told_to_buy_more(haggle):
    answer = (await haggle(entities={"size": "L"}, **JACKET)).messages[0]["answer"]

    assert "实付 479 元" in answer
    assert "再买" not in answer


async def test_a_price_between_floor_and_offer_gets_the_nearest_combination(haggle):
    done = await haggle("450元卖吗", entities={"money": 45000, **BLACK_L}, **JACKET)

    assert done.said == ["utter_bargain", "utter_price_next"]
    assert "450 元做不到" in done.messages[0]["answer"]
    assert "实付 479 元" in done.messages[0]["answer"]


@pytest.mark.parametrize("text", ["390块卖不卖", "390行不行"])
async def test_a_price_below_the_floor_gets_the_final_answer_at_once(haggle, text):
    entities = {"money": 39000} if "块" in text else {}

    answer = (await haggle(text, entities={**entities, **BLACK_L}, **JACKET)).messages[0]["answer"]

    assert "没有余地" in answer
    assert "390" not in answer


async def test_a_price_that_is_to_be_had_anyway_uses_up_no_step(haggle):
    done = await haggle("450行吗", steps=1, shopper="demo", entities=BLACK_L, **JACKET)

    assert "实付 449 元" in done.messages[0]["answer"]
    assert done.slots["bargain_steps"] == 1


@pytest.mark.parametrize(("text", "kind"), [("便宜20块", "不用还价"), ("再便宜20块", "做不到")])
async def test_a_reduction_is_from_the_list_price_unless_it_is_a_further_one(haggle, text, kind):
    money = {"entity": "money", "value": 2000, "start": text.index("20")}

    done = await haggle(text, entities=BLACK_L, found=[money], **JACKET)

    assert kind in done.messages[0]["answer"]


async def test_to_call_the_price_too_dear_is_no_offer(haggle):
    done = await haggle("499太贵了", entities={"money": 49900, **BLACK_L}, **JACKET)

    assert "做不到" not in done.messages[0]["answer"]


async def test_where_a_coupon_is_to_be_taken_first_it_is_said(haggle):
    done = await haggle("700行不行", entities={"money": 70000}, **COAT)

    assert done.said == ["utter_bargain", "utter_bargain_take"]
    assert done.messages[1]["coupon"] == "冬装券满 500 元减 50 元"


async def test_without_a_product_the_unpaid_order_is_haggled_over(haggle):
    done = await haggle("这单便宜点", shopper="demo")

    assert "499 元" in done.messages[0]["answer"]


async def test_with_nothing_in_mind_it_is_asked_what(haggle):
    assert (await haggle()).said[0].startswith("utter_ask_product")


async def test_an_answer_changes_nothing_in_the_wallet_or_the_order(haggle, database):
    await haggle(steps=1, shopper="demo", **JACKET)

    with session_on(database) as session:
        assert session.query(OwnedCoupon).filter_by(customer_id="demo", coupon_id="member").one().used_at is None
