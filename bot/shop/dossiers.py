"""Dossiers: what the shop knows of a shopper and their orders, in as many queries for many orders as for one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import desc, func, select
from sqlalchemy.orm import Session

from bot.shop.case_progress import Progress, progress_of
from bot.shop.cases import AftersaleCase
from bot.shop.follow_ups import FollowUp, open_follow_ups
from bot.shop.invoices import Invoice
from bot.shop.logistics import Shipment
from bot.shop.offers import Coupon, OwnedCoupon
from bot.shop.orders import Customer, Order, OrderStatus, Shopper, orders_of
from bot.shop.payments import Payment, Refund
from bot.shop.profiles import Profile

SHOWN = 20
_BOUGHT = (
    OrderStatus.PAID,
    OrderStatus.PACKING,
    OrderStatus.SHIPPED,
    OrderStatus.DELIVERED,
    OrderStatus.COMPLETED,
)

# SQLAlchemy 1.4 is untyped: on a class these are columns
_ORDERS: Any = Order
_OWNED: Any = OwnedCoupon


@dataclass
class Dossier:
    """A shopper, as far as they are known, and their orders with what belongs to them."""

    customer: Customer | None
    orders: list[Order]
    profile: Profile | None = None
    bought: int = 0
    """Orders that were paid and kept, with their sum in fen."""
    bought_fen: int = 0
    payments: list[Payment] = field(default_factory=list)
    refunds: list[Refund] = field(default_factory=list)
    parcels: list[Shipment] = field(default_factory=list)
    cases: list[Progress] = field(default_factory=list)
    invoices: list[Invoice] = field(default_factory=list)
    follow_ups: list[FollowUp] = field(default_factory=list)
    coupons: list[tuple[OwnedCoupon, Coupon]] = field(default_factory=list)

    def order(self, number: str) -> Order:
        return next(order for order in self.orders if order.number == number)


def dossier_of(session: Session, shopper: Shopper, now: datetime) -> Dossier:
    """What may be told of a shopper; of a visitor only what they have proved."""
    customer: Customer | None = session.get(Customer, shopper.id) if shopper.id else None
    orders = orders_of(session, shopper, limit=SHOWN, now=now)
    numbers = [order.number for order in orders]
    found = Dossier(customer, orders, profile=session.get(Profile, shopper.actor))
    found.payments = _about(session, Payment, numbers, "created_at")
    found.refunds = _about(session, Refund, numbers, "created_at")
    found.parcels = _about(session, Shipment, numbers, "shipped_at")
    found.invoices = _about(session, Invoice, numbers, "id")
    cases = _about(session, AftersaleCase, numbers, "id")
    found.cases = [progress_of(case) for case in sorted(cases, key=lambda case: not case.is_open)]
    found.follow_ups = open_follow_ups(session, numbers)
    if customer is not None:
        found.coupons = _coupons(session, customer, now)
        found.bought, found.bought_fen = _bought(session, customer)
    return found


def _about(session: Session, table: Any, numbers: Sequence[str], by: str) -> list[Any]:
    """The rows about some orders, the latest first."""
    query = select(table).where(table.order_number.in_(numbers)).order_by(desc(getattr(table, by)))
    return list(session.execute(query).scalars()) if numbers else []


def _coupons(session: Session, customer: Customer, now: datetime) -> list[tuple[OwnedCoupon, Coupon]]:
    """Those that can still be used, what ends first in front."""
    query = (
        select(OwnedCoupon, Coupon)
        .join(Coupon, Coupon.id == _OWNED.coupon_id)
        .where(_OWNED.customer_id == customer.id, _OWNED.used_at.is_(None))
    )
    found = [(owned, coupon) for owned, coupon in session.execute(query)]
    live = [(owned, coupon) for owned, coupon in found if owned.expires_at is None or owned.expires_at > now]
    return sorted(live, key=lambda pair: (pair[0].expires_at is None, pair[0].expires_at or now, pair[0].id))


def _bought(session: Session, customer: Customer) -> tuple[int, int]:
    kept = (_ORDERS.customer_id == customer.id, _ORDERS.status.in_(_BOUGHT))
    count, sum_fen = session.execute(select(func.count(), func.sum(_ORDERS.amount_fen)).where(*kept)).one()
    return int(count), int(sum_fen or 0)
