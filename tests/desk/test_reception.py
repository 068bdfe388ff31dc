import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import text

from bot.db import engine_for
from bot.desk import conversations as desk
from bot.desk import messages
from bot.desk.attendance import Attendance
from bot.desk.conversations import Owner
from bot.desk.messages import Author, append_reply
from bot.desk.reception import REQUEST_HUMAN
from bot.desk.staff import Presence
from bot.desk.tickets import open_tickets
from bot.desk.turns import Answer
from bot.errors import BotUnavailable, ConversationNotFound, EmptyMessage, MessageTooLong, UnknownButton
from tests.echo_bot import says


def texts(messages):
    return [message.text for message in messages]


@pytest.fixture
def stored(reception, chat):
    """What stands in the conversation."""

    async def read():
        return (await reception.ledger.snapshot(chat))["data"]["messages"]

    return read


@pytest.fixture
def owner(reception, chat):
    async def read():
        return (await reception.ledger.standing(chat))["owner"]

    return read


@pytest.fixture
def execute(url):
    """Do something to the database behind everybody's back."""

    def run(statement):
        with engine_for(url).begin() as connection:
            connection.execute(text(statement))

    return run


# ---- a turn


async def test_a_message_is_stored_and_answered(say, stored, bot):
    replies = await say("在吗", client_id="c1", product="P1001", metadata={"page": "/products/P1001"})

    assert texts(replies) == ["您说：在吗"]
    assert [message["from"] for message in await stored()] == ["shopper", "bot"]
    assert bot.turns[0].metadata == {
        "channel": "web",
        "at": "2026-11-18T02:00:00+00:00",
        "product": "P1001",
        "page": "/products/P1001",
    }
    assert (bot.turns[0].visitor, bot.turns[0].shopper_id, bot.turns[0].click) == ("v-1", None, None)


async def test_what_the_bot_understood_is_kept(reception, chat):
    message = await reception.receive(chat, text="在吗")
    await reception.answered(message)

    assert await reception.understood(message) == [{"intent": "greet", "confidence": 0.9}]


async def test_a_click_reaches_the_bot_as_what_is_behind_the_button(say, bot):
    offered = (await say("在吗"))[-1]

    await say(button=(offered.id, "b1"))

    assert bot.turns[1].text == "查物流"
    assert (bot.turns[1].click.intent, bot.turns[1].click.entities) == ("track_parcel", {"order_number": "1"})


async def test_a_typed_intent_is_only_text(say, bot):
    await say('/request_human{"order_number": "1"}')

    assert (bot.turns[0].text, bot.turns[0].click) == ('/request_human{"order_number": "1"}', None)


@pytest.mark.parametrize(
    ("message", "error"),
    [
        ({"text": ""}, EmptyMessage),
        ({"text": "\x00\x1f \u200b"}, EmptyMessage),
        ({"text": "好" * 501}, MessageTooLong),
        ({"text": "好" * 10_000}, MessageTooLong),
        ({"button": (1, "b1")}, UnknownButton),
    ],
)
async def test_what_cannot_be_taken_is_refused_and_not_stored(reception, chat, stored, bot, message, error):
    with pytest.raises(error):
        await reception.receive(chat, **message)

    assert await stored() == []
    assert bot.turns == []


async def test_a_message_to_nowhere_is_refused(reception):
    with pytest.raises(ConversationNotFound):
        await reception.receive("none", text="在吗")


async def test_the_same_message_sent_twice_is_answered_once(reception, chat, bot):
    first = await reception.receive(chat, text="在吗", client_id="c1")
    again = await reception.receive(chat, text="在吗", client_id="c1")

    assert first.id == again.id
    assert texts(await reception.answered(first)) == texts(await reception.answered(again)) == ["您说：在吗"]
    assert bot.heard == ["在吗"]


async def test_a_message_sent_again_long_after_gets_the_same_replies(say, bot):
    first = await say("在吗", client_id="c1")
    again = await say("在吗", client_id="c1")

    assert [message.id for message in again] == [message.id for message in first]
    assert bot.heard == ["在吗"]


async def test_listeners_hear_the_message_the_typing_and_the_reply(reception, chat, say):
    with reception.ledger.subscribe(chat) as events:
        await say("在吗")
        heard = [await events.__anext__() for _ in range(4)]

    assert [(event["type"], event["data"].get("on")) for event in heard] == [
        ("message", None),
        ("typing", True),
        ("typing", False),
        ("message", None),
    ]


# ---- bursts


async def test_short_messages_in_a_row_are_one_turn(open_reception, silence, bot):
    reception = open_reception(window=0.8, pause=silence)
    chat = (await reception.open("v-1")).id

    said = [await reception.receive(chat, text=text) for text in ("在吗", "我的快递", "怎么还没到")]
    await silence.over(begun=3)

    replies = [texts(await reception.answered(message)) for message in said]
    assert bot.heard == ["在吗，我的快递，怎么还没到"]
    assert replies == [["您说：在吗，我的快递，怎么还没到"]] * 3


async def test_a_click_does_not_wait_for_more_and_ends_a_burst(open_reception, silence, bot):
    reception = open_reception(window=0.8, pause=silence)
    chat = (await reception.open("v-1")).id
    first = await reception.receive(chat, text="在吗")
    await silence.over()
    offered = (await reception.answered(first))[-1]

    await reception.receive(chat, text="等等")
    clicked = await reception.receive(chat, button=(offered.id, "b1"))
    await reception.answered(clicked)

    assert bot.heard == ["在吗", "等等", "查物流"]


async def test_what_arrives_during_a_turn_waits_for_the_next(reception, chat, bot):
    bot.may_answer = asyncio.Event()
    first = await reception.receive(chat, text="一")
    await bot.asked.get()
    later = [await reception.receive(chat, text=text) for text in ("二", "三")]

    assert bot.heard == ["一"]
    bot.may_answer.set()
    await reception.answered(later[-1])

    assert bot.heard == ["一", "二，三"]
    assert texts(await reception.answered(first)) == ["您说：一"]


async def test_conversations_do_not_wait_for_each_other(reception, chat, bot):
    other = (await reception.open("v-2")).id
    bot.may_answer = asyncio.Event()

    await reception.receive(chat, text="一")
    await reception.receive(other, text="二")

    assert {(await bot.asked.get()).text, (await bot.asked.get()).text} == {"一", "二"}
    bot.may_answer.set()


# ---- never silence


@pytest.mark.parametrize(
    "failure",
    [
        BotUnavailable(),
        RuntimeError("anything"),
        Answer([], [], None),
        Answer([{"kind": "text"}], [], None),
        Answer([{"kind": "card", "text": "卡片", "card": {"at": object()}}], [], None),
    ],
)
async def test_a_bot_that_fails_is_excused_and_a_person_offered(say, bot, wording, failure):
    bot.script.append(failure)

    replies = await say("在吗")

    assert texts(replies) == [wording.say("bot_unavailable")]
    assert [(button["title"], button["intent"]) for button in replies[0].buttons] == [("转人工", REQUEST_HUMAN)]


async def test_a_bot_that_takes_too_long_is_excused(open_reception, bot, wording):
    reception = open_reception(patience=0)
    chat = (await reception.open("v-1")).id
    bot.may_answer = asyncio.Event()

    replies = await reception.answered(await reception.receive(chat, text="在吗"))

    assert texts(replies) == [wording.say("bot_unavailable")]


async def test_the_excuse_is_not_said_twice_in_a_row(say, bot):
    bot.script += [BotUnavailable(), BotUnavailable()]

    first, second = await say("在吗"), await say("在吗")

    assert texts(first) != texts(second)


async def test_when_every_excuse_has_been_said_a_person_comes(say, bot, owner, attending, chat, wording):
    bot.script += [BotUnavailable()] * 3
    for line in ("在吗", "裙子起球了", "人呢"):
        replies = await say(line)

    assert texts(replies)[0] == wording.say("bot_unavailable_hand_over")
    assert await owner() == "waiting"
    packet = (await attending.case(chat)).hand_off
    assert (packet.reason, packet.summary) == ("system_error", "在吗 / 裙子起球了 / 人呢")


async def test_an_answer_in_between_begins_the_excuses_anew(say, bot, owner):
    bot.script += [BotUnavailable(), BotUnavailable(), says("在的"), BotUnavailable()]
    for line in "一二三四":
        await say(line)

    assert await owner() == "bot"


async def test_the_button_of_an_excuse_brings_a_person(say, bot, owner):
    bot.script.append(BotUnavailable())
    excuse = (await say("在吗"))[-1]

    await say(button=(excuse.id, "b1"))

    assert bot.turns[-1].click.intent == REQUEST_HUMAN
    assert await owner() == "waiting"


async def test_a_turn_that_cannot_be_stored_stays_owed_and_is_answered_when_it_is_sent_again(
    reception, chat, execute, caplog
):
    execute("CREATE TRIGGER broken BEFORE UPDATE ON messages BEGIN SELECT RAISE(ABORT, 'disk full'); END")
    message = await reception.receive(chat, text="在吗", client_id="c1")
    with pytest.raises(BotUnavailable):
        await reception.answered(message)
    assert "A turn is left unanswered." in caplog.text
    execute("DROP TRIGGER broken")

    again = await reception.receive(chat, text="在吗", client_id="c1")

    assert texts(await reception.answered(again)) == ["您说：在吗"]


# ---- a person takes over


async def test_the_bot_hands_over_and_the_shopper_hears_the_place(say, owner, wording):
    replies = await say("转人工")

    assert texts(replies) == ["好的，马上为您转接。", wording.say("queue_next", ahead=0, minutes=3)]
    assert [message.author for message in replies] == [Author.BOT, Author.SYSTEM]
    assert await owner() == "waiting"


async def test_a_hand_over_without_a_word_of_the_bot_is_not_silence(say, bot, wording):
    bot.script.append(says(hand_off={"reason": "rule"}))

    assert texts(await say("坏了")) == [wording.say("queue_next_told")]


async def test_those_ahead_are_counted(reception, say, wording, clock):
    for visitor in ("v-2", "v-3"):
        other = (await reception.open(visitor)).id
        await reception.answered(await reception.receive(other, text="转人工"))
    clock.move(minutes=1)

    assert "您前面还有 2 位" in texts(await say("转人工"))[-1]


async def test_out_of_hours_a_message_is_kept_and_the_bot_goes_on(say, owner, clock, reception):
    clock.move(hours=13)

    assert "客服最晚明天 10:00前联系您" in texts(await say("转人工"))[-1]
    assert await owner() == "bot"
    assert texts(await say("在吗")) == ["您说：在吗"]
    tickets = await reception.ledger.run(open_tickets)
    assert [(ticket.subject, ticket.order_number, ticket.kind) for ticket in tickets] == [("想找人工", "1", "message")]


async def test_who_asks_again_out_of_hours_has_one_ticket_and_the_same_promise(say, clock, reception):
    clock.move(hours=13)
    await say("转人工")
    clock.move(minutes=10)

    assert "明天 10:00前" in texts(await say("转人工"))[-1]
    assert len(await reception.ledger.run(open_tickets)) == 1


async def test_a_shop_that_is_closed_for_long_promises_no_day(say, clock, week, wording):
    week.days_off = [clock.now.date() + timedelta(days=day) for day in range(40)]

    assert texts(await say("转人工"))[-1] == wording.say("out_of_hours_for_long")


async def test_the_bot_is_silent_while_somebody_waits_for_a_person(say, bot, stored):
    await say("转人工")

    assert await say("在吗") == []
    assert (await stored())[-1]["text"] == "在吗"
    assert bot.heard == ["转人工"]


async def test_who_writes_while_waiting_is_told_so_but_not_every_time(say, bot, stored, clock, wording):
    await say("转人工")
    clock.move(seconds=61)
    await say("在吗")
    await say("人呢")

    assert [one["text"] for one in (await stored())[-3:]] == ["在吗", wording.say("still_waiting", minutes=3), "人呢"]


async def press(reception, chat, say, title):
    offered = (await say("转人工"))[-1]
    button = next(button["id"] for button in offered.buttons if button["title"] == title)
    return await reception.receive(chat, button=(offered.id, button))


async def test_who_will_not_wait_goes_on_with_the_bot(reception, chat, say, stored, owner, wording):
    await press(reception, chat, say, wording.leave_queue_button)

    assert (await owner(), (await stored())[-1]["text"]) == ("bot", wording.say("queue_left"))
    assert texts(await say("在吗")) == ["您说：在吗"]


async def test_who_will_not_wait_may_leave_a_message(reception, chat, say, stored, owner, wording):
    await press(reception, chat, say, wording.leave_message_button)

    assert await owner() == "bot"
    assert (await stored())[-1]["text"] == wording.say("message_left", by="今天 11:00")


async def test_a_button_of_the_queue_does_nothing_once_a_person_is_there(reception, chat, say, owner, hire, wording):
    offered = (await say("转人工"))[-1]
    agent = hire(presence=Presence.AWAY)
    await Attendance(reception.ledger, lambda: wording).take(chat, agent.id)

    await reception.receive(chat, button=(offered.id, "b1"))

    assert await owner() == "human"


async def test_a_button_of_the_queue_that_is_pressed_after_the_end_is_no_question(
    reception, chat, say, owner, hire, bot, attending, wording
):
    offered = (await say("转人工"))[-1]
    agent = hire(presence=Presence.AWAY)
    await attending.take(chat, agent.id)
    await attending.resolve(chat, agent.id)

    replies = await say(button=(offered.id, "b1"))

    assert (await owner(), texts(replies), bot.heard) == ("bot", [], ["转人工"])


async def test_what_the_desk_says_to_who_waits_is_an_answer_as_well(say, clock, wording):
    await say("转人工")
    clock.move(seconds=61)

    assert texts(await say("人呢")) == [wording.say("still_waiting", minutes=3)]


async def test_somebody_who_is_free_is_there_at_once(say, owner, hire, wording):
    hire("小林")

    replies = texts(await say("转人工"))

    assert await owner() == "human"
    assert replies == ["好的，马上为您转接。", wording.say("agent_joined", agent="小林")]


async def test_what_another_copy_is_at_work_on_is_left_to_it(open_reception, bot, session, begin, clock):
    messages.append_shopper_message(session, begin(), text="在吗", now=clock.now)
    session.commit()
    reception = open_reception()

    assert await reception.recover() == 0
    clock.move(seconds=30)
    assert await reception.recover() == 1


async def test_a_reply_is_dropped_when_a_person_took_over_meanwhile(reception, chat, bot, stored):
    bot.may_answer = asyncio.Event()
    message = await reception.receive(chat, text="在吗")
    await bot.asked.get()
    await reception.ledger.write(chat, lambda s, c, now: desk.hand_off(s, c, {}, now) and None)
    bot.may_answer.set()

    assert await reception.answered(message) == []
    assert [one["text"] for one in await stored()] == ["在吗"]


async def test_messages_that_wait_for_their_turn_go_to_the_person_who_took_over(reception, chat, bot):
    bot.may_answer = asyncio.Event()
    await reception.receive(chat, text="转人工")
    await bot.asked.get()
    waiting = await reception.receive(chat, text="快点")
    bot.may_answer.set()

    assert await reception.answered(waiting) == []
    assert bot.heard == ["转人工"]


async def test_a_closed_conversation_goes_on_with_the_bot(reception, chat, say, stored, wording, hire):
    agent = hire(presence=Presence.AWAY)
    attending = Attendance(reception.ledger, lambda: wording)
    await say("转人工")
    await attending.take(chat, agent.id)
    await attending.resolve(chat, agent.id)

    replies = await say("还有个问题")

    assert texts(replies) == ["您说：还有个问题"]
    assert [one["text"] for one in await stored()][-3:] == [
        "还有个问题",
        wording.say("reopened"),
        "您说：还有个问题",
    ]


# ---- starting and stopping


async def test_what_a_crash_left_unanswered_is_answered_at_the_next_start(open_reception, bot, session, begin, now):
    one, other = begin("v-1"), begin("v-2")
    owed = [messages.append_shopper_message(session, one, text=text, now=now) for text in ("在吗", "我的快递")]
    owed.append(messages.append_shopper_message(session, other, text="你好", now=now))
    session.commit()
    reception = open_reception()

    assert await reception.recover(all_of_them=True) == 3
    replies = [texts(await reception.answered(message)) for message in owed]

    assert replies == [["您说：在吗，我的快递"], ["您说：在吗，我的快递"], ["您说：你好"]]


async def test_with_nothing_owed_nothing_happens(reception, say):
    await say("在吗")

    assert await reception.recover(all_of_them=True) == 0


async def test_stopping_in_the_middle_of_a_turn_loses_nothing(open_reception, bot, url, wording, week, clock):
    bot.may_answer = asyncio.Event()
    reception = open_reception()
    chat = (await reception.open("v-1")).id
    first = await reception.receive(chat, text="一")
    await bot.asked.get()
    await reception.receive(chat, text="二")
    await reception.close()

    bot.may_answer.set()
    again = open_reception()
    await again.recover(all_of_them=True)

    assert texts(await again.answered(first)) == ["您说：一，二"]


async def test_who_waits_for_an_answer_while_the_desk_stops_is_told_so(reception, chat, bot):
    bot.may_answer = asyncio.Event()
    await reception.receive(chat, text="一")
    await bot.asked.get()
    second = await reception.receive(chat, text="二")
    waiting = asyncio.create_task(reception.answered(second))
    await asyncio.sleep(0)

    await reception.close()

    with pytest.raises(BotUnavailable):
        await waiting


async def test_a_caller_who_goes_away_is_answered_all_the_same(reception, chat, bot):
    caller = asyncio.create_task(reception.receive(chat, text="在吗"))
    await asyncio.sleep(0)
    caller.cancel()

    assert (await bot.asked.get()).text == "在吗"


async def test_read_marks_are_kept(reception, chat, say, url):
    last = (await say("在吗"))[-1]

    await reception.read(chat, last.id)

    found = await reception.ledger.run(lambda session: desk.get_conversation(session, chat))
    assert (found.read_id, found.owner) == (last.id, Owner.BOT)


async def test_the_bot_hears_which_card_was_shown_last(reception, chat, say, bot, now):
    card = {"type": "payment", "number": "1", "amount": "129"}
    shown = [{"kind": "card", "text": "订单 1", "card": card}, {"kind": "text", "text": "有什么顾虑吗"}]
    await reception.ledger.write(
        chat, lambda session, conversation, at: append_reply(session, conversation, shown, conversation.epoch, now=at)
    )

    await say("晚点")
    await say("再看看")

    assert [turn.metadata.get("card") for turn in bot.turns] == [{"type": "payment", "number": "1"}, None]
