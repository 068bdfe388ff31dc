"""Console events: what agents are told, and the forms in which they see conversations, messages, notes and tickets."""

from __future__ import annotations

from typing import Any

from sqlalchemy import desc, func, select
from sqlalchemy.orm import Session

from bot.desk import queue
from bot.desk.conversations import Conversation, HandOff, last_hand_off
from bot.desk.events import CONSOLE, Event, staff_topic, tell
from bot.desk.messages import Author, Message, iso, public_form
from bot.desk.notes import Note
from bot.desk.staff import Agent
from bot.desk.tickets import Ticket

_MESSAGES: Any = Message  # SQLAlchemy 1.4 is untyped: on the class these are columns
# Enough of the last words to recognise a conversation by.
LINE = 60


def summary(session: Session, conversation: Conversation) -> dict[str, Any]:
    """A conversation as a line of a list."""
    known = last_hand_off(session, conversation)
    return {
        "id": conversation.id,
        "owner": conversation.owner.value,
        "group": conversation.group,
        "agent_id": conversation.agent_id,
        "agent": conversation.agent,
        "priority": conversation.priority,
        "channel": conversation.channel,
        "shopper_id": conversation.shopper_id,
        "visitor": conversation.visitor,
        **_of_packet(known),
        "waiting_since": _iso(conversation.waiting_since),
        "reply_due_at": _iso(conversation.reply_due_at),
        "position": queue.position(session, conversation),
        "unread": _unread(session, conversation),
        "last": _last(session, conversation),
        "created_at": iso(conversation.created_at),
        "updated_at": iso(conversation.updated_at),
    }


def _of_packet(known: HandOff | None) -> dict[str, Any]:
    names = ("reason", "mood", "intent", "order_number")
    facts = {name: getattr(known, name) if known else None for name in names}
    ended = _iso(known.resolved_at) if known else None
    return {**facts, "wish": known.summary if known else "", "closed_at": ended}


def _unread(session: Session, conversation: Conversation) -> int:
    query = select(func.count()).where(
        _MESSAGES.conversation_id == conversation.id,
        _MESSAGES.author == Author.SHOPPER,
        _MESSAGES.id > conversation.agent_read_id,
    )
    return int(session.execute(query).scalar_one())


def _last(session: Session, conversation: Conversation) -> dict[str, Any] | None:
    query = select(Message).where(_MESSAGES.conversation_id == conversation.id, _MESSAGES.author != Author.SYSTEM)
    last = session.execute(query.order_by(desc(_MESSAGES.id)).limit(1)).scalar_one_or_none()
    return {"from": last.author.value, "text": " ".join(last.text.split())[:LINE], "at": iso(last.at)} if last else None


def agent_form(message: Message) -> dict[str, Any]:
    """A message as agents see it: what the bot understood too, and what was taken back."""
    wish = (message.understood or [{}])[0]
    return {
        **public_form(message),
        "text": message.text,
        "image": message.image,
        "conversation": message.conversation_id,
        "agent": message.agent,
        "agent_id": message.agent_id,
        "recalled_at": _iso(message.recalled_at),
        "liked": message.liked,
        "intent": wish.get("intent"),
        "confidence": wish.get("confidence"),
    }


def note_form(note: Note, author: Agent) -> dict[str, Any]:
    return {
        "id": note.id,
        "conversation": note.conversation_id,
        "about_shopper": note.shopper_id is not None,
        "kind": note.kind,
        "agent": author.name,
        "agent_id": note.agent_id,
        "text": note.text,
        "after_id": note.after_id,
        "at": iso(note.at),
    }


def ticket_form(ticket: Ticket) -> dict[str, Any]:
    names = (
        "id", "hand_off_id", "shopper_id", "order_number", "group", "kind", "subject", "agent_id", "opened_by",
        "closed_by", "outcome",
    )  # fmt: skip
    times = {name: _iso(getattr(ticket, name)) for name in ("opened_at", "due_at", "closed_at")}
    return {**{name: getattr(ticket, name) for name in names}, "conversation": ticket.conversation_id, **times}


def tell_message(session: Session, message: Message) -> None:
    """A new or changed message, to the agents who follow the conversation."""
    tell(
        session,
        staff_topic(message.conversation_id),
        {"type": "message", "id": message.id, "data": agent_form(message)},
    )


def tell_summary(session: Session, conversation: Conversation) -> None:
    tell(session, CONSOLE, {"type": "conversation", "data": summary(session, conversation)})


def tell_note(session: Session, note: Note, author: Agent) -> None:
    if note.conversation_id is not None:
        tell(session, staff_topic(note.conversation_id), {"type": "note", "data": note_form(note, author)})


def tell_ticket(session: Session, ticket: Ticket) -> None:
    tell(session, CONSOLE, {"type": "ticket", "data": ticket_form(ticket)})


def tell_alert(
    session: Session, agent_id: int | None, kind: str, conversation: Conversation | None, **more: Any
) -> None:
    """Something that wants somebody's attention at once; None: every lead's.

    ``kind``: assigned, transferred, late, reassigned, whisper, ticket_due.
    """
    about = conversation.id if conversation else None
    tell(session, CONSOLE, {"type": "alert", "to": agent_id, "data": {"kind": kind, "conversation": about, **more}})


def staff_event(agent: Agent, load: int, now: Any) -> Event:
    """How somebody of the staff stands now."""
    return {"type": "staff", "data": staff_form(agent, load, now)}


def staff_form(agent: Agent, load: int, now: Any) -> dict[str, Any]:
    return {
        "id": agent.id,
        "name": agent.name,
        "role": agent.role.value,
        "groups": agent.groups,
        "presence": agent.presence_at(now).value,
        "load": load,
        "capacity": agent.capacity,
    }


def _iso(at: Any) -> str | None:
    return iso(at) if at else None
