"""How an order stands, in a sentence and on a card."""

from datetime import timedelta

import pytest

UNPAID, PAID, PACKING, SHIPPED, DELIVERED = (
    "202611220000101",
    "202611210000087",
    "202611210000467",
    "202611180000123",
    "202611130000056",
)


@pytest.mark.parametrize(
    ("number", "customer", "said", "card"),
    [
        (UNPAID, "demo", "utter_order_pending_payment", "payment"),
        (PAID, "demo", "utter_order_paid", "order"),
        ("202611180000434", "C2013", "utter_order_paid_late", "order"),  # paid on Wednesday at 11:36, not yet sent
        ("202611210000480", "C2006", "utter_order_packing_late", "order"),  # paid on Saturday before four
        ("202611200000501", "C2008", "utter_order_packing_late", "order"),
        (SHIPPED, "demo", "utter_order_shipped", "order"),
        (DELIVERED, "demo", "utter_order_delivered", "order"),
        ("202610070000314", "demo", "utter_order_state", "order"),
        ("202611160001423", "C2001", "utter_order_state", "order"),
        ("202611070001528", "demo", "utter_order_state", "order"),
    ],
)
async def test_an_order_is_told_and_shown(run, number, customer, said, card):
    done = await answer(run, number, shopper=customer)

    assert done.said == [said]
    assert [shown["type"] for shown in done.cards] == [card]


async def test_the_card_shows_amounts_in_yuan_and_nothing_of_the_address(run):
    done = await answer(run, PAID)

    card = done.cards[0]
    assert card["lines"][0] == {"title": "慵懒圆领针织毛衣", "spec": "雾霾蓝 M", "quantity": 1, "price": "169"}
    assert card["amount"] == "188"  # 169 + 39 − 20
    assert "文三路" not in str(done.messages)
    assert "13800006612" not in str(done.messages)


async def test_times_are_said_as_people_say_them(run):
    done = await answer(run, PAID)

    assert done.messages[0]["ship_day"] == "明天"  # paid on Saturday after four; nothing is sent on Sunday


async def test_an_order_that_can_no_longer_be_paid_gets_no_link(run, now):
    done = await answer(run, UNPAID, now=now + timedelta(days=3))

    assert done.said == ["utter_order_pay_expired"]
    assert [card["type"] for card in done.cards] == ["order"]


async def test_who_has_several_orders_can_change_to_another(run):
    done = await answer(run, PAID)

    assert done.buttons == ["/choose_order"]


async def test_who_has_one_order_is_not_asked_for_another(run):
    await run(
        "validate_order_form", shopper=None, slots={"order_number": PAID, "phone_tail": "6612", "topic": "query_order"}
    )
    done = await answer(run, PAID, shopper=None)

    assert done.said == ["utter_order_paid"]
    assert done.buttons == []


async def answer(run, number, **more):
    return await run("action_order_answer", slots={"topic": "query_order", "order_number": number}, **more)
