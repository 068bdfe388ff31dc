"""Audit: who of the staff looked at or changed what of a shopper, for as long as the shop must be able to tell."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Column, Index, Integer, String
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
