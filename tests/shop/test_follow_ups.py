from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from bot.db import engine_for, session_on
from bot.shop.follow_ups import FollowUp, close, open_follow_up, open_follow_ups, overdue, register


@pytest.fixture
def ask(session, now):
    """Ask for a follow-up, by default at ten for four in the afternoon."""

    def asking(kind="no_movement", at=now, hours=6, order="A1", rule="no_movement@1"):
        due = at + timedelta(hours=hours)
        return register(session, order_number=order, kind=kind, now=at, due_at=due, rule=rule)

    return asking


def test_the_first_request_opens_a_follow_up(session, ask, now):
    follow_up, is_new = ask()

    assert is_new
    assert (follow_up.opened_at, follow_up.due_at) == (now, now + timedelta(hours=6))
    assert (follow_up.times, follow_up.rule) == (1, "no_movement@1")
    assert open_follow_up(session, "A1", "no_movement") is follow_up


def test_the_second_request_finds_the_first_and_its_promise(ask, now):
    first, _ = ask()

    again, is_new = ask(at=now + timedelta(hours=2))

    assert again is first and not is_new
    assert (again.times, again.due_at) == (2, now + timedelta(hours=6))


def test_another_matter_of_the_same_order_is_a_follow_up_of_its_own(session, ask):
    ask()

    _, is_new = ask(kind="urge_shipping")

    assert is_new
    assert {f.kind for f in open_follow_ups(session, ["A1"])} == {"no_movement", "urge_shipping"}


def test_what_is_done_can_be_asked_for_afresh(session, ask, now):
    first, _ = ask()
    close(session, first, now)

    later = now + timedelta(days=3)
    again, is_new = ask(at=later, rule="no_movement@2")

    assert is_new
    assert (again.opened_at, again.due_at) == (later, later + timedelta(hours=6))
    assert (again.times, again.rule, again.done_at) == (1, "no_movement@2", None)


def test_what_is_done_is_no_longer_open(session, ask, now):
    follow_up, _ = ask()

    close(session, follow_up, now)

    assert open_follow_up(session, "A1", "no_movement") is None
    assert open_follow_ups(session, ["A1"]) == []


def test_closing_twice_keeps_the_first_time(session, ask, now):
    follow_up, _ = ask()

    close(session, follow_up, now)
    close(session, follow_up, now + timedelta(hours=1))

    assert follow_up.done_at == now


def test_nothing_is_open_for_an_order_nobody_asked_about(session, ask):
    ask()

    assert open_follow_up(session, "B2", "no_movement") is None
    assert open_follow_ups(session, ["B2"]) == []
    assert open_follow_ups(session, []) == []


@pytest.mark.parametrize(("minutes", "is_overdue"), [(359, False), (360, True), (361, True)])
def test_a_follow_up_is_overdue_from_its_very_time_on(session, ask, now, minutes, is_overdue):
    follow_up, _ = ask()
    later = now + timedelta(minutes=minutes)

    assert follow_up.is_overdue(later) is is_overdue
    assert (follow_up in overdue(session, later)) is is_overdue


def test_the_longest_overdue_comes_first_and_what_is_done_not_at_all(session, ask, now):
    late, _ = ask(kind="late", hours=3)
    later, _ = ask(kind="urge_shipping", hours=1, order="B2")
    done, _ = ask(kind="lost", hours=2)
    close(session, done, now)

    assert overdue(session, now + timedelta(days=1)) == [later, late]
    assert not done.is_overdue(now + timedelta(days=1))


def test_of_two_requests_at_once_one_opens_the_follow_up(tmp_path, now):
    """Eight threads, each with a connection of its own."""
    url = f"sqlite:///{tmp_path / 'shop.db'}"
    FollowUp.__table__.create(engine_for(url))

    def asking(minute):
        with session_on(url) as session:
            at = now + timedelta(minutes=minute)
            due = at + timedelta(hours=4)
            follow_up, is_new = register(session, order_number="A1", kind="late", now=at, due_at=due, rule="late@1")
            return is_new, follow_up.due_at

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(asking, range(8)))

    assert sum(is_new for is_new, _ in answers) == 1
    assert len({due for _, due in answers}) == 1
    with session_on(url) as session:
        assert open_follow_up(session, "A1", "late").times == 8
    engine_for(url).dispose()
