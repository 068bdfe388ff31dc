"""Invoices in the order form: what a reissue takes over, and a tax number that does not come right."""

from datetime import datetime, timezone

import pytest

from bot.db import session_on
from bot.settings import ROOT
from bot.shop.changes import Request
from bot.shop.invoices import InvoiceDetails, request_invoice
from bot.shop.orders import Order
from bot.shop.policy import policy_for

SHIPPED, GOOD = "202611180000123", "91110000600037341L"
BAD, WORSE = "91110000600037341K", "123"


@pytest.fixture
def earlier(database):
    """An invoice that was asked for before, for a person or a company."""

    def asking(title="张三", tax_number=""):
        details = InvoiceDetails("电子普通发票", title, "a@b.cn", tax_number)
        request = Request("r-1", "shopper:demo", datetime(2026, 11, 20, tzinfo=timezone.utc))
        with session_on(database) as session:
            request_invoice(
                session, session.get(Order, SHIPPED), details, request, policy_for(ROOT / "data" / "policy")
            )

    return asking


async def hear(run, text, told=None, intent="nlu_fallback", asked="told", **entities):
    slots = {"topic": "ask_invoice", "order_number": SHIPPED, "told": told or {}, "requested_slot": asked}
    return await run("validate_order_form", intent, text, slots=slots, entities=entities, loop="order_form")


async def begun(run, text):
    done = await run("action_begin_order", "ask_invoice", text, slots={"order_number": SHIPPED})
    return done.slots["told"]


async def shown(run, told):
    slots = {"topic": "ask_invoice", "order_number": SHIPPED, "told": told}
    return (await run("action_ask_confirmation", slots=slots)).messages[0]


async def test_a_reissue_for_a_wrong_title_asks_for_nothing_but_the_title(run, earlier):
    earlier()
    told = await begun(run, "抬头写错了 重新开")
    asked = await hear(run, "", told, asked=None)
    done = await hear(run, "李四", asked.slots["told"])

    assert asked.slots["told"]["asked"] == "title"
    assert done.slots["requested_slot"] == "confirmation"
    offer = await shown(run, done.slots["told"])
    assert (offer["title"], offer["email"]) == ("李四", "a@b.cn")


async def test_a_reissue_without_more_asks_what_is_to_change(run, earlier):
    earlier()
    done = await hear(run, "", await begun(run, "重新开一张"), asked=None)
    question = await run("action_ask_told", slots={"topic": "ask_invoice", "order_number": SHIPPED, **done.slots})

    assert question.said == ["utter_ask_invoice_part"]
    assert question.buttons == ['/tell{"part": "title"}', '/tell{"part": "email"}', '/tell{"buyer": "company"}']


async def test_another_title_of_a_company_asks_whether_the_number_stays(run, earlier):
    earlier("甲有限公司", GOOD)
    done = await hear(run, "", await begun(run, "发票重开 抬头改成杭州乙有限公司"), asked=None)
    question = await run("action_ask_told", slots={"topic": "ask_invoice", "order_number": SHIPPED, **done.slots})
    same = await hear(run, "税号不变", done.slots["told"], "tell", same=True)

    assert question.said == ["utter_ask_invoice_tax_number_same"]
    offer = await shown(run, same.slots["told"])
    assert (offer["tax_number"], offer["email"]) == (GOOD, "a@b.cn")


async def test_the_second_wrong_tax_number_brings_a_way_out(run):
    told = {"buyer": "company", "title": "甲有限公司", "asked": "tax_number"}
    once = await hear(run, BAD, told)
    twice = await hear(run, WORSE, once.slots["told"])
    question = await run("action_ask_told", slots={"topic": "ask_invoice", "order_number": SHIPPED, **twice.slots})

    assert once.slots["told"]["asked"] == f"tax_number:{BAD}"
    assert question.said == ["utter_ask_invoice_tax_number_still"]
    assert question.buttons == ['/tell{"buyer": "person"}', "/request_human"]


async def test_who_gives_up_on_the_number_may_have_a_persons_invoice(run):
    told = {
        "buyer": "company",
        "title": "甲有限公司",
        "tax_number": WORSE,
        "given_up": True,
        "asked": "tax_number:again",
    }
    done = await hear(run, "个人", told, "tell", buyer="person")

    assert done.slots["told"]["asked"] == "title"
    assert not done.slots["told"]["tax_number"]


async def test_a_right_number_after_two_wrong_ones_is_taken(run):
    told = {
        "buyer": "company",
        "title": "甲有限公司",
        "tax_number": WORSE,
        "given_up": True,
        "asked": "tax_number:again",
    }
    done = await hear(run, GOOD, told)

    assert done.slots["told"]["asked"] == "email"


async def test_the_number_of_an_order_is_no_tax_number(run):
    told = {"buyer": "company", "title": "杭州云杉科技有限公司", "asked": "tax_number"}
    done = await hear(run, "202610070000314", told, "inform", order_number="202610070000314")

    assert "tax_number" not in done.slots.get("told", told)
    assert done.slots["requested_slot"] == "told"


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("发票改成公司抬头", None),
        ("我要开公司发票", None),
        ("开给华为技术有限公司", "华为技术有限公司"),
        ("抬头是杭州云杉科技有限公司", "杭州云杉科技有限公司"),
        ("公司抬头重开", None),
    ],
)
async def test_a_company_is_no_name_of_one(run, text, title):
    told = await begun(run, text)

    assert (told.get("buyer"), told.get("title")) == ("company", title)


async def test_a_name_that_comes_while_the_number_is_awaited_is_the_title(run):
    told = {"buyer": "company", "title": "云杉", "asked": "tax_number"}
    done = await hear(run, "杭州云杉科技有限公司", told)

    assert done.slots["told"]["title"] == "杭州云杉科技有限公司"
    assert "tax_number" not in done.slots["told"]


async def test_a_tax_number_is_no_wrong_address_for_mail(run):
    told = {"buyer": "company", "title": "云杉科技", "tax_number": GOOD, "asked": "email"}
    done = await hear(run, "91110000600037341L", told)

    assert "not_email" not in done.slots.get("told", {})


@pytest.mark.parametrize(("text", "buyer"), [("个人", "person"), ("公司", "company")])
async def test_the_kind_may_be_told_while_the_order_is_chosen(run, text, buyer):
    slots = {"topic": "ask_invoice", "told": {}, "requested_slot": "order_number"}
    done = await run("validate_order_form", "inform", text, slots=slots, loop="order_form")

    assert done.slots["told"]["buyer"] == buyer
    assert done.slots["requested_slot"] == "order_number"
