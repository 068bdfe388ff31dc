"""Stock: goods leave it when they are ordered, and come back when the order is given up."""

from __future__ import annotations

from sqlalchemy import update
from sqlalchemy.orm import Session

from bot.errors import OutOfStock
from bot.shop.catalogue import Sku, get_sku
from bot.shop.orders import Order


def take(session: Session, sku_id: str, pieces: int) -> None:
    """Take pieces out, or put them back when negative.

    Raises:
        OutOfStock: there are fewer; nothing is taken.
    """
    enough = (Sku.id == sku_id, Sku.stock >= pieces)
    taken = update(Sku).where(*enough).values(stock=Sku.stock - pieces).execution_options(synchronize_session=False)
    if not session.execute(taken).rowcount:
        raise OutOfStock(get_sku(session, sku_id).stock)


def give_back(session: Session, order: Order) -> None:
    """The goods of an order that is cancelled or closed are free again."""
    for line in order.lines:
        take(session, line.sku_id, -line.quantity)
