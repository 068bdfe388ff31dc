"""The rules of returning, in general and for the case that is told."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from bot.db import session_on
from bot.settings import ROOT
from bot.shop import cases
from bot.shop.decisions import decide, facts_of
from bot.shop.facts import Account, Cause, Wish
from bot.shop.logistics import Shipment
from bot.shop.orders import Order
from bot.shop.policy import load_policy
from tests.actions.conftest import NOW

POLICY = load_policy(ROOT / "data" / "policy")
SHOES, ORDER = "P1029", "202611130000056"
UNDERWEAR, COAT = "P1025", "P1001"


async def asked(run, text, product=None, **more):
    slots = {"product": product} if product else {}
    return await run("action_ask_return_policy", "ask_return_policy", text, slots=slots, **more)


@pytest.mark.parametrize("text", ["不喜欢可以退吗", "七天无理由吗", "退换货规则是什么", "只试穿了一下能退吗"])
async def test_the_rules_in_general(run, text):
    done = await asked(run, text, COAT)

    assert done.said == ["utter_ask_return_policy"]


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("穿过了还能退吗", "试穿不算"),
        ("吊牌剪了能退吗", "吊牌剪掉以后商品就不算完好"),
        ("过了七天还能退吗", "过了无理由退货的期限"),
        ("洗过了能换吗", "不支持换货"),
        ("有质量问题能退吗", "来回运费由我们承担"),
    ],
)
async def test_a_case_that_is_told_is_answered_by_its_rule(run, text, quoted):
    done = await asked(run, text, COAT)

    assert done.said == ["utter_return_rule"]
    assert quoted in done.messages[0]["rule"]
    assert done.buttons


@pytest.mark.parametrize(
    ("days", "said"), [(5, "utter_ask_return_policy"), (9, "utter_return_rule"), (16, "utter_return_rule")]
)
async def test_the_days_that_are_told_count(run, days, said):
    done = await asked(run, f"收到{days}天了还能退吗", COAT, entities={"duration": {"days": days}})

    assert done.said == [said]


async def test_after_the_return_the_exchange_remains(run):
    done = await asked(run, "收到10天了还能退吗", entities={"duration": {"days": 10}})

    assert "15 天内还可以换货" in done.messages[0]["rule"]
    assert done.buttons == ["/request_exchange", "/report_quality_issue"]


async def test_goods_with_rules_of_their_own_are_named(run):
    done = await asked(run, "这个可以退吗", UNDERWEAR)

    assert done.said == ["utter_ask_return_policy_exception"]
    assert (done.messages[0]["title"], "拆封" in done.messages[0]["note"]) == ("男士莫代尔平角内裤三条装", True)


@pytest.mark.parametrize(
    ("text", "quoted"),
    [("拆封了能退吗", "拆封后不适用无理由退货"), ("没拆封能退吗", "没拆封、还在 7 天无理由期内，可以退")],
)
async def test_an_opened_package_counts_only_for_such_goods(run, text, quoted):
    underwear, coat = await asked(run, text, UNDERWEAR), await asked(run, text, COAT)

    assert quoted in underwear.messages[0]["rule"]
    assert coat.said == ["utter_ask_return_policy"]


async def test_as_long_as_nobody_says_that_it_is_open_such_goods_are_only_named(run):
    done = await asked(run, "没穿过能退吗", UNDERWEAR)

    assert done.said == ["utter_ask_return_policy_exception"]


async def test_a_kind_of_goods_is_enough(run):
    done = await asked(run, "内裤能退吗", entities={"category": "内裤"})

    assert done.said == ["utter_ask_return_policy_exception_kind"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("退货运费谁出", "utter_ask_return_fee"),
        ("质量问题寄回去运费谁出", "utter_ask_return_fee_shop"),
        ("少发了东西要我出运费吗", "utter_ask_return_fee_shop"),
        ("不想要了退回去运费算谁的", "utter_ask_return_fee_buyer"),
        ("没收到货也要我出运费吗", "utter_ask_return_fee"),
    ],
)
async def test_who_pays_follows_from_the_cause(run, text, said):
    done = await run("action_ask_return_fee", "ask_return_fee", text)

    assert done.said == [said]


async def test_the_address_for_anybody(run):
    done = await run("action_ask_return_address", "ask_return_address", "退货寄到哪")

    assert done.said == ["utter_ask_return_address"]


async def test_the_address_with_the_last_day_for_what_is_to_be_sent(run, database):
    _open(database, NOW)

    done = await run("action_ask_return_address", "ask_return_address", "退货寄到哪")

    assert done.said == ["utter_ask_return_address_case"]
    assert (done.messages[0]["goods"], done.messages[0]["due"]) == ("女士厚底小白鞋", "11月29日 23:59")


async def test_a_case_whose_days_are_over_is_no_reason_to_send(run, database):
    _open(database, NOW)

    done = await run("action_ask_return_address", "ask_return_address", "寄到哪", now=NOW + timedelta(days=8))

    assert done.said == ["utter_ask_return_address"]


async def test_somebody_elses_case_is_not_told(run, database):
    _open(database, NOW)

    done = await run("action_ask_return_address", "ask_return_address", "寄到哪", shopper="C2001")

    assert done.said == ["utter_ask_return_address"]


async def test_the_warranty_in_general(run):
    done = await run("action_ask_warranty", "ask_warranty", "保修多久", slots={"product": COAT})

    assert done.said == ["utter_ask_warranty"]


async def test_the_warranty_of_what_was_bought_has_a_last_day(run, database):
    _signed(database, NOW - timedelta(days=5))

    done = await run("action_ask_warranty", "ask_warranty", "这双鞋保修多久", slots={"product": SHOES})

    assert (done.said, done.messages[0]["until"]) == (["utter_ask_warranty_bought"], "2月15日")


async def test_a_warranty_that_is_over_says_so(run, database):
    _signed(database, NOW - timedelta(days=91))

    done = await run("action_ask_warranty", "ask_warranty", "还在保修吗", slots={"product": SHOES})

    assert (done.said, done.messages[0]["until"]) == (["utter_ask_warranty_over"], "昨天")


def _signed(database, at):
    with session_on(database) as session:
        session.execute(update(Shipment).where(Shipment.order_number == ORDER).values(delivered_at=at))


def _open(database, at):
    _signed(database, at - timedelta(days=3))
    with session_on(database) as session:
        order = session.get(Order, ORDER)
        facts = facts_of(session, order, None, Wish.RETURN, Cause.NO_REASON, Account(), at, POLICY)
        cases.open_case(
            session, order=order, line=None, wish=Wish.RETURN, cause=Cause.NO_REASON, facts=facts,
            decision=decide(facts, POLICY), detail="", evidence=[], request_id="r1", actor="shopper:demo", now=at,
        )  # fmt: skip
