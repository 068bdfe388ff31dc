"""Every sentence that a presale action says gets all the words that it needs."""

import re

import pytest

from bot.settings import ROOT
from bot.shop.policy import load_policy

PRODUCTS = ["P1001", "P1003", "P1007", "P1021", "P1027", "P1029"]
REGION = {"province": "新疆维吾尔自治区", "city": None, "district": None}
ENTITIES = [{}, {"color": "黑色", "size": "L"}, {"color": "绿色"}, {"quantity": 2, "size": "M"}, {"region": REGION}]
ACTIONS = [
    "action_ask_coupon",
    "action_ask_delivery_area",
    "action_ask_delivery_time",
    "action_ask_gift",
    "action_ask_price",
    "action_ask_price_protection",
    "action_ask_product_info",
    "action_ask_promotion",
    "action_ask_restock",
    "action_ask_ship_time",
    "action_ask_shipping_fee",
    "action_ask_size",
    "action_ask_stock",
    "action_ask_usage",
    "action_bargain",
    "action_choose_product",
    "action_compare_products",
    "action_explain_fit",
    "action_place_order",
    "action_recommend_product",
    "action_report_discount_missing",
]


@pytest.mark.parametrize("action", ACTIONS)
async def test_no_place_of_a_sentence_stays_empty(run, domain, action):
    known = set(load_policy(ROOT / "data" / "policy").as_variables())
    slots = {"height": 165, "weight": 55.0, "foot_length": 24.5}
    calls = [(product, entities) for product in PRODUCTS for entities in ENTITIES]

    done = [await run(action, entities=entities, slots=slots, metadata={"product": p}) for p, entities in calls]

    said = [message for one in done for message in one.messages if message.get("response")]
    texts = [(m, variant["text"]) for m in said for variant in domain["responses"][m["response"]]]
    places = {(m["response"], place) for m, text in texts for place in re.findall(r"{(\w+)}", text) if place not in m}
    assert said
    assert {place for place in places if place[1] not in known} == set()
