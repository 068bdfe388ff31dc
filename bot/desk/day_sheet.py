"""The day sheet: each consultation of a day in one row, with what was asked, who answered and how it ended."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.desk.advices import entities_of
from bot.desk.consultations import Consultation, consultations
from bot.desk.conversations import HandOff
from bot.desk.figures import Span, day_of
from bot.desk.happenings import read_happenings
from bot.desk.judgements import scores
from bot.desk.messages import Author, Message
from bot.desk.services import Service, services
from bot.log import masked

# What a shopper says before or after the matter.
IDLE = frozenset({"greet", "thank", "goodbye", "request_human", "affirm", "deny", "inform", "ask_bot"})
LONGEST_QUESTION = 120

_MESSAGES: Any = Message  # SQLAlchemy 1.4 is untyped: on the class these are columns
_HAND_OFFS: Any = HandOff


@dataclass
class Asked:
    """What a shopper wanted to know, masked."""

    question: str = ""
    intent: str = ""
    product_id: str | None = None
    order_number: str | None = None


@dataclass(frozen=True)
class SheetRow:
    """One consultation."""

    consultation: Consultation
    asked: Asked
    result: str
    """``resolved``, ``silent``, ``returned``, ``left``, ``open``; of the bot alone ``unresolved``, ``answered``; else
    ``nobody``."""
    score: int | None


@dataclass
class _Day:
    messages: list[Any] = field(default_factory=list)
    order_number: str | None = None


def day_sheet(session: Session, span: Span) -> list[SheetRow]:
    """The consultations of some days, by the time at which they began."""
    happenings = read_happenings(session, span)
    by_conversation: dict[str, list[Service]] = {}
    for service in services(happenings):
        by_conversation.setdefault(service.conversation_id, []).append(service)
    asked, given = _asked(session, span), scores(session, span)
    return [
        SheetRow(
            one,
            asked[(one.conversation_id, one.day)],
            _result(one, by_conversation.get(one.conversation_id, [])),
            next((score for at, score in given.get(one.conversation_id, []) if day_of(at) == one.day), None),
        )
        for one in consultations(happenings)
    ]


def _result(one: Consultation, theirs: Collection[Service]) -> str:
    if one.by_person or one.handed_over:
        begun = [service for service in theirs if day_of(service.at) <= one.day]
        return (begun[-1].end or "open") if begun else "open"
    if not one.by_bot:
        return "nobody"
    return "unresolved" if one.is_unresolved else "answered"


def _asked(session: Session, span: Span) -> dict[tuple[str, Any], Asked]:
    days: dict[tuple[str, Any], _Day] = {}
    inside = (_MESSAGES.at >= span.begins, _MESSAGES.at < span.ends, _MESSAGES.author == Author.SHOPPER)
    query = select(_MESSAGES.conversation_id, _MESSAGES.at, _MESSAGES.text, _MESSAGES.understood, _MESSAGES.context)
    for row in session.execute(query.where(*inside).order_by(_MESSAGES.id)):
        days.setdefault((row.conversation_id, day_of(row.at)), _Day()).messages.append(row)
    handed = select(_HAND_OFFS.conversation_id, _HAND_OFFS.at, _HAND_OFFS.order_number)
    for conversation_id, at, number in session.execute(
        handed.where(_HAND_OFFS.at >= span.begins, _HAND_OFFS.at < span.ends).order_by(_HAND_OFFS.id)
    ):
        days.setdefault((conversation_id, day_of(at)), _Day()).order_number = number
    return {key: _gist(day) for key, day in days.items()}


def _gist(day: _Day) -> Asked:
    """The first sentence that says what it is about, and the first goods and order that are named."""
    gist = Asked(order_number=day.order_number)
    for row in day.messages:
        gist.product_id = gist.product_id or (row.context or {}).get("product")
        for wish in row.understood or []:
            told = entities_of(wish)
            gist.product_id = gist.product_id or told.get("product")
            gist.order_number = gist.order_number or told.get("order_number")
            if not gist.intent and wish.get("intent") not in IDLE:
                gist.intent, gist.question = str(wish.get("intent")), _short(str(wish.get("text") or row.text))
    if not gist.question and day.messages:
        gist.question = _short(day.messages[0].text)
    return gist


def _short(text: str) -> str:
    return masked(" ".join(text.split()))[:LONGEST_QUESTION]
