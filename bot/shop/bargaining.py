"""Bargaining by policy: what offers really give, then a gift, then the final answer; nothing invented."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from bot.shop.baskets import Deal, Freight, Line, best_deal, free, next_step
from bot.shop.offers import Offer
from bot.shop.price_rules import Bargaining, BargainingStep
from bot.shop.promotions import Offers

Kind = Literal["promotion", "short", "coupon", "take", "gift", "final", "reached", "nearest", "insist", "lowest"]
# What a shopper who has heard the lowest price has heard with it.
_OFFERS = ("promotion", "short", "coupon", "take")


@dataclass(frozen=True)
class Asked:
    """What a shopper asks for: how often by now, and the price or the reduction that they name."""

    times: int = 1
    price_fen: int | None = None
    off_fen: int | None = None
    off_what_was_told: bool = False
    """Whether the reduction is meant from the price with all offers, rather than from the list price."""
    lowest: bool = False
    """Whether they ask outright for the lowest price there is."""


@dataclass(frozen=True)
class BargainAnswer:
    """The shop's answer; ``text`` has places to fill, and ``deal`` is to be had by everybody who qualifies."""

    kind: Kind
    text: str
    deal: Deal
    offer: Offer | None = None
    missing_fen: int = 0
    gift: str = ""
    wanted_fen: int | None = None
    steps: int = 0
    """How many steps have been taken with it."""


@dataclass(frozen=True)
class _Table:
    """What lies on the table: the ways to buy that are not below the floor."""

    floor_fen: int
    own: Deal
    """With the coupons in the wallet, as the price is told."""
    best: Deal
    """With coupons that are still to be taken."""


def answer_bargain(
    rules: Bargaining, lines: Sequence[Line], offers: Offers, asked: Asked, freight: Freight = free
) -> BargainAnswer:
    """The answer to the first, second, … time that a shopper asks; the lowest price as soon as it is asked for.

    Once after the last step a person is called (``insist``); from then on the last step answers.

    Raises:
        ValueError: ``asked.times`` counts from 1.
    """
    if asked.times < 1:
        raise ValueError("asked counts from 1")
    table = _laid(rules, lines, offers, freight)
    steps = list(_steps(rules, table, offers))
    wanted = _wanted(asked, table)
    if wanted is not None and wanted >= table.best.due_fen:
        # Who only asks for a price that is to be had anyway has not used up a step.
        return BargainAnswer(
            "reached", rules.reached, table.best, table.best.coupon, wanted_fen=wanted, steps=asked.times - 1
        )
    if wanted is None and asked.lowest:
        told = sum(step.kind in _OFFERS for step in steps)
        return BargainAnswer("lowest", rules.lowest, table.best, table.best.coupon, steps=max(asked.times - 1, told))
    return replace(_next_answer(rules, table, steps, asked, wanted), steps=asked.times)


def _next_answer(
    rules: Bargaining, table: _Table, steps: Sequence[BargainAnswer], asked: Asked, wanted: int | None
) -> BargainAnswer:
    if asked.times == len(steps) + 1:
        return BargainAnswer("insist", rules.insist, table.best)
    if wanted is not None and asked.times <= len(steps):
        near = wanted >= table.floor_fen
        return BargainAnswer("nearest", rules.nearest, table.best, wanted_fen=wanted) if near else steps[-1]
    return steps[min(asked.times, len(steps)) - 1]


def floor_of(rules: Bargaining, lines: Sequence[Line]) -> int:
    """What bargaining does not go below for a basket, in fen; it is nobody's business but the shop's."""
    return sum(rules.floor.of(line.unit_fen, line.category, line.product_id) * line.pieces for line in lines)


def _laid(rules: Bargaining, lines: Sequence[Line], offers: Offers, freight: Freight) -> _Table:
    floor = floor_of(rules, lines)
    return _Table(
        floor,
        best_deal(lines, offers.promotions, offers.coupons, freight, floor),
        best_deal(lines, offers.promotions, (*offers.coupons, *offers.takeable), freight, floor),
    )


def _wanted(asked: Asked, table: _Table) -> int | None:
    """The price for the goods that the shopper has in mind."""
    if asked.off_fen is None:
        return asked.price_fen
    base = table.best.due_fen if asked.off_what_was_told else table.best.goods_fen
    return max(base - asked.off_fen, 0)


def _steps(rules: Bargaining, table: _Table, offers: Offers) -> Iterator[BargainAnswer]:
    for step in rules.steps:
        answer = {"promotion": _promotion, "coupon": _coupon, "gift": _gift, "final": _final}[step.kind](
            step, table, offers
        )
        if answer:
            yield answer


def _promotion(step: BargainingStep, table: _Table, offers: Offers) -> BargainAnswer | None:
    deal = table.own
    if deal.promotion:
        return BargainAnswer("promotion", step.text, deal, deal.promotion)
    further = next_step(deal, offers.promotions)
    # To buy as much again is no answer to a wish for less.
    if step.short and further and further.missing_fen < deal.goods_fen:
        return BargainAnswer("short", step.short, deal, further.offer, further.missing_fen)
    return None


def _coupon(step: BargainingStep, table: _Table, offers: Offers) -> BargainAnswer | None:
    """A coupon that would take off more; one's own is counted in beside a promotion already."""
    if step.take and table.best.coupon in offers.takeable and table.best.coupon:
        return BargainAnswer("take", step.take, table.best, table.best.coupon)
    alone = table.own.coupon and not table.own.promotion
    return BargainAnswer("coupon", step.text, table.own, table.own.coupon) if alone else None


def _gift(step: BargainingStep, table: _Table, offers: Offers) -> BargainAnswer | None:
    return BargainAnswer("gift", step.text, table.best, gift=step.gift)


def _final(step: BargainingStep, table: _Table, offers: Offers) -> BargainAnswer | None:
    return BargainAnswer("final", step.text, table.best)
