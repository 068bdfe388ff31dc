"""Uploads: pictures that shoppers and agents send, re-encoded before they are kept."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Column, ForeignKey, Integer, LargeBinary, String

from bot.db import Base, UtcDateTime


class Upload(Base):
    """A picture of a conversation."""

    __tablename__ = "uploads"

    id: str = Column(String(32), primary_key=True)
    conversation_id: str = Column(ForeignKey("conversations.id"), nullable=False, index=True)
    media_type: str = Column(String(20), nullable=False)
    width: int = Column(Integer, nullable=False)
    height: int = Column(Integer, nullable=False)
    content: bytes = Column(LargeBinary, nullable=False)
    at: datetime = Column(UtcDateTime, nullable=False)
