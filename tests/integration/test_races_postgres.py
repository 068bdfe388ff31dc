"""The crowd of tests/desk/races.py on PostgreSQL, where two copies of the desk really write at the same time."""

import pytest

from bot.db import Base, engine_for, session_on
from bot.migrations import import_models
from tests.desk.races import Crowd, epochs
from tests.desk.test_races import STEPS


@pytest.fixture
def url(server):
    with engine_for(server).begin() as connection:
        connection.exec_driver_sql("drop schema public cascade")
        connection.exec_driver_sql("create schema public")
    import_models()
    Base.metadata.create_all(engine_for(server))
    yield server
    engine_for(server).dispose()


@pytest.mark.parametrize("seed", [3])
async def test_whatever_happens_at_once_nothing_is_lost_doubled_or_said_out_of_turn(url, seed):
    crowd = Crowd(url, seed)

    await crowd.run(STEPS)

    assert crowd.faults() == []
    with session_on(url) as session:
        told = {chat: epochs(session, chat) for chat in crowd.sent}
    assert all(one == sorted(one) for one in told.values())
    assert max(max(one) for one in told.values()) > 10  # they did get in each other's way
