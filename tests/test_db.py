"""Engines: writers into one SQLite file take turns, and connections stay open."""

import threading

import pytest
from sqlalchemy import Column, Integer, MetaData, Table, func, insert, select

from bot.db import engine_for

ROWS = Table("rows", MetaData(), Column("id", Integer, primary_key=True))


@pytest.fixture
def engine(tmp_path):
    engine = engine_for(f"sqlite:///{tmp_path / 'turns.db'}")
    ROWS.create(engine)
    yield engine
    engine.dispose()


def count(engine):
    with engine.connect() as connection:
        return connection.execute(select(func.count()).select_from(ROWS)).scalar_one()


def test_a_second_writer_waits_until_the_first_is_done_and_then_writes(engine):
    begins = threading.Event()

    def write():
        begins.set()
        with engine.begin() as connection:
            connection.execute(insert(ROWS).values(id=2))

    second = threading.Thread(target=write)
    with engine.begin() as connection:
        connection.execute(insert(ROWS).values(id=1))
        second.start()
        begins.wait(10)
        second.join(0.2)
        waits = second.is_alive()
    second.join(10)

    assert waits
    assert count(engine) == 2


def test_who_only_reads_waits_for_nobody(engine):
    with engine.begin() as connection:
        connection.execute(insert(ROWS).values(id=1))

        assert count(engine) == 0


def test_a_writer_that_fails_gives_its_turn_away(engine):
    with pytest.raises(ZeroDivisionError), engine.begin() as connection:
        connection.execute(insert(ROWS).values(id=1))
        raise ZeroDivisionError

    with engine.begin() as connection:
        connection.execute(insert(ROWS).values(id=1))

    assert count(engine) == 1


def test_forty_writers_at_once_all_get_their_turn(engine):
    def write(number):
        with engine.begin() as connection:
            connection.execute(insert(ROWS).values(id=number))

    writers = [threading.Thread(target=write, args=(number,)) for number in range(40)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(30)

    assert count(engine) == 40
