import pytest

from bot.desk import scheduled
from bot.desk.conversations import Owner
from bot.desk.notes import notes_on
from bot.desk.scheduled import ScheduledReplies, schedule
from bot.desk.staff import Presence, get_agent


@pytest.fixture
def lin(hire):
    return hire("小林", presence=Presence.AWAY).id


@pytest.fixture
async def planned(chat, say, attending, lin, reception, clock):
    """The id of a conversation of 小林, who has something to say in an hour."""
    await say("转人工")
    await attending.take(chat, lin)
    at = clock.now.replace(hour=11)
    await reception.ledger.write(
        chat, lambda session, talk, now: schedule(session, talk, get_agent(session, lin), "已经发货啦", at, now).id
    )
    return chat


@pytest.fixture
def later(reception):
    return ScheduledReplies(reception.ledger, unsent=lambda text: f"没有发出：{text}")


async def test_it_is_said_once_when_its_time_has_come(planned, later, attending, clock):
    await later.send_due()
    early = [message.text for message in (await attending.case(planned)).messages]
    clock.move(hours=1)
    await later.send_due()
    await later.send_due()

    said = [message for message in (await attending.case(planned)).messages if message.text == "已经发货啦"]
    assert ("已经发货啦" in early, [message.agent for message in said]) == (False, ["小林"])


async def test_who_has_no_longer_the_word_says_nothing_and_finds_a_note(planned, later, attending, clock, lin, session):
    await attending.resolve(planned, lin)
    clock.move(hours=1)
    await later.send_due()

    case = await attending.case(planned)
    assert (case.conversation.owner, case.messages[-1].author.value) == (Owner.CLOSED, "system")
    assert [note.text for note, _ in notes_on(session, case.conversation)] == ["没有发出：已经发货啦"]
    assert scheduled.scheduled_in(session, case.conversation) == []
