"""Orders: whose they are, which states they pass through, and the one door to them."""

from __future__ import annotations

import hmac
import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from hashlib import sha256
from typing import Any

from sqlalchemy import Column, ForeignKey, Index, Integer, String, and_, desc, func, or_, select, update
from sqlalchemy.orm import Session, relationship

from bot.db import Base, ShopBase, UtcDateTime, kinds, utc_now
from bot.errors import IllegalTransition, NotYourOrder, OrderNotFound, TooManyTries

PROOF_LASTS = timedelta(hours=24)
TRIES = 5
TRIES_PER_ORDER = 10
TRIES_WITHIN = timedelta(hours=1)


class OrderStatus(str, Enum):
    """Where an order stands."""

    PENDING_PAYMENT = "pending_payment"
    PAID = "paid"
    PACKING = "packing"
    SHIPPED = "shipped"
    DELIVERED = "delivered"
    COMPLETED = "completed"
    CANCELLED = "cancelled"
    REFUNDING = "refunding"
    REFUNDED = "refunded"


# A withdrawn refund leads back to where the order was; money once paid only leaves through refunding.
NEXT: dict[OrderStatus, frozenset[OrderStatus]] = {
    OrderStatus.PENDING_PAYMENT: frozenset({OrderStatus.PAID, OrderStatus.CANCELLED}),
    OrderStatus.PAID: frozenset({OrderStatus.PACKING, OrderStatus.SHIPPED, OrderStatus.REFUNDING}),
    OrderStatus.PACKING: frozenset({OrderStatus.SHIPPED, OrderStatus.REFUNDING}),
    OrderStatus.SHIPPED: frozenset({OrderStatus.DELIVERED, OrderStatus.REFUNDING}),
    OrderStatus.DELIVERED: frozenset({OrderStatus.COMPLETED, OrderStatus.REFUNDING}),
    OrderStatus.COMPLETED: frozenset({OrderStatus.REFUNDING}),
    OrderStatus.CANCELLED: frozenset(),
    OrderStatus.REFUNDING: frozenset(
        {
            OrderStatus.REFUNDED,
            OrderStatus.PAID,
            OrderStatus.PACKING,
            OrderStatus.SHIPPED,
            OrderStatus.DELIVERED,
            OrderStatus.COMPLETED,
        }
    ),
    OrderStatus.REFUNDED: frozenset(),
}


@dataclass(frozen=True)
class Shopper:
    """Who asks: a customer that the shop's site vouches for, or only a visitor."""

    id: str | None
    visitor: str

    @property
    def actor(self) -> str:
        """Who it was, as records name them: ``shopper:<id>`` or ``visitor:<id>``."""
        return f"visitor:{self.visitor}" if self.id is None else f"shopper:{self.id}"


class Customer(ShopBase):
    """Somebody with an account in the shop."""

    __tablename__ = "customers"

    id: str = Column(String(64), primary_key=True)
    name: str = Column(String(40), nullable=False)
    phone: str = Column(String(20), nullable=False, default="")
    created_at: datetime = Column(UtcDateTime, nullable=False)


class Order(ShopBase):
    """An order as the shop keeps it; ``amount_fen`` is what is to be paid: goods, less the discount, plus freight."""

    __tablename__ = "orders"

    number: str = Column(String(32), primary_key=True)
    customer_id: str | None = Column(ForeignKey("customers.id"), index=True)
    status: OrderStatus = Column(kinds(OrderStatus, 20), nullable=False)
    created_at: datetime = Column(UtcDateTime, nullable=False, index=True)
    pay_before: datetime = Column(UtcDateTime, nullable=False)
    paid_at: datetime | None = Column(UtcDateTime)
    receiver: str = Column(String(40), nullable=False)
    phone: str = Column(String(20), nullable=False)
    province: str = Column(String(20), nullable=False)
    city: str = Column(String(20), nullable=False)
    district: str = Column(String(20), nullable=False, default="")
    street: str = Column(String(200), nullable=False)
    amount_fen: int = Column(Integer, nullable=False)
    freight_fen: int = Column(Integer, nullable=False, default=0)
    discount_fen: int = Column(Integer, nullable=False, default=0)
    pay_method: str | None = Column(String(20))
    promotion_id: str | None = Column(String(32))
    coupon_id: str | None = Column(String(32))
    note: str = Column(String(200), nullable=False, default="")

    __table_args__ = (Index("ix_orders_unpaid", "status", "pay_before"), Index("ix_orders_paid", "paid_at"))

    lines: list[OrderLine] = relationship("OrderLine", order_by="OrderLine.id", lazy="selectin")

    @property
    def is_unpaid(self) -> bool:
        return self.status is OrderStatus.PENDING_PAYMENT

    @property
    def goods_fen(self) -> int:
        """Its lines together, before discount and freight."""
        return sum(line.goods_fen for line in self.lines)

    @property
    def pieces(self) -> int:
        return sum(line.quantity for line in self.lines)


class OrderLine(ShopBase):
    """One article of an order, as it was called and priced when it was bought."""

    __tablename__ = "order_lines"

    id: int = Column(Integer, primary_key=True)
    order_number: str = Column(ForeignKey("orders.number"), nullable=False, index=True)
    sku_id: str = Column(ForeignKey("skus.id"), nullable=False)
    title: str = Column(String(120), nullable=False)
    color: str = Column(String(40), nullable=False, default="")
    size: str = Column(String(20), nullable=False, default="")
    quantity: int = Column(Integer, nullable=False)
    price_fen: int = Column(Integer, nullable=False)

    @property
    def goods_fen(self) -> int:
        return self.price_fen * self.quantity

    @property
    def article(self) -> str:
        """Colour and size, as far as it has them."""
        return " ".join(filter(None, (self.color, self.size)))


class OrderEvent(ShopBase):
    """The status history of an order."""

    __tablename__ = "order_events"

    id: int = Column(Integer, primary_key=True)
    order_number: str = Column(ForeignKey("orders.number"), nullable=False, index=True)
    at: datetime = Column(UtcDateTime, nullable=False)
    status: OrderStatus = Column(kinds(OrderStatus, 20), nullable=False)


class OrderProof(Base):
    """A visitor has shown that an order is theirs."""

    __tablename__ = "order_proofs"

    visitor: str = Column(String(64), primary_key=True)
    order_number: str = Column(String(32), primary_key=True)
    at: datetime = Column(UtcDateTime, nullable=False)


class ProofTry(Base):
    """An attempt to prove an order, right or wrong; of the order's number it keeps a digest."""

    __tablename__ = "proof_tries"

    id: int = Column(Integer, primary_key=True)
    visitor: str = Column(String(64), nullable=False, index=True)
    digest: str = Column(String(64), nullable=False, default="", index=True)
    at: datetime = Column(UtcDateTime, nullable=False)


def order_for(session: Session, shopper: Shopper, number: str, now: datetime | None = None) -> Order:
    """The only way to an order: the owner's, or a visitor's who proved it within the last 24 hours.

    Raises:
        OrderNotFound: there is none.
        NotYourOrder: it is somebody else's; show it exactly as the former.
    """
    order: Order | None = session.get(Order, _clean(number))
    if order is None:
        raise OrderNotFound()
    if _owns(shopper, order) or _has_proved(session, shopper, order.number, now or utc_now()):
        return order
    raise NotYourOrder(str(OrderNotFound()))


def prove_order(session: Session, shopper: Shopper, number: str, phone_tail: str, now: datetime) -> Order | None:
    """Let a visitor prove an order by the last four digits of its phone; None when they do not match.

    A wrong answer is no exception, because the edge would roll its transaction back and the try would not count.
    An order that does not exist takes the same path as one that does.

    Raises:
        TooManyTries: five within the hour, right or wrong; or ten of whomever for this order, since a new visitor
            costs nothing.
    """
    digest = sha256(_clean(number).encode()).hexdigest()
    since = ProofTry.at > now - TRIES_WITHIN
    mine = select(func.count()).select_from(ProofTry).where(ProofTry.visitor == shopper.visitor, since)
    anybodys = select(func.count()).select_from(ProofTry).where(ProofTry.digest == digest, since)
    if session.execute(mine).scalar_one() >= TRIES or session.execute(anybodys).scalar_one() >= TRIES_PER_ORDER:
        raise TooManyTries()
    session.add(ProofTry(visitor=shopper.visitor, digest=digest, at=now))
    order: Order | None = session.get(Order, _clean(number))
    expected = (order.phone if order else "")[-4:].rjust(4, "-")
    given = phone_tail.strip()
    right = hmac.compare_digest(expected.encode(), given.encode()) and re.fullmatch(r"[0-9]{4}", given)
    if order is None or not right:
        return None
    session.merge(OrderProof(visitor=shopper.visitor, order_number=order.number, at=now))
    session.flush()
    return order


def orders_of(
    session: Session,
    shopper: Shopper,
    *,
    limit: int = 5,
    statuses: Collection[OrderStatus] | None = None,
    now: datetime | None = None,
) -> list[Order]:
    """A shopper's own and proven orders, the newest first."""
    orders: Any = Order  # SQLAlchemy 1.4 is untyped: on the class these are columns
    fresh = and_(OrderProof.visitor == shopper.visitor, OrderProof.at > (now or utc_now()) - PROOF_LASTS)
    # Two queries, for orders may be in a database of the shop's own, where there are no proofs.
    proved = session.execute(select(OrderProof.order_number).where(fresh)).scalars().all()
    reachable = [orders.number.in_(proved)]
    if shopper.id is not None:
        reachable.append(Order.customer_id == shopper.id)
    query = select(Order).where(or_(*reachable))
    if statuses is not None:
        query = query.where(orders.status.in_(list(statuses)))
    query = query.order_by(desc(Order.created_at), desc(Order.number)).limit(limit)
    return list(session.execute(query).scalars())


def mark_paid(session: Session, order: Order, method: str, now: datetime) -> None:
    """Record a payment.

    Raises:
        IllegalTransition: the order is not waiting for one; nothing is changed.
    """
    move(session, order, OrderStatus.PAID, now, paid_at=now, pay_method=method)


def begin_refund(session: Session, order: Order, now: datetime) -> None:
    """Hold an order while its money is being asked back.

    Raises:
        IllegalTransition: the order is in no state for it.
    """
    move(session, order, OrderStatus.REFUNDING, now)


def end_refund(session: Session, order: Order, status: OrderStatus, now: datetime) -> None:
    """Lead an order out of refunding: to refunded, or back to where it was.

    Raises:
        IllegalTransition: it is not refunding, or was never there.
    """
    if order.status is not OrderStatus.REFUNDING:
        raise IllegalTransition(order.status.value, status.value)
    move(session, order, status, now)


def mark_refunded(session: Session, order: Order, now: datetime) -> None:
    """Record that everything paid has gone back.

    Raises:
        IllegalTransition: the order is not on its way there; nothing is changed.
    """
    move(session, order, OrderStatus.REFUNDED, now)


def mark_cancelled(session: Session, order: Order, now: datetime) -> None:
    """End an order that has not been paid, with its line in the history.

    Raises:
        IllegalTransition: it has been paid or is over; nothing is changed.
    """
    move(session, order, OrderStatus.CANCELLED, now)


def can_become(order: Order, status: OrderStatus) -> bool:
    return status in NEXT[order.status]


def move(session: Session, order: Order, status: OrderStatus, now: datetime, **values: object) -> None:
    """The one door between two states: writes the history, and other columns that change along.

    Raises:
        IllegalTransition: the table does not allow it, or somebody else has changed the state meanwhile.
    """
    if not can_become(order, status):
        raise IllegalTransition(order.status.value, status.value)
    here = and_(Order.number == order.number, Order.status == order.status)
    change = update(Order).where(here).values(status=status, **values).execution_options(synchronize_session=False)
    changed = session.execute(change).rowcount
    session.refresh(order)
    if not changed:
        raise IllegalTransition(order.status.value, status.value)
    session.add(OrderEvent(order_number=order.number, at=now, status=status))
    session.flush()


def hold(session: Session, order: Order) -> None:
    """Let nobody else change this order until the transaction ends.

    A write that changes nothing works on SQLite as on PostgreSQL; ``FOR UPDATE`` would be ignored by the former.
    """
    mine = update(Order).where(Order.number == order.number).values(number=order.number)
    session.execute(mine.execution_options(synchronize_session=False))


def _owns(shopper: Shopper, order: Order) -> bool:
    return shopper.id is not None and order.customer_id == shopper.id


def _has_proved(session: Session, shopper: Shopper, number: str, now: datetime) -> bool:
    proof: OrderProof | None = session.get(OrderProof, (shopper.visitor, number))
    return proof is not None and now - proof.at < PROOF_LASTS


def _clean(number: str) -> str:
    return re.sub(r"[\s-]", "", number)
