"""Judgements: shoppers' scores of the service and agents' corrections of the bot, as reports count them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.desk.conversations import HandOff
from bot.desk.corrections import Correction
from bot.desk.figures import Fact, Span, day_of
from bot.desk.ratings import Rating

_RATINGS: Any = Rating  # SQLAlchemy 1.4 is untyped: on the class these are columns
_CORRECTIONS: Any = Correction
_HAND_OFFS: Any = HandOff


def rating_facts(session: Session, span: Span, satisfied_from: int) -> Iterator[Fact]:
    """Scores, on the day on which they were given."""
    query = select(_RATINGS.at, _RATINGS.score, _RATINGS.agent_id, _HAND_OFFS.group).join(
        HandOff, _HAND_OFFS.id == _RATINGS.hand_off_id
    )
    for at, score, agent, group in session.execute(query.where(_RATINGS.at >= span.begins, _RATINGS.at < span.ends)):
        place = (day_of(at), group, agent)
        yield Fact("ratings", *place, kind=str(score))
        yield Fact("rating", *place, value=score)
        yield Fact("satisfied_share", *place, value=score >= satisfied_from)
        # What was closed is counted where it is closed.
        yield Fact("rated_share", *place, value=1, of=0)


def scores(session: Session, span: Span) -> dict[str, list[tuple[Any, int]]]:
    """The scores of conversations with their times."""
    query = select(_RATINGS.conversation_id, _RATINGS.at, _RATINGS.score).where(_RATINGS.at >= span.begins)
    found: dict[str, list[tuple[Any, int]]] = {}
    for conversation_id, at, score in session.execute(query.order_by(_RATINGS.id)):
        found.setdefault(conversation_id, []).append((at, score))
    return found


def correction_facts(session: Session, span: Span) -> Iterator[Fact]:
    """What agents said the bot had got wrong."""
    query = select(_CORRECTIONS.at, _CORRECTIONS.agent_id, _CORRECTIONS.id)
    inside = query.where(_CORRECTIONS.at >= span.begins, _CORRECTIONS.at < span.ends)
    for at, agent, _ in session.execute(inside):
        yield Fact("corrected", day_of(at), None, agent)
