"""The order form: which order, whose, and what is still missing."""

import pytest
from sqlalchemy import func, select

from bot.db import session_on
from bot.shop.orders import ProofTry

UNPAID, PAID, SHIPPED, DELIVERED = "202611220000101", "202611210000087", "202611180000123", "202611130000056"
ASKED = {"asked": "detail"}
COMPLETED, SOMEBODY_ELSES = "202610070000314", "202611180000045"


def choice(number):
    return f'/choose_order{{"order_number": "{number}"}}'


@pytest.mark.parametrize(
    ("intent", "number"),
    [
        ("track_parcel", SHIPPED),  # one on its way, though others exist
        ("urge_shipping", PAID),
        ("report_payment_problem", UNPAID),
        ("confirm_paid", UNPAID),  # two fit, the newest is meant
        ("query_order", None),  # any of five
        ("change_address", None),  # unpaid or paid
        ("report_damaged", None),  # delivered or completed
    ],
)
async def test_the_order_is_clear_when_one_alone_fits_the_wish(run, intent, number):
    done = await run("action_begin_order", intent)

    assert done.slots["topic"] == intent
    assert done.slots["order_number"] == number


async def test_an_order_number_in_the_message_comes_first(run):
    done = await run("action_begin_order", "track_parcel", entities={"order_number": DELIVERED})

    assert done.slots["order_number"] == DELIVERED


async def test_the_order_spoken_of_before_is_kept_when_it_fits(run):
    done = await run("action_begin_order", "change_address", slots={"order_number": PAID})

    assert done.slots["order_number"] == PAID


async def test_the_order_spoken_of_before_is_dropped_when_it_does_not_fit(run):
    done = await run("action_begin_order", "track_parcel", slots={"order_number": UNPAID})

    assert done.slots["order_number"] == SHIPPED


@pytest.mark.parametrize("entities", [{"category": "休闲鞋"}, {"product": "P1029"}, {"date": "2026-11-13"}])
async def test_an_order_may_be_named_by_what_is_in_it_or_its_day(run, entities):
    done = await run("action_begin_order", "report_damaged", entities=entities)

    assert done.slots["order_number"] == DELIVERED


async def test_a_visitor_has_no_order_to_choose_from(run):
    done = await run("action_begin_order", "track_parcel", shopper=None)

    assert done.slots["order_number"] is None


@pytest.mark.parametrize(
    ("text", "entities", "told"),
    [
        ("我要退货", {}, False),
        ("亲，麻烦帮我申请一下退货退款可以吗", {}, False),
        ("我要退货 订单202611130000056 尾号6612", {}, False),  # which order is no reason
        ("前几天拍的毛衣那单要退", {}, False),
        ("裙子穿了一次腰那里就开线了", {}, True),
        ("退蓝色", {"color": "蓝色"}, True),
    ],
)
async def test_a_wish_that_says_why_is_not_asked_again(run, text, entities, told):
    done = await run("action_begin_order", "request_return", text, entities=entities)

    assert done.slots["told"].get("detail") == (text if told else None)


async def test_a_shopper_chooses_among_their_own_orders(run):
    done = await run("action_ask_order_number", slots={"topic": "change_address"})

    assert done.said == ["utter_ask_which_order"]
    assert done.buttons == [choice(UNPAID), choice(PAID)]


async def test_another_order_than_the_only_fitting_one_can_be_chosen(run):
    done = await run("action_ask_order_number", slots={"topic": "track_parcel"})

    assert len(done.buttons) == 5


@pytest.mark.parametrize(
    ("shopper", "said"), [(None, "utter_ask_order_number"), ("new", "utter_ask_order_number_none")]
)
async def test_who_has_no_order_is_asked_for_number_and_digits(run, shopper, said):
    done = await run("action_ask_order_number", shopper=shopper, slots={"topic": "query_order"})

    assert done.said == [said]
    assert done.buttons == []


async def test_the_matter_is_asked_for_in_its_own_words(run):
    done = await run("action_ask_told", slots={"topic": "ask_invoice", "order_number": PAID})

    assert done.said == ["utter_ask_invoice_buyer"]
    assert done.buttons == ['/tell{"buyer": "person"}', '/tell{"buyer": "company"}']


async def test_a_clicked_order_without_a_wish_is_looked_up(run):
    done = await run("action_choose_order", "choose_order", entities={"order_number": PAID})

    assert (done.slots["topic"], done.slots["order_number"]) == ("query_order", PAID)


async def test_an_own_order_needs_no_proof(run):
    done = await validate(run, order_number=PAID, topic="query_order")

    assert done.slots == {"requested_slot": None}


async def test_a_wish_for_a_person_needs_its_matter(run):
    done = await validate(run, order_number=PAID, topic="change_address")

    assert done.slots == {"told": {"asked": "anything", "order": PAID}, "requested_slot": "told"}


async def test_a_visitor_with_a_number_is_asked_for_the_digits(run):
    done = await validate(run, shopper=None, order_number=SHIPPED)

    assert done.slots == {"requested_slot": "phone_tail"}
    assert done.said == []


async def test_number_and_digits_together_prove_an_order(run):
    done = await validate(run, shopper=None, order_number=SHIPPED, phone_tail="6612")

    assert done.slots["requested_slot"] is None


@pytest.mark.parametrize("number", [SHIPPED, "202600000000000"])
async def test_wrong_digits_look_like_an_order_that_does_not_exist_and_count(run, database, number):
    done = await validate(run, shopper=None, asked="phone_tail", order_number=number, phone_tail="0000")

    assert done.said == []
    assert done.slots == {"told": {"tries": 1, "refused": f"{number} 0000"}, "requested_slot": "phone_tail"}
    assert tries(database) == 1


async def test_after_a_wrong_try_both_halves_are_shown_and_either_may_be_sent_again(run):
    refused = {"tries": 1, "refused": f"{SHIPPED} 0000"}
    asked = await run("action_ask_phone_tail", shopper=None, slots={"told": refused})
    same = {"asked": "phone_tail", "order_number": SHIPPED, "told": refused}
    done = await validate(run, "6612", shopper=None, phone_tail="6612", **same)

    assert asked.said == ["utter_ask_phone_tail_again"]
    assert [(message["number"], message["tail"]) for message in asked.messages] == [(SHIPPED, "0000")]
    assert asked.buttons == []
    assert done.slots["requested_slot"] is None


async def test_from_the_second_wrong_try_on_a_person_is_offered(run):
    refused = {"tries": 2, "refused": f"{SHIPPED} 0000"}
    visitor = await run("action_ask_phone_tail", shopper=None, slots={"told": refused})
    known = await run("action_ask_order_number", slots={"topic": "query_order", "told": {**refused, "refused": "1"}})

    assert (visitor.said, visitor.buttons) == (["utter_ask_phone_tail_still"], ["/request_human"])
    assert (known.said, known.buttons[-1]) == (["utter_ask_which_order_still"], "/request_human")


async def test_the_same_wrong_pair_counts_once(run, database):
    refused = {"tries": 1, "refused": f"{SHIPPED} 0000"}
    await validate(run, shopper=None, asked="phone_tail", order_number=SHIPPED, phone_tail="0000", told=refused)

    assert tries(database) == 0


async def test_who_has_forgotten_the_number_is_told_another_way(run):
    done = await validate(
        run, "手机号不记得了", "change_address", shopper=None, asked="phone_tail", order_number=SHIPPED
    )
    asked = await run("action_ask_phone_tail", shopper=None, slots={"told": done.slots["told"]})

    assert done.slots == {"told": {"forgotten": 1}, "requested_slot": "phone_tail"}
    assert (asked.said, asked.buttons) == (["utter_proof_forgotten"], ["/request_human"])


async def test_the_digits_alone_are_enough_after_a_wrong_try(run):
    await validate(run, shopper=None, order_number=SHIPPED, phone_tail="0000")
    done = await validate(run, "尾号6612", shopper=None, asked="phone_tail", order_number=SHIPPED, phone_tail="6612")

    assert done.slots["requested_slot"] is None


async def test_after_five_tries_a_person_is_offered_and_the_form_ends(run, database):
    for _ in range(5):
        await validate(run, shopper=None, order_number=SHIPPED, phone_tail="0000")
    done = await validate(run, shopper=None, order_number=SHIPPED, phone_tail="6612")

    assert done.said == ["utter_error_too_many_tries"]
    assert done.slots["topic"] is None
    assert done.slots["requested_slot"] is None
    assert tries(database) == 5


async def test_somebody_elses_order_is_not_found_for_a_signed_in_shopper(run, database):
    done = await validate(run, asked="order_number", order_number=SOMEBODY_ELSES)

    assert done.slots == {"told": {"tries": 1, "refused": SOMEBODY_ELSES}, "requested_slot": "order_number"}
    assert tries(database) == 0


async def test_a_signed_in_shopper_may_prove_an_order_of_another_account(run):
    done = await validate(run, asked="order_number", order_number=SOMEBODY_ELSES, phone_tail="0853")

    assert done.slots["requested_slot"] is None


@pytest.mark.parametrize(
    ("text", "entities"), [("13800006612", {"phone": "13800006612"}), ("我的是 6612 哦", {})], ids=["phone", "digits"]
)
async def test_the_digits_are_read_from_a_whole_phone_or_the_midst_of_a_sentence(run, text, entities):
    done = await validate(run, text, shopper=None, entities=entities, asked="phone_tail", order_number=SHIPPED)

    assert done.slots == {"phone_tail": "6612", "requested_slot": None}


async def test_the_phone_of_a_new_address_is_no_proof(run, database):
    entities = {"phone": "13911112222", "address": "浙江省宁波市鄞州区天童南路66号"}
    done = await validate(run, "x", shopper=None, entities=entities, asked="phone_tail", order_number=SHIPPED)

    assert done.slots == {"requested_slot": "phone_tail"}
    assert tries(database) == 0


async def test_a_bare_number_that_looks_like_a_parcel_is_tried_as_an_order(run):
    done = await validate(run, entities={"tracking_number": "75203042589382"}, asked="order_number")

    assert done.slots["told"]["refused"] == "75203042589382"


async def test_an_order_may_be_described_when_it_is_asked_for(run):
    done = await validate(
        run, "21号那单", "inform", asked="order_number", topic="change_address", entities={"date": "2026-11-21"}
    )

    assert done.slots["told"] == {"asked": "anything", "order": PAID}
    assert (done.slots["order_number"], done.slots["requested_slot"]) == (PAID, "told")


async def test_another_wish_with_its_number_takes_the_place_of_the_first(run):
    entities = {"order_number": SHIPPED}
    done = await validate(
        run, "查一下到哪了", "track_parcel", asked="order_number", topic="modify_order", entities=entities
    )

    assert done.slots["topic"] == "track_parcel"


@pytest.mark.parametrize(
    ("intent", "text"),
    [
        ("nlu_fallback", "王芳 13911112222"),
        ("report_damaged", "盒子都扁了"),
        ("request_return", "穿着不好看"),
        ("deny", "不喜欢"),
        ("ask_size", "换成L码"),  # a wish that sounds like a question to the classifier
    ],
)
async def test_what_is_told_when_asked_is_the_matter(run, intent, text):
    entities = {"size": "L"} if "L" in text else {}
    done = await validate(
        run, text, intent, entities=entities, asked="told", topic="add_order_note", order_number=PAID, told=ASKED
    )

    assert done.slots["told"]["detail"] == text
    assert done.slots["requested_slot"] == "confirmation"


@pytest.mark.parametrize(
    ("intent", "text"),
    [
        ("ask_return_fee", "运费谁出"),
        ("ask_size", "L码多少斤穿"),
        ("query_refund", "什么时候退钱"),
        ("thank", "谢谢"),
        ("request_human", "转人工"),
    ],
)
async def test_a_question_or_a_courtesy_is_not_the_matter(run, intent, text):
    done = await validate(run, text, intent, asked="told", topic="add_order_note", order_number=PAID, told=ASKED)

    assert done.slots == {"requested_slot": "told"}


async def test_a_return_that_was_only_spoken_of_is_dropped(run):
    done = await validate(run, "算了 不退了", "withdraw_request", asked="order_number", topic="request_return")

    assert done.said == ["utter_order_left"]
    assert done.slots["topic"] is None and done.slots["requested_slot"] is None


def shown(**more):
    return {"asked": "confirmation", "topic": "cancel_order", "order_number": UNPAID, **more}


@pytest.mark.parametrize(
    ("intent", "text"),
    [
        ("affirm", "确认"), ("affirm", "好嘞"), ("affirm", "嗯"), ("thank", "好的谢谢"), ("nlu_fallback", "妥"),
        ("cancel_order", "取消吧"), ("report_payment_problem", "提交"), ("nlu_fallback", "那就办吧"),
    ],
)  # fmt: skip
async def test_a_yes_in_any_words_is_a_yes(run, intent, text):
    first = await validate(run, topic="cancel_order", order_number=UNPAID)
    done = await validate(run, text, intent, **shown(told=first.slots["told"]))

    assert done.slots == {"confirmation": True, "requested_slot": None}


@pytest.mark.parametrize(
    ("intent", "text"),
    [
        ("deny", "不用了"), ("deny", "算了"), ("withdraw_request", "算了不取消了"), ("affirm", "等等"),
        ("nlu_fallback", "我再想想"), ("cancel_order", "先别取消了"),
    ],
)  # fmt: skip
async def test_at_the_last_question_a_doubt_leaves_all_as_it_is(run, intent, text):
    first = await validate(run, topic="cancel_order", order_number=UNPAID)
    done = await validate(run, text, intent, **shown(told=first.slots["told"]))

    assert done.said == ["utter_order_left"]
    assert done.slots["confirmation"] is None


async def test_to_cancel_is_no_yes_to_an_exchange(run):
    done = await validate(run, "取消吧", "cancel_order", **shown(topic="request_exchange", order_number=DELIVERED))

    assert done.said == ["utter_order_left"]


async def test_the_number_of_an_order_is_no_tax_number(run):
    done = await validate(
        run,
        f"公司 {DELIVERED}",
        "ask_invoice",
        entities={"order_number": DELIVERED},
        asked="told",
        topic="ask_invoice",
        order_number=DELIVERED,
        told={"asked": "buyer"},
    )

    assert "tax_number" not in done.slots.get("told", {})


async def test_what_will_change_is_shown_and_named_as_one_request(run):
    done = await validate(run, topic="cancel_order", order_number=UNPAID)

    assert done.slots["requested_slot"] == "confirmation"
    assert done.slots["told"]["request"].startswith("c-1:")


async def test_two_proposals_of_one_moment_are_two_requests(run):
    first = await validate(run, topic="cancel_order", order_number=UNPAID)
    before = {"event": "user", "text": "取消", "parse_data": {}}
    slots = {"topic": "cancel_order", "order_number": UNPAID}
    later = await run("validate_order_form", slots=slots, events=[before])

    assert first.slots["told"]["shown"] == later.slots["told"]["shown"]
    assert first.slots["told"]["request"] != later.slots["told"]["request"]


async def test_a_yes_to_what_was_shown_ends_the_form(run):
    shown = (await validate(run, topic="cancel_order", order_number=UNPAID)).slots["told"]
    done = await validate(
        run, "好的", "affirm", asked="confirmation", topic="cancel_order", order_number=UNPAID, told=shown
    )

    assert done.slots == {"confirmation": True, "requested_slot": None}


async def test_a_yes_to_something_else_is_asked_for_again(run):
    shown = {"shown": "what was shown before the price changed", "request": "c-1:1"}
    done = await validate(
        run, "好的", "affirm", asked="confirmation", topic="cancel_order", order_number=UNPAID, told=shown
    )

    assert done.slots["requested_slot"] == "confirmation"
    assert not done.slots.get("confirmation")


async def test_another_wish_in_the_middle_takes_the_place_of_the_first(run):
    done = await validate(
        run, "算了直接取消吧", "cancel_order", asked="told", topic="change_address", order_number=PAID, told=ASKED
    )

    assert done.slots["topic"] == "cancel_order"
    assert done.slots["requested_slot"] == "confirmation"


async def test_a_question_while_the_digits_are_awaited_costs_no_try(run, database):
    done = await validate(
        run, "1000块包邮吗", "ask_shipping_fee", shopper=None, asked="phone_tail", order_number=SHIPPED
    )

    assert done.slots == {"requested_slot": "phone_tail"}
    assert tries(database) == 0


async def validate(
    run, text="", intent="inform", *, shopper="demo", asked=None, topic="query_order", entities=(), **slots
):
    slots = {"topic": topic, "requested_slot": asked, **slots}
    return await run(
        "validate_order_form", intent, text, shopper=shopper, entities=entities, slots=slots, loop="order_form"
    )


def tries(database):
    with session_on(database) as session:
        return session.execute(select(func.count()).select_from(ProofTry)).scalar_one()
