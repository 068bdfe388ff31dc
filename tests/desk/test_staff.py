from datetime import timedelta

import pytest

from bot.desk.presence import set_presence
from bot.desk.staff import Agent, Presence, Role, accounts, everybody, find_by_login, get_agent, plain
from bot.errors import AgentNotFound


@pytest.fixture
def hire(session, now):
    def hired(login, **more):
        agent = Agent(login=login, **{"name": login, "password_hash": "none", "created_at": now, **more})
        session.add(agent)
        session.flush()
        return agent

    return hired


@pytest.mark.parametrize(
    ("role", "rights"),
    [
        (Role.TRAINER, {Role.TRAINER}),
        (Role.AGENT, {Role.AGENT}),
        (Role.LEAD, {Role.AGENT, Role.LEAD}),
        (Role.ADMIN, {Role.TRAINER, Role.AGENT, Role.LEAD, Role.ADMIN}),
    ],
)
def test_each_role_may_do_what_the_one_before_may_and_trainers_stand_aside(role, rights):
    assert {right for right in Role if Agent(role=role).may(right)} == rights


def test_a_login_is_found_however_it_is_typed(session, hire):
    agent = hire("xiaolin")

    assert [find_by_login(session, typed) for typed in (" XiaoLin", "ｘｉａｏｌｉｎ", "xiao\x00lin")] == [agent] * 3
    assert find_by_login(session, "xiaolan") is None


def test_a_login_keeps_chinese_letters():
    assert plain("小林\ud800\n") == "小林"


def test_who_has_left_is_listed_last_and_no_colleague(session, hire):
    hire("a", is_active=False)
    hire("b")

    assert [agent.login for agent in accounts(session)] == ["b", "a"]
    assert [agent.login for agent in everybody(session)] == ["b"]


def test_an_unknown_id_is_nobody(session):
    with pytest.raises(AgentNotFound):
        get_agent(session, 1)


def test_presence_ends_when_the_console_is_silent_for_a_minute(session, hire, now):
    agent = hire("xiaolin")

    set_presence(session, agent, Presence.AWAY, now)

    assert agent.presence_at(now + timedelta(seconds=60)) is Presence.AWAY
    assert agent.presence_at(now + timedelta(seconds=61)) is Presence.OFFLINE
