"""Ticket work: who sees which tickets, opens, takes and closes them, and how a message left becomes a talk again."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import desc, or_, select, update
from sqlalchemy.orm import Session

from bot.desk import audit
from bot.desk.allocation import assign_to
from bot.desk.console_events import tell_alert, tell_ticket
from bot.desk.conversations import Conversation, HandOff, Owner, hand_off, reopen
from bot.desk.dispatch import welcome
from bot.desk.groups import Rota
from bot.desk.ledger import Ledger
from bot.desk.staff import Agent, Presence, Role, everybody
from bot.desk.texts import clean
from bot.desk.tickets import APPROVAL, MESSAGE, TASK, Ticket, close_ticket, get_ticket, open_ticket
from bot.desk.wording import Wording
from bot.errors import BadDueDate, NotAllowed, TicketClosed, TicketNotFound

SUBJECT_LIMIT = 500
LONGEST = timedelta(days=366)
SHOWN = 200
Box = Literal["open", "mine", "group", "overdue", "closed"]

_TICKETS: Any = Ticket  # SQLAlchemy 1.4 is untyped: on the class these are columns


def tickets_for(session: Session, agent: Agent, box: Box, now: datetime, group: str = "") -> list[Ticket]:
    """The tickets that somebody may see: what is due first in front, of closed ones the latest."""
    is_open = _TICKETS.closed_at.is_(None)
    conditions = {
        "open": [is_open],
        "mine": [is_open, _TICKETS.agent_id == agent.id],
        "group": [is_open, _TICKETS.agent_id.is_(None)],
        "overdue": [is_open, _TICKETS.due_at <= now],
        "closed": [~is_open],
    }[box]
    if group:
        conditions.append(_TICKETS.group == group)
    query = select(Ticket).where(_seen_by(agent), *conditions)
    by = [desc(_TICKETS.closed_at)] if box == "closed" else [_TICKETS.due_at]
    return list(session.execute(query.order_by(*by, _TICKETS.id).limit(SHOWN)).scalars())


def ticket_for(session: Session, agent: Agent, ticket_id: int) -> Ticket:
    """A ticket that somebody may deal with.

    Raises:
        TicketNotFound: there is none, or it is not for them.
    """
    ticket = get_ticket(session, ticket_id)
    theirs = agent.id in (ticket.agent_id, ticket.opened_by)
    if not (agent.may(Role.LEAD) or theirs or (ticket.group in agent.groups and ticket.kind != APPROVAL)):
        raise TicketNotFound()
    return ticket


def open_task(
    session: Session,
    agent: Agent,
    *,
    subject: str,
    group: str,
    due_at: datetime,
    now: datetime,
    conversation: Conversation | None = None,
    order_number: str | None = None,
    to: Agent | None = None,
) -> Ticket:
    """Something to be done, by a colleague or by whoever of a group takes it.

    Raises:
        EmptyMessage, MessageTooLong: of what is to be done.
        BadDueDate: it is over, or farther away than a year.
    """
    if not now < due_at <= now + LONGEST:
        raise BadDueDate()
    ticket = open_ticket(
        session, kind=TASK, group=group, subject=clean(subject, SUBJECT_LIMIT), due_at=due_at, now=now,
        conversation=conversation, order_number=order_number, agent_id=to.id if to else None, opened_by=agent.id,
    )  # fmt: skip
    audit.note(session, "ticket.open", now, agent_id=agent.id, subject=str(ticket.id))
    tell_ticket(session, ticket)
    return ticket


def give(
    session: Session, ticket: Ticket, by: Agent, now: datetime, *, to: Agent | None, group: str | None = None
) -> None:
    """Let somebody deal with it, or whoever of a group takes it; taking it oneself is the same.

    Raises:
        TicketClosed: it has been dealt with.
        NotAllowed: they neither have it nor are leads, and it is not for themselves.
    """
    if not (by.may(Role.LEAD) or ticket.agent_id in (None, by.id) or (to and to.id == by.id)):
        raise NotAllowed()
    goes_to = group or (ticket.group if to is None or ticket.group in to.groups or not to.groups else to.groups[0])
    mine = update(Ticket).where(_TICKETS.id == ticket.id, _TICKETS.closed_at.is_(None))
    values = {"agent_id": to.id if to else None, "group": goes_to}
    change = mine.values({getattr(_TICKETS, name): value for name, value in values.items()})
    if session.execute(change.execution_options(synchronize_session=False)).rowcount != 1:
        raise TicketClosed()
    session.refresh(ticket)
    audit.note(session, "ticket.give", now, agent_id=by.id, subject=str(ticket.id), to=values["agent_id"])
    tell_ticket(session, ticket)


def settle(session: Session, ticket: Ticket, by: Agent, outcome: str, now: datetime) -> None:
    """It is dealt with, and what came of it.

    Raises:
        EmptyMessage, MessageTooLong: of the outcome.
        TicketClosed: somebody has dealt with it already.
        NotAllowed: a colleague asked the leads, and they are none.
    """
    if ticket.kind == APPROVAL and not by.may(Role.LEAD) and ticket.opened_by != by.id:
        raise NotAllowed()
    if not close_ticket(session, ticket, outcome=clean(outcome, SUBJECT_LIMIT), by=by.id, now=now):
        raise TicketClosed()
    audit.note(session, "ticket.close", now, agent_id=by.id, subject=str(ticket.id), outcome=ticket.outcome)
    tell_ticket(session, ticket)


def bring_back(
    session: Session,
    conversation: Conversation,
    ticket: Ticket,
    agent: Agent,
    rota: Rota,
    wording: Wording,
    now: datetime,
) -> None:
    """The talk in which a message was left goes on with whoever takes it, who has all that the shopper said then.

    Where a colleague has the word by now, it stays with them.
    """
    if conversation.owner is Owner.HUMAN:
        return
    if conversation.owner is Owner.CLOSED:
        reopen(session, conversation, now)
    if conversation.owner is Owner.BOT:
        known = session.get(HandOff, ticket.hand_off_id) if ticket.hand_off_id else None
        hand_off(session, conversation, _packet(ticket, known), now, group=ticket.group)
    assign_to(session, conversation, agent, rota, now)
    welcome(session, conversation, wording, now)


def is_message_left(ticket: Ticket) -> bool:
    return ticket.kind == MESSAGE and ticket.conversation_id is not None


class TicketAlerts:
    """Reminds of what falls due; one of several desks does it, once for each ticket."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    async def tell_due(self) -> int:
        """Remind of everything that is about to fall due; of how much."""
        return await self._ledger.run(self._tell)

    def _tell(self, session: Session) -> int:
        now = self._ledger.now()
        soon = now + timedelta(minutes=self._ledger.rota.groups.ticket_alert_minutes)
        due = (_TICKETS.closed_at.is_(None), _TICKETS.due_told_at.is_(None), _TICKETS.due_at <= soon)
        found = list(session.execute(select(Ticket).where(*due).order_by(_TICKETS.id).limit(SHOWN)).scalars())
        return sum(_remind(session, ticket, now) for ticket in found)


def _remind(session: Session, ticket: Ticket, now: datetime) -> bool:
    """Tell whoever has it; of one that nobody has, those of its group who are there, or else the leads."""
    mine = update(Ticket).where(_TICKETS.id == ticket.id, _TICKETS.due_told_at.is_(None)).values(due_told_at=now)
    if session.execute(mine.execution_options(synchronize_session=False)).rowcount != 1:
        return False
    talk = session.get(Conversation, ticket.conversation_id) if ticket.conversation_id else None
    there = [
        one.id
        for one in everybody(session)
        if ticket.group in one.groups and one.presence_at(now) is not Presence.OFFLINE and ticket.kind != APPROVAL
    ]
    told: list[int | None] = [ticket.agent_id] if ticket.agent_id else [*there] or [None]
    for agent_id in told:
        tell_alert(session, agent_id, "ticket_due", talk, subject=ticket.subject)
    return True


def _packet(ticket: Ticket, known: HandOff | None) -> dict[str, Any]:
    names = ("reason", "slots", "order_number", "intent", "mood", "rule", "suggestions")
    told = {name: getattr(known, name) for name in names} if known else {"reason": "asked_for"}
    return {**told, "summary": ticket.subject or (known.summary if known else "")}


def _seen_by(agent: Agent) -> Any:
    """The condition of a query for what ``ticket_for`` lets somebody deal with."""
    if agent.may(Role.LEAD):
        return _TICKETS.id.isnot(None)
    theirs = or_(_TICKETS.agent_id == agent.id, _TICKETS.opened_by == agent.id)
    return theirs | (_TICKETS.group.in_(agent.groups) & (_TICKETS.kind != APPROVAL))
