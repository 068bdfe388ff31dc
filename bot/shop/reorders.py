"""Reorders: what was bought is ordered once more, at today's prices."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

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
    goods = sum(sku.price_fen * line.quantity for line, sku in had)
    fee = shipping_fee(policy, goods, order.province, order.city)
    return Basket(tuple(had), tuple(gone), fee.fee_fen)


def reorder(session: Session, order: Order, request: Request, policy: Policy) -> Order:
    """Order the same once more, to the same place, unpaid.

    Raises:
        ChangeRefused: the policy does not allow it.
        OutOfStock: somebody else was quicker.
    """
    if is_done(session, request):
        return _made_by(session, request)
    policy.changes.refuse(order, "reorder")
    basket = basket_of(session, order, policy)
    again = _copy(order, _next_number(session, request), basket, request, policy)
    session.add(again)
    session.flush()
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


def _copy(order: Order, number: str, basket: Basket, request: Request, policy: Policy) -> Order:
    kept = ("customer_id", "receiver", "phone", "province", "city", "district", "street")
    return Order(
        number=number,
        status=OrderStatus.PENDING_PAYMENT,
        created_at=request.at,
        pay_before=request.at + timedelta(minutes=policy.unpaid.close_after_minutes),
        amount_fen=basket.amount_fen,
        freight_fen=basket.freight_fen,
        **{name: getattr(order, name) for name in kept},
    )


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


def _next_number(session: Session, request: Request) -> str:
    """The day on the shop's clock and the next free number of that day, behind those of the shop's own."""
    day = f"{request.at.astimezone(SHANGHAI):%Y%m%d}"
    numbers: Any = Order.number  # SQLAlchemy 1.4 is untyped
    last = session.execute(select(func.max(numbers)).where(numbers.like(f"{day}%"))).scalar_one()
    return str(int(last) + 1) if last else f"{day}9000001"
