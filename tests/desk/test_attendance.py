import pytest

from bot.desk.attendance import REPLY_LIMIT
from bot.desk.conversations import Owner
from bot.errors import ConversationNotFound, EmptyMessage, MessageTooLong, OwnerConflict


@pytest.fixture
async def waiting(chat, say):
    """The id of a conversation that waits for a person."""
    await say("转人工")
    return chat


def texts(case):
    return [message.text for message in case.messages]


async def test_an_agent_sees_the_queue_and_the_whole_story(attending, waiting):
    listed = await attending.conversations(Owner.WAITING)
    case = await attending.case(waiting)

    assert [conversation.id for conversation in listed] == [waiting]
    assert (case.hand_off.reason, case.hand_off.order_number) == ("asked_for", "1")
    assert texts(case)[:2] == ["转人工", "好的，马上为您转接。"]
    assert case.messages[0].understood == [{"intent": "greet", "confidence": 0.9}]


async def test_other_conversations_come_the_latest_first(attending, reception, chat, clock):
    clock.move(minutes=1)
    later = (await reception.open("v-2")).id

    assert [one.id for one in await attending.conversations()] == [later, chat]
    assert [one.id for one in await attending.conversations(Owner.BOT, limit=1)] == [later]
    assert await attending.conversations(Owner.CLOSED) == []


async def test_an_agent_takes_over_answers_and_resolves(attending, waiting, wording, bot, say):
    await attending.assign(waiting, "小林")
    await attending.reply(waiting, "您好，我来看一下")
    assert await say("好的") == []
    await attending.resolve(waiting)

    case = await attending.case(waiting)
    assert texts(case)[3:] == [
        wording.say("agent_joined", agent="小林"),
        "您好，我来看一下",
        "好的",
        wording.say("closed"),
    ]
    assert bot.heard == ["转人工"]


async def test_the_bot_comes_back_when_an_agent_gives_the_word_back(attending, waiting, wording, say):
    await attending.assign(waiting, "小林")
    conversation = await attending.return_to_bot(waiting)

    assert conversation.owner is Owner.BOT
    assert texts(await attending.case(waiting))[-1] == wording.say("agent_left", agent="小林")
    assert [message.text for message in await say("在吗")] == ["您说：在吗"]


async def test_the_bot_comes_back_when_the_queue_is_left(attending, waiting, wording):
    await attending.return_to_bot(waiting)

    assert texts(await attending.case(waiting))[-1] == wording.say("queue_left")


async def test_only_one_agent_gets_a_conversation(attending, waiting):
    await attending.assign(waiting, "小林")

    with pytest.raises(OwnerConflict):
        await attending.assign(waiting, "小陈")

    assert (await attending.case(waiting)).conversation.agent == "小林"


@pytest.mark.parametrize(
    ("text", "error"), [("", EmptyMessage), ("\x00", EmptyMessage), ("好" * (REPLY_LIMIT + 1), MessageTooLong)]
)
async def test_an_unusable_reply_is_refused(attending, waiting, text, error):
    await attending.assign(waiting, "小林")

    with pytest.raises(error):
        await attending.reply(waiting, text)


async def test_nobody_speaks_for_a_person_who_has_not_taken_over(attending, waiting):
    with pytest.raises(OwnerConflict):
        await attending.reply(waiting, "您好")


async def test_an_unknown_conversation_is_refused(attending):
    with pytest.raises(ConversationNotFound):
        await attending.case("none")
