"""Invoices: what was asked for, and whether it has been issued."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Column, Integer, String

from bot.db import Base, UtcDateTime


class Invoice(Base):
    """A request for an invoice; a reissue is a new row that names the one it replaces."""

    __tablename__ = "invoices"

    id: int = Column(Integer, primary_key=True)
    order_number: str = Column(String(32), nullable=False, index=True)
    kind: str = Column(String(20), nullable=False)
    """One of the kinds of the policy."""
    title: str = Column(String(100), nullable=False)
    tax_number: str = Column(String(20), nullable=False, default="")
    email: str = Column(String(100), nullable=False)
    amount_fen: int = Column(Integer, nullable=False)
    requested_at: datetime = Column(UtcDateTime, nullable=False)
    due_at: datetime = Column(UtcDateTime, nullable=False)
    issued_at: datetime | None = Column(UtcDateTime)
    replaces: int | None = Column(Integer)
