"""Follow-ups: what the shop has promised to look after by a certain time, registered once."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Column, Integer, String, UniqueConstraint

from bot.db import Base, UtcDateTime


class FollowUp(Base):
    """A promise about an order: a hurried dispatch, an inquiry with the carrier."""

    __tablename__ = "follow_ups"

    id: int = Column(Integer, primary_key=True)
    order_number: str = Column(String(32), nullable=False, index=True)
    kind: str = Column(String(30), nullable=False)
    """The intent, or the case of the playbook, that it came from."""
    opened_at: datetime = Column(UtcDateTime, nullable=False)
    due_at: datetime = Column(UtcDateTime, nullable=False)
    times: int = Column(Integer, nullable=False, default=1)
    """How often the shopper has asked."""
    done_at: datetime | None = Column(UtcDateTime)
    rule: str = Column(String(60), nullable=False, default="")

    __table_args__ = (UniqueConstraint("order_number", "kind"),)
