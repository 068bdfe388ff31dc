"""A conversation as it is opened in the console: the packet on top, what was said, notes, how it was rated."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import desc, select
from sqlalchemy.orm import Session

from bot.desk import audit
from bot.desk.access import open_for
from bot.desk.console_events import agent_form, note_form, summary
from bot.desk.conversations import Conversation, HandOff, get_conversation, last_hand_off
from bot.desk.messages import Author, Message, iso
from bot.desk.notes import notes_on
from bot.desk.ratings import Rating
from bot.desk.staff import Agent
from bot.shop.cards import content_of
from bot.shop.orders import Order
from bot.web.console_names import Names, shopper_names
from bot.web.parts import Parts

PAGE = 40
ANSWERS = 5
ANSWER_LENGTH = 80
# Whoever goes back and forth between conversations looks at each of them once.
SAME_LOOK = timedelta(minutes=10)

_MESSAGES: Any = Message  # SQLAlchemy 1.4 is untyped: on the class these are columns
_PACKETS: Any = HandOff
_RATINGS: Any = Rating


def opened(
    session: Session,
    parts: Parts,
    agent: Agent,
    conversation_id: str,
    *,
    after: int = 0,
    before: int | None = None,
) -> dict[str, Any]:
    """A conversation for somebody who may see it, and a line in the audit that they did.

    The latest page, and everything after a message that is known already; or the page before one.

    Raises:
        ConversationNotFound: they may not see it, or there is none.
    """
    conversation, now = get_conversation(session, conversation_id), parts.clock()
    open_for(session, agent, conversation)
    audit.note_once(session, "conversation.view", now, SAME_LOOK, agent_id=agent.id, subject=conversation.id)
    names = Names(parts, shopper_names(session, [conversation.shopper_id]))
    said, more = _said(session, conversation, after, before)
    known = last_hand_off(session, conversation)
    return {
        "conversation": names.conversation(summary(session, conversation)),
        "packet": _packet(session, parts, names, conversation, known) if known else None,
        "messages": [names.message(agent_form(message)) for message in said],
        "notes": [note_form(note, author) for note, author in notes_on(session, conversation)],
        "more": more,
        "read_id": conversation.read_id,
        "rating": _rating(session, known),
    }


def _said(session: Session, conversation: Conversation, after: int, before: int | None) -> tuple[list[Message], bool]:
    """A page in its order, and whether there is an earlier one.

    Who knows all up to ``after`` gets the latest page again: something in it may have been taken back meanwhile.
    """
    here = select(Message).where(_MESSAGES.conversation_id == conversation.id)
    if before is not None:
        here = here.where(_MESSAGES.id < before)
    latest = list(session.execute(here.order_by(desc(_MESSAGES.id)).limit(PAGE)).scalars())[::-1]
    if after and latest and latest[0].id > after:
        between = here.where(_MESSAGES.id > after, _MESSAGES.id < latest[0].id).order_by(_MESSAGES.id)
        latest = [*session.execute(between).scalars(), *latest]
    more = bool(latest) and session.execute(here.where(_MESSAGES.id < latest[0].id).limit(1)).first() is not None
    return latest, more


def _packet(session: Session, parts: Parts, names: Names, conversation: Conversation, known: HandOff) -> dict[str, Any]:
    words = names.words
    waited = known.assigned_at - known.at if known.assigned_at else None
    return {
        "wish": known.summary,
        "reason": known.reason,
        "reason_title": words.reason(known.reason),
        "mood": known.mood,
        "mood_title": words.mood(known.mood),
        "intent": known.intent,
        "intent_title": words.intent(known.intent),
        "order_card": _order_card(session, parts, known.order_number),
        "slots": words.known(known.slots),
        "answered": _answered(session, conversation, known),
        "rule": known.rule,
        "suggestions": known.suggestions,
        "at": iso(known.at),
        "waited_s": int(waited.total_seconds()) if waited is not None else None,
    }


def _order_card(session: Session, parts: Parts, number: str | None) -> dict[str, Any] | None:
    order: Order | None = session.get(Order, number) if number else None
    if order is None:
        return None
    status = parts.policy().words.order_status[order.status]
    return {"type": "order", "number": order.number, "status": status, **content_of(order)}


def _answered(session: Session, conversation: Conversation, known: HandOff) -> list[str]:
    """What the bot has said since the last time that a person was done, but for the hand-over itself."""
    here = select(Message).where(_MESSAGES.conversation_id == conversation.id, _MESSAGES.author == Author.BOT)
    query = here.where(_MESSAGES.at <= known.at, _MESSAGES.at > _last_end(session, conversation, known))
    said = list(session.execute(query.order_by(desc(_MESSAGES.id)).limit(ANSWERS * 2)).scalars())
    texts = [_short(message.text) for message in said if message.turn is None or message.turn != said[0].turn]
    return list(dict.fromkeys(texts))[:ANSWERS][::-1]


def _last_end(session: Session, conversation: Conversation, known: HandOff) -> datetime:
    earlier = select(_PACKETS.resolved_at).where(
        _PACKETS.conversation_id == conversation.id, _PACKETS.id < known.id, _PACKETS.resolved_at.isnot(None)
    )
    ended: datetime | None = session.execute(earlier.order_by(desc(_PACKETS.id)).limit(1)).scalar_one_or_none()
    return ended or conversation.created_at - timedelta(seconds=1)


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= ANSWER_LENGTH else line[: ANSWER_LENGTH - 1] + "…"


def _rating(session: Session, known: HandOff | None) -> dict[str, Any] | None:
    if known is None:
        return None
    given: Rating | None = session.execute(select(Rating).where(_RATINGS.hand_off_id == known.id)).scalar_one_or_none()
    return {"score": given.score, "word": given.word} if given else None
