"""Regulars: who has bought so much, or so often, that a person comes sooner and serves them first."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from pydantic import Field
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.rulebooks import Section
from bot.shop.orders import Order, OrderStatus
from bot.shop.units import Fen

# Bought and kept, as far as anybody knows.
_KEPT = (OrderStatus.PAID, OrderStatus.PACKING, OrderStatus.SHIPPED, OrderStatus.DELIVERED, OrderStatus.COMPLETED)


class Regulars(Section):
    """From when on somebody is one: either will do."""

    orders: int = Field(gt=0)
    spent: Fen
    within_days: int = Field(gt=0)
    failures: int = Field(gt=0, le=3)
    """Times in a row that they need not be understood before a person comes."""


def is_regular(session: Session, customer_id: str | None, rules: Regulars, now: datetime) -> bool:
    """Whether a customer is one by what they bought lately."""
    if customer_id is None:
        return False
    orders: Any = Order  # SQLAlchemy 1.4 is untyped: on the class these are columns
    query = select(func.count(), func.sum(orders.amount_fen)).where(
        Order.customer_id == customer_id,
        orders.status.in_(_KEPT),
        orders.created_at >= now - timedelta(days=rules.within_days),
    )
    count, spent = session.execute(query).one()
    return bool(count >= rules.orders or (spent or 0) >= rules.spent)
