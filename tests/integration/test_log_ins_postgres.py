"""Log-ins on PostgreSQL: who guesses at many places at once, and two admins who demote each other."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

import pytest

from bot.db import Base, engine_for, session_on
from bot.desk import log_ins, staff_accounts
from bot.desk.staff import Role, accounts, get_agent
from bot.errors import LastAdmin, TooManyLogIns
from bot.hours import SHANGHAI
from bot.migrations import import_models

NOW = datetime(2026, 11, 18, 10, 0, tzinfo=SHANGHAI)
PASSWORD = "晴天-beach-42"
pytestmark = pytest.mark.usefixtures("quick_passwords")


@pytest.fixture
def url(server):
    with engine_for(server).begin() as connection:
        connection.exec_driver_sql("drop schema public cascade")
        connection.exec_driver_sql("create schema public")
    import_models()
    Base.metadata.create_all(engine_for(server))
    yield server
    engine_for(server).dispose()


@pytest.fixture
def hire(url):
    def hired(login, role=Role.AGENT):
        with session_on(url) as session:
            values = {"name": login, "password": PASSWORD, "role": role, "temporary": False, "now": NOW, "by": None}
            return staff_accounts.create_agent(session, login=login, **values).id

    return hired


def outcome(deed, *errors):
    try:
        return deed() is not None
    except errors as error:
        return type(error)


def test_of_many_guesses_at_once_five_are_looked_at(url, hire):
    hire("xiaolin")
    together = threading.Barrier(12)
    who = {"login": "xiaolin", "address": "192.0.2.1", "now": NOW}

    def guess():
        together.wait(30)
        with session_on(url) as session:
            log_ins.knock(session, **who)
        with session_on(url) as session:
            return log_ins.log_in(session, password="wrong-guess", **who)

    with ThreadPoolExecutor(12) as pool:
        outcomes = list(pool.map(lambda _: outcome(guess, TooManyLogIns), range(12)))

    assert set(outcomes) <= {False, TooManyLogIns}
    assert outcomes.count(False) <= 5


def test_of_two_admins_who_demote_each_other_one_stays(url, hire):
    admins = [hire("first", Role.ADMIN), hire("second", Role.ADMIN)]
    together = threading.Barrier(2)

    def demote(agent_id):
        with session_on(url) as session:
            agent = get_agent(session, agent_id)
            together.wait(30)
            staff_accounts.change_agent(session, agent, role=Role.AGENT, now=NOW, by=None)

    with ThreadPoolExecutor(2) as pool:
        outcomes = list(pool.map(lambda one: outcome(lambda: demote(one), LastAdmin), admins))

    with session_on(url) as session:
        assert [agent.role for agent in accounts(session)].count(Role.ADMIN) == 1
    assert outcomes.count(LastAdmin) == 1


def test_somebody_logs_in_and_out_and_is_told_of(url, hire):
    agent_id = hire("xiaolin")
    who = {"login": "XiaoLin", "address": "2001:db8::1", "now": NOW}

    with session_on(url) as session:
        log_ins.knock(session, **who)
        entered, cookie = log_ins.log_in(session, password=PASSWORD, **who)
    with session_on(url) as session:
        assert log_ins.log_in_of(session, cookie, NOW).agent.id == agent_id
        assert log_ins.log_out(session, entered, NOW) is True
        assert log_ins.log_in_of(session, cookie, NOW) is None
