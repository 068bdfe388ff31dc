"""Order notes: what the warehouse is asked to mind with an order."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Column, Integer, String

from bot.db import Base, UtcDateTime


class OrderNote(Base):
    """One wish for the warehouse."""

    __tablename__ = "order_notes"

    id: int = Column(Integer, primary_key=True)
    order_number: str = Column(String(32), nullable=False, index=True)
    kind: str = Column(String(20), nullable=False)
    """``note``, ``carrier``, ``packing``, ``merge`` or ``split``."""
    text: str = Column(String(200), nullable=False)
    at: datetime = Column(UtcDateTime, nullable=False)
