"""Inspections: a lead's look at how a conversation was served, by the form in data/policy/inspection.yml."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, Column, ForeignKey, Integer, Text

from bot.db import Base, UtcDateTime


class Inspection(Base):
    """The form as it was filled in, once per hand-off and lead."""

    __tablename__ = "inspections"

    id: int = Column(Integer, primary_key=True)
    hand_off_id: int = Column(ForeignKey("hand_offs.id"), nullable=False, index=True)
    conversation_id: str = Column(ForeignKey("conversations.id"), nullable=False)
    agent_id: int = Column(ForeignKey("agents.id"), nullable=False)
    """Who was inspected."""
    lead_id: int = Column(ForeignKey("agents.id"), nullable=False)
    scores: dict[str, int] = Column(JSON, nullable=False)
    """Points by the keys of the form as it stood."""
    total: int = Column(Integer, nullable=False)
    comment: str = Column(Text, nullable=False, default="")
    at: datetime = Column(UtcDateTime, nullable=False)
