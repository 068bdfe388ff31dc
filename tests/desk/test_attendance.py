import pytest

from bot.desk.attendance import REPLY_LIMIT
from bot.desk.conversations import Owner
from bot.desk.notes import notes_on
from bot.desk.presence import set_presence
from bot.desk.staff import Presence, Role, get_agent
from bot.errors import (
    AgentAway,
    ConversationNotFound,
    EmptyMessage,
    MessageTooLong,
    NotInCharge,
    OwnerConflict,
    TooLateToRecall,
)


@pytest.fixture
def lin(hire):
    """Somebody who takes what she wants herself."""
    return hire("小林", presence=Presence.AWAY).id


@pytest.fixture
async def waiting(chat, say, lin):
    """The id of a conversation that waits for a person."""
    await say("转人工")
    return chat


@pytest.fixture
async def served(waiting, attending, lin):
    """The id of a conversation that 小林 has."""
    await attending.take(waiting, lin)
    return waiting


def texts(case):
    return [message.text for message in case.messages]


async def test_an_agent_sees_the_queue_and_the_whole_story(attending, waiting):
    listed = await attending.conversations(Owner.WAITING)
    case = await attending.case(waiting)

    assert [conversation.id for conversation in listed] == [waiting]
    assert (case.hand_off.reason, case.hand_off.order_number) == ("asked", "1")
    assert texts(case)[:2] == ["转人工", "好的，马上为您转接。"]
    assert case.messages[0].understood == [{"intent": "greet", "confidence": 0.9}]


async def test_other_conversations_come_the_latest_first(attending, reception, chat, clock):
    clock.move(minutes=1)
    later = (await reception.open("v-2")).id

    assert [one.id for one in await attending.conversations()] == [later, chat]
    assert [one.id for one in await attending.conversations(Owner.BOT, limit=1)] == [later]
    assert await attending.conversations(Owner.CLOSED) == []


async def test_an_agent_takes_over_answers_and_resolves(attending, waiting, wording, bot, say, lin):
    await attending.take(waiting, lin)
    await attending.reply(waiting, lin, "您好，我来看一下")
    assert await say("好的") == []
    await attending.resolve(waiting, lin)

    case = await attending.case(waiting)
    assert texts(case)[3:] == [
        wording.say("agent_joined", agent="小林"),
        "您好，我来看一下",
        "好的",
        wording.say("closed"),
        wording.say("rating_ask", agent="小林"),
    ]
    assert bot.heard == ["转人工"]


async def test_the_bot_comes_back_when_an_agent_gives_the_word_back(attending, served, wording, say, lin):
    conversation = await attending.return_to_bot(served, lin)

    assert conversation.owner is Owner.BOT
    assert texts(await attending.case(served))[-1] == wording.say("agent_left", agent="小林")
    assert [message.text for message in await say("在吗")] == ["您说：在吗"]


async def test_a_lead_sends_away_what_waits(attending, waiting, wording, hire, lin):
    lead = hire("阿敏", role=Role.LEAD, presence=Presence.AWAY).id
    with pytest.raises(NotInCharge):
        await attending.return_to_bot(waiting, lin)

    await attending.return_to_bot(waiting, lead)

    assert texts(await attending.case(waiting))[-1] == wording.say("queue_left")


async def test_only_one_agent_gets_a_conversation(attending, served, hire):
    with pytest.raises(NotInCharge):
        await attending.take(served, hire("小陈", presence=Presence.AWAY).id)

    assert (await attending.case(served)).conversation.agent == "小林"


async def test_nobody_takes_what_the_bot_has(attending, chat, lin, hire):
    with pytest.raises(ConversationNotFound):
        await attending.take(chat, lin)
    with pytest.raises(OwnerConflict):
        await attending.take(chat, hire("阿敏", role=Role.LEAD).id)


async def test_what_waits_for_another_group_is_not_to_be_seen(attending, waiting, hire):
    with pytest.raises(ConversationNotFound):
        await attending.take(waiting, hire("小周", groups=["aftersale"], presence=Presence.AWAY).id)


async def test_a_lead_takes_over_and_the_agent_no_longer_speaks(attending, served, hire, lin):
    lead = hire("阿敏", role=Role.LEAD, presence=Presence.AWAY).id

    await attending.take(served, lead)

    assert (await attending.case(served)).conversation.agent == "阿敏"
    with pytest.raises(NotInCharge):
        await attending.reply(served, lin, "您好")


@pytest.mark.parametrize(
    ("text", "error"), [("", EmptyMessage), ("\x00", EmptyMessage), ("好" * (REPLY_LIMIT + 1), MessageTooLong)]
)
async def test_an_unusable_reply_is_refused(attending, served, text, error, lin):
    with pytest.raises(error):
        await attending.reply(served, lin, text)


async def test_a_reply_that_is_sent_twice_is_said_once(attending, served, lin):
    first = await attending.reply(served, lin, "您好", client_id="a1")
    again = await attending.reply(served, lin, "您好", client_id="a1")

    assert first.id == again.id


async def test_nobody_speaks_for_a_person_who_has_not_taken_over(attending, waiting, lin):
    with pytest.raises(NotInCharge):
        await attending.reply(waiting, lin, "您好")


async def test_an_unknown_conversation_is_refused(attending):
    with pytest.raises(ConversationNotFound):
        await attending.case("none")


async def test_a_transfer_to_a_person_goes_to_them_with_the_note(attending, served, hire, reception, lin, wording):
    zhou = hire("小周", groups=["aftersale"])

    await attending.transfer(served, lin, to=zhou.id, note="要退货，已核对订单")

    case = await attending.case(served)
    notes = await reception.ledger.run(lambda session: notes_on(session, case.conversation))
    assert (case.conversation.agent, case.conversation.group) == ("小周", "aftersale")
    assert [(note.text, note.kind, agent.name) for note, agent in notes] == [("要退货，已核对订单", "transfer", "小林")]
    assert texts(case)[-1] == wording.say("agent_joined", agent="小周")


async def test_nobody_who_is_away_gets_a_transfer(attending, served, hire, lin):
    away = hire("小周", presence=Presence.AWAY)

    with pytest.raises(AgentAway):
        await attending.transfer(served, lin, to=away.id, note="")

    assert (await attending.case(served)).conversation.agent == "小林"


async def test_a_transfer_to_a_group_waits_there_before_newcomers(attending, served, reception, lin, wording, clock):
    later = (await reception.open("v-2")).id
    await reception.answered(await reception.receive(later, text="转人工"))
    clock.move(minutes=1)

    await attending.transfer(served, lin, group="aftersale", note="")

    case = await attending.case(served)
    assert (case.conversation.owner, case.conversation.group) == (Owner.WAITING, "aftersale")
    assert texts(case)[-1] == wording.say("transferred", group="售后")
    assert [one.id for one in await attending.conversations(Owner.WAITING)] == [served, later]


async def test_who_does_not_have_a_conversation_cannot_transfer_it(attending, served, hire):
    with pytest.raises(NotInCharge):
        await attending.transfer(served, hire("小陈").id, group="aftersale", note="")


async def test_a_message_is_taken_back_within_two_minutes(attending, served, lin, clock, reception):
    said = await attending.reply(served, lin, "价格是 100 元")
    clock.move(seconds=119)

    with reception.ledger.subscribe(served) as events:
        await attending.recall(served, lin, said.id)
        assert await events.__anext__() == {"type": "recalled", "data": {"id": said.id}}

    shown = (await reception.ledger.snapshot(served))["data"]["messages"][-1]
    assert (shown["text"], shown["recalled"]) == ("", True)
    assert texts(await attending.case(served))[-1] == "价格是 100 元"


async def test_a_message_stays_after_two_minutes(attending, served, lin, clock):
    said = await attending.reply(served, lin, "价格是 100 元")
    clock.move(seconds=121)

    with pytest.raises(TooLateToRecall):
        await attending.recall(served, lin, said.id)


async def test_nobody_takes_back_what_somebody_else_said(attending, served, lin, hire):
    said = await attending.reply(served, lin, "您好")

    with pytest.raises(TooLateToRecall):
        await attending.recall(served, hire("小陈").id, said.id)
    with pytest.raises(TooLateToRecall):
        await attending.recall(served, lin, (await attending.case(served)).messages[0].id)


async def test_the_shopper_sees_that_the_agent_has_read(attending, served, lin, say, reception):
    await say("在吗")
    last = (await attending.case(served)).messages[-1].id

    with reception.ledger.subscribe(served) as events:
        await attending.read(served, lin, last)
        await attending.read(served, lin, last - 1)
        assert await events.__anext__() == {"type": "seen", "data": {"id": last}}

    assert (await reception.ledger.standing(served))["seen_id"] == last


async def test_only_who_is_in_charge_is_seen_typing(attending, served, lin, hire, reception):
    with reception.ledger.subscribe(served) as events:
        await attending.typing(served, hire("小陈").id, True)
        await attending.typing(served, lin, True)

        assert await events.__anext__() == {"type": "typing", "data": {"on": True, "by": "agent"}}
        assert events._queue.empty()


async def test_who_comes_gets_what_waits(attending, waiting, lin, reception, clock):
    await reception.ledger.run(
        lambda session: set_presence(session, get_agent(session, lin), Presence.ONLINE, clock.now)
    )
    await attending.presence_changed(lin)

    assert (await attending.case(waiting)).conversation.agent == "小林"


async def test_who_is_done_gets_the_next(attending, chat, reception, hire, say):
    lin = hire("小林", capacity=1).id
    await say("转人工")
    other = (await reception.open("v-2")).id
    await reception.answered(await reception.receive(other, text="转人工"))
    assert (await attending.case(other)).conversation.owner is Owner.WAITING

    await attending.resolve(chat, lin)

    assert (await attending.case(other)).conversation.agent == "小林"


async def test_a_console_that_fell_silent_counts_as_gone(attending, say, chat, hire, clock):
    lin = hire("小林").id
    clock.move(seconds=61)
    await say("转人工")
    assert await attending.dispatch.allocate() == 0

    await attending.alive(lin)

    assert (await attending.case(chat)).conversation.agent_id == lin
