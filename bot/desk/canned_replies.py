"""Canned replies (话术): sentences that agents call up by a shortcut, with places that the order in view fills."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Column, ForeignKey, Integer, String, Text

from bot.db import Base, UtcDateTime


class CannedReply(Base):
    """A sentence, and perhaps a picture, under a shortcut."""

    __tablename__ = "canned_replies"

    id: int = Column(Integer, primary_key=True)
    agent_id: int | None = Column(ForeignKey("agents.id"), index=True)
    """Whose own it is; None: everybody's."""
    folder: str = Column(String(30), nullable=False)
    """The heading under which it is listed."""
    shortcut: str = Column(String(30), nullable=False)
    """What is typed after ``/``."""
    text: str = Column(Text, nullable=False)
    """With ``{places}`` of ``PLACES``."""
    upload_id: str | None = Column(ForeignKey("uploads.id"))
    """A picture that is sent with it, such as a size chart."""
    times_used: int = Column(Integer, nullable=False, default=0)
    updated_at: datetime = Column(UtcDateTime, nullable=False)
