"""Advices: the sizes that the bot recommended in conversations, and the faults that shoppers told of there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Text, cast, select
from sqlalchemy.orm import Session

from bot.desk.conversations import Conversation
from bot.desk.figures import Fact, Span, day_of
from bot.desk.messages import Author, Message

SIZE_CARD = "size"
REPORT = "report_"

_MESSAGES: Any = Message  # SQLAlchemy 1.4 is untyped: on the class these are columns
_CONVERSATIONS: Any = Conversation


@dataclass(frozen=True)
class SizeAdvice:
    """A size that was recommended; the shopper is unknown for a visitor, the product where none was named."""

    shopper_id: str | None
    product_id: str | None
    size: str
    other_size: str | None
    at: datetime


@dataclass(frozen=True)
class Reported:
    """A fault that a shopper told of in a conversation; the product or the order, if they named one."""

    conversation_id: str
    at: datetime
    intent: str
    text: str
    product_id: str | None
    order_number: str | None


def size_advices(session: Session, span: Span, before: timedelta = timedelta()) -> list[SizeAdvice]:
    """The size cards that were shown within a span and so long before it."""
    query = select(_MESSAGES.card, _MESSAGES.at, _CONVERSATIONS.shopper_id).join(
        Conversation, _CONVERSATIONS.id == _MESSAGES.conversation_id
    )
    shown = query.where(
        _MESSAGES.author == Author.BOT,
        _MESSAGES.at >= span.begins - before,
        _MESSAGES.at < span.ends,
        cast(_MESSAGES.card, Text).contains(f'"type": "{SIZE_CARD}"'),
    )
    return [
        SizeAdvice(shopper_id, card.get("product"), str(card["size"]), card.get("other_size"), at)
        for card, at, shopper_id in session.execute(shown.order_by(_MESSAGES.id))
        if card.get("type") == SIZE_CARD and card.get("size")
    ]


def advice_facts(advices: list[SizeAdvice], span: Span) -> Iterator[Fact]:
    for one in advices:
        if span.holds(one.at):
            yield Fact("size_advices", day_of(one.at), item=one.product_id or "")


def reported(session: Session, span: Span) -> list[Reported]:
    """The messages that were understood as reports of a fault."""
    query = select(_MESSAGES.conversation_id, _MESSAGES.at, _MESSAGES.text, _MESSAGES.understood, _MESSAGES.context)
    doubted = query.where(
        _MESSAGES.author == Author.SHOPPER,
        _MESSAGES.at >= span.begins,
        _MESSAGES.at < span.ends,
        cast(_MESSAGES.understood, Text).contains(f'"intent": "{REPORT}', autoescape=True),
    )
    return [
        _reported(row, wish)
        for row in session.execute(doubted.order_by(_MESSAGES.id))
        for wish in row.understood
        if str(wish.get("intent")).startswith(REPORT)
    ]


def _reported(row: Any, wish: dict[str, Any]) -> Reported:
    told = entities_of(wish)
    product = told.get("product") or (row.context or {}).get("product")
    text = str(wish.get("text") or row.text)
    return Reported(row.conversation_id, row.at, wish["intent"], text, product, told.get("order_number"))


def entities_of(wish: dict[str, Any]) -> dict[str, str]:
    """The entities of a wish by their names, the first of each."""
    found: dict[str, str] = {}
    for entity in wish.get("entities") or []:
        found.setdefault(str(entity.get("entity")), str(entity.get("value")))
    return found
