"""Answers in the size form: what a bare number, a size or a yes means, now that it is known what was asked."""

from __future__ import annotations

import re
from typing import Any

from sqlalchemy.orm import Session

from actions.base import Call
from actions.body import MEASURES, number, saved_for, slots_of, told_now
from actions.focus import category_word, product_of
from bot.shop.catalogue import Product
from bot.shop.sizing import SizeRow

# Beside the name of a product or size so many characters say nothing.
CHATTER = 2
# A message with one of these intents is an answer in the form; any other question is answered first.
ANSWERS = ("ask_size", "inform", "choose_product", "affirm", "nlu_fallback", "out_of_scope")
_BARE = re.compile(r"\D{0,2}(\d+(?:\.\d+)?)\D{0,2}")
# "A typing error, it is 160": so many words more where the message asks for nothing else.
_ALMOST_BARE = re.compile(r"\D{0,8}(\d+(?:\.\d+)?)\D{0,3}")
# Two girths, in the order in which they were asked for: 70 92.
_TWO_BARE = re.compile(r"\D{0,3}(\d{2,3}(?:\.\d)?)\D{1,4}(\d{2,3}(?:\.\d)?)\D{0,3}")
# Half a kilo, the unit in which people weigh themselves; the body that a bare number makes likelier decides.
_USUAL_BMI = 21.5
# Trousers are numbered by the waist in inches.
_INCHES = (22, 44)


def heard(call: Call, session: Session, product: Product | None, rows: list[SizeRow]) -> dict[str, Any]:
    """What a bare answer means, now that it is known what was asked: 165, 110, L."""
    asked = call.slot("requested_slot")
    if asked == "product" and category_word(call):
        found = product_of(call, session)
        return {"product": found.id} if found else {"category": category_word(call)}
    if asked == "use_saved":
        return _about_saved(call, session, product, rows)
    if asked not in MEASURES or told_now(call):
        return {}
    if call.entity("size") and says_only(call, "size"):
        return {"usual_size": str(call.entity("size"))}
    two = _TWO_BARE.fullmatch(call.text.strip())
    girths = [name for name in ("bust", "waist", "hip") if name in slots_of(rows)]
    if two and asked in girths and len(girths) >= 2:
        return {name: _as_measure(call, name, float(value)) for name, value in zip(girths, two.groups(), strict=False)}
    bare = (_ALMOST_BARE if call.intent in ANSWERS else _BARE).fullmatch(call.text.strip())
    if not bare:
        return {}
    value = _as_measure(call, str(asked), float(bare[1]))
    if value is not None:
        return {str(asked): value}
    return {"usual_size": bare[1]} if any(row.is_called(bare[1]) for row in rows) else {}


def _about_saved(call: Call, session: Session, product: Product | None, rows: list[SizeRow]) -> dict[str, Any]:
    """The answer to whether last time's measures still hold; one that is told anew replaces its own."""
    told = {name: call.entity(name) for name in told_now(call)}
    if call.intent == "deny" and not told:
        return {"use_saved": False}
    if call.intent == "affirm" or told:
        return {**saved_for(call, session, product, rows), **told, "use_saved": True}
    return {}


def _as_measure(call: Call, name: str, figure: float) -> float | None:
    """A bare number in the unit of the chart; None when it is no such measure."""
    if name == "height":
        centimetres = figure * 100 if figure < 3 else figure
        return centimetres if 45 <= centimetres <= 250 else None
    if name == "foot_length":
        centimetres = figure / 10 if figure >= 100 else figure
        return centimetres if 9 <= centimetres <= 32 else None
    if name in ("bust", "waist", "hip"):
        centimetres = round(figure * 2.54) if _INCHES[0] <= figure <= _INCHES[1] else figure
        return centimetres if 40 <= centimetres <= 180 else None
    return _kilograms(figure, number(call.slot("height"))) if 10 <= figure <= 400 else None


def _kilograms(figure: float, height: float | None) -> float:
    if not height:
        return figure / 2 if figure >= 80 else figure
    return min((figure, figure / 2), key=lambda kg: abs(kg / (height / 100) ** 2 - _USUAL_BMI))


def says_only(call: Call, name: str) -> bool:
    named = [e for e in call.tracker.latest_message.get("entities") or [] if e["entity"] == name]
    return len(call.text) - sum(e.get("end", 0) - e.get("start", 0) for e in named) <= CHATTER
