"""Inbox: the lists of conversations that somebody may see, and the search through all that was said in them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import desc, or_, select
from sqlalchemy.orm import Session

from bot.desk import queue
from bot.desk.access import seen_by
from bot.desk.conversations import Conversation, HandOff, Owner
from bot.desk.messages import Message
from bot.desk.staff import Agent

Box = Literal["queue", "mine", "all", "closed"]

_TALKS: Any = Conversation  # SQLAlchemy 1.4 is untyped: on the class these are columns
_PACKETS: Any = HandOff
_MESSAGES: Any = Message


@dataclass(frozen=True)
class Wanted:
    """What is looked for; ``shoppers`` are the ids of those whom ``words`` may mean."""

    box: Box = "all"
    words: str = ""
    shoppers: Collection[str] = ()
    group: str = ""
    agent_id: int | None = None
    before: datetime | None = None
    """To go on from the last line of an earlier answer: its ``updated_at``, to the second."""
    limit: int = 40


def find(session: Session, agent: Agent, wanted: Wanted) -> tuple[list[Conversation], bool]:
    """What somebody may see of what they look for, and whether there is more.

    The queue comes in its order, everything else the latest first.
    """
    query = select(Conversation).where(seen_by(agent), *_conditions(agent, wanted))
    if wanted.box == "queue" and not wanted.words:
        found = session.execute(query).scalars().all()
        places = {one.id: place for place, one in enumerate(queue.waiting(session, queue.MOST_LOOKED_AT))}
        ordered = sorted(found, key=lambda one: places.get(one.id, len(places)))
        return ordered[: wanted.limit], len(ordered) > wanted.limit
    return _page(session, query, wanted)


def _conditions(agent: Agent, wanted: Wanted) -> list[Any]:
    box = {
        "queue": _TALKS.owner == Owner.WAITING,
        "mine": (_TALKS.owner == Owner.HUMAN) & (_TALKS.agent_id == agent.id),
        "closed": _TALKS.owner == Owner.CLOSED,
    }
    asked = [
        (wanted.box != "all", box.get(wanted.box)),
        (bool(wanted.group), _TALKS.group == wanted.group),
        (wanted.agent_id is not None, _TALKS.agent_id == wanted.agent_id),
        (bool(wanted.words), _mentions(wanted)),
    ]
    return [condition for is_asked, condition in asked if is_asked]


def _mentions(wanted: Wanted) -> Any:
    """Somebody said it, an order has this number, or the shopper is one of those."""
    words = wanted.words
    said = select(_MESSAGES.conversation_id).where(_MESSAGES.text.ilike(f"%{_plain(words)}%", escape="\\"))
    orders = select(_PACKETS.conversation_id).where(_PACKETS.order_number.contains(words, autoescape=True))
    return or_(
        _TALKS.shopper_id.in_(list(wanted.shoppers)),
        _TALKS.id.in_(orders),
        _TALKS.id.startswith(words, autoescape=True),
        _TALKS.id.in_(said),
    )


def _plain(words: str) -> str:
    r"""Words in which nothing stands for anything else.

    >>> _plain("100%")
    '100\\%'
    """
    return words.replace("\\", "\\\\").replace("%", r"\%").replace("_", r"\_")


def _page(session: Session, query: Any, wanted: Wanted) -> tuple[list[Conversation], bool]:
    """A page never ends within a second: its last line says where the next one begins."""
    if wanted.before is not None:
        query = query.where(_TALKS.updated_at < wanted.before)
    ordered = query.order_by(desc(_TALKS.updated_at), _TALKS.id)
    found = list(session.execute(ordered.limit(wanted.limit)).scalars())
    if len(found) < wanted.limit:
        return found, False
    second = found[-1].updated_at.replace(microsecond=0)
    same = ordered.where(_TALKS.updated_at >= second).offset(len(found))
    found += session.execute(same).scalars()
    more = session.execute(query.where(_TALKS.updated_at < second).limit(1)).first() is not None
    return found, more
