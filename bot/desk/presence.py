"""Presence: somebody comes, pauses or goes, and the journal says when."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from bot.desk import journal
from bot.desk.staff import Agent, Presence


def set_presence(session: Session, agent: Agent, presence: Presence, now: datetime) -> bool:
    """Keep what somebody says of themselves; whether that is news."""
    before = agent.presence_at(now)
    agent.presence = presence
    agent.seen_at = now
    session.flush()
    if before is presence:
        return False
    journal.record(session, "agent.presence", now, agent_id=agent.id, presence=presence.value)
    return True
