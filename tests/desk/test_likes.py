import pytest
from sqlalchemy import select

from bot.desk.events import staff_topic
from bot.desk.journal import JournalEntry
from bot.errors import NotAnAnswer


@pytest.fixture
def dislikes(reception):
    async def lines():
        def read(session):
            query = select(JournalEntry).where(JournalEntry.kind == "answer.disliked")
            return [line.data for line in session.execute(query).scalars()]

        return await reception.ledger.run(read)

    return lines


@pytest.fixture
def thumb(reception, chat):
    async def read(message_id):
        said = (await reception.ledger.snapshot(chat))["data"]["messages"]
        return next(message["liked"] for message in said if message["id"] == message_id)

    return read


async def test_a_thumb_may_be_put_changed_and_taken_back(reception, chat, say, thumb):
    [reply] = await say("在吗")

    given = []
    for liked in (None, True, False, None):
        await reception.like(chat, reply.id, liked)
        given.append(await thumb(reply.id))

    assert given == [None, True, False, None]


async def test_a_thumb_down_is_written_down_once(reception, chat, say, dislikes):
    [reply] = await say("在吗")

    await reception.like(chat, reply.id, False)
    await reception.like(chat, reply.id, False)

    assert await dislikes() == [{"message": reply.id}]


async def test_a_thumb_up_is_no_complaint(reception, chat, say, dislikes):
    [reply] = await say("在吗")

    await reception.like(chat, reply.id, True)

    assert await dislikes() == []


async def test_other_windows_and_agents_hear_of_it(reception, chat, say):
    [reply] = await say("在吗")

    with reception.ledger.subscribe(chat, staff_topic(chat)) as events:
        await reception.like(chat, reply.id, False)
        told = [await events.__anext__(), await events.__anext__()]

    assert told[0] == {"type": "liked", "data": {"id": reply.id, "liked": False}}
    assert (told[1]["type"], told[1]["data"]["liked"]) == ("message", False)


async def test_only_the_bots_answers_of_this_conversation_have_thumbs(reception, chat, say):
    [reply] = await say("在吗")
    other = (await reception.open("v-2")).id

    for conversation, message in ((chat, reply.id - 1), (other, reply.id), (chat, 10**9)):
        with pytest.raises(NotAnAnswer):
            await reception.like(conversation, message, True)
