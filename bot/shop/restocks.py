"""Restocks: who wants to hear when something is back."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Column, Integer, String, UniqueConstraint, select
from sqlalchemy.orm import Session

from bot.db import Base, UtcDateTime, insert_once
from bot.shop.catalogue import Product, Sku, get_sku

# So many articles are looked up at once; databases limit the parameters of a query.
CHUNK = 500


class RestockWish(Base):
    """A shopper waits for an article that is sold out."""

    __tablename__ = "restock_wishes"

    id: int = Column(Integer, primary_key=True)
    conversation_id: str = Column(String(32), nullable=False)
    sku_id: str = Column(String(40), nullable=False, index=True)
    at: datetime = Column(UtcDateTime, nullable=False)
    told_at: datetime | None = Column(UtcDateTime)

    __table_args__ = (UniqueConstraint("conversation_id", "sku_id"),)


def register_wish(session: Session, *, conversation_id: str, sku_id: str, now: datetime) -> bool:
    """Note that somebody waits for an article; False when that is noted already.

    Who was told and asks again, because it is sold out again, waits anew.

    Raises:
        SkuNotFound: there is no such article.
    """
    get_sku(session, sku_id)
    if insert_once(session, RestockWish, conversation_id=conversation_id, sku_id=sku_id, at=now):
        return True
    query = select(RestockWish).where(RestockWish.conversation_id == conversation_id, RestockWish.sku_id == sku_id)
    wish: RestockWish = session.execute(query).scalar_one()
    if wish.told_at is None:
        return False
    wish.at, wish.told_at = now, None
    session.flush()
    return True


def due_restocks(session: Session, limit: int = 100) -> list[RestockWish]:
    """Wishes whose article is on sale again, the oldest first.

    The catalogue may be in a database of the shop's own, so the two are asked one after the other.
    """
    wishes: Any = RestockWish  # SQLAlchemy 1.4 is untyped: on the class these are columns
    waiting = select(wishes.sku_id).where(wishes.told_at.is_(None)).distinct().order_by(wishes.sku_id)
    wanted = list(session.execute(waiting).scalars())
    back = [sku for start in range(0, len(wanted), CHUNK) for sku in _in_stock(session, wanted[start : start + CHUNK])]
    due: list[RestockWish] = []
    for start in range(0, len(back), CHUNK):
        of_these = wishes.sku_id.in_(back[start : start + CHUNK])
        query = select(RestockWish).where(wishes.told_at.is_(None), of_these)
        due += session.execute(query.order_by(wishes.at, wishes.id).limit(limit)).scalars()
    return sorted(due, key=lambda wish: (wish.at, wish.id))[:limit]


def mark_told(session: Session, wish: RestockWish, now: datetime) -> None:
    """The shopper has heard of it; once is enough."""
    wish.told_at = now
    session.flush()


def _in_stock(session: Session, sku_ids: list[str]) -> list[str]:
    skus: Any = Sku
    query = select(skus.id).join(Product, Product.id == skus.product_id)
    return list(session.execute(query.where(skus.id.in_(sku_ids), skus.stock > 0, Product.listed)).scalars())
