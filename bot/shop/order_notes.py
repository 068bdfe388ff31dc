"""Order notes: what the warehouse is asked to mind with an order."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Column, Integer, String
from sqlalchemy.orm import Session

from bot.db import Base, UtcDateTime
from bot.shop.changes import Request, is_done, record
from bot.shop.orders import Order
from bot.shop.policy import Policy


class OrderNote(Base):
    """One wish for the warehouse."""

    __tablename__ = "order_notes"

    id: int = Column(Integer, primary_key=True)
    order_number: str = Column(String(32), nullable=False, index=True)
    kind: str = Column(String(20), nullable=False)
    """``note``, ``carrier``, ``packing``, ``merge`` or ``split``."""
    text: str = Column(String(200), nullable=False)
    at: datetime = Column(UtcDateTime, nullable=False)


def add_note(session: Session, order: Order, kind: str, text: str, request: Request, policy: Policy) -> None:
    """Ask the warehouse for something; ``kind`` is the kind of change as well.

    Raises:
        ChangeRefused: the state of the order does not allow it any more.
    """
    if is_done(session, request):
        return
    rule = "merge" if kind == "split" else kind
    policy.changes.refuse(order, rule, request.actor)
    session.add(OrderNote(order_number=order.number, kind=kind, text=text[: policy.changes.note_limit], at=request.at))
    record(session, order, kind, request, before={}, after={"text": text}, rule=policy.changes.quoted(rule))
