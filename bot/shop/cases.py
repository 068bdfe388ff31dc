"""After-sale cases: what was asked for, what was decided under which rule, and every step since."""

from __future__ import annotations

from datetime import datetime
from enum import Enum
from typing import Any

from sqlalchemy import JSON, Column, ForeignKey, Integer, String
from sqlalchemy import Enum as EnumType
from sqlalchemy.orm import relationship

from bot.db import Base, UtcDateTime


class CaseStatus(str, Enum):
    """Where a case stands."""

    REVIEW = "review"
    """A person decides."""
    APPROVED = "approved"
    """The shopper is to send it back, or nothing needs to come back."""
    RETURNING = "returning"
    RECEIVED = "received"
    DONE = "done"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


class AftersaleCase(Base):
    """One request for one line of an order."""

    __tablename__ = "aftersale_cases"

    id: int = Column(Integer, primary_key=True)
    request_id: str = Column(String(80), nullable=False, unique=True)
    order_number: str = Column(String(32), nullable=False, index=True)
    line_id: int | None = Column(Integer)
    """None: the whole order."""
    wish: str = Column(String(20), nullable=False)
    """``return``, ``exchange``, ``refund``, ``repair`` or ``reissue``."""
    cause: str = Column(String(20), nullable=False)
    status: CaseStatus = Column(
        EnumType(CaseStatus, native_enum=False, length=12, values_callable=lambda kinds: [k.value for k in kinds]),
        nullable=False,
    )
    facts: dict[str, Any] = Column(JSON, nullable=False, default=dict)
    """What the decision was made from."""
    decision: str = Column(String(20), nullable=False)
    rule: str = Column(String(60), nullable=False)
    """Id and version of the rule that decided."""
    freight_payer: str = Column(String(10), nullable=False, default="")
    detail: str = Column(String(500), nullable=False, default="")
    """The matter in the shopper's own words."""
    evidence: list[str] = Column(JSON, nullable=False, default=list)
    """Ids of uploaded photos."""
    refund_fen: int = Column(Integer, nullable=False, default=0)
    order_status: str = Column(String(20), nullable=False)
    """Where the order was; a withdrawn case leads back there."""
    opened_at: datetime = Column(UtcDateTime, nullable=False)
    due_at: datetime | None = Column(UtcDateTime)
    """Until when the next step is to be taken."""

    events: list[CaseEvent] = relationship("CaseEvent", order_by="CaseEvent.id", lazy="selectin")


class CaseEvent(Base):
    """One step of a case."""

    __tablename__ = "case_events"

    id: int = Column(Integer, primary_key=True)
    case_id: int = Column(ForeignKey("aftersale_cases.id"), nullable=False, index=True)
    at: datetime = Column(UtcDateTime, nullable=False)
    status: CaseStatus = Column(
        EnumType(CaseStatus, native_enum=False, length=12, values_callable=lambda kinds: [k.value for k in kinds]),
        nullable=False,
    )
    actor: str = Column(String(80), nullable=False)
    note: str = Column(String(300), nullable=False, default="")
