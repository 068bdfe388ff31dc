"""Sales: the orders that were paid in a span of time, with their lines, as reports and the daily sheet need them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.shop.catalogue import Product, Sku
from bot.shop.orders import Order, OrderLine

# How many numbers one statement may name: SQLite takes 999 of whatever version.
BATCH = 500

_ORDERS: Any = Order  # SQLAlchemy 1.4 is untyped: on the class these are columns
_LINES: Any = OrderLine
_SKUS: Any = Sku
_PRODUCTS: Any = Product


@dataclass(frozen=True)
class SoldLine:
    """One article of a paid order."""

    id: int
    product_id: str
    title: str
    color: str
    size: str
    quantity: int


@dataclass(frozen=True)
class Sale:
    """A paid order; refunded since or not."""

    number: str
    customer_id: str | None
    paid_at: datetime
    amount_fen: int
    receiver: str
    phone: str
    province: str
    city: str
    lines: list[SoldLine] = field(default_factory=list)


def sales(session: Session, begins: datetime, ends: datetime) -> list[Sale]:
    """The orders that were paid from one moment to before another, in that order."""
    inside = (_ORDERS.paid_at >= begins, _ORDERS.paid_at < ends)
    lines: dict[str, list[SoldLine]] = defaultdict(list)
    query = (
        select(
            _LINES.order_number, _LINES.id, _SKUS.product_id, _LINES.title, _LINES.color, _LINES.size, _LINES.quantity
        )
        .join(Sku, _SKUS.id == _LINES.sku_id)
        .join(Order, _ORDERS.number == _LINES.order_number)
    )
    for number, *line in session.execute(query.where(*inside).order_by(_LINES.id)):
        lines[number].append(SoldLine(*line))
    paid = select(
        _ORDERS.number, _ORDERS.customer_id, _ORDERS.paid_at, _ORDERS.amount_fen, _ORDERS.receiver, _ORDERS.phone,
        _ORDERS.province, _ORDERS.city,
    )  # fmt: skip
    found = session.execute(paid.where(*inside).order_by(_ORDERS.paid_at, _ORDERS.number))
    return [Sale(**row._mapping, lines=lines[row.number]) for row in found]


def titles_of(session: Session, product_ids: Collection[str]) -> dict[str, str]:
    """What products are called, listed or not."""
    query = select(_PRODUCTS.id, _PRODUCTS.title)
    return {
        id_: title
        for ids in _batches(product_ids)
        for id_, title in session.execute(query.where(_PRODUCTS.id.in_(ids)))
    }


def products_of(session: Session, numbers: Collection[str]) -> dict[str, dict[int, str]]:
    """The products of orders, by number and line."""
    query = select(_LINES.order_number, _LINES.id, _SKUS.product_id).join(Sku, _SKUS.id == _LINES.sku_id)
    found: dict[str, dict[int, str]] = defaultdict(dict)
    for some in _batches(numbers):
        for number, line, product in session.execute(query.where(_LINES.order_number.in_(some))):
            found[number][line] = product
    return found


def _batches(keys: Collection[str]) -> Iterator[list[str]]:
    everything = sorted(set(keys))
    for start in range(0, len(everything), BATCH):
        yield everything[start : start + BATCH]
