"""Requests after a sale: asked for in full, decided by the table, agreed to, kept as a case."""

import pytest
from sqlalchemy import select

from bot.db import session_on
from bot.shop.cases import AftersaleCase, CaseStatus
from bot.shop.orders import Order, OrderStatus

DELIVERED, PAID, COMPLETED = "202611130000056", "202611210000087", "202610070000314"
REQUEST = {"request": "c-1:1"}


def cases(database):
    with session_on(database) as session:
        return [
            (case.order_number, case.wish, case.cause, case.status, case.evidence)
            for case in session.execute(select(AftersaleCase).where(AftersaleCase.order_number != "")).scalars()
            if case.request_id == REQUEST["request"]
        ]


async def ask(run, topic, number, **told):
    return await run("action_ask_told", slots={"topic": topic, "order_number": number, "told": told})


async def show(run, topic, number, **told):
    return await run("action_ask_confirmation", slots={"topic": topic, "order_number": number, "told": told})


async def agree(run, topic, number, **told):
    slots = {"topic": topic, "order_number": number, "told": {**REQUEST, **told}}
    return await run("action_order_answer", "affirm", "确认", slots=slots)


async def test_a_return_without_its_cause_asks_for_it(run):
    done = await ask(run, "request_return", DELIVERED)

    assert done.said == ["utter_ask_cause_request_return"]
    assert '/tell{"cause": "quality"}' in done.buttons


async def test_a_return_for_no_reason_is_shown_with_its_rule_and_its_money(run):
    done = await show(run, "request_return", DELIVERED, cause="no_reason")

    assert done.said == ["utter_confirm_case_money"]
    assert done.messages[0]["amount"] == "179 元"
    assert done.messages[0]["rule_id"].endswith("@2026.11") and "@" not in done.messages[0]["rule"]


async def test_a_return_that_is_agreed_to_becomes_a_case_and_holds_the_order(run, database):
    done = await agree(run, "request_return", DELIVERED, cause="no_reason")

    assert done.said == ["utter_case_approve_send_back"]
    assert cases(database) == [(DELIVERED, "return", "no_reason", CaseStatus.APPROVED, [])]
    with session_on(database) as session:
        assert session.get(Order, DELIVERED).status is OrderStatus.REFUNDING


async def test_the_same_request_is_not_opened_twice(run, database):
    await agree(run, "request_return", DELIVERED, cause="no_reason")
    done = await agree(run, "request_return", DELIVERED, cause="no_reason")

    assert done.said[0] == "utter_case_known"
    assert len(cases(database)) == 1


async def test_after_the_term_a_return_for_no_reason_is_refused_with_its_rule(run, database):
    done = await agree(run, "request_return", COMPLETED, cause="no_reason")

    assert done.said == ["utter_case_refused"]
    assert done.messages[0]["rule_id"].endswith("@2026.11") and "@" not in done.messages[0]["rule"]
    assert "/request_human" in done.buttons
    assert cases(database) == []


async def test_what_is_not_sent_yet_is_cancelled_instead(run):
    done = await agree(run, "request_return", PAID, cause="no_reason", all=True)

    assert done.said == ["utter_case_refused"]
    assert any('"topic": "cancel_order"' in payload for payload in done.buttons)


async def test_a_fault_asks_what_the_shopper_would_have(run):
    done = await ask(run, "report_quality_issue", DELIVERED)

    assert done.said == ["utter_ask_wish"]
    assert '/tell{"wish": "exchange"}' in done.buttons


async def test_a_fault_asks_for_photos(run):
    done = await ask(run, "report_quality_issue", DELIVERED, wish="return")

    assert done.said == ["utter_ask_photos"]
    assert done.buttons == ['/tell{"no_photos": true}']


async def test_photos_are_kept_with_the_case(run, database):
    await agree(run, "report_quality_issue", DELIVERED, wish="return", photos=["u-1", "u-2"])

    assert cases(database) == [(DELIVERED, "return", "quality", CaseStatus.APPROVED, ["u-1", "u-2"])]


async def test_without_photos_a_person_looks_at_it(run):
    done = await agree(run, "report_quality_issue", DELIVERED, wish="return", no_photos=True, detail="鞋底开胶")

    assert done.said == ["utter_case_without_photos"]
    assert done.hand_off["summary"] == f"想退货退款：{DELIVERED} 的女士厚底小白鞋，质量问题；鞋底开胶"
    assert (done.hand_off["reason"], done.hand_off["rule"]["id"]) == ("photo_evidence", "quality_return_photos")


async def test_money_beyond_what_the_table_grants_is_for_a_person(run):
    done = await agree(run, "report_damaged", DELIVERED, wish="refund", photos=["u-1", "u-2"])

    assert (done.hand_off["reason"], done.hand_off["rule"]["id"]) == ("money", "damaged_refund")
    assert "已发 2 张照片" in done.hand_off["summary"]


async def test_photos_that_a_person_must_judge_are_the_reason(run):
    done = await agree(run, "report_damaged", DELIVERED, wish="reissue", photos=["u-1", "u-2"])

    assert (done.hand_off["reason"], done.hand_off["rule"]["id"]) == ("photo_evidence", "damaged_reissue")


async def test_an_exchange_for_another_size_asks_which(run):
    done = await ask(run, "request_exchange", DELIVERED, cause="size_unfit")

    assert done.said == ["utter_ask_exchange_article"]


async def test_one_line_of_several_is_asked_for(run):
    done = await ask(run, "request_return", PAID)

    assert done.said == ["utter_ask_case_line"]
    assert done.buttons[-1] == '/tell{"all": true}'


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("穿了一次就开线了", {"cause": "quality", "worn": "yes"}),
        ("太小了穿不上 吊牌还在", {"cause": "size_unfit", "tag_off": "no"}),
        ("仅退款行不行 收到就是碎的", {"cause": "damaged", "wish": "refund"}),
    ],
)
async def test_a_return_hears_cause_and_state_in_the_shoppers_words(run, text, told):
    done = await run("action_begin_order", "request_return", text)

    assert {name: done.slots["told"].get(name) for name in told} == told


async def test_a_photo_is_heard_while_photos_are_awaited(run):
    slots = {"topic": "report_damaged", "order_number": DELIVERED, "requested_slot": "told"}
    told = {"asked": "photos", "wish": "return", "photos": ["u-1"]}
    slots["photos"] = ["u-1"]
    done = await run(
        "validate_order_form",
        "inform",
        "",
        slots={**slots, "told": told},
        metadata={"images": ["u-2"]},
        loop="order_form",
    )

    assert done.slots["told"]["photos"] == ["u-1", "u-2"]
