import pytest

from bot.desk.conversations import Owner
from bot.desk.events import CONSOLE
from bot.desk.journal import JournalEntry
from bot.desk.messages import Author


@pytest.fixture
def dispatch(attending):
    return attending.dispatch


@pytest.fixture
def found(attending, chat):
    """The conversation as it stands."""

    async def standing():
        return (await attending.case(chat)).conversation

    return standing


@pytest.fixture
async def notices(attending, chat):
    async def said():
        return [one.text for one in (await attending.case(chat)).messages if one.author is Author.SYSTEM]

    return said


@pytest.fixture
def alive(attending, clock):
    """Time passes, while everybody's console stays open."""

    async def passes(*agents, **by):
        clock.move(**by)
        for agent in agents:
            await attending.alive(agent.id)

    return passes


def kinds(session):
    return [line.kind for line in session.query(JournalEntry).order_by(JournalEntry.id)]


async def test_who_does_not_answer_is_warned_once(dispatch, say, hire, reception, alive, session):
    lin = hire("小林")
    await say("转人工")
    await alive(lin, seconds=99)
    await dispatch.warn()
    assert "clock.warned" not in kinds(session)

    await alive(lin, seconds=1)
    with reception.ledger.subscribe(CONSOLE) as events:
        await dispatch.warn()
        await dispatch.warn()
        told = await events.__anext__()

    assert (told["type"], told["to"], told["data"]["kind"]) == ("alert", lin.id, "late")
    assert kinds(session).count("clock.warned") == 1


async def test_who_answers_in_time_is_left_alone(dispatch, attending, chat, say, hire, alive, found, session):
    lin, chen = hire("小林"), hire("小陈", groups=[])
    await say("转人工")
    await attending.reply(chat, lin.id, "您好")
    await alive(lin, chen, seconds=600)

    await dispatch.warn()
    await dispatch.reassign()

    assert ((await found()).agent, (await found()).reply_due_at) == ("小林", None)
    assert "clock.warned" not in kinds(session)


async def test_after_three_minutes_somebody_else_gets_it(dispatch, chat, say, hire, alive, found, notices, wording):
    lin = hire("小林")
    await say("转人工")
    chen = hire("小陈")
    await alive(lin, chen, seconds=180)

    await dispatch.reassign()

    assert (await found()).agent == "小陈"
    assert (await notices())[-1] == wording.say("agent_joined", agent="小陈")


async def test_who_let_it_wait_does_not_get_it_again(dispatch, chat, say, hire, alive, found):
    lin = hire("小林")
    await say("转人工")
    chen = hire("小陈")
    await alive(lin, chen, seconds=180)
    await dispatch.reassign()
    await alive(lin, chen, seconds=180)

    await dispatch.reassign()

    assert (await found()).agent == "小陈"


async def test_where_nobody_else_is_free_the_leads_are_told(dispatch, say, hire, alive, found, reception):
    lin = hire("小林")
    await say("转人工")
    await alive(lin, seconds=180)

    with reception.ledger.subscribe(CONSOLE) as events:
        await dispatch.reassign()
        told = await events.__anext__()

    assert (told["to"], told["data"]["kind"], (await found()).agent) == (None, "late", "小林")


async def test_the_clock_stands_still_out_of_hours(dispatch, say, hire, alive, found, clock):
    clock.move(hours=11, minutes=59)
    lin, chen = hire("小林"), hire("小陈")
    await say("转人工")
    first = (await found()).agent
    await alive(lin, chen, hours=2)

    await dispatch.reassign()

    assert (await found()).agent == first


async def test_a_silent_talk_is_asked_after_then_ended_and_goes_on_with_the_bot(
    dispatch, attending, chat, say, hire, clock, found, notices, wording
):
    lin = hire("小林")
    await say("转人工")
    await attending.reply(chat, lin.id, "请问是哪一单？")
    for minutes in (9, 1, 1):
        clock.move(minutes=minutes)
        await dispatch.end_silent()
    assert (await notices()).count(wording.say("still_there", minutes=10)) == 1

    clock.move(minutes=9)
    await dispatch.end_silent()

    assert (await found()).owner is Owner.CLOSED
    assert (await notices())[-2:] == [wording.say("closed_silent"), wording.say("rating_ask", agent="小林")]
    assert [message.text for message in await say("在吗")][-1] == "您说：在吗"


async def test_a_talk_in_which_the_shopper_spoke_last_is_never_ended(
    dispatch, attending, chat, say, hire, clock, found
):
    lin = hire("小林")
    await say("转人工")
    await attending.reply(chat, lin.id, "请问是哪一单？")
    await say("昨天那单")
    clock.move(hours=3)

    await dispatch.end_silent()

    assert (await found()).owner is Owner.HUMAN
