"""After the order form: the wish finds its answer, and a bare number finds its wish."""

import pytest

from actions.changes import Change
from actions.matters import MATTERS

UNPAID, SHIPPED, SOMEBODY_ELSES = "202611220000101", "202611180000123", "202611180000045"


def test_every_change_has_its_rule(executor, call):
    kinds = {matter.kind for matter in MATTERS.values() if isinstance(matter, Change)}

    assert kinds <= set(call.policy.changes.rules)


async def test_an_answer_ends_the_topic_and_keeps_the_order(run):
    done = await run("action_order_answer", slots={"topic": "query_order", "order_number": SHIPPED})

    assert done.said == ["utter_order_shipped"]
    assert done.slots == {"topic": None, "told": None, "confirmation": None, "phone_tail": None, "photos": None}


async def test_a_form_that_ended_without_a_matter_gets_no_answer(run):
    done = await run("action_order_answer", slots={"order_number": SHIPPED})

    assert done.messages == []


async def test_nobody_is_told_of_an_order_that_is_not_theirs(executor, database, domain):
    tracker = {
        "sender_id": "c-1",
        "slots": {"topic": "query_order", "order_number": SOMEBODY_ELSES},
        "latest_message": {"metadata": {"shopper_id": "demo", "visitor": "v-1"}},
    }

    result = await executor.run({"next_action": "action_order_answer", "tracker": tracker, "domain": domain})

    assert [message["response"] for message in result["responses"]] == ["utter_error_order_not_found"]


@pytest.mark.parametrize(
    ("entities", "topic"),
    [
        ({"order_number": SHIPPED}, "query_order"),
        ({"phone_tail": "6612"}, "query_order"),
        ({"phone": "13800006612"}, "query_order"),
        ({"tracking_number": "75203042589382"}, "track_parcel"),
    ],
)
async def test_a_bare_number_begins_the_order_form(run, entities, topic):
    done = await run("action_inform", "inform", entities=entities)

    assert done.slots["topic"] == topic
    assert done.events[-1]["name"] == "order_form"


async def test_a_bare_measure_begins_the_size_form(run):
    done = await run("action_inform", "inform", entities={"height": 165, "weight": 55.0})

    assert done.events[-1]["name"] == "size_form"


async def test_a_bare_something_is_asked_what_it_is_for(run):
    done = await run("action_inform", "inform", "9月")

    assert done.said == ["utter_inform_unclear"]
    assert done.events == []


async def test_an_unfitting_number_in_a_form_leads_back_to_it(run):
    done = await run("action_inform", "inform", "12", loop="order_form")

    assert done.said == ["utter_fallback_in_form"]
