"""Presence: somebody comes, pauses or goes, and the journal says when."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import desc, select, update
from sqlalchemy.orm import Session

from bot.desk import journal
from bot.desk.staff import GONE_AFTER, Agent, Presence

_AGENTS: Any = Agent  # SQLAlchemy 1.4 is untyped: on the class these are columns
_LINES: Any = journal.JournalEntry


def set_presence(session: Session, agent: Agent, presence: Presence, now: datetime) -> bool:
    """Keep what somebody says of themselves; whether that is news."""
    before = agent.presence_at(now)
    agent.presence = presence
    agent.seen_at = now
    session.flush()
    return _note_change(session, agent, before, now)


def sign_of_life(session: Session, agent: Agent, now: datetime) -> bool:
    """Somebody's console is open; whether that is news: they come back as what they said of themselves last."""
    before = agent.presence_at(now)
    agent.seen_at = now
    session.flush()
    return _note_change(session, agent, before, now)


def find_gone(session: Session, now: datetime) -> list[Agent]:
    """Who has not said that they go, but whose last console has been silent for too long."""
    quiet = (_AGENTS.presence != Presence.OFFLINE, _AGENTS.seen_at < now - GONE_AFTER, _AGENTS.is_active.is_(True))
    silent = session.execute(select(Agent).where(*quiet).order_by(_AGENTS.id)).scalars()
    return [agent for agent in silent if _last_told(session, agent) != Presence.OFFLINE.value]


def has_gone(session: Session, agent: Agent, now: datetime) -> bool:
    """Write down that somebody is gone, once; they stay what they said, for when they come back."""
    held = update(Agent).where(_AGENTS.id == agent.id).values(capacity=Agent.capacity)
    session.execute(held.execution_options(synchronize_session=False))
    session.refresh(agent)
    if agent.presence_at(now) is not Presence.OFFLINE or _last_told(session, agent) == Presence.OFFLINE.value:
        return False
    journal.record(session, "agent.presence", now, agent_id=agent.id, presence=Presence.OFFLINE.value)
    return True


def _last_told(session: Session, agent: Agent) -> str | None:
    query = select(_LINES.data).where(_LINES.kind == "agent.presence", _LINES.agent_id == agent.id)
    last = session.execute(query.order_by(desc(_LINES.id)).limit(1)).scalar_one_or_none()
    return str(last["presence"]) if last else None


def _note_change(session: Session, agent: Agent, before: Presence, now: datetime) -> bool:
    presence = agent.presence_at(now)
    if before is presence:
        return False
    journal.record(session, "agent.presence", now, agent_id=agent.id, presence=presence.value)
    return True
