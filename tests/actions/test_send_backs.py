"""Sending back: the number of the parcel reaches the case that waits for it."""

import pytest

from bot.db import session_on
from bot.shop.cases import AftersaleCase, CaseStatus
from bot.shop.logistics import shipments_of
from bot.shop.orders import Order

WAITING, SENT, DELIVERED = "202611090001558", "202611080001538", "202611130000056"
OWNER_OF_WAITING, OWNER_OF_SENT = "C2012", "C2004"


async def test_a_number_that_comes_with_the_news_begins_the_matter(run):
    done = await run(
        "action_begin_order", "query_return_progress", "退货寄出去了 单号YT1234567890123", shopper=OWNER_OF_WAITING
    )

    assert done.slots["topic"] == "send_back"
    assert done.slots["order_number"] == WAITING
    assert done.slots["told"] == {"tracking": "YT1234567890123"}


@pytest.mark.parametrize(("number", "topic"), [("YT1234567890123", "send_back"), (None, "track_parcel")])
async def test_a_bare_number_is_the_way_back_unless_it_is_that_of_a_parcel_of_ours(run, database, number, topic):
    if number is None:
        with session_on(database) as session:
            number = tracking_of(session, WAITING)
    done = await run("action_inform", "inform", number, shopper=OWNER_OF_WAITING, entities={"tracking_number": number})

    assert done.slots["topic"] == topic


async def test_without_a_return_a_bare_number_is_looked_up(run):
    done = await run("action_inform", "inform", "SF1234567890123", entities={"tracking_number": "SF1234567890123"})

    assert done.slots["topic"] == "track_parcel"


async def test_the_number_is_shown_before_it_is_kept(run):
    told = {"tracking": "YT1234567890123"}
    done = await validate(run, told)

    assert done.slots["requested_slot"] == "confirmation"


async def test_after_a_yes_the_case_is_on_its_way_back_with_its_number(run, database):
    done = await answer(run, {"tracking": "YT1234567890123"})

    assert done.said == ["utter_sent_back_done"]
    with session_on(database) as session:
        case = the_case(session, WAITING)
        assert case.status is CaseStatus.RETURNING
        assert (case.events[-1].note, case.events[-1].actor) == ("YT1234567890123", f"shopper:{OWNER_OF_WAITING}")


async def test_what_is_no_number_is_asked_once_more_then_a_person_helps(run):
    first = await validate(run, {})
    again = await validate(run, first.slots["told"], "就是那个快递", "nlu_fallback")
    given_up = await validate(run, again.slots["told"], "不知道怎么看", "nlu_fallback")
    done = await answer(run, given_up.slots["told"])

    assert [first.slots["told"]["asked"], again.slots["told"]["asked"]] == ["tracking", "tracking:again"]
    assert given_up.slots["requested_slot"] is None
    assert done.said == ["utter_sent_back_by_person"] and done.hand_off


async def test_a_number_of_fifteen_digits_is_no_order_when_it_is_asked_for(run):
    first = await validate(run, {})
    told = first.slots["told"]
    entities, number = {"order_number": "773012345678901"}, "773012345678901"
    done = await run(
        "validate_order_form",
        "inform",
        number,
        shopper=OWNER_OF_WAITING,
        entities=entities,
        slots={"topic": "send_back", "order_number": number, "told": told, "requested_slot": "told"},
        loop="order_form",
    )

    assert done.slots["order_number"] == WAITING
    assert done.slots["told"]["tracking"] == number


async def test_a_case_that_waits_for_nothing_is_told_as_it_stands(run, database):
    slots = {"topic": "send_back", "order_number": SENT, "told": {"tracking": "YT1234567890123"}}
    done = await run("action_order_answer", shopper=OWNER_OF_SENT, slots=slots)

    assert done.said == ["utter_case_progress"]
    with session_on(database) as session:
        assert [event.note for event in the_case(session, SENT).events] == ["return_no_reason@2026.11", ""]


async def test_an_order_without_a_case_is_shown_the_way_to_one(run):
    slots = {"topic": "send_back", "order_number": DELIVERED, "told": {"tracking": "YT1234567890123"}}
    done = await run("action_order_answer", slots=slots)

    assert done.said == ["utter_no_case"]


async def validate(run, told, text="", intent="inform"):
    slots = {"topic": "send_back", "order_number": WAITING, "told": told, "requested_slot": "told" if told else None}
    return await run("validate_order_form", intent, text, shopper=OWNER_OF_WAITING, slots=slots, loop="order_form")


async def answer(run, told):
    slots = {"topic": "send_back", "order_number": WAITING, "told": told}
    return await run("action_order_answer", shopper=OWNER_OF_WAITING, slots=slots)


def the_case(session, number):
    return session.query(AftersaleCase).filter_by(order_number=number).one()


def tracking_of(session, number):

    return shipments_of(session, session.get(Order, number))[0].tracking_number
