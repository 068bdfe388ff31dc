"""Discounts that were missed: why an offer did not apply, condition by condition."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from bot.shop.baskets import (
    Deal,
    Line,
    best_deal,
    counted_fen,
    coupon_base_fen,
    coupon_discount,
    promotion_discount,
)
from bot.shop.offers import Coupon, Offer, Promotion
from bot.shop.promotions import Held

Fault = Literal[
    "not_begun",
    "over",
    "category",
    "threshold",
    "limit",
    "used_up",
    "not_owned",
    "not_new",
    "used",
    "expired",
    "not_combinable",
    "better",
]
ConditionKind = Literal["period", "category", "threshold", "limit", "owned", "unused", "combinable", "best"]


@dataclass(frozen=True)
class Condition:
    """One condition of an offer, and whether the basket meets it."""

    kind: ConditionKind
    fault: Fault | None = None
    amount_fen: int = 0
    """What is missing for the threshold, or what the better offer takes off."""
    number: int = 0
    """Pieces that count."""
    taken: int = 0
    """Pieces of these that were bought before."""
    day: datetime | None = None
    """When it begins, ended, was used or expired."""
    other: Offer | None = None
    """The offer that stands in its way."""

    @property
    def holds(self) -> bool:
        return self.fault is None


@dataclass(frozen=True)
class Finding:
    """An offer held against a basket."""

    offer: Offer
    conditions: tuple[Condition, ...]
    off_fen: int
    """What it takes off when everything holds."""

    @property
    def holds(self) -> bool:
        return all(condition.holds for condition in self.conditions)

    @property
    def faults(self) -> tuple[Condition, ...]:
        return tuple(condition for condition in self.conditions if not condition.holds)


def examine(
    lines: Sequence[Line],
    promotions: Sequence[Promotion],
    held: Sequence[Held],
    unowned: Sequence[Coupon],
    at: datetime,
    order_number: str = "",
    is_new: bool = True,
) -> list[Finding]:
    """Hold every offer against a basket as it stood at a moment: promotions, coupons owned, coupons not owned.

    A coupon that was used for ``order_number`` counts as unused for it; ``is_new``: the shopper had bought nothing yet.
    """
    live = [promotion for promotion in promotions if promotion.is_live(at)]
    deal = best_deal(lines, live)
    coupons = [(one.coupon, one) for one in held] + [(coupon, None) for coupon in unowned]
    return [
        *(_promotion(promotion, lines, at, deal) for promotion in promotions if promotion.discount_fen),
        *(_coupon(coupon, _owned(coupon, one, at, order_number, is_new), lines, deal) for coupon, one in coupons),
    ]


def _promotion(promotion: Promotion, lines: Sequence[Line], at: datetime, deal: Deal) -> Finding:
    off = promotion_discount(promotion, lines)
    conditions = [_period(promotion, at), *_goods(promotion, lines, counted_fen(promotion, lines))]
    conditions += _limit(promotion, lines)
    if all(condition.holds for condition in conditions) and deal.promotion not in (None, promotion):
        conditions.append(Condition("best", "better", deal.promotion_fen, other=deal.promotion))
    return Finding(promotion, tuple(conditions), off)


def _coupon(coupon: Coupon, conditions: list[Condition], lines: Sequence[Line], deal: Deal) -> Finding:
    base = coupon_base_fen(coupon, lines, deal.promotion, deal.promotion_fen)
    conditions += _goods(coupon, lines, base)
    if deal.promotion and not deal.promotion.with_coupon:
        conditions.append(Condition("combinable", "not_combinable", other=deal.promotion))
    return Finding(coupon, tuple(conditions), coupon_discount(coupon, lines, deal.promotion, deal.promotion_fen))


def _owned(coupon: Coupon, held: Held | None, at: datetime, order_number: str, is_new: bool) -> list[Condition]:
    if held is None:
        fault: Fault = "not_new" if coupon.first_order and not is_new else "not_owned"
        return [Condition("owned", fault), _period(coupon, at)]
    return [_unused(coupon, held, at, order_number)]


def _unused(coupon: Coupon, held: Held, at: datetime, order_number: str) -> Condition:
    state = held.state(at)
    if state == "used" and held.owned.order_number == order_number and order_number:
        return Condition("unused")
    if state == "used":
        return Condition("unused", "used", day=held.owned.used_at)
    if state == "expired":
        return Condition("period", "expired", day=held.ends_at)
    return Condition("period", "not_begun", day=coupon.begins_at) if state == "not_begun" else Condition("unused")


def _period(offer: Offer, at: datetime) -> Condition:
    if offer.begins_at and at < offer.begins_at:
        return Condition("period", "not_begun", day=offer.begins_at)
    if offer.ends_at and offer.ends_at <= at:
        return Condition("period", "over", day=offer.ends_at)
    return Condition("period")


def _goods(offer: Offer, lines: Sequence[Line], counted: int) -> list[Condition]:
    """Whether there are goods of its kind and, if so, whether they reach the threshold."""
    if not any(offer.covers(line.category) for line in lines):
        return [Condition("category", "category")]
    if not offer.threshold_fen:
        return [Condition("category")]
    missing = offer.threshold_fen - counted
    return [Condition("category"), Condition("threshold", "threshold" if missing > 0 else None, max(missing, 0))]


def _limit(promotion: Promotion, lines: Sequence[Line]) -> list[Condition]:
    """Only worth a word where there are more pieces than count; a fault where they would reach the threshold."""
    pieces = sum(line.pieces for line in lines if promotion.covers(line.category))
    limit, left, taken = promotion.piece_limit, promotion.pieces_left, promotion.pieces_taken
    if limit is None or left is None or pieces <= left:
        return []
    goods = sum(line.goods_fen for line in lines if promotion.covers(line.category))
    bites = counted_fen(promotion, lines) < promotion.threshold_fen <= goods
    if bites and taken:
        return [Condition("limit", "used_up", number=limit, taken=taken)]
    return [Condition("limit", "limit" if bites else None, number=left)]
