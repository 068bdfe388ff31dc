"""Handling: what a person of the shop may do to an order from the console, as data: names, rules and reasons."""

from __future__ import annotations

from pydantic import Field, validator
from pydantic.fields import ModelField

from bot.shop.cases import CaseStatus
from bot.shop.rules import Section, check_places, complete

_PLACES = {
    "allowed": {"name", "states"},
    "by_hand": {"amount"},
    "limits": {"order", "month"},
    "article": {"now", "new", "stock"},
    "photo": {"number", "time"},
    "case": {"id", "wish", "goods", "status"},
}
REFUSALS = ("not_delivered", "freight_owed", "goods_owed", "same", "nothing_paid", "not_less")


class Named(Section):
    """An action by its name; with an id and a text where no other file has the rule that refuses it."""

    title: str = Field(min_length=2, max_length=20)
    id: str = ""
    text: str = ""


class Refusal(Section):
    id: str
    text: str

    @validator("text")
    def _knows_its_places(cls, text: str) -> str:
        return check_places(text, set(), allowed={"place", "amount", "reason"})


class Handling(Section):
    """The file handling.yml."""

    version: str
    actions: dict[str, Named]
    refusals: dict[str, Refusal]
    allowed: str
    fields: dict[str, str]
    reasons: dict[str, dict[str, str]]
    by_hand: str
    """Told of money whose payment is not in our records."""
    limits: str
    article: str
    photo: str
    case: str
    case_status: dict[CaseStatus, str]
    refund_status: dict[str, str]

    @validator("refusals")
    def _has_every_refusal(cls, refusals: dict[str, Refusal]) -> dict[str, Refusal]:
        missing = [name for name in REFUSALS if name not in refusals]
        if missing:
            raise ValueError(f"lacks {', '.join(missing)}")
        return refusals

    @validator("allowed", "by_hand", "limits", "article", "photo", "case")
    def _has_its_places(cls, text: str, field: ModelField) -> str:
        return check_places(text, _PLACES[field.name])

    @validator("case_status")
    def _names_every_status(cls, names: dict[CaseStatus, str]) -> dict[CaseStatus, str]:
        return complete(names, CaseStatus)

    def label(self, name: str) -> str:
        return self.fields.get(name, name)

    def title(self, action: str) -> str:
        named = self.actions.get(action)
        return named.title if named else action

    def quoted(self, action: str) -> str:
        """Id and version of the rule of an action that is kept here."""
        return f"{self.actions[action].id}@{self.version}"
