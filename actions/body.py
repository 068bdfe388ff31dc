"""The body of whoever will wear it: what the talk has told, whose it is, and what was kept from last time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rasa_sdk.events import SlotSet
from sqlalchemy.orm import Session

from actions.base import Call, Events
from bot.shop.catalogue import Product
from bot.shop.profiles import profile_of, remember_body, saved_body
from bot.shop.sizing import Body, SizeRow, measures_of, missing_for

# Slot → measure of the shop's charts.
MEASURES = {
    "height": "height_cm",
    "weight": "weight_kg",
    "foot_length": "foot_length_cm",
    "bust": "bust_cm",
    "waist": "waist_cm",
    "hip": "hip_cm",
}
KNOWN = (*MEASURES, "usual_size")
# Values of the lexicon's wearers.
SELF, CHILD = "自己", "孩子"
CHILDREN = ("儿童", "女童", "男童")


def body_of(call: Call, slots: Mapping[str, Any] | None = None) -> Body:
    known = {name: call.slot(name) for name in KNOWN} if slots is None else slots
    told = {measure: number(known.get(name)) for name, measure in MEASURES.items()}
    return Body(**told, usual_size=str(known["usual_size"]) if known.get("usual_size") else None)


def number(value: Any) -> float | None:
    return float(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else None


def told_now(call: Call) -> list[str]:
    """The slots about the body that this very message fills."""
    return [name for name in KNOWN if call.entity(name) is not None]


def slots_of(rows: Sequence[SizeRow]) -> list[str]:
    known = measures_of(rows)
    return [name for name, measure in MEASURES.items() if measure in known]


def missing(call: Call, rows: Sequence[SizeRow]) -> list[str]:
    """The slots that the chart still needs."""
    needed = missing_for(rows, body_of(call).measures)
    return [name for name, measure in MEASURES.items() if measure in needed]


def wearer(call: Call, product: Product | None) -> str:
    """For whom the size is: who was named, else the child of a child's article, else the shopper."""
    if product and product.gender in CHILDREN:
        return CHILD
    told = call.slot("wearer")
    # Rasa fills the slot with a list when a message names several: "for my mother, I wear L" is for the mother.
    named = told if isinstance(told, list) else [told or SELF]
    return str(next((name for name in named if name != SELF), SELF))


def forget_others(call: Call, product: Product | None) -> Events:
    """When the talk turns to somebody else, the measures of the one before are not theirs."""
    now, before = wearer(call, product), call.slot("measures_of") or SELF
    if now == before:
        return []
    old = [name for name in (*KNOWN, "use_saved") if call.slot(name) is not None and name not in told_now(call)]
    return [SlotSet("measures_of", now), *(SlotSet(name, None) for name in old)]


def saved_for(call: Call, session: Session, product: Product | None, rows: Sequence[SizeRow]) -> dict[str, float]:
    """What the shopper told an earlier time, by slot; nothing when it would not do, or is for somebody else."""
    if wearer(call, product) != SELF:
        return {}
    body = saved_body(profile_of(session, call.shopper.actor))
    if missing_for(rows, body.measures):
        return {}
    known = measures_of(rows)
    return {
        name: body.measures[measure] for name, measure in MEASURES.items() if measure in body.measures.keys() & known
    }


def keep(call: Call, session: Session, product: Product | None) -> None:
    """Remember the shopper's own measures for the next time."""
    body = body_of(call)
    if body.measures and wearer(call, product) == SELF:
        wish = call.entity("fit_wish") or call.slot("fit_wish")
        remember_body(session, owner=call.shopper.actor, body=body, now=call.now, fit_wish=wish)
