"""Staff: the people of the shop who log in, what they may do, whether they are there, and how much they take."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import Enum
from typing import Any

from sqlalchemy import JSON, Boolean, Column, ForeignKey, Index, Integer, String, select
from sqlalchemy.orm import Session

from bot.db import Base, UtcDateTime, kinds


class Role(str, Enum):
    """What somebody may do; each of agent, lead and admin may do what the one before may."""

    TRAINER = "trainer"
    AGENT = "agent"
    LEAD = "lead"
    ADMIN = "admin"


class Presence(str, Enum):
    """What somebody says of themselves."""

    ONLINE = "online"
    AWAY = "away"
    OFFLINE = "offline"


# A console tells us of itself three times as often; who is silent for longer has gone.
GONE_AFTER = timedelta(seconds=60)


class Agent(Base):
    """Somebody who logs in. ``name`` is what shoppers see."""

    __tablename__ = "agents"

    id: int = Column(Integer, primary_key=True)
    login: str = Column(String(40), nullable=False, unique=True)
    name: str = Column(String(40), nullable=False)
    role: Role = Column(kinds(Role), nullable=False, default=Role.AGENT)
    groups: list[str] = Column(JSON, nullable=False, default=list)
    """Keys of ``data/policy/groups.yml``."""
    capacity: int = Column(Integer, nullable=False, default=5)
    """Conversations at a time."""
    password_hash: str = Column(String(200), nullable=False)
    """argon2id."""
    presence: Presence = Column(kinds(Presence), nullable=False, default=Presence.OFFLINE)
    seen_at: datetime | None = Column(UtcDateTime)
    """When their console gave its last sign of life."""
    is_active: bool = Column(Boolean, nullable=False, default=True)
    """False for who has left; they stay in the records."""
    created_at: datetime = Column(UtcDateTime, nullable=False)

    def may(self, role: Role) -> bool:
        """Whether they have a role's rights."""
        ranks = [Role.AGENT, Role.LEAD, Role.ADMIN]
        if Role.TRAINER in (role, self.role):
            return self.role in (role, Role.ADMIN)
        return ranks.index(self.role) >= ranks.index(role)

    def presence_at(self, now: datetime) -> Presence:
        """Whether they are there: what they said, unless their console has been silent since."""
        there = self.is_active and self.seen_at is not None and now - self.seen_at <= GONE_AFTER
        return self.presence if there else Presence.OFFLINE


_AGENTS: Any = Agent  # SQLAlchemy 1.4 is untyped: on the class these are columns


def everybody(session: Session) -> list[Agent]:
    """All who have not left, by name."""
    query = select(Agent).where(_AGENTS.is_active.is_(True)).order_by(_AGENTS.name, _AGENTS.id)
    return list(session.execute(query.execution_options(populate_existing=True)).scalars())


def find_by_login(session: Session, login: str) -> Agent | None:
    agent: Agent | None = session.execute(select(Agent).where(_AGENTS.login == login)).scalar_one_or_none()
    return agent


class AgentSession(Base):
    """A log-in that has not ended; ``id`` is the SHA-256 of the cookie, which nobody can read back."""

    __tablename__ = "agent_sessions"

    id: str = Column(String(64), primary_key=True)
    agent_id: int = Column(ForeignKey("agents.id"), nullable=False, index=True)
    csrf: str = Column(String(64), nullable=False)
    begun_at: datetime = Column(UtcDateTime, nullable=False)
    seen_at: datetime = Column(UtcDateTime, nullable=False)
    ends_at: datetime = Column(UtcDateTime, nullable=False)


class LoginFailure(Base):
    """A wrong password or an unknown name, kept to slow down who guesses."""

    __tablename__ = "login_failures"

    id: int = Column(Integer, primary_key=True)
    login: str = Column(String(40), nullable=False)
    address: str = Column(String(64), nullable=False)
    at: datetime = Column(UtcDateTime, nullable=False)

    __table_args__ = (Index("ix_login_failures_at", "at"),)
