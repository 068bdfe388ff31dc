from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.desk.journal import JournalEntry
from bot.desk.presence import set_presence
from bot.desk.staff import Agent, Presence


@pytest.fixture
def agent(session, now):
    agent = Agent(login="xiaolin", name="小林", password_hash="none", created_at=now)
    session.add(agent)
    session.flush()
    return agent


@pytest.fixture
def journal(session):
    """The presences that the journal tells of."""

    def told():
        entries = session.execute(select(JournalEntry).where(JournalEntry.kind == "agent.presence")).scalars()
        return [(entry.agent_id, entry.data["presence"]) for entry in entries]

    return told


def test_who_comes_pauses_and_goes_is_in_the_journal(session, agent, journal, now):
    for presence in (Presence.ONLINE, Presence.AWAY, Presence.OFFLINE):
        assert set_presence(session, agent, presence, now)

    assert journal() == [(agent.id, "online"), (agent.id, "away"), (agent.id, "offline")]


def test_saying_the_same_again_is_no_news_but_a_sign_of_life(session, agent, journal, now):
    set_presence(session, agent, Presence.ONLINE, now)

    assert not set_presence(session, agent, Presence.ONLINE, now + timedelta(seconds=30))
    assert agent.seen_at == now + timedelta(seconds=30)
    assert len(journal()) == 1


def test_who_comes_back_after_a_silence_has_come(session, agent, journal, now):
    set_presence(session, agent, Presence.ONLINE, now)

    assert set_presence(session, agent, Presence.ONLINE, now + timedelta(minutes=5))
    assert len(journal()) == 2
