"""Baskets: what so many pieces cost with the best legal combination of promotion and coupon, freight included."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from bot.shop.offers import Coupon, Offer, Promotion

Freight = Callable[[int], int]
"""The freight in fen for goods of so many fen after discounts."""


@dataclass(frozen=True)
class Line:
    """So many pieces of one article."""

    category: str
    unit_fen: int
    pieces: int = 1
    product_id: str = ""

    @property
    def goods_fen(self) -> int:
        return self.unit_fen * self.pieces


@dataclass(frozen=True)
class Deal:
    """One way to buy a basket: ``goods_fen - promotion_fen - coupon_fen + freight_fen == total_fen``."""

    lines: tuple[Line, ...]
    promotion: Promotion | None
    promotion_fen: int
    coupon: Coupon | None
    coupon_fen: int
    freight_fen: int

    @property
    def goods_fen(self) -> int:
        return sum(line.goods_fen for line in self.lines)

    @property
    def saved_fen(self) -> int:
        return self.promotion_fen + self.coupon_fen

    @property
    def due_fen(self) -> int:
        """What the goods cost after discounts, without freight."""
        return self.goods_fen - self.saved_fen

    @property
    def total_fen(self) -> int:
        return self.due_fen + self.freight_fen


@dataclass(frozen=True)
class NextStep:
    """A better offer, and how much more must be bought to get it."""

    offer: Offer
    missing_fen: int


def free(_due_fen: int) -> int:
    """No freight at all."""
    return 0


def best_deal(
    lines: Sequence[Line],
    promotions: Sequence[Promotion],
    coupons: Sequence[Coupon] = (),
    freight: Freight = free,
    at_least_fen: int = 0,
) -> Deal:
    """The cheapest legal way to buy; of equally cheap ones that which spends no coupon, else the first named.

    Goods do not go below ``at_least_fen`` by discounts; at their list price they are always to be had.

    Raises:
        ValueError: there is nothing in the basket.
    """
    if not any(line.pieces > 0 for line in lines) or any(line.pieces < 1 for line in lines):
        raise ValueError("a price needs at least one piece of each article")
    deals = legal_deals(lines, promotions, coupons, freight)
    allowed = [deal for deal in deals if not deal.saved_fen or deal.due_fen >= at_least_fen]
    return min(allowed, key=lambda deal: (deal.total_fen, deal.coupon is not None))


def legal_deals(
    lines: Sequence[Line], promotions: Sequence[Promotion], coupons: Sequence[Coupon] = (), freight: Freight = free
) -> Iterator[Deal]:
    """Every legal combination, the list price first: at most one discount and, where it allows, one coupon."""
    for promotion in (None, *promotions):
        off = promotion_discount(promotion, lines) if promotion else 0
        if promotion and not off:
            continue
        for coupon in (None, *coupons) if promotion is None or promotion.with_coupon else (None,):
            more = coupon_discount(coupon, lines, promotion, off) if coupon else 0
            if coupon and not more:
                continue
            due = sum(line.goods_fen for line in lines) - off - more
            yield Deal(tuple(lines), promotion, off, coupon, more, freight(due))


def promotion_discount(promotion: Promotion, lines: Sequence[Line]) -> int:
    """What a promotion takes off; 0 where its threshold is not reached."""
    counted = counted_fen(promotion, lines)
    if not promotion.discount_fen or counted < promotion.threshold_fen:
        return 0
    times = counted // promotion.threshold_fen if promotion.repeats and promotion.threshold_fen else 1
    return min(promotion.discount_fen * times, counted)


def coupon_discount(
    coupon: Coupon, lines: Sequence[Line], promotion: Promotion | None = None, promotion_fen: int = 0
) -> int:
    """What a coupon takes off beside a promotion; 0 where its threshold is not reached."""
    base = coupon_base_fen(coupon, lines, promotion, promotion_fen)
    return min(coupon.discount_fen, base) if base >= coupon.threshold_fen else 0


def coupon_base_fen(
    coupon: Coupon, lines: Sequence[Line], promotion: Promotion | None = None, promotion_fen: int = 0
) -> int:
    """The amount that a coupon's threshold is held against: its goods, less their part of the promotion's discount.

    A discount of which no promotion is known was taken off everything.
    """
    covered = [line for line in lines if coupon.covers(line.category)]
    base = sum(line.goods_fen for line in covered)
    if not promotion_fen:
        return base
    reduced = sum(line.goods_fen for line in lines if promotion is None or promotion.covers(line.category))
    both = sum(line.goods_fen for line in covered if promotion is None or promotion.covers(line.category))
    # Rounded up: a coupon that is short of its threshold by a fen is short of it.
    return base - -(-promotion_fen * both // reduced)


def counted_fen(promotion: Promotion, lines: Sequence[Line]) -> int:
    """The amount that counts towards a promotion; beyond its limit of pieces the dearest ones do."""
    covered = sorted((x for x in lines if promotion.covers(x.category)), key=lambda x: x.unit_fen, reverse=True)
    if promotion.pieces_left is None:
        return sum(line.goods_fen for line in covered)
    counted, left = 0, promotion.pieces_left
    for line in covered:
        counted += line.unit_fen * min(left, line.pieces)
        left -= min(left, line.pieces)
    return counted


def missing_fen(promotion: Promotion, lines: Sequence[Line]) -> int:
    """How much more its goods must cost until the threshold is reached."""
    return max(promotion.threshold_fen - counted_fen(promotion, lines), 0)


def gifts_with(promotions: Sequence[Promotion], lines: Sequence[Line]) -> tuple[str, ...]:
    """Every gift whose threshold is reached; gifts add up."""
    return tuple(p.gift for p in promotions if p.gift and _is_reached(p, lines))


def add_ons_with(promotions: Sequence[Promotion], lines: Sequence[Line]) -> tuple[Promotion, ...]:
    """The promotions that sell something along whose threshold is reached."""
    return tuple(p for p in promotions if p.add_on and _is_reached(p, lines))


def next_step(deal: Deal, promotions: Sequence[Promotion], coupons: Sequence[Coupon] = ()) -> NextStep | None:
    """The offer that takes off more than the deal and that the least more would reach."""
    steps = [*_promotion_steps(deal, promotions), *_coupon_steps(deal, coupons)]
    return min(steps, key=lambda step: step.missing_fen, default=None)


def _promotion_steps(deal: Deal, promotions: Sequence[Promotion]) -> Iterator[NextStep]:
    for promotion in promotions:
        counted, times = counted_fen(promotion, deal.lines), 1
        pieces = sum(line.pieces for line in deal.lines if promotion.covers(line.category))
        is_full = promotion.pieces_left is not None and pieces >= promotion.pieces_left
        if not counted or is_full or not promotion.threshold_fen:
            continue
        if promotion.repeats:
            times += counted // promotion.threshold_fen
        missing = promotion.threshold_fen * times - counted
        lost = 0 if promotion.with_coupon else deal.coupon_fen
        if missing > 0 and promotion.discount_fen * times > deal.promotion_fen + lost:
            yield NextStep(promotion, missing)


def _coupon_steps(deal: Deal, coupons: Sequence[Coupon]) -> Iterator[NextStep]:
    if deal.promotion and not deal.promotion.with_coupon:
        return
    for coupon in coupons:
        base = coupon_base_fen(coupon, deal.lines, deal.promotion, deal.promotion_fen)
        if 0 < base < coupon.threshold_fen and coupon.discount_fen > deal.coupon_fen:
            yield NextStep(coupon, coupon.threshold_fen - base)


def _is_reached(promotion: Promotion, lines: Sequence[Line]) -> bool:
    counted = counted_fen(promotion, lines)
    return counted > 0 and counted >= promotion.threshold_fen
