"""Happenings: the raw events that reports are made of, read once for a span of days."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import Text, cast, or_, select, union
from sqlalchemy.orm import Session, aliased

from bot.desk.conversations import Conversation
from bot.desk.figures import Span
from bot.desk.journal import JournalEntry
from bot.desk.messages import Author, Message

# A service that takes longer is counted as far as it is seen.
REACH = timedelta(days=31)
NOT_UNDERSTOOD = "nlu_fallback"
NO_REPLY = "failed"

_MESSAGES: Any = Message  # SQLAlchemy 1.4 is untyped: on the class these are columns
_JOURNAL: Any = JournalEntry
_CONVERSATIONS: Any = Conversation
_PEOPLE = ("conversation.handed_off", "conversation.assigned", "conversation.queued")


class Said(NamedTuple):
    """A message, as far as reports look at it."""

    id: int
    conversation_id: str
    author: Author
    at: datetime
    agent_id: int | None
    liked: bool | None


class Happened(NamedTuple):
    """A line of the journal."""

    id: int
    conversation_id: str
    at: datetime
    kind: str
    agent_id: int | None
    group: str | None
    data: dict[str, Any]


class Who(NamedTuple):
    """Whose conversation it is."""

    id: str
    shopper_id: str | None
    channel: str


class Unanswered(NamedTuple):
    """What a shopper said and got no answer to; ``why`` is that it was not understood, or that nothing came back."""

    conversation_id: str
    at: datetime
    text: str
    why: str


@dataclass(frozen=True)
class Happenings:
    """Everything of the conversations in which something happened within a span, each in its order."""

    span: Span
    said: dict[str, list[Said]]
    journal: dict[str, list[Happened]]
    who: dict[str, Who]
    unanswered: list[Unanswered] = field(default_factory=list)


def read_happenings(session: Session, span: Span) -> Happenings:
    """Read what happened, for conversations with people from a month before to a month after the span."""
    within = (_JOURNAL.at >= span.begins - REACH, _JOURNAL.at < span.ends + REACH)
    query = select(
        _JOURNAL.id, _JOURNAL.conversation_id, _JOURNAL.at, _JOURNAL.kind, _JOURNAL.agent_id, _JOURNAL.group,
        _JOURNAL.data,
    )  # fmt: skip
    lines = query.where(_JOURNAL.conversation_id.in_(_active(span)), *within).order_by(_JOURNAL.id)
    journal: dict[str, list[Happened]] = {}
    for row in session.execute(lines):
        journal.setdefault(row.conversation_id, []).append(Happened(*row))
    return Happenings(span, _said(session, span), journal, _who(session, span), list(_unanswered(session, span)))


def _active(span: Span) -> Any:
    """The conversations in which something was said or done within a span."""
    spoken = select(_MESSAGES.conversation_id).where(_MESSAGES.at >= span.begins, _MESSAGES.at < span.ends)
    done = select(_JOURNAL.conversation_id).where(
        _JOURNAL.at >= span.begins, _JOURNAL.at < span.ends, _JOURNAL.conversation_id.is_not(None)
    )
    return union(spoken, done)


def _said(session: Session, span: Span) -> dict[str, list[Said]]:
    """All messages of the span, and of its conversations with people those before and after as well."""
    with_people = select(_JOURNAL.conversation_id).where(
        _JOURNAL.kind.in_(_PEOPLE),
        _JOURNAL.at >= span.begins - REACH,
        _JOURNAL.at < span.ends,
        _JOURNAL.conversation_id.in_(_active(span)),
    )
    fields = select(
        _MESSAGES.id, _MESSAGES.conversation_id, _MESSAGES.author, _MESSAGES.at, _MESSAGES.agent_id, _MESSAGES.liked
    ).where(_MESSAGES.author != Author.SYSTEM)
    now = fields.where(_MESSAGES.at >= span.begins, _MESSAGES.at < span.ends)
    around = fields.where(
        or_(
            _MESSAGES.at.between(span.begins - REACH, span.begins),
            _MESSAGES.at.between(span.ends, span.ends + REACH),
        ),
        _MESSAGES.conversation_id.in_(with_people),
    )
    found = {row.id: Said(*row) for query in (now, around) for row in session.execute(query)}
    said: dict[str, list[Said]] = {}
    for id_ in sorted(found):
        said.setdefault(found[id_].conversation_id, []).append(found[id_])
    return said


def _who(session: Session, span: Span) -> dict[str, Who]:
    query = select(_CONVERSATIONS.id, _CONVERSATIONS.shopper_id, _CONVERSATIONS.channel)
    found = session.execute(query.where(_CONVERSATIONS.id.in_(_active(span))))
    return {row.id: Who(*row) for row in found}


def _unanswered(session: Session, span: Span) -> Iterator[Unanswered]:
    """Sentences that were not understood, and turns to which only an excuse was said."""
    asked = (_MESSAGES.author == Author.SHOPPER, _MESSAGES.at >= span.begins, _MESSAGES.at < span.ends)
    query = select(_MESSAGES.conversation_id, _MESSAGES.at, _MESSAGES.text, _MESSAGES.understood)
    # The database finds the few candidates, so that not every analysis of a month is read.
    written = cast(_MESSAGES.understood, Text).contains(f'"intent": "{NOT_UNDERSTOOD}"', autoescape=True)
    for row in session.execute(query.where(*asked, written).order_by(_MESSAGES.id)):
        for wish in row.understood:
            if wish.get("intent") == NOT_UNDERSTOOD:
                yield Unanswered(row.conversation_id, row.at, str(wish.get("text") or row.text), NOT_UNDERSTOOD)
    reply = aliased(Message)
    excused = select(reply.id).where(
        reply.conversation_id == _MESSAGES.conversation_id, reply.turn == _MESSAGES.id, reply.author == Author.BOT
    )
    failed = query.where(*asked, _MESSAGES.turn == _MESSAGES.id, _MESSAGES.understood.is_(None), excused.exists())
    for row in session.execute(failed.order_by(_MESSAGES.id)):
        yield Unanswered(row.conversation_id, row.at, row.text, NO_REPLY)
