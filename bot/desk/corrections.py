"""Corrections: agents' word that the bot was wrong, with its context, for the trainers' inbox."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Column, ForeignKey, Integer, String, Text, desc, select
from sqlalchemy.orm import Session

from bot.db import Base, UtcDateTime
from bot.desk.conversations import Conversation
from bot.desk.messages import Author, Message, understood_of
from bot.desk.staff import Agent
from bot.errors import InvalidRequest
from bot.log import masked


class Correction(Base):
    """What should have been understood or answered."""

    __tablename__ = "corrections"

    id: int = Column(Integer, primary_key=True)
    message_id: int = Column(ForeignKey("messages.id"), nullable=False)
    """The bot's message, or the shopper's that it misunderstood."""
    conversation_id: str = Column(ForeignKey("conversations.id"), nullable=False)
    agent_id: int = Column(ForeignKey("agents.id"), nullable=False)
    intent: str | None = Column(String(60))
    """What should have been understood; None: that was right."""
    answer: str = Column(Text, nullable=False, default="")
    """What should have been answered, or what was wrong, in the agent's words."""
    context: dict[str, Any] = Column(JSON, nullable=False)
    """What was said before, masked, and what was understood with which confidence."""
    at: datetime = Column(UtcDateTime, nullable=False)
    settled_at: datetime | None = Column(UtcDateTime)


_CORRECTIONS: Any = Correction  # SQLAlchemy 1.4 is untyped: on the class these are columns
_MESSAGES: Any = Message
# What was said before, as far as it takes to see what was meant.
LOOKED_BACK = 6


def correct(
    session: Session,
    conversation: Conversation,
    agent: Agent,
    message_id: int,
    *,
    intent: str | None,
    answer: str,
    now: datetime,
) -> Correction:
    """Keep what should have been understood or answered, for the trainers; said again, it replaces what was said.

    Raises:
        InvalidRequest: there is no such message here, it is a person's, or nothing is said of it.
    """
    message: Message | None = session.get(Message, message_id)
    by_person = message is None or message.author not in (Author.BOT, Author.SHOPPER)
    if message is None or by_person or message.conversation_id != conversation.id or not (intent or answer):
        raise InvalidRequest()
    query = select(Correction).where(
        _CORRECTIONS.message_id == message.id, _CORRECTIONS.agent_id == agent.id, _CORRECTIONS.settled_at.is_(None)
    )
    found: Correction | None = session.execute(query).scalar_one_or_none()
    correction = found or Correction(message_id=message.id, conversation_id=conversation.id, agent_id=agent.id)
    correction.intent, correction.answer, correction.at = intent, answer, now
    correction.context = _context(session, message)
    session.add(correction)
    session.flush()
    return correction


def _context(session: Session, message: Message) -> dict[str, Any]:
    """What led to a message, without what identifies a person or an order."""
    here = select(Message).where(_MESSAGES.conversation_id == message.conversation_id, _MESSAGES.id <= message.id)
    said = session.execute(here.order_by(desc(_MESSAGES.id)).limit(LOOKED_BACK)).scalars()
    lines = [{"from": one.author.value, "text": masked(one.text)} for one in said][::-1]
    return {"said": lines, "understood": [_wish(wish) for wish in understood_of(message, session)]}


def _wish(wish: dict[str, Any]) -> dict[str, Any]:
    kept = {name: wish.get(name) for name in ("intent", "confidence")}
    return {"text": masked(str(wish.get("text") or "")), **kept}
