"""Topics: what shoppers call each intent, and which order and which words a wish about an order needs."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from actions.base import Call, settings
from bot.shop.orders import OrderStatus as S

FILE = "policy/topics.yml"
# Without the courtesy, a wish such as "change the delivery address" has so many characters in Chinese; more is a story.
BARE_WISH = 6
# What only somebody says who has got to the point: where to, which one, with whom.
TELLING = ("address", "region", "color", "size", "carrier", "phone")

_UNSHIPPED = (S.PENDING_PAYMENT, S.PAID, S.PACKING)
_WAITING = (S.PAID, S.PACKING)
_RECEIVED = (S.DELIVERED, S.COMPLETED)


@dataclass(frozen=True)
class Topic:
    """A wish about an order."""

    fits: tuple[tuple[S, ...], ...] = ()
    """States of the orders likely meant; a later group counts when there is none of an earlier. Empty: any order."""
    newest: bool = False
    """Never ask which: it is about what was bought just now."""
    handed_over: bool = False
    """A person does it."""
    needs_detail: bool = False
    """The wish alone says too little to be handed over."""


_ON_ITS_WAY = Topic(((S.SHIPPED,), _WAITING, (S.DELIVERED,)))
_CHANGE = Topic((_UNSHIPPED, (S.SHIPPED,)), handed_over=True, needs_detail=True)
_DECISION = Topic((_UNSHIPPED, (S.SHIPPED,)), handed_over=True)
_FAULT = Topic((_RECEIVED, (S.SHIPPED,)), handed_over=True, needs_detail=True)
_MONEY_BACK = Topic(((S.REFUNDING,), (S.REFUNDED,), (S.CANCELLED,)))

TOPICS: dict[str, Topic] = {
    "query_order": Topic(),
    "confirm_paid": Topic(((S.PENDING_PAYMENT, *_WAITING),), newest=True),
    "report_payment_problem": Topic(((S.PENDING_PAYMENT,), _WAITING)),
    "add_order_note": _CHANGE,
    "modify_order": _CHANGE,
    "change_address": _CHANGE,
    "merge_orders": _CHANGE,
    "cancel_order": _DECISION,
    "ask_invoice": Topic(((*_WAITING, S.SHIPPED, *_RECEIVED),), handed_over=True, needs_detail=True),
    "request_carrier": _CHANGE,
    "request_packing": _CHANGE,
    "withdraw_request": Topic(((S.REFUNDING,), (S.CANCELLED, S.REFUNDED)), handed_over=True),
    "urge_shipping": Topic((_WAITING, (S.PENDING_PAYMENT,), (S.SHIPPED,))),
    "track_parcel": _ON_ITS_WAY,
    "urge_delivery": _ON_ITS_WAY,
    "report_parcel_stuck": _ON_ITS_WAY,
    "contact_courier": _ON_ITS_WAY,
    "report_not_received": Topic(((S.SHIPPED, S.DELIVERED), _WAITING, (S.COMPLETED,))),
    "request_return": Topic(((S.SHIPPED, S.DELIVERED), (S.COMPLETED,)), handed_over=True, needs_detail=True),
    "request_exchange": _FAULT,
    "query_return_progress": _MONEY_BACK,
    "query_refund": _MONEY_BACK,
    "report_quality_issue": _FAULT,
    "report_damaged": _FAULT,
    "report_missing_item": _FAULT,
    "report_wrong_item": _FAULT,
}


def title(intent: str) -> str:
    """What shoppers and agents call an intent; empty for one that has no name."""
    return str(_sheet()["topics"].get(intent, ""))


def can_suggest(intent: str) -> bool:
    return bool(title(intent)) and intent not in _sheet()["never_suggested"]


def detail_in(call: Call) -> str | None:
    """The message, if it says more than what is wanted."""
    rest = re.sub("|".join(_sheet()["courtesy"]), "", call.text)
    told = len(re.findall(r"\w", rest)) > BARE_WISH or any(call.entity(name) for name in TELLING)
    return call.text if told else None


def is_question(text: str) -> bool:
    return bool(re.search("|".join(_sheet()["question_words"]), text))


def is_leaving(text: str) -> bool:
    """Whether a "no" is meant for the whole matter, rather than being part of it ("I don't like it")."""
    return bool(re.search("|".join(_sheet()["leaving"]), text))


def unpaid_reason_in(text: str) -> str | None:
    """Why an order is not paid, where a shopper who was asked says it in words."""
    reasons: dict[str, str] = _sheet()["unpaid_reasons"]
    return next((reason for reason, words in reasons.items() if re.search(words, text)), None)


def _sheet() -> dict[str, Any]:
    file = settings().data_dir / FILE
    return _read(file, file.stat().st_mtime_ns)


@lru_cache(maxsize=2)
def _read(file: Path, _changed: int) -> dict[str, Any]:
    return dict(yaml.safe_load(file.read_text(encoding="utf-8")))
