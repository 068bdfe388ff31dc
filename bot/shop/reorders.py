"""Reorders: what was bought is ordered once more, at today's prices."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import count
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.db import insert_once
from bot.errors import NothingToReorder
from bot.shop.catalogue import Sku, find_product
from bot.shop.changes import OrderChange, Request, is_done, record
from bot.shop.orders import Order, OrderEvent, OrderLine, OrderStatus
from bot.shop.policy import Policy
from bot.shop.promises import shipping_fee
from bot.shop.stock import take
from bot.shop.units import SHANGHAI


@dataclass(frozen=True)
class Basket:
    """What of an order can be had once more, and what cannot."""

    lines: tuple[tuple[OrderLine, Sku], ...]
    gone: tuple[OrderLine, ...]
    freight_fen: int

    @property
    def goods_fen(self) -> int:
        return sum(sku.price_fen * line.quantity for line, sku in self.lines)

    @property
    def amount_fen(self) -> int:
        """Without any reduction: promotions and coupons are chosen when it is paid for in the shop."""
        return self.goods_fen + self.freight_fen


def basket_of(session: Session, order: Order, policy: Policy) -> Basket:
    """The articles of an order that are listed and in stock today."""
    had: list[tuple[OrderLine, Sku]] = []
    gone: list[OrderLine] = []
    for line in order.lines:
        sku: Sku | None = session.get(Sku, line.sku_id)
        if sku and find_product(session, sku.product_id) and sku.stock >= line.quantity:
            had.append((line, sku))
        else:
            gone.append(line)
    basket = Basket(tuple(had), tuple(gone), 0)
    fee = shipping_fee(policy, basket.goods_fen, order.province, order.city)
    return replace(basket, freight_fen=fee.fee_fen)


def reorder(session: Session, order: Order, request: Request, policy: Policy) -> Order:
    """Order the same once more, to the same place, unpaid.

    Raises:
        ChangeRefused: the policy does not allow it.
        NothingToReorder: none of it can be had today.
        OutOfStock: somebody else was quicker.
    """
    if is_done(session, request):
        return _made_by(session, request)
    policy.changes.refuse(order, "reorder")
    basket = basket_of(session, order, policy)
    if not basket.lines:
        raise NothingToReorder()
    again = _place(session, order, basket, request, policy)
    for line, sku in basket.lines:
        take(session, sku.id, line.quantity)
        session.add(_line(again, line, sku))
    session.add(OrderEvent(order_number=again.number, at=request.at, status=again.status))
    after = {"from": order.number}
    record(session, again, "reorder", request, before={}, after=after, rule=policy.changes.quoted("reorder"))
    session.refresh(again)
    return again


def _made_by(session: Session, request: Request) -> Order:
    made = select(OrderChange.order_number).where(OrderChange.request_id == request.id)
    order: Order = session.get(Order, session.execute(made).scalar_one())
    return order


def _place(session: Session, order: Order, basket: Basket, request: Request, policy: Policy) -> Order:
    """The new order under the first free number; of two orders at once each gets its own."""
    kept = ("customer_id", "receiver", "phone", "province", "city", "district", "street")
    values = {
        "status": OrderStatus.PENDING_PAYMENT,
        "created_at": request.at,
        "pay_before": request.at + timedelta(minutes=policy.unpaid.close_after_minutes),
        "amount_fen": basket.amount_fen,
        "freight_fen": basket.freight_fen,
        **{name: getattr(order, name) for name in kept},
    }
    number = next(
        number for number in _numbers(session, request) if insert_once(session, Order, number=number, **values)
    )
    again: Order = session.get(Order, number)
    return again


def _line(order: Order, line: OrderLine, sku: Sku) -> OrderLine:
    return OrderLine(
        order_number=order.number,
        sku_id=sku.id,
        title=line.title,
        color=sku.color,
        size=sku.size,
        quantity=line.quantity,
        price_fen=sku.price_fen,
    )


def _numbers(session: Session, request: Request) -> Iterator[str]:
    """Numbers of that day on the shop's clock, out of the way of those that the shop gives itself."""
    ours = f"{request.at.astimezone(SHANGHAI):%Y%m%d}9"
    numbers: Any = Order.number  # SQLAlchemy 1.4 is untyped
    given = session.execute(select(func.count()).where(numbers.like(f"{ours}%"))).scalar_one()
    return (f"{ours}{number:06d}" for number in count(given + 1))
