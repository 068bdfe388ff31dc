"""The queue of conversations that wait for a person: first come, first served."""

from __future__ import annotations

from typing import Any

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from bot.desk.conversations import Conversation, Owner

_COLUMNS: Any = Conversation  # SQLAlchemy 1.4 is untyped: on the class these are columns


def waiting(session: Session, limit: int = 200) -> list[Conversation]:
    """The waiting conversations, the longest wait first."""
    query = select(Conversation).where(_COLUMNS.owner == Owner.WAITING)
    ordered = query.order_by(_COLUMNS.waiting_since, _COLUMNS.id).limit(limit)
    return list(session.execute(ordered).scalars())


def position(session: Session, conversation: Conversation) -> int | None:
    """The place in the queue, 1 for who is next; None when it does not wait."""
    if conversation.owner is not Owner.WAITING:
        return None
    since = conversation.waiting_since
    earlier = or_(_COLUMNS.waiting_since < since, and_(_COLUMNS.waiting_since == since, _COLUMNS.id < conversation.id))
    query = select(func.count()).select_from(Conversation).where(_COLUMNS.owner == Owner.WAITING, earlier)
    return 1 + int(session.execute(query).scalar_one())
