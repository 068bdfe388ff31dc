"""Ratings: what shoppers say of a person's service at its end, once."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Column, ForeignKey, Integer, String

from bot.db import Base, UtcDateTime


class Rating(Base):
    """A score from 1 to 5 and a word for one hand-off."""

    __tablename__ = "ratings"

    id: int = Column(Integer, primary_key=True)
    hand_off_id: int = Column(ForeignKey("hand_offs.id"), nullable=False, unique=True)
    conversation_id: str = Column(ForeignKey("conversations.id"), nullable=False, index=True)
    agent_id: int | None = Column(ForeignKey("agents.id"))
    score: int = Column(Integer, nullable=False)
    word: str = Column(String(200), nullable=False, default="")
    at: datetime = Column(UtcDateTime, nullable=False)
