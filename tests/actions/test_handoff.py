"""Hand-over: on request and for a complaint at once, after the third failure in a row without being asked."""

import pytest

SHIPPED, SOMEBODY_ELSES = "202611180000123", "202611180000045"
RANKING = [
    {"name": "nlu_fallback", "confidence": 0.28},
    {"name": "ask_size", "confidence": 0.28},
    {"name": "greet", "confidence": 0.2},
    {"name": "ask_stock", "confidence": 0.15},
    {"name": "faq/gift_wrap", "confidence": 0.12},
    {"name": "ask_price", "confidence": 0.06},
    {"name": "track_parcel", "confidence": 0.04},
]


def heard(text, intent="nlu_fallback"):
    return {"event": "user", "text": text, "parse_data": {"intent": {"name": intent}}}


def offered(*intents):
    buttons = [{"title": "…", "payload": f"/{intent}"} for intent in intents]
    return {"event": "bot", "text": "…", "data": {"buttons": buttons}}


@pytest.mark.parametrize(
    ("intent", "reason", "said"),
    [("request_human", "asked", "utter_hand_off"), ("complain", "complaint", "utter_hand_off_complaint")],
)
async def test_a_person_comes_at_once_also_in_the_middle_of_a_form(run, intent, reason, said):
    done = await run("action_human_handoff", intent, "…", loop="order_form", slots={"requested_slot": "order_number"})

    assert done.said == [said]
    assert done.hand_off["reason"] == reason
    assert done.events[0] == {"event": "active_loop", "name": None, "timestamp": None}
    assert done.slots == {"requested_slot": None, "topic": None, "told": None, "confirmation": None, "photos": None}


async def test_the_agent_gets_the_story_without_courtesies_and_numbers(run):
    before = [heard("在吗", "greet"), heard("裙子开线了", "report_quality_issue"), heard("6612", "inform")]

    done = await run("action_human_handoff", "request_human", "转人工", events=before)

    assert done.hand_off["summary"] == "裙子开线了"


async def test_the_story_keeps_the_end_when_it_is_long(run):
    done = await run("action_human_handoff", "complain", "气" * 200 + "死了")

    assert len(done.hand_off["summary"]) == 120
    assert done.hand_off["summary"].endswith("死了")


@pytest.mark.parametrize(("number", "told"), [(SHIPPED, SHIPPED), (SOMEBODY_ELSES, None), (None, None)])
async def test_the_agent_gets_the_order_unless_it_was_only_claimed(run, number, told):
    done = await run("action_human_handoff", "request_human", "人工", slots={"order_number": number})

    assert done.hand_off["order_number"] == told


async def test_the_first_failure_asks_back_with_likely_matters_and_a_person(run):
    done = await fallback(run)

    assert done.said == ["utter_fallback"]
    assert done.buttons == ["/ask_size", "/ask_stock", "/ask_price", "/request_human"]
    assert done.events == []


async def test_without_a_likely_matter_only_a_person_is_offered(run):
    done = await fallback(run, intent_ranking=RANKING[:1])

    assert done.said == ["utter_fallback_blank"]
    assert done.buttons == ["/request_human"]


async def test_the_second_failure_offers_the_person_first_and_other_matters(run):
    done = await fallback(run, events=[heard("那个"), offered("ask_size", "request_human")])

    assert done.said == ["utter_fallback_again"]
    assert done.buttons == ["/request_human", "/ask_stock", "/ask_price"]


async def test_the_third_failure_hands_over(run):
    done = await fallback(run, events=[heard("那个"), heard("就那个")])

    assert done.said == ["utter_fallback_hand_over"]
    assert (done.hand_off["reason"], done.hand_off["summary"]) == ("not_understood", "那个 / 就那个 / 那啥")
    assert done.slots["requested_slot"] is None


async def test_something_understood_in_between_starts_the_count_anew(run):
    done = await fallback(run, events=[heard("那个"), heard("那个"), heard("运费多少", "ask_shipping_fee")])

    assert done.said == ["utter_fallback"]


async def test_a_failure_in_a_form_leads_back_to_it(run):
    done = await fallback(run, loop="order_form")

    assert done.said == ["utter_fallback_in_form"]
    assert done.events == []


@pytest.mark.parametrize(("loop", "next_action"), [(None, "action_listen"), ("order_form", "order_form")])
async def test_a_message_without_a_rule_is_answered_once(run, loop, next_action):
    done = await run("action_fallback", "ask_size", "x", loop=loop)

    assert [event["name"] for event in done.events] == [next_action]


async def fallback(run, intent_ranking=RANKING, **more):
    return await run("action_fallback", "nlu_fallback", "那啥", intent_ranking=intent_ranking, **more)
