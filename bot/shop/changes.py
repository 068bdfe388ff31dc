"""Changes of orders: what was changed by whom under which rule, before and after, each request once."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Column, Integer, String

from bot.db import Base, UtcDateTime


class OrderChange(Base):
    """The audit log: one row for each change that a shopper, an agent or a gateway made."""

    __tablename__ = "order_changes"

    id: int = Column(Integer, primary_key=True)
    request_id: str = Column(String(80), nullable=False, unique=True)
    """The same request, sent again, changes nothing."""
    order_number: str = Column(String(32), nullable=False, index=True)
    kind: str = Column(String(20), nullable=False)
    at: datetime = Column(UtcDateTime, nullable=False)
    actor: str = Column(String(80), nullable=False)
    """``shopper:<id>``, ``visitor:<id>``, ``agent:<name>``, ``gateway:<name>`` or ``system``."""
    before: dict[str, Any] = Column(JSON, nullable=False, default=dict)
    after: dict[str, Any] = Column(JSON, nullable=False, default=dict)
    rule: str = Column(String(60), nullable=False, default="")
    """Id and version of the rule that allowed it."""
