from datetime import timedelta

import pytest

from bot.desk import conversations
from bot.desk.allocation import free_for, try_assign
from bot.desk.colleagues import loads
from bot.desk.conversations import Owner
from bot.desk.staff import Presence, Role
from tests.echo_bot import PACKET


@pytest.fixture
def wait(session, clock):
    """Let a conversation wait for a group."""

    def waiting(conversation, group="presale", **more):
        conversations.hand_off(session, conversation, PACKET, clock.now, group=group, **more)
        return conversation

    return waiting


@pytest.fixture
def given(session, rota, clock):
    """Give a conversation to whoever is best placed; the name."""

    def to(conversation, besides=()):
        agent = try_assign(session, conversation, rota, clock.now, besides)
        return agent and agent.name

    return to


def test_the_least_loaded_comes_first(begin, wait, given, hire):
    hire("小林")
    hire("小陈")

    names = [given(wait(begin(f"v-{number}"))) for number in range(4)]

    assert sorted(names[:2]) == sorted(names[2:]) == ["小林", "小陈"]


def test_load_counts_against_capacity(begin, wait, given, hire, session):
    lin, chen = hire("小林", capacity=2), hire("小陈", capacity=4)

    for number in range(6):
        given(wait(begin(f"v-{number}")))

    assert loads(session) == {lin.id: 2, chen.id: 4}
    assert given(wait(begin("v-9"))) is None


@pytest.mark.parametrize(
    "facts",
    [
        {"presence": Presence.AWAY},
        {"presence": Presence.OFFLINE},
        {"seen_at": None},
        {"is_active": False},
        {"groups": ["aftersale"]},
        {"role": Role.TRAINER},
    ],
)
def test_who_is_not_there_or_cannot_help_gets_nothing(begin, wait, given, hire, facts):
    hire("小林", **facts)

    assert given(wait(begin())) is None


def test_a_silent_console_counts_as_nobody(begin, wait, given, hire, clock):
    hire("小林")
    clock.move(seconds=61)

    assert given(wait(begin())) is None


def test_who_served_the_shopper_last_is_preferred(begin, wait, given, hire, session, clock, assign):
    hire("小林")
    chen = hire("小陈")
    first = assign(session, wait(begin("v-1", shopper_id="lin")), chen)
    conversations.resolve(session, first, clock.now)
    assign(session, wait(begin("v-2")), chen)

    assert given(wait(begin("v-3", shopper_id="lin"))) == "小陈"
    assert given(wait(begin("v-4", shopper_id="wang"))) == "小林"


def test_after_a_month_everybody_is_equal_again(begin, wait, given, hire, session, clock, assign):
    lin, chen = hire("小林"), hire("小陈")
    conversations.resolve(session, assign(session, wait(begin("v-1", shopper_id="lin")), chen), clock.now)
    clock.move(days=31)
    lin.seen_at = chen.seen_at = clock.now
    session.flush()

    assert given(wait(begin("v-2", shopper_id="lin"))) == "小林"


def test_nobody_is_given_anything_out_of_hours(begin, wait, given, hire, clock, session):
    agent = hire("小林")
    clock.move(hours=13)
    agent.seen_at = clock.now
    session.flush()

    assert given(wait(begin())) is None


def test_who_shall_not_get_it_does_not(begin, wait, given, hire):
    lin = hire("小林")

    assert given(wait(begin()), besides=[lin.id]) is None


def test_what_does_not_wait_is_given_to_nobody(begin, given, hire):
    hire("小林")

    assert given(begin()) is None


def test_the_clock_starts_with_the_assignment(begin, wait, given, hire, clock):
    hire("小林")
    conversation = wait(begin())

    given(conversation)

    assert conversation.owner is Owner.HUMAN
    assert conversation.warn_at - clock.now == timedelta(seconds=100)
    assert conversation.reply_due_at - clock.now == timedelta(seconds=180)


def test_of_equals_comes_first_who_has_waited_longest_for_work(begin, wait, hire, session, clock, assign):
    lin, chen = hire("小林"), hire("小陈")
    for agent in (lin, chen):
        conversations.resolve(session, assign(session, wait(begin(f"v-{agent.id}")), agent), clock.now)
        clock.move(seconds=10)

    assert [agent.name for agent in free_for(session, "presale", clock.now)] == ["小林", "小陈"]
