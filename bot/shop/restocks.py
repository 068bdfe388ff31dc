"""Restocks: who wants to hear when something is back."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Column, Integer, String, UniqueConstraint, select
from sqlalchemy.orm import Session

from bot.db import Base, UtcDateTime
from bot.shop.catalogue import Product, Sku


class RestockWish(Base):
    """A shopper waits for an article that is sold out."""

    __tablename__ = "restock_wishes"

    id: int = Column(Integer, primary_key=True)
    conversation_id: str = Column(String(32), nullable=False)
    sku_id: str = Column(String(40), nullable=False, index=True)
    at: datetime = Column(UtcDateTime, nullable=False)
    told_at: datetime | None = Column(UtcDateTime)

    __table_args__ = (UniqueConstraint("conversation_id", "sku_id"),)


def due_restocks(session: Session, limit: int = 100) -> list[RestockWish]:
    """Wishes whose article is there again, the oldest first."""
    wishes: Any = RestockWish  # SQLAlchemy 1.4 is untyped: on the class these are columns
    untold = select(wishes.sku_id).where(wishes.told_at.is_(None)).distinct()
    # Two steps: the articles may be in the shop's own database.
    wanted = list(session.execute(untold).scalars())
    articles: Any = Sku
    there = select(articles.id).join(Product, articles.product_id == Product.id)
    there = there.where(articles.id.in_(wanted), articles.stock > 0, Product.listed)
    back = list(session.execute(there).scalars())
    query = select(RestockWish).where(wishes.told_at.is_(None), wishes.sku_id.in_(back))
    return list(session.execute(query.order_by(wishes.at, wishes.id).limit(limit)).scalars())


def mark_told(session: Session, wish: RestockWish, now: datetime) -> None:
    """The shopper has heard of it."""
    wish.told_at = now
    session.flush()
