"""Hand-over: on request and for a complaint at once, after the third failure in a row without being asked."""

import pytest

SHIPPED, SOMEBODY_ELSES = "202611180000123", "202611180000045"
REGULAR = "C2005"
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


async def test_the_angry_are_soothed_whatever_they_are_about(run):
    angry = {"upset": True, "mood": "angry", "meant": "track_parcel"}

    done = await run("action_human_handoff", "complain", "什么破快递", metadata=angry)

    assert done.said == ["utter_hand_off_anger"]
    assert (done.hand_off["reason"], done.hand_off["intent"]) == ("anger", "track_parcel")


@pytest.mark.parametrize(
    ("before", "slots", "matter"),
    [
        ([], {}, "request_human"),
        ([heard("裙子开线了", "report_quality_issue"), heard("在吗", "greet")], {}, "report_quality_issue"),
        ([heard("裙子开线了", "report_quality_issue")], {"topic": "request_exchange"}, "request_exchange"),
        ([heard("那个"), heard("好的", "affirm")], {}, "request_human"),
    ],
)
async def test_the_agent_gets_the_matter_that_it_is_about(run, before, slots, matter):
    done = await run("action_human_handoff", "request_human", "转人工", events=before, slots=slots)

    assert done.hand_off["intent"] == matter


async def test_replies_to_begin_with_say_what_is_known(run):
    known = {"order_number": SHIPPED, "size": "M"}

    before = [heard("我的鞋呢", "track_parcel")]
    done = await run("action_human_handoff", "request_human", "人工", slots=known, events=before)

    seen, order, size = done.hand_off["suggestions"]
    assert "不用再说一遍" in seen
    assert (SHIPPED in order, "M" in size) == (True, True)
    assert done.hand_off["order_status"] == "shipped"


async def test_who_only_asked_for_a_person_is_asked_what_for(run):
    done = await run("action_human_handoff", "request_human", "转人工")

    assert ["什么可以帮您" in text for text in done.hand_off["suggestions"]] == [True]


async def test_photos_are_acknowledged(run):
    done = await run("action_human_handoff", "complain", "看看你们的质量", slots={"photos": ["u1", "u2"]})

    assert "2 张照片" in done.hand_off["suggestions"][1]


@pytest.mark.parametrize(
    ("shopper", "times", "reason"), [(REGULAR, 2, "vip"), (REGULAR, 3, "not_understood"), ("demo", 3, "not_understood")]
)
async def test_regulars_get_a_person_sooner_and_are_named(run, shopper, times, reason):
    failed = [heard("那个")] * (times - 1)

    done = await run("action_fallback", "nlu_fallback", "那啥", shopper=shopper, events=failed, intent_ranking=RANKING)

    assert (done.hand_off["reason"], done.hand_off["vip"]) == (reason, shopper == REGULAR)


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
