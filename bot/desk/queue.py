"""The queue of conversations that wait for a person: the more urgent first, else first come, first served."""

from __future__ import annotations

import math
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, desc, func, or_, select
from sqlalchemy.orm import Session

from bot.desk.conversations import Conversation, Owner
from bot.desk.journal import JournalEntry

MOST_LOOKED_AT = 10_000
# How far back the pace of a group is looked at.
PACE_OF = timedelta(minutes=30)

_COLUMNS: Any = Conversation  # SQLAlchemy 1.4 is untyped: on the class these are columns
_LINES: Any = JournalEntry


def waiting(session: Session, limit: int = 200) -> list[Conversation]:
    """The waiting conversations of all groups, who is next in front."""
    query = select(Conversation).where(_COLUMNS.owner == Owner.WAITING)
    ordered = query.order_by(desc(_COLUMNS.priority), _COLUMNS.waiting_since, _COLUMNS.id).limit(limit)
    return list(session.execute(ordered.execution_options(populate_existing=True)).scalars())


def position(session: Session, conversation: Conversation) -> int | None:
    """The place in the queue of its group, 1 for who is next; None when it does not wait."""
    if conversation.owner is not Owner.WAITING:
        return None
    since, priority = conversation.waiting_since, conversation.priority
    earlier = or_(_COLUMNS.waiting_since < since, and_(_COLUMNS.waiting_since == since, _COLUMNS.id < conversation.id))
    ahead = or_(_COLUMNS.priority > priority, and_(_COLUMNS.priority == priority, earlier))
    query = select(func.count()).select_from(Conversation)
    here = query.where(_COLUMNS.owner == Owner.WAITING, _same(conversation.group), ahead)
    return 1 + int(session.execute(here).scalar_one())


def places(session: Session) -> dict[str, int]:
    """The place of every waiting conversation in the queue of its group."""
    count: dict[str | None, int] = {}
    found = {}
    for one in waiting(session, limit=MOST_LOOKED_AT):
        found[one.id] = count[one.group] = count.get(one.group, 0) + 1
    return found


def expected_minutes(session: Session, conversation: Conversation, minutes_each: int, now: datetime) -> int | None:
    """How long it will still wait, in whole minutes; None: it does not wait.

    ``minutes_each`` is the wait per place as long as the group has served nobody lately.
    """
    place = position(session, conversation)
    return None if place is None else minutes_at(place, pace(session, conversation.group, minutes_each, now))


def minutes_at(place: int, pace: float) -> int:
    """The wait at a place in whole minutes."""
    return max(1, math.ceil(place * pace))


def pace(session: Session, group: str | None, minutes_each: int, now: datetime) -> float:
    """The minutes per place, as a group has served in the last half hour."""
    query = select(func.count(), func.min(_LINES.at)).where(
        _LINES.kind == "conversation.assigned",
        _LINES.group.is_(None) if group is None else _LINES.group == group,
        _LINES.at > now - PACE_OF,
    )
    served, first = session.execute(query).one()
    return minutes_each if served < 2 else (now - first).total_seconds() / 60 / served


def _same(group: str | None) -> Any:
    return _COLUMNS.group.is_(None) if group is None else _COLUMNS.group == group
