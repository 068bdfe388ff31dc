"""Console events: what agents are told, and the forms in which they see conversations, messages, notes and tickets."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.desk import queue
from bot.desk.conversations import Conversation, HandOff, Owner, last_hand_off
from bot.desk.events import CONSOLE, Event, staff_topic, tell
from bot.desk.messages import Author, Message, iso, public_form
from bot.desk.notes import Note
from bot.desk.staff import Agent
from bot.desk.tickets import Ticket

_TALKS: Any = Conversation
_PACKETS: Any = HandOff
_MESSAGES: Any = Message  # SQLAlchemy 1.4 is untyped: on the class these are columns
# Enough of the last words to recognise a conversation by.
LINE = 60


def summary(session: Session, conversation: Conversation) -> dict[str, Any]:
    """A conversation as a line of a list."""
    return summaries(session, [conversation])[0]


def summaries(session: Session, conversations: Sequence[Conversation]) -> list[dict[str, Any]]:
    """Conversations as the lines of a list, in their order; as many queries for many as for one."""
    ids = [one.id for one in conversations]
    known = _packets(session, [one.id for one in conversations if one.reason is not None])
    unread, last = _unread(session, ids), _last(session, ids)
    places = _places(session, conversations)
    return [
        _line(one, known.get(one.id), unread.get(one.id, 0), last.get(one.id), places.get(one.id))
        for one in conversations
    ]


def _line(
    conversation: Conversation,
    known: HandOff | None,
    unread: int,
    last: dict[str, Any] | None,
    position: int | None,
) -> dict[str, Any]:
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
        "position": position,
        "unread": unread,
        "last": last,
        "created_at": iso(conversation.created_at),
        "updated_at": iso(conversation.updated_at),
    }


def _of_packet(known: HandOff | None) -> dict[str, Any]:
    names = ("reason", "mood", "intent", "order_number")
    facts = {name: getattr(known, name) if known else None for name in names}
    ended = _iso(known.resolved_at) if known else None
    return {**facts, "wish": known.summary if known else "", "closed_at": ended}


def _packets(session: Session, ids: Sequence[str]) -> dict[str, HandOff]:
    if not ids:
        return {}
    latest = select(func.max(_PACKETS.id)).where(_PACKETS.conversation_id.in_(ids)).group_by(_PACKETS.conversation_id)
    found = session.execute(select(HandOff).where(_PACKETS.id.in_(latest))).scalars()
    return {known.conversation_id: known for known in found}


def _unread(session: Session, ids: Sequence[str]) -> dict[str, int]:
    query = (
        select(_MESSAGES.conversation_id, func.count())
        .join(Conversation, _TALKS.id == _MESSAGES.conversation_id)
        .where(_TALKS.id.in_(ids), _MESSAGES.author == Author.SHOPPER, _MESSAGES.id > _TALKS.agent_read_id)
        .group_by(_MESSAGES.conversation_id)
    )
    return {id_: count for id_, count in session.execute(query)}


def _last(session: Session, ids: Sequence[str]) -> dict[str, dict[str, Any]]:
    spoken = select(func.max(_MESSAGES.id)).where(_MESSAGES.conversation_id.in_(ids), _MESSAGES.author != Author.SYSTEM)
    latest = spoken.group_by(_MESSAGES.conversation_id)
    found = session.execute(select(Message).where(_MESSAGES.id.in_(latest))).scalars()
    return {
        last.conversation_id: {
            "from": last.author.value,
            "text": " ".join(last.text.split())[:LINE],
            "at": iso(last.at),
        }
        for last in found
    }


def _places(session: Session, conversations: Sequence[Conversation]) -> dict[str, int]:
    waiting = [one for one in conversations if one.owner is Owner.WAITING]
    if len(waiting) == 1:
        return {waiting[0].id: queue.position(session, waiting[0]) or 1}
    return queue.places(session) if waiting else {}


def agent_form(message: Message) -> dict[str, Any]:
    """A message as agents see it: what the bot understood too, and what was taken back."""
    wish = (message.understood or [{}])[0]
    return {
        **public_form(message),
        "kind": message.kind,
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

    ``kind``: assigned, transferred, late, reassigned, whisper, ticket_due, left, unsent, approval. ``more`` are facts
    that the sentence of this kind in data/policy/console.yml tells.
    """
    facts = {"kind": kind, "conversation": conversation.id if conversation else None, **more}
    if conversation is not None:
        known = last_hand_off(session, conversation)
        about = {"shopper_id": conversation.shopper_id, "visitor": conversation.visitor}
        facts = {**about, "wish": known.summary if known else "", **facts}
    tell(session, CONSOLE, {"type": "alert", "to": agent_id, "data": facts})


def tell_read(session: Session, conversation: Conversation) -> None:
    """The shopper has seen more than before, to the agents who follow the conversation."""
    seen = {"conversation": conversation.id, "read_id": conversation.read_id}
    tell(session, staff_topic(conversation.id), {"type": "read", "data": seen})


def staff_typing(conversation_id: str, on: bool, by: str) -> Event:
    """Somebody begins or stops to write, for the agents who follow the conversation."""
    return {"type": "typing", "data": {"conversation": conversation_id, "on": on, "by": by}}


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
