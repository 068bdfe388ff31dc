"""Cards as every channel gets them: what an order holds and how it is paid, as plain data without sentences."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from bot.shop.orders import Order
from bot.shop.units import yuan


def payment_card(order: Order, link: str) -> dict[str, Any]:
    """The way to pay an order."""
    return {
        "type": "payment",
        "number": order.number,
        **content_of(order),
        "pay_url": link,
        "pay_before": card_time(order.pay_before),
    }


def content_of(order: Order) -> dict[str, Any]:
    """The lines of an order and what they make together."""
    lines = [
        {
            "title": line.title,
            "spec": line.article,
            "quantity": line.quantity,
            "price": yuan(line.price_fen),
        }
        for line in order.lines
    ]
    # Named only where there is one: the lines and these make up the amount.
    apart = {"discount": order.discount_fen, "freight": order.freight_fen}
    return {"lines": lines, **{k: yuan(v) for k, v in apart.items() if v}, "amount": yuan(order.amount_fen)}


def card_time(at: datetime) -> str:
    """A time as programs read it."""
    return at.isoformat().replace("+00:00", "Z")
