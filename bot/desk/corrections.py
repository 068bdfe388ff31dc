"""Corrections: agents' word that the bot was wrong, with its context, for the trainers' inbox."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Column, ForeignKey, Integer, String, Text

from bot.db import Base, UtcDateTime


class Correction(Base):
    """What should have been understood or answered."""

    __tablename__ = "corrections"

    id: int = Column(Integer, primary_key=True)
    message_id: int = Column(ForeignKey("messages.id"), nullable=False)
    """The bot's message, or the shopper's that it misunderstood."""
    conversation_id: str = Column(ForeignKey("conversations.id"), nullable=False)
    agent_id: int = Column(ForeignKey("agents.id"), nullable=False)
    intent: str | None = Column(String(60))
    """What should have been understood; None: that was right."""
    answer: str = Column(Text, nullable=False, default="")
    """What should have been answered, or what was wrong, in the agent's words."""
    context: dict[str, Any] = Column(JSON, nullable=False)
    """What was said before, masked, and what was understood with which confidence."""
    at: datetime = Column(UtcDateTime, nullable=False)
    settled_at: datetime | None = Column(UtcDateTime)
