"""The outbox: what is to be said later, kept until it is said or no longer wanted."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Column, ForeignKey, Index, Integer, String, or_, select, update
from sqlalchemy.orm import Session

from bot.db import Base, UtcDateTime, insert_once
from bot.desk.conversations import Conversation

WAITING = "waiting"
SENT = "sent"
DROPPED = "dropped"

PROMPT = "payment_prompt"


class Outgoing(Base):
    """One message that waits for its time."""

    __tablename__ = "outbox"

    id: int = Column(Integer, primary_key=True)
    key: str = Column(String(120), nullable=False, unique=True)
    """Says what it is about, so that the same thing is never planned twice."""
    kind: str = Column(String(20), nullable=False)
    conversation_id: str = Column(ForeignKey("conversations.id"), nullable=False, index=True)
    about: str = Column(String(40), nullable=False, default="")
    """The order or article that it is about."""
    payload: dict[str, Any] = Column(JSON, nullable=False, default=dict)
    due_at: datetime = Column(UtcDateTime, nullable=False)
    planned_at: datetime = Column(UtcDateTime, nullable=False)
    state: str = Column(String(10), nullable=False, default=WAITING)
    """``waiting``, ``sent`` or ``dropped``; it leaves ``waiting`` once and for ever."""
    finished_at: datetime | None = Column(UtcDateTime)
    why: str = Column(String(40), nullable=False, default="")
    """Why it was dropped."""

    __table_args__ = (Index("ix_outbox_due", "state", "due_at"),)


_OUTBOX: Any = Outgoing  # SQLAlchemy 1.4 is untyped: on the class these are columns


def prompt_key(number: str, count: int) -> str:
    """The key of an order's prompt; ``count`` counts all that were ever planned for it."""
    return f"{PROMPT}:{number}:{count}"


def asked_key(number: str, now: datetime) -> str:
    """The key of a prompt that the shopper has asked for."""
    return f"{PROMPT}:{number}:asked:{now.isoformat()}"


def plan(
    session: Session,
    *,
    key: str,
    kind: str,
    conversation: Conversation,
    about: str,
    due_at: datetime,
    now: datetime,
    payload: dict[str, Any] | None = None,
) -> bool:
    """Keep something to be said later; False when it has been planned under this key before, whatever became of it."""
    return insert_once(
        session,
        Outgoing,
        key=key,
        kind=kind,
        conversation_id=conversation.id,
        about=about,
        payload=payload or {},
        due_at=due_at,
        planned_at=now,
        state=WAITING,
        why="",
    )


def due(session: Session, now: datetime, limit: int = 100, kind: str = "") -> list[Outgoing]:
    """What waits and whose time has come, of one kind or of all, the longest overdue first."""
    query = select(Outgoing).where(_OUTBOX.state == WAITING, _OUTBOX.due_at <= now)
    if kind:
        query = query.where(_OUTBOX.kind == kind)
    return list(session.execute(query.order_by(_OUTBOX.due_at, _OUTBOX.id).limit(limit)).scalars())


def find_waiting(session: Session, outgoing_id: int) -> Outgoing | None:
    """An entry as it stands now, if it still waits."""
    outgoing: Outgoing | None = session.get(Outgoing, outgoing_id, populate_existing=True)
    return outgoing if outgoing and outgoing.state == WAITING else None


def claim(session: Session, outgoing: Outgoing, now: datetime) -> bool:
    """Take an entry in order to say it, in the transaction in which it is said; True for one caller alone."""
    return _finish(session, outgoing, SENT, "", now)


def drop(session: Session, outgoing: Outgoing, why: str, now: datetime) -> bool:
    """It is not wanted any more; False when it has been said or dropped already."""
    return _finish(session, outgoing, DROPPED, why, now)


def postpone(session: Session, outgoing: Outgoing, due_at: datetime) -> bool:
    """Look at a waiting entry again at a later time."""
    return _change(session, outgoing, due_at=due_at)


def redirect(session: Session, outgoing: Outgoing, conversation: Conversation) -> bool:
    """Let a waiting entry be said in another conversation."""
    return _change(session, outgoing, conversation_id=conversation.id)


def drop_about(session: Session, kind: str, about: Collection[str], why: str, now: datetime) -> int:
    """Drop what waits about these orders or articles; how many entries that were."""
    return _drop_all(session, [_OUTBOX.kind == kind, _OUTBOX.about.in_(list(about))], why, now)


def drop_for(session: Session, kind: str, conversation_ids: Collection[str], why: str, now: datetime) -> int:
    """Drop what waits for these conversations; how many entries that were."""
    return _drop_all(session, [_OUTBOX.kind == kind, _OUTBOX.conversation_id.in_(list(conversation_ids))], why, now)


def entries_about(session: Session, kind: str, about: Iterable[str]) -> list[Outgoing]:
    """Everything of a kind that was ever planned about these orders or articles, in its order."""
    query = select(Outgoing).where(_OUTBOX.kind == kind, _OUTBOX.about.in_(list(about)))
    return list(session.execute(query.order_by(_OUTBOX.id).execution_options(populate_existing=True)).scalars())


def said_at(session: Session, kind: str, conversation_ids: Collection[str], about: str = "") -> list[datetime]:
    """When something of a kind was said in these conversations, or about this order anywhere."""
    where = or_(_OUTBOX.conversation_id.in_(list(conversation_ids)), _OUTBOX.about == about)
    query = select(_OUTBOX.finished_at).where(_OUTBOX.kind == kind, _OUTBOX.state == SENT, where)
    return sorted(session.execute(query).scalars())


def _finish(session: Session, outgoing: Outgoing, state: str, why: str, now: datetime) -> bool:
    return _change(session, outgoing, state=state, why=why, finished_at=now)


def _change(session: Session, outgoing: Outgoing, **values: Any) -> bool:
    """Change an entry if it still waits, in one statement, so that two processes never both do."""
    mine = update(Outgoing).where(_OUTBOX.id == outgoing.id, _OUTBOX.state == WAITING).values(**values)
    changed = session.execute(mine.execution_options(synchronize_session=False)).rowcount == 1
    session.refresh(outgoing)
    return bool(changed)


def _drop_all(session: Session, where: list[Any], why: str, now: datetime) -> int:
    mine = update(Outgoing).where(_OUTBOX.state == WAITING, *where).values(state=DROPPED, why=why, finished_at=now)
    return int(session.execute(mine.execution_options(synchronize_session=False)).rowcount)
