"""The blocks of the policy about prices: bargaining and price protection."""

from __future__ import annotations

from typing import Any

from pydantic import Field, root_validator, validator

from bot.shop.rules import Section, check_places, not_empty
from bot.shop.units import Fen

_SUM = {"price", "sum"}
_PLACES = {
    "promotion": {"text": _SUM, "short": {"price", "missing", "offer"}},
    "coupon": {"text": {*_SUM, "offer"}, "take": {*_SUM, "offer", "place"}},
    "gift": {"text": {*_SUM, "gift"}},
    "final": {"text": _SUM},
}


class Limit(Section):
    """A floor: a share of the price, or an amount for one piece."""

    percent: int | None = Field(None, ge=1, le=100)
    amount: Fen | None = None

    @root_validator(skip_on_failure=True)
    def _is_one_of_both(cls, values: dict[str, Any]) -> dict[str, Any]:
        if (values["percent"] is None) == (values["amount"] is None):
            raise ValueError("needs either percent or amount")
        return values

    def of(self, unit_fen: int) -> int:
        """The floor of a piece, in fen; never above its price."""
        if self.amount is not None:
            return min(self.amount, unit_fen)
        return -(-unit_fen * (self.percent or 100) // 100)


class Floor(Section):
    """What bargaining never goes below: of the product, else of its category, else of everything."""

    percent: int = Field(ge=1, le=100)
    categories: dict[str, Limit] = Field(default_factory=dict)
    products: dict[str, Limit] = Field(default_factory=dict)

    def of(self, unit_fen: int, category: str, product_id: str = "") -> int:
        """The floor of a piece, in fen."""
        own = self.products.get(product_id) or self.categories.get(category)
        return (own or Limit(percent=self.percent)).of(unit_fen)


class BargainingStep(Section):
    """One answer; it is passed over while there is nothing of its kind, and the last one is repeated for ever."""

    kind: str = Field(regex="^(promotion|coupon|gift|final)$")
    text: str
    short: str = ""
    """For a promotion that a little more would reach; without it such a one is not spoken of."""
    take: str = ""
    """For a coupon that is still to be taken."""
    gift: str = ""

    @validator("text", "short", "take")
    def _knows_its_places(cls, text: str, values: dict[str, Any], field: Any) -> str:
        allowed = _PLACES.get(values.get("kind", ""), {})
        if text and field.name not in allowed and "kind" in values:
            raise ValueError(f"has no meaning in a step of the kind {values['kind']}")
        return check_places(text, set(), allowed=set(allowed.get(field.name, set())))

    @validator("gift", always=True)
    def _gift_is_named(cls, gift: str, values: dict[str, Any]) -> str:
        if values.get("kind") == "gift" and not gift:
            raise ValueError("is empty")
        return gift


class Bargaining(Section):
    """How the shop answers those who haggle."""

    floor: Floor
    steps: tuple[BargainingStep, ...]
    lowest: str
    """The shopper asks outright for the lowest price."""
    reached: str
    """The price that the shopper names is to be had anyway."""
    nearest: str
    """It is not, but it is not below the floor."""
    insist: str
    """The shopper insists after the last step: a person may decide."""

    @validator("steps")
    def _ends_finally(cls, steps: tuple[BargainingStep, ...]) -> tuple[BargainingStep, ...]:
        if [step.kind == "final" for step in steps] != [False] * (len(steps) - 1) + [True]:
            raise ValueError("the last step, and only the last, must be final")
        return steps

    @validator("lowest", "reached", "nearest", "insist")
    def _knows_its_places(cls, text: str) -> str:
        return check_places(text, set(), allowed={"price", "sum", "asked"})


class PriceProtection(Section):
    """Within so many days after payment a fall in price is paid back."""

    days: int = Field(ge=0)
    note: str
    exceptions: tuple[str, ...]
    excluded_words: tuple[str, ...] = ()
    """Products with one of these words in their title, keywords or category are not protected."""

    _some_exception = validator("exceptions", allow_reuse=True)(not_empty)
