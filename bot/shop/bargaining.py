"""Bargaining by policy: the promotion that holds, then a gift, then the final answer; never a price below the list."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.shop.policy import Policy
from bot.shop.promotions import live_promotions
from bot.shop.rules import BargainingStep, Promotion


@dataclass(frozen=True)
class BargainAnswer:
    """The shop's answer to a wish for a lower price; ``price_fen`` is and stays the list price."""

    kind: str
    text: str
    price_fen: int
    promotion: Promotion | None
    gift: str


def answer_bargain(policy: Policy, asked: int, price_fen: int, category: str, now: datetime) -> BargainAnswer:
    """The answer to the first, second, … time that a shopper asks; the last step answers all further ones.

    Raises:
        ValueError: ``asked`` counts from 1.
    """
    if asked < 1:
        raise ValueError("asked counts from 1")
    promotion = next(iter(live_promotions(policy, now, category)), None)
    steps = [step for step in policy.bargaining.steps if step.kind != "promotion" or promotion]
    step = steps[min(asked, len(steps)) - 1]
    shown = promotion if step.kind == "promotion" else None
    return BargainAnswer(step.kind, _filled(policy, step, price_fen, promotion), price_fen, shown, step.gift)


def _filled(policy: Policy, step: BargainingStep, price_fen: int, promotion: Promotion | None) -> str:
    title = promotion.title if promotion else ""
    return step.text.format(price=policy.money(price_fen), promotion=title, gift=step.gift)
