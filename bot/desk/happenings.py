"""Happenings: the raw events that reports are made of, read once for a span of days."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import Text, case, cast, func, select, union
from sqlalchemy.orm import Session, aliased

from bot.desk.conversations import Conversation
from bot.desk.figures import Span
from bot.desk.journal import JournalEntry
from bot.desk.messages import Author, Message

# A service that takes longer is counted as far as it is seen.
REACH = timedelta(days=31)
NOT_UNDERSTOOD = "nlu_fallback"
NO_REPLY = "failed"

# How many ids one statement may name.
BATCH = 500

# What is written of conversations that nobody ever took.
_WITHOUT_PEOPLE = ("conversation.started", "answer.disliked")

_MESSAGES: Any = Message  # SQLAlchemy 1.4 is untyped: on the class these are columns
# Tables, not classes: a hundred thousand rows would go through the ORM's loading otherwise.
_ROWS = Message.__table__.c
_LINES = JournalEntry.__table__.c
_CONVERSATIONS = Conversation.__table__.c
_SAID = select(_ROWS.id, _ROWS.conversation_id, _ROWS.author, _ROWS.at, _ROWS.agent_id, _ROWS.liked).where(
    _ROWS.author != Author.SYSTEM
)


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
    """What happened in the conversations of a span, each in its order.

    Of those without people ``said`` holds the first and the last message of each hour by each author.
    """

    span: Span
    said: dict[str, list[Said]]
    journal: dict[str, list[Happened]]
    who: dict[str, Who]
    unanswered: list[Unanswered] = field(default_factory=list)


def read_happenings(session: Session, span: Span, *, only_people: bool = False) -> Happenings:
    """Read what happened, for conversations with people from a month before to a month after the span.

    With ``only_people`` the conversations that the bot has alone are left out, which is most of them.
    """
    journal, said = _journal(session, span), _said(session, span)
    if only_people:
        return Happenings(span, said, journal, {})
    said = {**{id_: sorted(mine) for id_, mine in _hourly(session, span).items()}, **said}
    return Happenings(span, said, journal, _who(session, said), list(read_unanswered(session, span)))


def _with_people(span: Span) -> Any:
    """The conversations in which people did or said something within a span."""
    done = select(_LINES.conversation_id).where(
        _LINES.at >= span.begins,
        _LINES.at < span.ends,
        _LINES.conversation_id.is_not(None),
        _LINES.kind.not_in(_WITHOUT_PEOPLE),
    )
    spoken = select(_ROWS.conversation_id).where(
        _ROWS.at >= span.begins, _ROWS.at < span.ends, _ROWS.author == Author.AGENT
    )
    return union(done, spoken)


def _journal(session: Session, span: Span) -> dict[str, list[Happened]]:
    query = select(
        _LINES.id, _LINES.conversation_id, _LINES.at, _LINES.kind, _LINES.agent_id, _LINES.group_key, _LINES.data
    ).where(
        _LINES.conversation_id.in_(_with_people(span)), _LINES.at >= span.begins - REACH, _LINES.at < span.ends + REACH
    )
    journal: dict[str, list[Happened]] = {}
    for row in session.execute(query.order_by(_LINES.id)).all():
        journal.setdefault(row[1], []).append(Happened._make(row))
    return journal


def _hourly(session: Session, span: Span) -> dict[str, list[Said]]:
    """The first and the last message of each hour by each author, which is all that the bot's own talks are asked for.

    The local day follows from the hour, and the text of a time begins alike in every database.
    """
    hour = func.substr(cast(_ROWS.at, Text), 1, len("2026-11-20 12"))
    disliked = func.max(case((_ROWS.liked.is_(False), 1), else_=0))
    ends = (func.min(_ROWS.id), func.min(_ROWS.at), func.max(_ROWS.id), func.max(_ROWS.at))
    query = select(_ROWS.conversation_id, _ROWS.author, *ends, disliked).where(
        _ROWS.at >= span.begins, _ROWS.at < span.ends, _ROWS.author != Author.SYSTEM
    )
    found: dict[str, list[Said]] = {}
    rows = session.execute(query.group_by(_ROWS.conversation_id, _ROWS.author, hour)).all()
    for conversation_id, author, first, first_at, last, last_at, bad in rows:
        mine = found.setdefault(conversation_id, [])
        mine.append(Said(first, conversation_id, author, first_at, None, False if bad else None))
        if last != first:
            mine.append(Said(last, conversation_id, author, last_at, None, None))
    return found


def _around(span: Span) -> Any:
    """What was said in conversations with people within reach of a span."""
    return _SAID.where(
        _ROWS.conversation_id.in_(_with_people(span)), _ROWS.at >= span.begins - REACH, _ROWS.at < span.ends + REACH
    )


def _said(session: Session, span: Span) -> dict[str, list[Said]]:
    """The messages of conversations with people, in their order."""
    said: dict[str, list[Said]] = {}
    for row in session.execute(_around(span).order_by(_ROWS.id)).all():
        said.setdefault(row[1], []).append(Said._make(row))
    return said


def _who(session: Session, said: dict[str, list[Said]]) -> dict[str, Who]:
    ids, found = sorted(said), {}
    query = select(_CONVERSATIONS.id, _CONVERSATIONS.shopper_id, _CONVERSATIONS.channel)
    for start in range(0, len(ids), BATCH):
        for row in session.execute(query.where(_CONVERSATIONS.id.in_(ids[start : start + BATCH]))):
            found[row[0]] = Who._make(row)
    return found


def read_unanswered(session: Session, span: Span) -> Iterator[Unanswered]:
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
