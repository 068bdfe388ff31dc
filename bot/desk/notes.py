"""Notes: what agents write for each other about a conversation or a shopper; no shopper ever sees one."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Column, ForeignKey, Integer, String, Text

from bot.db import Base, UtcDateTime


class Note(Base):
    """A note; with a ``conversation_id`` it stands in the transcript after the message ``after_id``."""

    __tablename__ = "notes"

    id: int = Column(Integer, primary_key=True)
    conversation_id: str | None = Column(ForeignKey("conversations.id"), index=True)
    shopper_id: str | None = Column(String(64), index=True)
    """For a note about the shopper, shown in each of their conversations."""
    agent_id: int = Column(ForeignKey("agents.id"), nullable=False)
    kind: str = Column(String(10), nullable=False, default="note")
    """``note``, ``whisper`` (a lead to the agent in charge) or ``transfer`` (said with a transfer)."""
    text: str = Column(Text, nullable=False)
    after_id: int = Column(Integer, nullable=False, default=0)
    at: datetime = Column(UtcDateTime, nullable=False)
