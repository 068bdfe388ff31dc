"""Purchases: an order as a basket, and what a shopper has bought already, as far as an offer asks for it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.shop.baskets import Line, promotion_discount
from bot.shop.catalogue import Product, Sku
from bot.shop.offers import Promotion
from bot.shop.orders import Order, OrderStatus

_GIVEN_BACK = (OrderStatus.CANCELLED, OrderStatus.REFUNDED)


def lines_of(session: Session, order: Order) -> list[Line]:
    """An order as a basket."""
    return [_line(session, line.sku_id, line.price_fen, line.quantity) for line in order.lines]


def has_bought(session: Session, customer_id: str) -> bool:
    """Whether a customer has ever paid for an order."""
    orders: Any = Order  # SQLAlchemy 1.4 is untyped: on the class these are columns
    paid = select(orders.number).where(orders.customer_id == customer_id, orders.paid_at.is_not(None))
    return session.execute(paid.limit(1)).first() is not None


def open_to(
    session: Session, promotions: Iterable[Promotion], customer_id: str | None, at: datetime, but: str = ""
) -> list[Promotion]:
    """Promotions as they stand for one shopper: what was bought with them before ``at`` counts towards their limits.

    The order ``but`` is left out: it is the one that is computed.
    """
    return [
        promotion.after(_pieces_bought(session, promotion, customer_id, at, but))
        if customer_id and promotion.piece_limit is not None
        else promotion
        for promotion in promotions
    ]


def takes_part(promotion: Promotion, order: Order, lines: list[Line]) -> bool:
    """Whether an order got a promotion: by its own record, else, where it keeps none, by the sum that was taken off."""
    if order.promotion_id:
        return order.promotion_id == promotion.id
    return 0 < promotion_discount(promotion, lines) <= order.discount_fen


def _pieces_bought(session: Session, promotion: Promotion, customer_id: str | None, at: datetime, but: str) -> int:
    orders: Any = Order
    query = select(Order).where(
        orders.customer_id == customer_id,
        orders.number != but,
        orders.created_at < at,
        orders.status.not_in(_GIVEN_BACK),
    )
    if promotion.begins_at:
        query = query.where(orders.created_at >= promotion.begins_at)
    baskets = ((order, lines_of(session, order)) for order in session.execute(query).scalars())
    return sum(
        line.pieces
        for order, lines in baskets
        if takes_part(promotion, order, lines)
        for line in lines
        if promotion.covers(line.category)
    )


def _line(session: Session, sku_id: str, price_fen: int, pieces: int) -> Line:
    sku: Sku | None = session.get(Sku, sku_id)
    product: Product | None = session.get(Product, sku.product_id) if sku else None
    return Line(product.category, price_fen, pieces, product.id) if product else Line("", price_fen, pieces)
