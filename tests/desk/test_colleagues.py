import pytest

from bot.desk.colleagues import colleagues
from bot.desk.conversations import Owner
from bot.desk.staff import Agent, Presence


@pytest.fixture
def hire(session, now):
    def hired(login, **more):
        values = {"name": login, "password_hash": "none", "created_at": now, "seen_at": now, **more}
        agent = Agent(login=login, **values)
        session.add(agent)
        session.flush()
        return agent

    return hired


def test_load_counts_the_conversations_that_somebody_has_now(session, hire, begin, now):
    busy, idle = hire("a", presence=Presence.ONLINE), hire("b")
    for number, owner in enumerate((Owner.HUMAN, Owner.HUMAN, Owner.CLOSED, Owner.WAITING)):
        conversation = begin(visitor=f"v-{number}")
        conversation.owner, conversation.agent_id = owner, busy.id

    listed = [(one.agent, one.presence, one.load) for one in colleagues(session, now)]

    assert listed == [(busy, Presence.ONLINE, 2), (idle, Presence.OFFLINE, 0)]
