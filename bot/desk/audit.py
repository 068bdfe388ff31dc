"""Audit: who of the staff looked at or changed what of a shopper, for as long as the shop must be able to tell."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import JSON, Column, Index, Integer, String, desc, select
from sqlalchemy.orm import Session

from bot.db import Base, UtcDateTime


class AuditEntry(Base):
    """Something that a member of the staff did."""

    __tablename__ = "audit"

    id: int = Column(Integer, primary_key=True)
    at: datetime = Column(UtcDateTime, nullable=False)
    agent_id: int | None = Column(Integer)
    """None: nobody was logged in, as for a failed log-in."""
    action: str = Column(String(40), nullable=False)
    """``noun.verb``, such as ``conversation.view``, ``order.change``, ``report.export``."""
    subject: str = Column(String(80), nullable=False, default="")
    """The id of what it was done to."""
    detail: dict[str, Any] = Column(JSON, nullable=False, default=dict)

    __table_args__ = (Index("ix_audit_at", "at"), Index("ix_audit_agent", "agent_id", "at"))


def note(
    session: Session, action: str, now: datetime, *, agent_id: int | None, subject: str = "", **detail: Any
) -> None:
    """Write down what somebody does, in the transaction in which they do it."""
    session.add(AuditEntry(at=now, agent_id=agent_id, action=action, subject=subject[:80], detail=detail))
    session.flush()


_ENTRIES: Any = AuditEntry  # SQLAlchemy 1.4 is untyped: on the class these are columns


def entries(
    session: Session,
    *,
    agent_id: int | None = None,
    action: str = "",
    subject: str = "",
    since: datetime | None = None,
    until: datetime | None = None,
    before: int | None = None,
    limit: int = 100,
) -> list[AuditEntry]:
    """What was done, the latest first; ``action`` may be only the beginning of one, ``before`` an id to go on from."""
    query = select(AuditEntry).order_by(desc(_ENTRIES.id)).limit(limit)
    if agent_id is not None:
        query = query.where(_ENTRIES.agent_id == agent_id)
    if action:
        query = query.where(_ENTRIES.action.startswith(action, autoescape=True))
    if subject:
        query = query.where(_ENTRIES.subject == subject)
    if since is not None:
        query = query.where(_ENTRIES.at >= since)
    if until is not None:
        query = query.where(_ENTRIES.at < until)
    if before is not None:
        query = query.where(_ENTRIES.id < before)
    return list(session.execute(query).scalars())


def note_once(
    session: Session, action: str, now: datetime, within: timedelta, *, agent_id: int, subject: str, **detail: Any
) -> None:
    """Write down what somebody does, unless they did the very same a moment ago."""
    same = (_ENTRIES.agent_id == agent_id, _ENTRIES.action == action, _ENTRIES.subject == subject[:80])
    lately = select(_ENTRIES.id).where(*same, _ENTRIES.at > now - within).limit(1)
    if session.execute(lately).scalar_one_or_none() is None:
        note(session, action, now, agent_id=agent_id, subject=subject, **detail)
