"""Whether an order is paid, and the way to pay it."""

from datetime import timedelta

import pytest

from bot.db import session_on
from bot.shop.payments import Refund, order_number_of
from tests.actions.conftest import heard

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


async def test_who_failed_to_pay_gets_the_way_to_pay_again_and_a_person(run):
    done = await answer(run, "report_payment_problem", UNPAID, text="点付款一直失败")

    assert done.said == ["utter_report_payment_problem"]
    assert [card["type"] for card in done.cards] == ["payment"]


@pytest.mark.parametrize("text", ["我要付款", "我有个订单还没付款"])
async def test_who_only_wants_to_pay_gets_the_card(run, text):
    done = await answer(run, "report_payment_problem", UNPAID, text=text)

    assert done.said == ["utter_report_payment_problem_pay"]
    assert done.messages[0]["amount"] == "479 元"
    assert [card["type"] for card in done.cards] == ["payment"]


@pytest.mark.parametrize(
    ("number", "shopper", "reason"),
    [
        ("202611220000118", "C2001", "余额不够"),
        ("202611220000064", "C2002", "限额"),
        ("202611220000243", "C2003", "安全检查"),
        ("202611220000277", "C2006", "超时"),
        ("202611220000300", "C2009", "密码"),
        ("202611220000324", "C2012", "有效时间"),
    ],
)
async def test_a_failure_on_record_is_named_with_the_way_on(run, number, shopper, reason):
    done = await answer(run, "report_payment_problem", number, shopper=shopper, text="付不了款")

    assert done.said == ["utter_report_payment_problem_failed"]
    assert reason in done.messages[0]["reason"]
    assert done.messages[0]["way_on"]
    assert [card["type"] for card in done.cards] == ["payment"]


async def test_a_failure_is_named_to_who_believes_to_have_paid(run):
    done = await answer(run, "confirm_paid", "202611220000118", shopper="C2001", text="付好了")

    assert done.said == ["utter_confirm_paid_failed"]
    assert [card["type"] for card in done.cards] == ["payment"]


async def test_a_failure_of_an_order_that_has_closed_offers_no_payment(run, now):
    later = now + timedelta(days=2)
    done = await answer(run, "report_payment_problem", "202611220000118", shopper="C2001", text="付不了", now=later)

    assert done.said == ["utter_report_payment_problem_failed_closed"]
    assert done.cards == []


@pytest.mark.parametrize("text", ["银行都扣款了，订单还是未支付", "我付了两次"])
async def test_money_that_the_record_does_not_know_of_is_a_persons_matter(run, text):
    done = await answer(run, "report_payment_problem", UNPAID, text=text)

    assert done.said == ["utter_report_payment_problem_charged"]
    assert (done.hand_off["intent"], done.hand_off["order_number"]) == ("report_payment_problem", UNPAID)
    assert done.cards == []


async def test_what_was_said_before_a_choice_of_orders_still_counts(run):
    before = [heard("钱扣了订单没有", "report_payment_problem")]
    done = await answer(run, "choose_order", UNPAID, text="今天那单", topic="report_payment_problem", events=before)

    assert done.said == ["utter_report_payment_problem_charged"]


async def test_who_paid_twice_hears_when_the_second_is_back(run):
    done = await answer(run, "report_payment_problem", "202611220000351", shopper="C2004", text="扣了我两次")

    assert done.said == ["utter_report_payment_problem_twice_refund"]
    said = done.messages[0]
    assert (said["amount"], said["paid_with"], said["arrives"]) == ("77 元", "支付宝", "今天到明天")


async def test_a_second_payment_without_a_refund_is_a_persons_matter(run, database):
    with session_on(database) as session:
        session.query(Refund).delete()
    done = await answer(run, "report_payment_problem", "202611220000351", shopper="C2004", text="扣了我两次")

    assert done.said == ["utter_report_payment_problem_twice"]
    assert done.hand_off["order_number"] == "202611220000351"


@pytest.mark.parametrize("topic", ["report_payment_problem", "confirm_paid"])
async def test_money_that_came_too_late_is_on_its_way_back(run, topic):
    done = await answer(run, topic, "202611200001463", shopper="C2009", text="我付了款怎么取消了")

    assert done.said == ["utter_report_payment_problem_returned"]
    assert (done.messages[0]["amount"], done.messages[0]["arrives"]) == ("199 元", "昨天到今天")


async def test_money_that_came_too_late_without_a_refund_is_a_persons_matter(run, database):
    with session_on(database) as session:
        session.query(Refund).delete()
    done = await answer(run, "report_payment_problem", "202611200001463", shopper="C2009")

    assert done.said == ["utter_report_payment_problem_returned_by_hand"]
    assert done.hand_off["intent"] == "report_payment_problem"


async def test_who_was_charged_is_told_when_and_how_it_was_paid(run):
    done = await answer(run, "report_payment_problem", PAID)

    assert done.said == ["utter_report_payment_problem_paid"]
    assert (done.messages[0]["paid"], done.messages[0]["paid_with"]) == ("昨天 16:54", "支付宝")


async def test_a_closed_order_has_no_payment_to_speak_of(run):
    done = await answer(run, "report_payment_problem", "202611160001423", shopper="C2001")

    assert done.said == ["utter_order_state"]


async def answer(run, intent, number, topic=None, **more):
    return await run("action_order_answer", intent, slots={"topic": topic or intent, "order_number": number}, **more)


def _token(done):
    return done.cards[0]["pay_url"].rpartition("/")[2]


def _session_key():
    from actions.base import settings

    return settings().session_key
