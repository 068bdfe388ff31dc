"""Nobody talks over anybody, whatever happens at the same time. ``XIAOER_RACE_STEPS`` runs it for longer."""

import os

import pytest

from bot.db import session_on
from tests.desk.races import Crowd, epochs

STEPS = int(os.environ.get("XIAOER_RACE_STEPS", "600"))


@pytest.mark.parametrize("seed", [1])
async def test_whatever_happens_at_once_nothing_is_lost_doubled_or_said_out_of_turn(url, seed):
    crowd = Crowd(url, seed)

    await crowd.run(STEPS)

    assert crowd.faults() == []
    with session_on(url) as session:
        told = {chat: epochs(session, chat) for chat in crowd.sent}
    assert all(one == sorted(one) for one in told.values())
    assert max(max(one) for one in told.values()) > 10  # they did get in each other's way
