from datetime import timedelta

import pytest

from bot.desk import audit


@pytest.fixture
def entries(session, now):
    for minutes, (action, agent, subject) in enumerate(
        [("agent.log_in", 1, "xiaolin"), ("conversation.view", 1, "c1"), ("conversation.view", 2, "c1")]
    ):
        audit.note(session, action, now + timedelta(minutes=minutes), agent_id=agent, subject=subject, ip="::1")
    return lambda **wanted: [entry.id for entry in audit.entries(session, **wanted)]


def test_what_was_done_is_listed_the_latest_first(session, entries):
    assert entries() == [3, 2, 1]
    assert audit.entries(session)[0].detail == {"ip": "::1"}


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({"agent_id": 1}, [2, 1]),
        ({"action": "conversation."}, [3, 2]),
        ({"action": "agent%"}, []),
        ({"subject": "c1", "agent_id": 2}, [3]),
        ({"before": 3}, [2, 1]),
        ({"limit": 1}, [3]),
    ],
)
def test_it_can_be_narrowed_down(entries, wanted, found):
    assert entries(**wanted) == found


def test_a_span_of_time_has_its_beginning_and_not_its_end(entries, now):
    assert entries(since=now + timedelta(minutes=1), until=now + timedelta(minutes=2)) == [2]
