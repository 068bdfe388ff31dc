"""Packets: what a person finds when they take over: why, the wish in a line, the rule, and replies to begin with."""

from __future__ import annotations

from enum import Enum
from typing import Any

from actions.base import SYSTEM_ERROR, Call
from actions.cards import items, status
from bot.shop.orders import Order
from bot.shop.regulars import is_regular

LONGEST = 120
SUGGESTIONS = 3


class Reason(str, Enum):
    """Why a person is brought in; what agents call each is in data/policy/console.yml."""

    ASKED = "asked"
    COMPLAINT = "complaint"
    ANGER = "anger"
    NOT_UNDERSTOOD = "not_understood"
    RULE = "rule"
    OUTSIDE_CHART = "outside_chart"
    MONEY = "money"
    """More than the bot may grant or pay back."""
    VIP = "vip"
    PHOTO_EVIDENCE = "photo_evidence"
    SYSTEM_ERROR = SYSTEM_ERROR


_SORRY = (Reason.COMPLAINT, Reason.ANGER)
_PERSON = "request_human"


def bring_person(
    call: Call,
    reason: Reason,
    wish: str,
    *,
    intent: str = "",
    order: Order | None = None,
    rule: str = "",
    quote: str = "",
) -> None:
    """Have the desk bring a person in after this turn.

    ``wish`` is one line; ``rule`` (id@version) and its text ``quote`` are there when a rule decided.
    """
    known: dict[str, Any] = {"intent": intent or call.intent}
    if order is not None:
        known["order_status"] = order.status.value
    if rule:
        id_, _, version = rule.partition("@")
        known["rule"] = {"id": id_, "version": version, "text": quote or call.policy.reference(rule)}
    known["suggestions"] = _suggested(call, reason, known["intent"], order, quote)
    known["vip"] = is_regular_shopper(call)
    call.hand_off(reason.value, wish, order.number if order else None, **known)


def is_regular_shopper(call: Call) -> bool:
    """Whether the shopper is a regular of the shop."""
    with call.database() as session:
        return is_regular(session, call.shopper.id, call.policy.regulars, call.now)


def short(text: str) -> str:
    """The end of a text that is too long for a line."""
    return text if len(text) <= LONGEST else "…" + text[-LONGEST + 1 :]


def _suggested(call: Call, reason: Reason, intent: str, order: Order | None, quote: str) -> list[str]:
    """Replies that the agent may want to begin with; each says only what is known."""
    # Who only asked for a person has yet to say what for.
    opening = "sorry" if reason in _SORRY else "ask" if intent == _PERSON else "seen"
    said = [call.words(f"utter_suggest_{opening}")]
    photos = len(call.slot("photos") or call.metadata.get("images") or [])
    if photos:
        said.append(call.words("utter_suggest_photos", count=photos))
    if quote:
        said.append(call.words("utter_suggest_rule", text=quote))
    if order is not None:
        values = {"number": order.number, "items": items(call, order), "status": status(call, order)}
        said.append(call.words("utter_suggest_order", **values))
    if call.slot("size") and reason is Reason.ASKED:
        said.append(call.words("utter_suggest_size", size=call.slot("size")))
    return said[:SUGGESTIONS]
