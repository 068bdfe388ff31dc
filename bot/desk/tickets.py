"""Tickets: what must be dealt with by a certain time, such as a message that was left out of hours."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Text

from bot.db import Base, UtcDateTime


class Ticket(Base):
    """Something to do for a shopper."""

    __tablename__ = "tickets"

    id: int = Column(Integer, primary_key=True)
    conversation_id: str | None = Column(ForeignKey("conversations.id"), index=True)
    hand_off_id: int | None = Column(ForeignKey("hand_offs.id"))
    """The packet, for a message left out of hours."""
    shopper_id: str | None = Column(String(64))
    order_number: str | None = Column(String(32))
    group: str = Column("group_key", String(30), nullable=False)
    kind: str = Column(String(20), nullable=False)
    """``message`` (left out of hours), ``task`` (an agent's own)."""
    subject: str = Column(Text, nullable=False)
    agent_id: int | None = Column(ForeignKey("agents.id"), index=True)
    """Who deals with it; None: anybody of the group."""
    opened_by: int | None = Column(ForeignKey("agents.id"))
    """None: the desk itself."""
    opened_at: datetime = Column(UtcDateTime, nullable=False)
    due_at: datetime = Column(UtcDateTime, nullable=False)
    """What the shopper was promised, or the agent's own date."""
    closed_at: datetime | None = Column(UtcDateTime)
    closed_by: int | None = Column(ForeignKey("agents.id"))
    outcome: str = Column(Text, nullable=False, default="")

    __table_args__ = (Index("ix_tickets_due", "closed_at", "due_at"),)
