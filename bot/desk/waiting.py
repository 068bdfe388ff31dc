"""Waiting: what the shopper is told while nobody is there yet, and the message that is left when nobody comes."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import desc, select
from sqlalchemy.orm import Session

from bot.desk import queue
from bot.desk.console_events import tell_ticket
from bot.desk.conversations import Conversation, last_hand_off, return_to_bot
from bot.desk.groups import Rota
from bot.desk.messages import Author, Message, append_notice, last_said
from bot.desk.tickets import MESSAGE as KIND
from bot.desk.tickets import open_message, open_ticket
from bot.desk.wording import Wording

# What is behind the buttons of the notices; the bot never sees them.
LEAVE = "desk_leave_queue"
MESSAGE = "desk_leave_message"
# The reason of a hand-over that the shopper wished for.
ASKED = "asked"

_MESSAGES: Any = Message  # SQLAlchemy 1.4 is untyped: on the class these are columns


def hold(
    session: Session, conversation: Conversation, rota: Rota, wording: Wording, now: datetime, turn: int | None = None
) -> None:
    """Tell who has just begun to wait for how long, and what they may do instead."""
    _say(session, conversation, "queue", rota, wording, now, turn)


def keep_waiting(
    session: Session, conversation: Conversation, rota: Rota, wording: Wording, now: datetime, turn: int | None = None
) -> None:
    """Tell who writes while waiting that they are heard, but not after every message."""
    query = select(_MESSAGES.at).where(_MESSAGES.conversation_id == conversation.id, _MESSAGES.author == Author.SYSTEM)
    last = session.execute(query.order_by(desc(_MESSAGES.id)).limit(1)).scalar_one_or_none()
    if last is None or now - last >= timedelta(seconds=rota.groups.queue.tell_every_seconds):
        _say(session, conversation, "still_waiting", rota, wording, now, turn)


def leave_message(
    session: Session, conversation: Conversation, rota: Rota, wording: Wording, now: datetime, turn: int | None = None
) -> None:
    """Keep what a waiting shopper wants for when somebody is there, say when that is, and let the bot go on."""
    group = conversation.group or rota.groups.otherwise
    known = last_hand_off(session, conversation)
    ticket = open_message(session, conversation)
    within = rota.groups.message_within_minutes * 60
    by = ticket.due_at if ticket else rota.after(group, now, within)
    if ticket is None:
        ticket = open_ticket(
            session,
            kind=KIND,
            group=group,
            subject=known.summary if known else "",
            due_at=by or now + timedelta(days=31),
            now=now,
            conversation=conversation,
            hand_off=known,
            order_number=known.order_number if known else None,
        )
    tell_ticket(session, ticket)
    closed = not rota.is_open(group, now)
    return_to_bot(session, conversation, now)
    before = last_said(session, conversation, Author.SYSTEM)
    if by is None:
        said = wording.say("out_of_hours_for_long", before)
    else:
        said = wording.say("out_of_hours" if closed else "message_left", before, by=wording.opens.name(by, now))
    append_notice(session, conversation, said, now, turn)


def _say(
    session: Session,
    conversation: Conversation,
    key: str,
    rota: Rota,
    wording: Wording,
    now: datetime,
    turn: int | None = None,
) -> None:
    place = queue.position(session, conversation) or 1
    wait = queue.expected_minutes(session, conversation, rota.groups.queue.minutes_each, now) or 1
    if key == "queue":
        key = f"queue_{'position' if place > 1 else 'next'}{'' if _asked_for(session, conversation) else '_told'}"
    before = last_said(session, conversation, Author.SYSTEM)
    buttons = [
        {"title": wording.leave_queue_button, "intent": LEAVE},
        {"title": wording.leave_message_button, "intent": MESSAGE},
    ]
    said = wording.say(key, before, ahead=place - 1, minutes=wait)
    append_notice(session, conversation, said, now, turn, buttons)


def _asked_for(session: Session, conversation: Conversation) -> bool:
    """Whether the shopper wanted a person, and may not have said yet what for."""
    known = last_hand_off(session, conversation)
    return known is None or known.reason == ASKED
