"""Unpaid orders: those that wait for payment, why they do, and the end of those whose time is over."""

from __future__ import annotations

import logging
from datetime import datetime
from typing import Any

from sqlalchemy import Column, String, select
from sqlalchemy.orm import Session

from bot.db import Base, UtcDateTime, insert_once
from bot.errors import IllegalTransition
from bot.shop.changes import Request, record
from bot.shop.orders import Order, OrderStatus, mark_cancelled
from bot.shop.policy import Policy
from bot.shop.rules import UnpaidReason
from bot.shop.stock import give_back

logger = logging.getLogger(__name__)


class ReasonAsked(Base):
    """That a shopper was asked why an order is not paid, which is done once, and what they said."""

    __tablename__ = "unpaid_reasons"

    order_number: str = Column(String(32), primary_key=True)
    asked_at: datetime = Column(UtcDateTime, nullable=False)
    reason: str = Column(String(12), nullable=False, default="")
    """One of ``UnpaidReason``; empty: no answer yet."""
    told_at: datetime | None = Column(UtcDateTime)


def may_ask_reason(session: Session, order: Order, now: datetime) -> bool:
    """Whether the reason is to be asked now; true once for each order."""
    return insert_once(session, ReasonAsked, order_number=order.number, asked_at=now, reason="")


def note_reason(session: Session, order: Order, reason: UnpaidReason, now: datetime) -> None:
    """Keep what the shopper said, asked or not; a later word replaces an earlier one."""
    insert_once(session, ReasonAsked, order_number=order.number, asked_at=now, reason="")
    noted: ReasonAsked = session.get(ReasonAsked, order.number, populate_existing=True)
    noted.reason = reason.value
    noted.told_at = now
    session.flush()


def unpaid_orders(session: Session, now: datetime, after: str = "", limit: int = 200) -> list[Order]:
    """Customers' orders that can still be paid, a page at a time by their numbers."""
    orders: Any = Order  # SQLAlchemy 1.4 is untyped: on the class these are columns
    query = select(Order).where(
        orders.status == OrderStatus.PENDING_PAYMENT,
        orders.pay_before > now,
        orders.created_at <= now,
        orders.customer_id.is_not(None),
        orders.number > after,
    )
    return list(session.execute(query.order_by(orders.number).limit(limit)).scalars())


def close_overdue(session: Session, policy: Policy, now: datetime, limit: int = 200) -> list[Order]:
    """Cancel the orders whose time to pay is over; the shop's stock comes back where it was taken at the order."""
    orders: Any = Order
    query = select(Order).where(orders.status == OrderStatus.PENDING_PAYMENT, orders.pay_before <= now)
    overdue = session.execute(query.order_by(orders.pay_before, orders.number).limit(limit)).scalars()
    return [order for order in list(overdue) if _close(session, order, policy, now)]


def _close(session: Session, order: Order, policy: Policy, now: datetime) -> bool:
    before = order.status.value
    try:
        mark_cancelled(session, order, now)
    except IllegalTransition:
        return False  # paid or closed this very moment
    give_back(session, order)
    rule = f"unpaid.close_after_minutes@{policy.shop.rules_version}"
    request = Request(f"close:{order.number}", "system", now)
    record(session, order, "close", request, before={"status": before}, after={"status": order.status.value}, rule=rule)
    logger.info("An unpaid order is closed.", extra={"event": "order.closed"})
    return True
