"""Follow-ups: what the shop has promised to look after by a certain time, registered once."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Integer, String, UniqueConstraint, select, update
from sqlalchemy.orm import Session

from bot.db import Base, UtcDateTime, insert_once


class FollowUp(Base):
    """A promise about an order: a hurried dispatch, an inquiry with the carrier."""

    __tablename__ = "follow_ups"

    id: int = Column(Integer, primary_key=True)
    order_number: str = Column(String(32), nullable=False, index=True)
    kind: str = Column(String(30), nullable=False)
    """The intent, or the case of the playbook, that it came from."""
    opened_at: datetime = Column(UtcDateTime, nullable=False)
    due_at: datetime = Column(UtcDateTime, nullable=False)
    times: int = Column(Integer, nullable=False, default=1)
    """How often the shopper has asked."""
    done_at: datetime | None = Column(UtcDateTime)
    rule: str = Column(String(60), nullable=False, default="")

    __table_args__ = (UniqueConstraint("order_number", "kind"),)

    def is_overdue(self, now: datetime) -> bool:
        return self.done_at is None and self.due_at <= now


def register(
    session: Session, *, order_number: str, kind: str, now: datetime, due_at: datetime, rule: str
) -> tuple[FollowUp, bool]:
    """Open a follow-up, or count one more request for the one that is open; its promise stays as it was made.

    Of two requests at once the database lets one open it.

    Returns:
        the follow-up, and whether it was opened just now.
    """
    fresh = {"opened_at": now, "due_at": due_at, "rule": rule, "times": 1, "done_at": None}
    is_new = insert_once(session, FollowUp, order_number=order_number, kind=kind, **fresh)
    is_new = is_new or _changed(session, order_number, kind, False, fresh)
    if not is_new:
        _changed(session, order_number, kind, True, {"times": FollowUp.times + 1})
    follow_up = _known(session, order_number, kind)
    assert follow_up is not None
    session.refresh(follow_up)
    return follow_up, is_new


def open_follow_up(session: Session, order_number: str, kind: str) -> FollowUp | None:
    found = _known(session, order_number, kind)
    return found if found and found.done_at is None else None


def open_follow_ups(session: Session, order_numbers: Collection[str]) -> list[FollowUp]:
    """All that is still promised about some orders, what falls due first in front."""
    columns: Any = FollowUp
    query = select(FollowUp).where(columns.order_number.in_(list(order_numbers)), columns.done_at.is_(None))
    return list(session.execute(query.order_by(columns.due_at, columns.id)).scalars())


def close(session: Session, follow_up: FollowUp, now: datetime) -> None:
    """What was promised is done, or has become pointless; closing twice keeps the first time."""
    if follow_up.done_at is None:
        follow_up.done_at = now
        session.flush()


def overdue(session: Session, now: datetime) -> list[FollowUp]:
    """Every open follow-up whose time is over, the longest overdue first."""
    columns: Any = FollowUp
    query = select(FollowUp).where(columns.done_at.is_(None), columns.due_at <= now)
    return list(session.execute(query.order_by(columns.due_at, columns.id)).scalars())


def all_open(session: Session, limit: int = 200) -> list[FollowUp]:
    """Everything that is still promised, what falls due first in front."""
    columns: Any = FollowUp
    query = select(FollowUp).where(columns.done_at.is_(None)).order_by(columns.due_at, columns.id)
    return list(session.execute(query.limit(limit)).scalars())


def last_done(session: Session, limit: int = 50) -> list[FollowUp]:
    """What was promised and is done, the latest first."""
    columns: Any = FollowUp
    query = select(FollowUp).where(columns.done_at.isnot(None)).order_by(columns.done_at.desc(), columns.id)
    return list(session.execute(query.limit(limit)).scalars())


def get_follow_up(session: Session, follow_up_id: int) -> FollowUp | None:
    found: FollowUp | None = session.get(FollowUp, follow_up_id, populate_existing=True)
    return found


def _known(session: Session, order_number: str, kind: str) -> FollowUp | None:
    columns: Any = FollowUp
    query = select(FollowUp).where(columns.order_number == order_number, columns.kind == kind)
    found: FollowUp | None = session.execute(query).scalar_one_or_none()
    return found


def _changed(session: Session, order_number: str, kind: str, is_open: bool, values: dict[str, Any]) -> bool:
    """Change a follow-up if it is open, or done, as expected."""
    columns: Any = FollowUp
    state = columns.done_at.is_(None) if is_open else columns.done_at.isnot(None)
    here = update(FollowUp).where(columns.order_number == order_number, columns.kind == kind, state)
    return bool(session.execute(here.values(**values).execution_options(synchronize_session=False)).rowcount)
