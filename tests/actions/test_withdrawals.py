"""Requests that are taken back."""

from bot.db import session_on
from bot.shop.orders import Order, OrderStatus

DELIVERED, REFUNDING = "202611130000056", "202611070001528"


async def carry_out(run, topic, number, **told):
    slots = {"topic": topic, "order_number": number, "told": {"request": "c-1:1", **told}}
    return await run("action_order_answer", "affirm", "确认", slots=slots)


async def test_a_request_that_is_taken_back_leads_the_order_back(run, database):
    await carry_out(run, "request_return", DELIVERED, cause="no_reason")

    done = await carry_out(run, "withdraw_request", DELIVERED)

    assert done.said == ["utter_withdraw_done"]
    with session_on(database) as session:
        assert session.get(Order, DELIVERED).status is OrderStatus.DELIVERED


async def test_what_will_be_taken_back_is_shown(run):
    await carry_out(run, "request_return", DELIVERED, cause="no_reason")

    done = await run("action_ask_confirmation", slots={"topic": "withdraw_request", "order_number": DELIVERED})

    assert done.said == ["utter_confirm_withdraw"]


async def test_nothing_to_take_back_is_said(run):
    done = await carry_out(run, "withdraw_request", DELIVERED)

    assert done.said == ["utter_withdraw_nothing"]


async def test_what_has_been_sent_back_is_for_a_person(run):
    done = await carry_out(run, "withdraw_request", REFUNDING)

    assert done.said == ["utter_withdraw_too_late"]
    assert done.hand_off["order_number"] == REFUNDING
