"""Tickets: what must be dealt with by a certain time, such as a message that was left out of hours."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Text, desc, select, update
from sqlalchemy.orm import Session

from bot.db import Base, UtcDateTime
from bot.desk.conversations import Conversation, HandOff
from bot.desk.journal import record
from bot.errors import TicketNotFound


class Ticket(Base):
    """Something to do for a shopper."""

    __tablename__ = "tickets"

    id: int = Column(Integer, primary_key=True)
    conversation_id: str | None = Column(ForeignKey("conversations.id"), index=True)
    hand_off_id: int | None = Column(ForeignKey("hand_offs.id"))
    """The packet, for a message left out of hours."""
    shopper_id: str | None = Column(String(64))
    order_number: str | None = Column(String(32))
    group: str = Column("group_key", String(30), nullable=False)
    kind: str = Column(String(20), nullable=False)
    """``message`` (left out of hours), ``task`` (an agent's own), ``approval`` (asked of the leads)."""
    subject: str = Column(Text, nullable=False)
    agent_id: int | None = Column(ForeignKey("agents.id"), index=True)
    """Who deals with it; None: anybody of the group."""
    opened_by: int | None = Column(ForeignKey("agents.id"))
    """None: the desk itself."""
    opened_at: datetime = Column(UtcDateTime, nullable=False)
    due_at: datetime = Column(UtcDateTime, nullable=False)
    """What the shopper was promised, or the agent's own date."""
    due_told_at: datetime | None = Column(UtcDateTime)
    """When somebody was reminded of it; None: not yet."""
    closed_at: datetime | None = Column(UtcDateTime)
    closed_by: int | None = Column(ForeignKey("agents.id"))
    outcome: str = Column(Text, nullable=False, default="")

    __table_args__ = (Index("ix_tickets_due", "closed_at", "due_at"),)


MESSAGE = "message"
TASK = "task"
APPROVAL = "approval"

_TICKETS: Any = Ticket  # SQLAlchemy 1.4 is untyped: on the class these are columns


def open_ticket(
    session: Session,
    *,
    kind: str,
    group: str,
    subject: str,
    due_at: datetime,
    now: datetime,
    conversation: Conversation | None = None,
    hand_off: HandOff | None = None,
    order_number: str | None = None,
    agent_id: int | None = None,
    opened_by: int | None = None,
) -> Ticket:
    """Keep something to be done until ``due_at``."""
    ticket = Ticket(
        kind=kind,
        group=group,
        subject=subject,
        due_at=due_at,
        opened_at=now,
        conversation_id=conversation.id if conversation else None,
        shopper_id=conversation.shopper_id if conversation else None,
        hand_off_id=hand_off.id if hand_off else None,
        order_number=order_number,
        agent_id=agent_id,
        opened_by=opened_by,
        outcome="",
    )
    session.add(ticket)
    session.flush()
    facts = {"ticket": ticket.id, "order_number": order_number}
    record(session, "ticket.opened", now, conversation, agent_id=opened_by, group=group, **facts)
    return ticket


def get_ticket(session: Session, ticket_id: int) -> Ticket:
    """A ticket by its id.

    Raises:
        TicketNotFound: there is none.
    """
    ticket: Ticket | None = session.get(Ticket, ticket_id, populate_existing=True)
    if ticket is None:
        raise TicketNotFound()
    return ticket


def open_message(session: Session, conversation: Conversation) -> Ticket | None:
    """The message for later that a conversation has left and nobody has dealt with yet."""
    query = select(Ticket).where(
        _TICKETS.conversation_id == conversation.id, _TICKETS.kind == MESSAGE, _TICKETS.closed_at.is_(None)
    )
    found: Ticket | None = session.execute(query.order_by(desc(_TICKETS.id)).limit(1)).scalar_one_or_none()
    return found


def open_tickets(session: Session, limit: int = 200) -> list[Ticket]:
    """All that is still to be done, what is due first in front."""
    query = select(Ticket).where(_TICKETS.closed_at.is_(None)).order_by(_TICKETS.due_at, _TICKETS.id)
    return list(session.execute(query.limit(limit)).scalars())


def close_ticket(session: Session, ticket: Ticket, *, outcome: str, by: int | None, now: datetime) -> bool:
    """It is dealt with; False when it was already."""
    mine = update(Ticket).where(_TICKETS.id == ticket.id, _TICKETS.closed_at.is_(None))
    values = {"closed_at": now, "closed_by": by, "outcome": outcome}
    done = session.execute(mine.values(**values).execution_options(synchronize_session=False)).rowcount == 1
    session.refresh(ticket)
    if done:
        talk = session.get(Conversation, ticket.conversation_id) if ticket.conversation_id else None
        record(session, "ticket.closed", now, talk, agent_id=by, group=ticket.group, ticket=ticket.id)
    return bool(done)
