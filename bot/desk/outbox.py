"""The outbox: what is to be said later, kept until it is said or no longer wanted."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Column, ForeignKey, Index, Integer, String

from bot.db import Base, UtcDateTime


class Outgoing(Base):
    """One message that waits for its time."""

    __tablename__ = "outbox"

    id: int = Column(Integer, primary_key=True)
    key: str = Column(String(120), nullable=False, unique=True)
    """Says what it is about, so that the same thing is never planned twice."""
    kind: str = Column(String(20), nullable=False)
    conversation_id: str = Column(ForeignKey("conversations.id"), nullable=False, index=True)
    about: str = Column(String(40), nullable=False, default="")
    """The order or article that it is about."""
    payload: dict[str, Any] = Column(JSON, nullable=False, default=dict)
    due_at: datetime = Column(UtcDateTime, nullable=False)
    planned_at: datetime = Column(UtcDateTime, nullable=False)
    state: str = Column(String(10), nullable=False, default="waiting")
    """``waiting``, ``sent`` or ``dropped``."""
    finished_at: datetime | None = Column(UtcDateTime)
    why: str = Column(String(40), nullable=False, default="")
    """Why it was dropped."""

    __table_args__ = (Index("ix_outbox_due", "state", "due_at"),)
