"""Price protection on the demo shop: the roll-neck of an order on its way was cheaper for two days."""

import pytest

from bot.db import session_on
from bot.shop.catalogue import PriceChange
from bot.shop.orders import Order

FALLEN = "202611180000123"
DELIVERED = "202611130000056"


@pytest.fixture
def protect(run):
    async def asked(text="降价了能退差价吗", entities=(), **more):
        return await run("action_ask_price_protection", "ask_price_protection", text, entities=entities, **more)

    return asked


async def test_what_the_shopper_claims_goes_to_a_person_with_the_sum(protect):
    done = await protect(entities={"order_number": FALLEN, "claim": True})

    assert done.said == ["utter_protection_claimed"]
    assert (done.hand_off["order_number"], "10 元" in done.hand_off["summary"]) == (FALLEN, True)


async def test_the_order_whose_price_fell_is_found_and_its_sum_offered(protect):
    done = await protect()

    assert done.said == ["utter_protection_due"]
    assert done.messages[0]["amount"] == "10 元"
    assert "(79-69)×1=10 元" in done.messages[0]["lines"]
    assert "159 元，没有降价" in done.messages[0]["lines"]
    assert done.hand_off is None
    assert '"claim": true' in done.buttons[0]


async def test_an_order_without_a_fall_is_told_until_when_it_is_protected(protect):
    done = await protect(entities={"order_number": DELIVERED})

    assert done.said == ["utter_protection_no_fall"]
    assert done.messages[0]["until"] == "11月28日 20:37"
    assert done.hand_off is None


@pytest.mark.parametrize(
    ("number", "response"),
    [
        ("202611220000101", "utter_protection_unpaid"),
        ("202610070000314", "utter_protection_too_late"),
        ("202611070001528", "utter_protection_closed"),
    ],
)
async def test_what_is_not_protected_is_told_with_its_reason(protect, number, response):
    assert (await protect(entities={"order_number": number})).said == [response]


async def test_a_discount_that_would_be_lost_is_set_against_the_fall(protect, database):
    with session_on(database) as session:
        order = session.get(Order, DELIVERED)
        order.promotion_id = "everyday"
        session.add(PriceChange(sku_id=order.lines[0].sku_id, at=order.paid_at.replace(hour=23), price_fen=19800))

    done = await protect(entities={"order_number": DELIVERED})

    # 1 yuan less, but 198 misses the 199 of the promotion
    assert done.said == ["utter_protection_lost"]
    assert "20 元" in done.messages[0]["lost"]


async def test_goods_that_are_excluded_say_so(protect, database):
    from bot.shop.catalogue import Product

    with session_on(database) as session:
        session.get(Product, "P1029").keywords = "清仓"

    done = await protect(entities={"order_number": DELIVERED})

    assert "不保价" in done.messages[0]["lines"]


async def test_a_visitor_is_told_the_rule_and_the_way_to_their_order(protect):
    done = await protect(shopper=None)

    assert done.said == ["utter_ask_price_protection", "utter_protection_by_order"]


async def test_the_button_for_an_order_leads_to_the_form(protect):
    done = await protect(entities={"topic": "order"}, shopper=None)

    assert (done.events[-1]["event"], done.events[-1]["name"]) == ("followup", "order_form")
    assert done.slots["topic"] == "ask_price_protection"


async def test_a_number_is_proved_by_the_order_form(protect):
    done = await protect(entities={"order_number": FALLEN}, shopper=None)

    assert (done.said, done.events[-1]["name"]) == ([], "order_form")


async def test_several_orders_that_fell_are_asked_about(protect, database):
    with session_on(database) as session:
        order = session.get(Order, DELIVERED)
        session.add(PriceChange(sku_id=order.lines[0].sku_id, at=order.paid_at.replace(hour=23), price_fen=15000))

    assert (await protect()).events[-1]["name"] == "order_form"


async def test_where_nothing_fell_the_rule_is_told_and_that_it_was_looked_at(protect, database):
    with session_on(database) as session:
        session.query(PriceChange).delete()

    assert (await protect()).said == ["utter_ask_price_protection", "utter_protection_none_of_yours"]


async def test_a_customer_without_orders_is_told_the_rule(protect):
    assert (await protect(shopper="nobody")).said == ["utter_ask_price_protection"]


async def test_in_the_middle_of_a_form_the_rule_is_told(protect):
    assert (await protect(loop="order_form")).said == ["utter_ask_price_protection"]


async def test_after_the_form_the_order_is_answered(run):
    slots = {"topic": "ask_price_protection", "order_number": FALLEN}

    assert (await run("action_order_answer", slots=slots)).said == ["utter_protection_due"]
