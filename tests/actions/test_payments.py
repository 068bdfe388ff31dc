"""Whether an order is paid, and the way to pay it."""

from bot.shop.payments import order_number_of

UNPAID, PAID, SHIPPED = "202611220000101", "202611210000087", "202611180000123"


async def test_a_payment_that_has_not_come_is_told_with_the_way_to_pay(run, now):
    done = await answer(run, "confirm_paid", UNPAID)

    assert done.said == ["utter_confirm_paid_not_yet"]
    assert done.cards[0]["type"] == "payment"
    assert done.cards[0]["pay_before"] == "2026-11-23T06:20:00Z"  # 15:00 + 1400 minutes, in UTC
    assert order_number_of(_token(done), _session_key(), now) == UNPAID


async def test_a_payment_that_has_come_is_confirmed_with_the_day_of_dispatch(run):
    done = await answer(run, "confirm_paid", PAID)

    assert done.said == ["utter_confirm_paid"]
    assert done.messages[0]["ship_day"] == "明天"
    assert [card["type"] for card in done.cards] == ["order"]


async def test_a_payment_is_not_confirmed_with_a_day_that_is_over(run):
    done = await answer(run, "confirm_paid", "202611180000434", shopper="C2013")

    assert done.said == ["utter_order_paid_late"]


async def test_a_sent_order_stands_where_it_stands(run):
    done = await answer(run, "confirm_paid", SHIPPED)

    assert done.said == ["utter_order_shipped"]


async def test_who_cannot_pay_gets_the_way_to_pay_again_and_a_person(run):
    done = await answer(run, "report_payment_problem", UNPAID)

    assert done.said == ["utter_report_payment_problem"]
    assert [card["type"] for card in done.cards] == ["payment"]


async def test_who_was_charged_is_told_when_and_how_it_was_paid(run):
    done = await answer(run, "report_payment_problem", PAID)

    assert done.said == ["utter_report_payment_problem_paid"]
    assert (done.messages[0]["paid"], done.messages[0]["paid_with"]) == ("昨天 16:54", "支付宝")


async def test_a_closed_order_has_no_payment_to_speak_of(run):
    done = await answer(run, "report_payment_problem", "202611160001423", shopper="C2001")

    assert done.said == ["utter_order_state"]


async def answer(run, topic, number, **more):
    return await run("action_order_answer", topic, slots={"topic": topic, "order_number": number}, **more)


def _token(done):
    return done.cards[0]["pay_url"].rpartition("/")[2]


def _session_key():
    from actions.base import settings

    return settings().session_key
