"""Restocks: who wants to hear when something is back."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Column, Integer, String, UniqueConstraint

from bot.db import Base, UtcDateTime


class RestockWish(Base):
    """A shopper waits for an article that is sold out."""

    __tablename__ = "restock_wishes"

    id: int = Column(Integer, primary_key=True)
    conversation_id: str = Column(String(32), nullable=False)
    sku_id: str = Column(String(40), nullable=False, index=True)
    at: datetime = Column(UtcDateTime, nullable=False)
    told_at: datetime | None = Column(UtcDateTime)

    __table_args__ = (UniqueConstraint("conversation_id", "sku_id"),)
