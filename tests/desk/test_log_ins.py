import pytest
from argon2 import PasswordHasher
from sqlalchemy import func, select

from bot.desk import log_ins, passwords
from bot.desk.audit import entries
from bot.desk.log_ins import AgentSession, LoginFailure
from bot.desk.staff import Agent
from bot.errors import TooManyLogIns

PASSWORD = "晴天-beach-42"
HERE = "192.0.2.1"
pytestmark = pytest.mark.usefixtures("quick_passwords")


@pytest.fixture
def agent(session, now):
    agent = Agent(login="xiaolin", name="小林", password_hash=passwords.hashed(PASSWORD), created_at=now)
    session.add(agent)
    session.flush()
    return agent


@pytest.fixture
def log_in(session, clock):
    """Knock and say a password."""

    def tried(login="xiaolin", password=PASSWORD, address=HERE):
        log_ins.knock(session, login=login, address=address, now=clock.now)
        return log_ins.log_in(session, login=login, password=password, address=address, now=clock.now)

    return tried


@pytest.fixture
def who(session, clock):
    def known(cookie):
        found = log_ins.log_in_of(session, cookie, clock.now)
        return found and found.agent.login

    return known


@pytest.fixture
def knock(session, clock):
    def knocked(times, login="xiaolin", address=HERE):
        for _ in range(times):
            log_ins.knock(session, login=login, address=address, now=clock.now)

    return knocked


def count(session, table):
    return session.execute(select(func.count()).select_from(table)).scalar_one()


def test_the_right_password_opens_a_session(session, agent, log_in, who):
    entered, cookie = log_in()

    assert (who(cookie), entered.agent) == ("xiaolin", agent)
    assert entered.csrf not in cookie


def test_the_database_does_not_know_the_cookie(session, agent, log_in):
    _, cookie = log_in()

    row = session.execute(select(AgentSession)).scalar_one()
    assert len(cookie) >= 43  # 32 random bytes
    assert cookie not in (row.id, row.csrf) and len(row.id) == 64


def test_each_log_in_has_a_cookie_and_a_csrf_of_its_own(agent, log_in):
    (first, one), (second, other) = log_in(), log_in()

    assert one != other and first.csrf != second.csrf


@pytest.mark.parametrize(("login", "password"), [("xiaolin", "wrong"), ("nobody", PASSWORD), ("", PASSWORD)])
def test_a_wrong_name_and_a_wrong_password_look_alike(session, agent, log_in, login, password):
    assert log_in(login, password) is None
    assert count(session, AgentSession) == 0


def test_who_has_left_does_not_get_in(session, agent, log_in, who):
    _, cookie = log_in()
    agent.is_active = False

    assert (log_in(), who(cookie)) == (None, None)


@pytest.mark.parametrize("cookie", ["", "x", "\ud800", "0" * 64])
def test_an_unknown_cookie_is_nobodys(agent, who, cookie):
    assert who(cookie) is None


def test_the_id_in_the_database_is_no_cookie(agent, log_in, who):
    entered, _ = log_in()

    assert who(entered.id) is None


def test_a_session_ends_after_twelve_hours_however_busy(agent, log_in, who, clock):
    _, cookie = log_in()
    for _ in range(11):
        clock.move(hours=1)
        assert who(cookie) == "xiaolin"

    clock.move(hours=1)

    assert who(cookie) is None


def test_a_session_ends_after_two_hours_without_a_request(agent, log_in, who, clock):
    _, cookie = log_in()
    clock.move(hours=2)
    assert who(cookie) == "xiaolin"

    clock.move(hours=2, seconds=1)

    assert who(cookie) is None


def test_logging_out_ends_this_session_alone(session, agent, log_in, who, now):
    (first, one), (second, other) = log_in(), log_in()

    assert log_ins.log_out(session, first, now) is False
    assert (who(one), who(other)) == (None, "xiaolin")
    assert log_ins.log_out(session, second, now) is True


def test_after_five_wrong_passwords_even_the_right_one_has_to_wait(session, agent, log_in, clock):
    assert [log_in(password="wrong") for _ in range(5)] == [None] * 5

    with pytest.raises(TooManyLogIns) as refused:
        log_in(address="192.0.2.2")

    clock.move(minutes=15)
    assert refused.value.minutes == 15
    assert log_in() is not None


def test_an_unknown_name_is_slowed_down_just_the_same(agent, log_in):
    assert [log_in("nobody") for _ in range(5)] == [None] * 5

    with pytest.raises(TooManyLogIns):
        log_in(" NOBODY ")


def test_after_twenty_failures_an_address_has_to_wait_whatever_the_name(knock, agent, log_in):
    for name in range(20):
        knock(1, login=f"n{name}", address="2001:db8::1")

    with pytest.raises(TooManyLogIns):
        log_in(address="2001:db8::2")
    assert log_in(address="2001:db8:0:1::2") is not None


def test_who_tries_many_passwords_at_once_has_no_more_tries(session, agent, knock, now):
    knock(5)
    session.add(LoginFailure(login="xiaolin", address=HERE, at=now))

    with pytest.raises(TooManyLogIns):
        log_ins.log_in(session, login="xiaolin", password=PASSWORD, address=HERE, now=now)


def test_a_refused_attempt_does_not_make_the_wait_longer(session, agent, knock, clock):
    knock(5)
    clock.move(minutes=14)
    with pytest.raises(TooManyLogIns):
        knock(1)

    clock.move(minutes=1)

    knock(5)


def test_the_right_password_forgives_the_wrong_ones(session, agent, log_in):
    for _ in range(3):
        assert [log_in(password="wrong") for _ in range(4)] == [None] * 4
        assert log_in() is not None


def test_a_log_in_sweeps_what_has_ended(session, agent, log_in, clock):
    log_in()
    log_in("nobody")
    clock.move(hours=3)

    log_in()

    assert (count(session, AgentSession), count(session, LoginFailure)) == (1, 0)


def test_a_hash_with_old_parameters_is_renewed_at_the_log_in(agent, log_in):
    agent.password_hash = PasswordHasher(time_cost=2, memory_cost=8, parallelism=1).hash(PASSWORD)

    log_in()

    assert not passwords.is_outdated(agent.password_hash)
    assert log_in() is not None


def test_log_in_log_out_and_failure_are_in_the_audit(session, agent, log_in, now):
    entered, _ = log_in()
    log_ins.log_out(session, entered, now)
    log_in(password="wrong")

    told = [(entry.action, entry.agent_id, entry.subject) for entry in entries(session)]

    assert told == [
        ("agent.log_in_failed", agent.id, "xiaolin"),
        ("agent.log_out", agent.id, "xiaolin"),
        ("agent.log_in", agent.id, "xiaolin"),
    ]


def test_what_was_typed_for_an_unknown_name_is_not_in_the_audit(session, log_in):
    log_in("my-secret-password")

    [entry] = entries(session)
    assert (entry.agent_id, entry.subject, entry.detail) == (None, "", {"address": HERE})
