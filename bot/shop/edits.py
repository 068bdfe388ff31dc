"""Edits: the changes of an order itself, each allowed by the policy, done once and written down."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session

from bot.errors import IllegalTransition
from bot.shop.addresses import Destination
from bot.shop.catalogue import Product, Sku, get_sku, stock_of
from bot.shop.changes import Request, is_done, record
from bot.shop.grants import GRANTED
from bot.shop.orders import Order, OrderLine, OrderStatus, move
from bot.shop.policy import Policy
from bot.shop.promises import shipping_fee
from bot.shop.stock import give_back, take


@dataclass(frozen=True)
class Replacement:
    """Another article, or another number of pieces, in the place of a line."""

    line: OrderLine
    sku: Sku
    quantity: int

    @property
    def difference_fen(self) -> int:
        """What the goods then cost more; negative: less."""
        same = self.sku.id == self.line.sku_id
        # The price of the day of the order stays where the article stays.
        price = self.line.price_fen if same else self.sku.price_fen
        return int(price * self.quantity - self.line.goods_fen)

    @property
    def more_pieces(self) -> int:
        """How many pieces of the article are needed beyond those that the line already holds."""
        return self.quantity - (self.line.quantity if self.sku.id == self.line.sku_id else 0)


def change_destination(
    session: Session, order: Order, destination: Destination, freight_fen: int, request: Request, policy: Policy
) -> None:
    """Send the order to somebody or somewhere else; an unpaid order costs the freight to there.

    Raises:
        ChangeRefused: its state does not allow that any more.
    """
    if is_done(session, request):
        return
    policy.changes.refuse(order, "address", request.actor)
    before = {**Destination.of(order).as_dict(), **_money(order)}
    freight = freight_fen if order.is_unpaid else order.freight_fen
    amount = order.amount_fen + freight - order.freight_fen
    _set(session, order, **destination.as_dict(), freight_fen=freight, amount_fen=amount)
    rule = policy.changes.quoted("address")
    after = {**destination.as_dict(), **_money(order)}
    record(session, order, "address", request, before=before, after=after, rule=rule)


def find_replacement(
    session: Session, line: OrderLine, *, color: str | None, size: str | None, quantity: int | None
) -> Replacement | None:
    """The article that a line is to become; None when the shop does not have the product like that."""
    sku = get_sku(session, line.sku_id)
    if color or size:
        found = stock_of(session, session.get(Product, sku.product_id), color=color or sku.color, size=size or sku.size)
        if len(found) != 1:
            return None
        sku = found[0]
    return Replacement(line, sku, quantity or line.quantity)


def replace_line(
    session: Session, order: Order, replacement: Replacement, freight_and_discount: tuple[int, int], request: Request,
    policy: Policy,
) -> None:  # fmt: skip
    """Put another article or number in the place of a line; the stock follows.

    ``freight_and_discount`` are those of the order as it will be, in fen.

    Raises:
        ChangeRefused: its state does not allow that any more.
        OutOfStock: somebody else was quicker.
    """
    if is_done(session, request):
        return
    policy.changes.refuse(order, "items", request.actor)
    line, sku = replacement.line, replacement.sku
    before = {**_line(line), **_money(order)}
    take(session, line.sku_id, -line.quantity)
    take(session, sku.id, replacement.quantity)
    if sku.id != line.sku_id:
        line.sku_id, line.color, line.size, line.price_fen = sku.id, sku.color, sku.size, sku.price_fen
    line.quantity = replacement.quantity
    freight, discount = freight_and_discount
    amount = order.goods_fen - discount + freight
    _set(session, order, amount_fen=amount, freight_fen=freight, discount_fen=discount)
    after = {**_line(line), **_money(order)}
    record(session, order, "items", request, before=before, after=after, rule=policy.changes.quoted("items"))


def sums_after(order: Order, replacement: Replacement, policy: Policy) -> tuple[int, int] | None:
    """Freight and discount with another article in the order; None where money changes hands, or may have to."""
    if not order.is_unpaid:
        return None if replacement.difference_fen else (order.freight_fen, order.discount_fen)
    if replacement.difference_fen < 0 and order.discount_fen:
        return None
    goods = order.goods_fen + replacement.difference_fen - order.discount_fen
    return shipping_fee(policy, goods, order.province, order.city).fee_fen, order.discount_fen


def change_price(
    session: Session, order: Order, amount_fen: int, reason: str, rule: str, request: Request, policy: Policy
) -> None:
    """Take something off an order that is still to be paid; whether one may is the caller's to check.

    Raises:
        ChangeRefused: it is paid or over.
        ValueError: that is no lower price.
    """
    if is_done(session, request):
        return
    policy.changes.refuse(order, "price", request.actor)
    off = order.amount_fen - amount_fen
    if off <= 0 or amount_fen <= 0:
        raise ValueError("not a lower price")
    before = _money(order)
    _set(session, order, amount_fen=amount_fen, discount_fen=order.discount_fen + off)
    after = {**_money(order), GRANTED: off, "reason": reason}
    record(session, order, "price", request, before=before, after=after, rule=rule)


def cancel_order(session: Session, order: Order, request: Request, policy: Policy) -> None:
    """Cancel an order: an unpaid one is closed and its goods are free again, a paid one waits for its refund.

    Raises:
        ChangeRefused: its state does not allow that any more.
    """
    if is_done(session, request):
        return
    policy.changes.refuse(order, "cancel", request.actor)
    before = {"status": order.status.value}
    to = OrderStatus.CANCELLED if order.is_unpaid else OrderStatus.REFUNDING
    move(session, order, to, request.at)
    give_back(session, order)
    after = {"status": to.value}
    record(session, order, "cancel", request, before=before, after=after, rule=policy.changes.quoted("cancel"))


def _set(session: Session, order: Order, **values: Any) -> None:
    """Change columns if the order is still in the state in which it was looked at."""
    here = (Order.number == order.number, Order.status == order.status)
    change = update(Order).where(*here).values(**values).execution_options(synchronize_session=False)
    session.flush()
    changed = session.execute(change).rowcount
    session.refresh(order)
    if not changed:
        raise IllegalTransition(order.status.value, order.status.value)


def _line(line: OrderLine) -> dict[str, Any]:
    return {name: getattr(line, name) for name in ("id", "sku_id", "color", "size", "quantity", "price_fen")}


def _money(order: Order) -> dict[str, int]:
    return {name: getattr(order, name) for name in ("amount_fen", "freight_fen", "discount_fen")}
