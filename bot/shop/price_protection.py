"""Price protection: what an order would cost at the lowest price since it was paid, and what is to be paid back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.shop.baskets import Line, coupon_discount, promotion_discount
from bot.shop.catalogue import PriceChange, find_product_of, get_sku
from bot.shop.offers import Coupon, Promotion
from bot.shop.orders import Order, OrderLine, OrderStatus
from bot.shop.price_rules import PriceProtection
from bot.shop.purchases import open_to

Verdict = Literal["due", "no_fall", "too_late", "unpaid", "closed"]
_PROTECTED = (
    OrderStatus.PAID,
    OrderStatus.PACKING,
    OrderStatus.SHIPPED,
    OrderStatus.DELIVERED,
    OrderStatus.COMPLETED,
)


@dataclass(frozen=True)
class Fall:
    """One line of an order: its price then, and the lowest within the days of protection."""

    title: str
    pieces: int
    paid_fen: int
    lowest_fen: int
    excluded: bool = False
    """Goods that are not protected."""

    @property
    def difference_fen(self) -> int:
        return 0 if self.excluded else max(self.paid_fen - self.lowest_fen, 0) * self.pieces


@dataclass(frozen=True)
class Claim:
    """What the rule gives for an order: ``due_fen`` is the sum of the falls less the discount that they cost."""

    verdict: Verdict
    falls: tuple[Fall, ...] = ()
    lost_discount_fen: int = 0
    """By how much the order's own discount would have been smaller at the lower prices."""
    until: datetime | None = None
    """When the protection ends, or ended."""

    @property
    def due_fen(self) -> int:
        return max(sum(fall.difference_fen for fall in self.falls) - self.lost_discount_fen, 0)


def claim_for(session: Session, order: Order, rules: PriceProtection, now: datetime) -> Claim:
    """Compute what is to be paid back for an order by the price history of its articles."""
    if order.paid_at is None:
        return Claim("unpaid")
    until = order.paid_at + timedelta(days=rules.days)
    if order.status not in _PROTECTED:
        return Claim("closed", until=until)
    if now >= until:
        return Claim("too_late", until=until)
    falls = tuple(_fall(session, line, rules, order.paid_at, now) for line in order.lines)
    lost = _lost_discount(session, order, falls)
    claim = Claim("due", falls, lost, until)
    return claim if claim.due_fen else Claim("no_fall", falls, lost, until)


def lowest_price(session: Session, sku_id: str, after: datetime, now: datetime) -> int:
    """The lowest price that an article has had since a moment, the present one included."""
    since = select(PriceChange.price_fen).where(
        PriceChange.sku_id == sku_id, PriceChange.at > after, PriceChange.at <= now
    )
    # The catalogue may be edited without a line in the history.
    return min([get_sku(session, sku_id).price_fen, *session.execute(since).scalars()])


def _fall(session: Session, line: OrderLine, rules: PriceProtection, paid_at: datetime, now: datetime) -> Fall:
    lowest = lowest_price(session, line.sku_id, paid_at, now)
    product = find_product_of(session, line.sku_id)
    told = "|".join((product.title, product.category, product.keywords)) if product else line.title
    excluded = any(word in told for word in rules.excluded_words)
    return Fall(line.title, line.quantity, line.price_fen, lowest, excluded)


def _lost_discount(session: Session, order: Order, falls: Sequence[Fall]) -> int:
    """An order keeps its offers; at lower prices a threshold may not be reached any more."""
    had: Promotion | None = session.get(Promotion, order.promotion_id) if order.promotion_id else None
    at, own = order.created_at, order.number
    promotion = open_to(session, [had], order.customer_id, at, own)[0] if had else None
    coupon = session.get(Coupon, order.coupon_id) if order.coupon_id else None
    products = [find_product_of(session, line.sku_id) for line in order.lines]
    categories = [product.category if product else "" for product in products]
    then = [Line(category, fall.paid_fen, fall.pieces) for category, fall in zip(categories, falls, strict=True)]
    lowered = [
        Line(category, fall.paid_fen - fall.difference_fen // fall.pieces, fall.pieces)
        for category, fall in zip(categories, falls, strict=True)
    ]
    return max(_discount(promotion, coupon, then) - _discount(promotion, coupon, lowered), 0)


def _discount(promotion: Promotion | None, coupon: Coupon | None, lines: Sequence[Line]) -> int:
    off = promotion_discount(promotion, lines) if promotion else 0
    return off + (coupon_discount(coupon, lines, promotion, off) if coupon else 0)
