"""Which product is spoken of."""

import pytest

from tests.actions.conftest import heard

COAT, JACKET = "P1003", "P1001"
VIEWS_JACKET = {"metadata": {"product": JACKET}}


def named(product):
    return {"event": "slot", "name": "product", "value": product}


def on_page(product):
    return {**heard("羊毛大衣", "ask_price"), "metadata": {"product": product}}


async def test_the_product_of_the_message_goes_first(run):
    done = await run("action_ask_usage", "ask_usage", entities={"product": COAT}, **VIEWS_JACKET)

    assert done.slots["product"] == COAT


async def test_without_a_name_it_is_the_product_being_viewed(run):
    done = await run("action_ask_usage", "ask_usage", "怎么洗", **VIEWS_JACKET)

    assert done.slots["product"] == JACKET


async def test_a_product_named_on_this_page_stays_the_topic(run):
    before = [on_page(JACKET), named(COAT)]

    done = await run("action_ask_usage", "ask_usage", slots={"product": COAT}, events=before, **VIEWS_JACKET)

    assert done.slots == {}


async def test_a_newly_opened_page_changes_the_topic(run):
    before = [on_page("P1005"), named(COAT)]

    done = await run("action_ask_usage", "ask_usage", slots={"product": COAT}, events=before, **VIEWS_JACKET)

    assert done.slots["product"] == JACKET


async def test_a_product_whose_turn_is_forgotten_stays_the_topic(run):
    done = await run("action_ask_usage", "ask_usage", slots={"product": COAT}, **VIEWS_JACKET)

    assert done.slots == {}


async def test_a_kind_of_goods_with_one_product_names_it(run):
    done = await run("action_ask_price", "ask_price", "大衣多少钱", entities={"category": "大衣"}, **VIEWS_JACKET)

    assert done.slots["product"] == COAT


async def test_a_kind_of_goods_with_several_products_is_asked_for(run):
    done = await run("action_ask_price", "ask_price", "裤子多少钱", entities={"category": "裤子"}, **VIEWS_JACKET)

    assert done.said == ["utter_ask_product"]
    assert len(done.buttons) == 3
    assert done.buttons[0] == '/ask_price{"product": "P1008"}'


async def test_a_kind_of_goods_that_the_viewed_product_belongs_to_means_it(run):
    done = await run("action_ask_price", "ask_price", "这外套多少钱", entities={"category": "外套"}, **VIEWS_JACKET)

    assert done.slots["product"] == JACKET


async def test_goods_that_the_shop_does_not_sell_are_said_so(run):
    done = await run("action_ask_stock", "ask_stock", "破壁机有吗", entities={"category": "破壁机"}, **VIEWS_JACKET)

    assert done.said == ["utter_not_sold"]


async def test_other_goods_named_in_passing_change_nothing(run):
    text = "里面能穿毛衣吗"

    done = await run("action_ask_product_info", "ask_product_info", text, entities={"category": "毛衣"}, **VIEWS_JACKET)

    assert done.slots["product"] == JACKET


async def test_what_was_bought_last_is_offered_when_nothing_is_named(run):
    done = await run("action_ask_usage", "ask_usage", "怎么洗")

    assert done.said == ["utter_ask_product"]
    assert len(done.buttons) == 3


async def test_a_stranger_is_asked_for_the_name(run):
    done = await run("action_ask_usage", "ask_usage", "怎么洗", shopper=None)

    assert done.said == ["utter_ask_product_name"]
    assert done.buttons == []


@pytest.mark.parametrize("product", ["P9999", "P1037"])
async def test_a_product_that_is_not_on_sale_is_asked_for_anew(run, product):
    done = await run("action_ask_usage", "ask_usage", entities={"product": product}, shopper=None)

    assert done.said == ["utter_ask_product_name"]
