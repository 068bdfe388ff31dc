import asyncio

import pytest

from bot.desk import conversations as desk
from bot.desk import messages
from bot.desk.ledger import PAGE
from bot.errors import ConversationNotFound
from tests.echo_bot import PACKET


@pytest.fixture
def ledger(reception):
    return reception.ledger


def notice(text):
    return lambda session, conversation, now: messages.append_notice(session, conversation, text, now)


def hand_off(session, conversation, now):
    desk.hand_off(session, conversation, PACKET, now)


@pytest.fixture
def take(assign, hire):
    """A change that gives a waiting conversation to somebody."""
    agent = hire()
    return lambda session, conversation, now: assign(session, conversation, agent) and None


def standing(**differences):
    return {"owner": "waiting", "position": 1, "wait": 3, "agent": None, "seen_id": 0, **differences}


async def test_listeners_are_told_of_new_messages_and_a_new_owner(ledger, chat):
    with ledger.subscribe(chat) as events:
        await ledger.write(chat, notice("您好"))
        await ledger.write(chat, hand_off)

        told = await events.__anext__()
        assert (told["type"], told["data"]["text"], told["id"]) == ("message", "您好", told["data"]["id"])
        assert await events.__anext__() == {"type": "owner", "data": standing()}


async def test_a_change_that_fails_leaves_nothing_and_tells_nothing(ledger, chat):
    def change(session, conversation, now):
        messages.append_notice(session, conversation, "只写一半", now)
        raise RuntimeError

    with ledger.subscribe(chat) as events:
        with pytest.raises(RuntimeError):
            await ledger.write(chat, change)
        await ledger.write(chat, notice("写完了"))

        assert (await events.__anext__())["data"]["text"] == "写完了"
    assert len((await ledger.snapshot(chat))["data"]["messages"]) == 1


async def test_a_change_of_nothing_is_refused(ledger):
    with pytest.raises(ConversationNotFound):
        await ledger.write("none", notice("您好"))


async def test_many_changes_at_once_are_told_in_their_order(ledger, chat):
    with ledger.subscribe(chat) as events:
        await asyncio.gather(*(ledger.write(chat, notice(str(number))) for number in range(20)))

        told = [(await events.__anext__())["id"] for _ in range(20)]

    assert told == sorted(told)


async def test_a_caller_who_goes_away_does_not_stop_a_change(ledger, chat):
    with ledger.subscribe(chat) as events:
        caller = asyncio.create_task(ledger.write(chat, notice("您好")))
        await asyncio.sleep(0)
        caller.cancel()

        assert (await events.__anext__())["data"]["text"] == "您好"


async def test_the_snapshot_is_the_state_and_what_came_after_an_id(ledger, chat):
    first = await ledger.write(chat, notice("一"))
    await ledger.write(chat, notice("二"))

    whole, rest = await ledger.snapshot(chat), await ledger.snapshot(chat, after=first.id)

    assert [message["text"] for message in whole["data"]["messages"]] == ["一", "二"]
    assert [message["text"] for message in rest["data"]["messages"]] == ["二"]
    assert (whole["type"], whole["id"], whole["data"]["owner"]) == ("state", rest["id"], "bot")
    assert (await ledger.snapshot(chat, after=rest["id"]))["id"] == rest["id"]


async def test_who_was_away_for_long_gets_everything(ledger, chat):
    def change(session, conversation, now):
        said = [{"kind": "text", "text": str(number)} for number in range(PAGE + 5)]
        return [message.id for message in messages.append_reply(session, conversation, said, 0, now=now)]

    ids = await ledger.write(chat, change)

    assert len((await ledger.snapshot(chat, after=ids[0]))["data"]["messages"]) == PAGE + 4
    assert len((await ledger.snapshot(chat))["data"]["messages"]) == PAGE


async def test_who_waits_hears_of_moving_up(reception, ledger, chat, clock, take):
    second = (await reception.open("v-2")).id
    await ledger.write(chat, hand_off)
    clock.move(minutes=1)
    await ledger.write(second, hand_off)

    with ledger.subscribe(second) as events:
        await ledger.write(chat, take)

        assert (await events.__anext__())["data"] == standing()


async def test_out_of_hours_nobody_is_promised_a_position(reception, ledger, chat, clock, take):
    second = (await reception.open("v-2")).id
    clock.move(hours=13)
    await ledger.write(chat, hand_off)
    await ledger.write(second, hand_off)

    with ledger.subscribe(second) as events:
        await ledger.write(chat, take)
        await ledger.write(second, notice("您好"))

        assert (await events.__anext__())["type"] == "message"
    assert await ledger.standing(second) == standing(position=None, wait=None)
