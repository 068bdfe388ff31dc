"""One turn: wishes, clicks, and what comes out of Rasa."""

from dataclasses import replace

import pytest

from bot.desk.turns import Click, Turn
from bot.engine.turn import DeskOutput, _clicked, _user_message, wishes

# What a classifier would say of these clauses: intent and confidence.
KNOWN = {
    "尺码偏小吗": ("ask_size", 0.9),
    "什么时候发货": ("ask_ship_time", 0.95),
    "包邮吗": ("ask_shipping_fee", 0.9),
    "你好": ("greet", 0.99),
    "我178 65kg": ("nlu_fallback", 0.2),
    "我178 65kg 穿多大": ("ask_size", 0.9),
    "穿多大": ("ask_size", 0.8),
    "鞋子收到了": ("confirm_received", 0.9),
    "底开胶了": ("report_quality_issue", 0.9),
    "怎么退": ("ask_return_policy", 0.8),
}


async def parse(text):
    name, confidence = KNOWN.get(text, ("nlu_fallback", 0.2))
    return {"text": text, "intent": {"name": name, "confidence": confidence}, "entities": []}


async def understood(text):
    return [(parsed["text"], parsed["intent"]["name"]) for parsed in await wishes(text, parse)]


async def test_two_questions_in_one_message_are_answered_in_their_order():
    assert await understood("尺码偏小吗 什么时候发货") == [
        ("尺码偏小吗", "ask_size"),
        ("什么时候发货", "ask_ship_time"),
    ]


async def test_three_questions_are_three_wishes():
    assert [intent for _, intent in await understood("尺码偏小吗？什么时候发货？包邮吗")] == [
        "ask_size",
        "ask_ship_time",
        "ask_shipping_fee",
    ]


async def test_a_greeting_is_no_wish():
    assert [intent for _, intent in await understood("你好，尺码偏小吗，包邮吗")] == ["ask_size", "ask_shipping_fee"]


async def test_what_leads_up_to_a_question_goes_with_it():
    assert await understood("我178 65kg 穿多大，包邮吗") == [
        ("我178 65kg 穿多大", "ask_size"),
        ("包邮吗", "ask_shipping_fee"),
    ]


async def test_a_story_with_one_wish_stays_one():
    assert len(await wishes("鞋子收到了，底开胶了，怎么退", parse)) == 1


async def test_the_same_question_twice_is_asked_once():
    assert len(await wishes("什么时候发货 什么时候发货", parse)) == 1


def test_a_click_carries_its_intent_and_entities_and_no_typed_text_does():
    turn = Turn("c", "v", None, "就是这单", Click("choose_order", {"order_number": "2026"}))

    parsed = _clicked(turn)

    assert parsed["intent"] == {"name": "choose_order", "confidence": 1.0}
    assert parsed["entities"][0]["value"] == "2026"


async def test_messages_come_out_in_the_kinds_of_every_channel():
    output = DeskOutput()
    await output.send_response("c", {"text": "您想问哪一单？", "buttons": [
        {"title": "这单", "payload": '/choose_order{"order_number": "2026"}'},
    ]})  # fmt: skip
    await output.send_response("c", {"custom": {"card": {"type": "order"}, "text": "订单 2026"}})
    await output.send_response("c", {"custom": {"hand_off": {"reason": "asked"}}})

    messages, hand_off = output.kinds()

    assert [message["kind"] for message in messages] == ["buttons", "card"]
    assert messages[0]["buttons"] == [{"title": "这单", "intent": "choose_order", "entities": {"order_number": "2026"}}]
    assert messages[1]["text"] == "订单 2026"
    assert hand_off == {"reason": "asked"}


@pytest.mark.parametrize("text", ["", "。", "？"])
async def test_a_text_of_marks_alone_is_one_wish(text):
    assert len(await wishes(text, parse)) == 1


UPSET = Turn("c-1", "v-1", None, "我的快递呢", metadata={"upset": True, "mood": "angry"})


async def test_who_is_upset_is_answered_as_a_complaint_and_what_was_meant_goes_along():
    message = _user_message(UPSET, await parse("什么时候发货"), DeskOutput())

    assert (message.parse_data["intent"]["name"], message.metadata["meant"]) == ("complain", "ask_ship_time")


async def test_a_click_is_what_it_is():
    pressed = replace(UPSET, click=Click("affirm"))

    message = _user_message(pressed, {"text": "好", "intent": {"name": "affirm"}}, DeskOutput())

    assert (message.parse_data["intent"]["name"], "meant" in message.metadata) == ("affirm", False)
