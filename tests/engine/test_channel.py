"""The private channel: who may speak to the bot, and how."""

import json

import pytest

from bot.engine.channel import DeskInput, turn_from

TURN = {"conversation_id": "c1", "visitor": "v1", "shopper_id": None, "text": "你好", "click": None, "metadata": {}}
CHANNEL = DeskInput("right")


class BrokenAgent:
    """Stands for Rasa failing in the middle of a turn."""

    processor = None


async def respond(body, secret="right"):
    return await CHANNEL.respond(BrokenAgent(), secret, body if isinstance(body, bytes) else json.dumps(body).encode())


@pytest.mark.parametrize("secret", ["", "wrong", "Right", "对的"])
async def test_without_the_secret_nobody_is_heard(secret):
    status, _ = await respond(TURN, secret)

    assert status == 403


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        {},
        {"text": "x"},
        {**TURN, "text": 5},
        {**TURN, "click": "restart"},
        ["x"],
        "x",
        {**TURN, "metadata": 3},
    ],
)
async def test_what_is_no_turn_is_refused(body):
    status, _ = await respond(body)

    assert status == 400


async def test_a_failure_is_told_without_its_text():
    assert await respond(TURN) == (500, {"ok": False, "error": "internal"})


def test_a_turn_keeps_what_the_desk_vouches_for():
    turn = turn_from({**TURN, "shopper_id": "demo", "click": {"intent": "affirm"}, "metadata": {"product": "P1001"}})

    assert (turn.shopper_id, turn.click.intent, turn.metadata) == ("demo", "affirm", {"product": "P1001"})
