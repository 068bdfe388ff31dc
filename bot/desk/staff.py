"""Staff: the people of the shop who log in, what they may do, whether they are there, and how much they take."""

from __future__ import annotations

import unicodedata
from datetime import datetime, timedelta
from enum import Enum
from typing import Any

from sqlalchemy import JSON, Boolean, Column, Integer, String, desc, select
from sqlalchemy.orm import Session

from bot.db import Base, UtcDateTime, kinds
from bot.errors import AgentNotFound


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
LOGIN_LIMIT = 40


class Agent(Base):
    """Somebody who logs in. ``name`` is what shoppers see."""

    __tablename__ = "agents"

    id: int = Column(Integer, primary_key=True)
    login: str = Column(String(LOGIN_LIMIT), nullable=False, unique=True)
    name: str = Column(String(40), nullable=False)
    role: Role = Column(kinds(Role), nullable=False, default=Role.AGENT)
    groups: list[str] = Column(JSON, nullable=False, default=list)
    """Keys of ``data/policy/groups.yml``."""
    capacity: int = Column(Integer, nullable=False, default=5)
    """Conversations at a time."""
    password_hash: str = Column(String(200), nullable=False)
    """argon2id."""
    must_change_password: bool = Column(Boolean, nullable=False, default=False)
    """The password is one that somebody else made up."""
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


def accounts(session: Session) -> list[Agent]:
    """All who ever had an account: those who may log in first, then by name."""
    return list(session.execute(select(Agent).order_by(desc(_AGENTS.is_active), _AGENTS.name, _AGENTS.id)).scalars())


def get_agent(session: Session, agent_id: int) -> Agent:
    """Somebody by id, as the database has them now.

    Raises:
        AgentNotFound: there never was such a person.
    """
    agent: Agent | None = session.get(Agent, agent_id, populate_existing=True)
    if agent is None:
        raise AgentNotFound()
    return agent


def find_by_login(session: Session, login: str) -> Agent | None:
    """Somebody by what they type to log in, however they type it."""
    agent: Agent | None = session.execute(select(Agent).where(_AGENTS.login == plain(login))).scalar_one_or_none()
    return agent


def plain(login: str) -> str:
    """A login as it is kept: without blanks around, wide letters and capitals.

    >>> plain(" XiaoＬin ")
    'xiaolin'
    """
    folded = unicodedata.normalize("NFKC", login).strip().casefold()
    return "".join(character for character in folded if character.isprintable())
