"""Missed discounts on the demo shop: ticked and crossed, and a person when all holds."""

import pytest

COAT = {"metadata": {"product": "P1003"}}
SWEATER = {"metadata": {"product": "P1005"}}


@pytest.fixture
def report(run):
    async def asked(text="怎么没给我满减", entities=(), **more):
        return await run("action_report_discount_missing", "report_discount_missing", text, entities=entities, **more)

    return asked


async def test_without_order_and_product_the_conditions_are_told(report):
    done = await report(shopper=None)

    assert done.said == ["utter_report_discount_missing"]
    assert "棉袜" not in done.messages[0]["lines"]


async def test_the_order_that_waits_for_payment_is_gone_through(report):
    done = await report()

    assert done.said == ["utter_discount_reasons"]
    lines = done.messages[0]["lines"].splitlines()
    assert "✓满 199 元 已减 20 元" in lines[0]
    assert "✗满 500 元，还差 1 元" in lines[1]
    assert done.hand_off is None


async def test_the_figures_of_the_message_name_the_offer(report):
    done = await report("下单才减了20，怎么没减60", entities={"money": 6000})

    assert [line[:7] for line in done.messages[0]["lines"].splitlines()] == ["· 外套冬装每"]


async def test_the_word_for_an_offer_names_it_when_it_is_over(report):
    done = await report("店庆的优惠怎么没有")

    assert "✗11月15日已结束" in done.messages[0]["lines"]


async def test_an_offer_that_should_have_applied_goes_to_a_person_with_the_case(report):
    done = await report(shopper="C2002")

    assert done.said == ["utter_discount_owed"]
    # the coat of 899 got 20 instead of 60
    assert done.messages[0]["amount"] == "40 元"
    assert done.hand_off["order_number"] == "202611220000064"
    assert "外套冬装每满 500 元减 60 元" in done.hand_off["summary"]


async def test_a_coupon_is_held_against_the_order_when_coupons_are_spoken_of(report):
    done = await report("我的券没用上")

    assert done.said == ["utter_discount_coupon_unused"]
    assert done.hand_off is None  # a coupon is chosen by the shopper: nothing was done wrong
    assert "会员券" in done.messages[0]["lines"]
    assert "✗您还没有领这张券" in done.messages[0]["lines"]
    assert done.messages[0]["amount"] == "30 元"


async def test_a_coupon_that_has_expired_is_crossed(report):
    done = await report("童鞋券怎么用不了")

    assert done.said == ["utter_discount_reasons"]
    assert "✗11月16日已过期" in done.messages[0]["lines"]


async def test_the_product_in_mind_is_gone_through_for_a_visitor(report):
    done = await report(shopper=None, **SWEATER)

    assert done.said == ["utter_discount_reasons_product"]
    assert "✗满 199 元，还差 30 元" in done.messages[0]["lines"]


async def test_pieces_are_counted_and_what_should_apply_goes_to_a_person(report):
    done = await report(entities={"quantity": 2}, shopper=None, **SWEATER)

    assert done.said == ["utter_discount_due"]
    assert done.messages[0]["amount"] == "20 元"
    assert done.hand_off["intent"] == "report_discount_missing"


async def test_of_two_that_hold_the_smaller_names_the_better(report):
    done = await report(shopper=None, **COAT)

    assert "✗同时够的只减最省的，已按“外套冬装每满 500 元减 60 元”减 60 元" in done.messages[0]["lines"]


async def test_coupons_of_which_none_is_known_are_answered_in_general(report, database):
    from bot.db import session_on
    from bot.shop.offers import Coupon, OwnedCoupon

    with session_on(database) as session:
        session.query(OwnedCoupon).delete()
        session.query(Coupon).delete()

    assert (await report("券怎么没减")).said == ["utter_discount_none"]
    assert (await report("券怎么没减", shopper=None, **SWEATER)).said == ["utter_discount_none"]


async def test_a_number_is_proved_by_the_order_form(report):
    done = await report(entities={"order_number": "202611220000101"}, shopper=None)

    assert (done.events[-1]["event"], done.events[-1]["name"]) == ("followup", "order_form")
    assert done.slots["topic"] == "report_discount_missing"
    assert done.said == []


async def test_in_the_middle_of_a_form_the_conditions_are_told(report):
    assert (await report(loop="order_form")).said == ["utter_report_discount_missing"]


async def test_somebody_elses_order_is_not_gone_through(report):
    done = await report(entities={"order_number": "202611220000118"})

    assert done.said == []
    assert done.events[-1]["name"] == "order_form"


async def test_after_the_form_the_order_is_answered(run):
    slots = {"topic": "report_discount_missing", "order_number": "202611220000101"}

    assert (await run("action_order_answer", slots=slots)).said == ["utter_discount_reasons"]
