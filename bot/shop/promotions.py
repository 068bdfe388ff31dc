"""Promotions and coupons that hold now, and the price of so many pieces as arithmetic."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.shop.policy import Policy
from bot.shop.rules import Coupon, Promotion


@dataclass(frozen=True)
class PriceQuote:
    """``unit_fen * pieces - discount_fen == total_fen``, freight not included."""

    unit_fen: int
    pieces: int
    discount_fen: int
    promotion: Promotion | None
    gifts: tuple[str, ...]
    next_promotion: Promotion | None
    """A better one that a little more would reach."""
    missing_fen: int
    """How much more."""

    @property
    def goods_fen(self) -> int:
        return self.unit_fen * self.pieces

    @property
    def total_fen(self) -> int:
        return self.goods_fen - self.discount_fen


def live_promotions(policy: Policy, now: datetime, category: str | None = None) -> list[Promotion]:
    """Promotions that hold now, for one category or for all that there are."""
    live = [promotion for promotion in policy.promotions if promotion.is_live(now)]
    if category is None:
        return live
    return [promotion for promotion in live if not promotion.categories or category in promotion.categories]


def live_coupons(policy: Policy, now: datetime) -> list[Coupon]:
    return [coupon for coupon in policy.coupons if coupon.is_live(now)]


def price_of(policy: Policy, unit_fen: int, pieces: int, category: str, now: datetime) -> PriceQuote:
    """What so many pieces cost with the best promotion; several discounts never add up, gifts do.

    Raises:
        ValueError: fewer than one piece.
    """
    if pieces < 1:
        raise ValueError("a price needs at least one piece")
    live = live_promotions(policy, now, category)
    discounts = {promotion: discount_of(promotion, unit_fen, pieces) for promotion in live}
    best = max((p for p in live if discounts[p]), key=lambda promotion: discounts[promotion], default=None)
    saved = discounts[best] if best else 0
    goods = unit_fen * pieces
    gifts = tuple(p.gift for p in live if p.gift and _counted(p, unit_fen, pieces) >= p.threshold)
    further = [p for p in live if p.threshold > goods and p.discount > saved]
    nearest = min(further, key=lambda promotion: promotion.threshold, default=None)
    return PriceQuote(unit_fen, pieces, saved, best, gifts, nearest, nearest.threshold - goods if nearest else 0)


def discount_of(promotion: Promotion, unit_fen: int, pieces: int) -> int:
    """What a promotion takes off; pieces beyond its limit do not count towards the threshold."""
    counted = _counted(promotion, unit_fen, pieces)
    if not promotion.discount or counted < promotion.threshold:
        return 0
    times = counted // promotion.threshold if promotion.repeats else 1
    return int(promotion.discount * times)


def _counted(promotion: Promotion, unit_fen: int, pieces: int) -> int:
    return unit_fen * (pieces if promotion.limit is None else min(pieces, promotion.limit))
