"""Refunds as they stand, and the wishes that a person takes over."""

import pytest

UNPAID, SHIPPED, DELIVERED = "202611220000101", "202611180000123", "202611130000056"
REFUNDING = "202611070001528"


@pytest.mark.parametrize("topic", ["query_refund", "query_return_progress"])
async def test_a_refund_under_way_is_told_with_its_time(run, topic):
    done = await answer(run, topic, REFUNDING)

    assert done.said == [f"utter_{topic}"]
    assert (done.messages[0]["paid_with"], done.messages[0]["within"]) == ("银行卡", "3–7 天")
    assert done.hand_off is None


async def test_a_refund_that_is_done_is_told(run):
    done = await answer(run, "query_refund", "202610250001586", shopper="C2002")

    assert done.said == ["utter_query_refund_done"]


async def test_a_refund_by_an_unknown_way_is_told_in_general_words(run, database):
    _paid_by(database, REFUNDING, None)

    done = await answer(run, "query_refund", REFUNDING)

    assert done.messages[0]["paid_with"] == "原付款方式"


async def test_what_was_never_paid_is_not_refunded(run):
    done = await answer(run, "query_refund", UNPAID)

    assert done.said == ["utter_query_refund_unpaid"]


async def test_a_refund_that_nobody_knows_of_brings_a_person_in(run):
    done = await answer(run, "query_return_progress", DELIVERED)

    assert done.said == ["utter_query_refund_none"]
    assert (done.hand_off["reason"], done.hand_off["order_number"]) == ("query_return_progress", DELIVERED)


@pytest.mark.parametrize(
    ("topic", "number"),
    [("request_return", DELIVERED), ("report_damaged", SHIPPED), ("withdraw_request", REFUNDING)],
)
async def test_a_wish_is_confirmed_and_handed_over(run, topic, number):
    done = await answer(run, topic, number, told={"detail": "杯口缺了一块"})

    assert done.said == [f"utter_{topic}"]
    assert (done.hand_off["reason"], done.hand_off["order_number"]) == (topic, number)
    assert done.hand_off["summary"].endswith("：杯口缺了一块")


async def test_without_a_matter_the_summary_tells_what_was_said(run):
    done = await answer(run, "withdraw_request", REFUNDING, text="不退了")

    assert done.hand_off["summary"] == "撤销售后申请：不退了"


async def answer(run, topic, number, shopper="demo", text="", **slots):
    slots = {"topic": topic, "order_number": number, **slots}
    return await run("action_order_answer", topic, text, shopper=shopper, slots=slots)


def _paid_by(database, number, method):
    from sqlalchemy import update

    from bot.db import session_on
    from bot.shop.orders import Order

    with session_on(database) as session:
        session.execute(update(Order).where(Order.number == number).values(pay_method=method))
