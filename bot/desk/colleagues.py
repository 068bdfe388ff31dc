"""Colleagues: who of the staff is there, and how many conversations each has."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.desk.conversations import Conversation, Owner
from bot.desk.staff import Agent, Presence, everybody

_CONVERSATIONS: Any = Conversation  # SQLAlchemy 1.4 is untyped: on the class these are columns


@dataclass(frozen=True)
class Colleague:
    """Somebody as the others see them."""

    agent: Agent
    presence: Presence
    load: int
    """Conversations that they have now."""


def colleagues(session: Session, now: datetime) -> list[Colleague]:
    """All who have not left, by name."""
    load = loads(session)
    return [Colleague(agent, agent.presence_at(now), load.get(agent.id, 0)) for agent in everybody(session)]


def loads(session: Session) -> dict[int, int]:
    """Conversations by the id of who has them."""
    owned = select(_CONVERSATIONS.agent_id, func.count()).where(
        _CONVERSATIONS.owner == Owner.HUMAN, _CONVERSATIONS.agent_id.is_not(None)
    )
    return {agent_id: count for agent_id, count in session.execute(owned.group_by(_CONVERSATIONS.agent_id))}
