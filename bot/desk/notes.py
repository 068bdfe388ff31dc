"""Notes: what agents write for each other about a conversation or a shopper; no shopper ever sees one."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Column, ForeignKey, Integer, String, Text, select
from sqlalchemy.orm import Session

from bot.db import Base, UtcDateTime
from bot.desk.conversations import Conversation
from bot.desk.messages import last_id
from bot.desk.staff import Agent


class Note(Base):
    """A note; with a ``conversation_id`` it stands in the transcript after the message ``after_id``."""

    __tablename__ = "notes"

    id: int = Column(Integer, primary_key=True)
    conversation_id: str | None = Column(ForeignKey("conversations.id"), index=True)
    shopper_id: str | None = Column(String(64), index=True)
    """For a note about the shopper, shown in each of their conversations."""
    agent_id: int = Column(ForeignKey("agents.id"), nullable=False)
    kind: str = Column(String(10), nullable=False, default="note")
    """``note``, ``whisper`` (a lead to the agent in charge) or ``transfer`` (said with a transfer)."""
    text: str = Column(Text, nullable=False)
    after_id: int = Column(Integer, nullable=False, default=0)
    at: datetime = Column(UtcDateTime, nullable=False)


_NOTES: Any = Note  # SQLAlchemy 1.4 is untyped: on the class these are columns

NOTE = "note"
WHISPER = "whisper"
TRANSFER = "transfer"


def add_note(
    session: Session,
    conversation: Conversation,
    agent: Agent,
    text: str,
    now: datetime,
    *,
    kind: str = NOTE,
    about_shopper: bool = False,
) -> Note:
    """Write a note into a conversation; one about the shopper is shown in each of their conversations."""
    note = Note(
        conversation_id=conversation.id,
        shopper_id=conversation.shopper_id if about_shopper else None,
        agent_id=agent.id,
        kind=kind,
        text=text,
        after_id=last_id(session, conversation),
        at=now,
    )
    session.add(note)
    session.flush()
    return note


def notes_on(session: Session, conversation: Conversation) -> list[tuple[Note, Agent]]:
    """The notes of a conversation and about its shopper, in their order, each with its author."""
    here = _NOTES.conversation_id == conversation.id
    if conversation.shopper_id is not None:
        here = here | (_NOTES.shopper_id == conversation.shopper_id)
    query = select(Note, Agent).join(Agent, Agent.id == _NOTES.agent_id).where(here).order_by(_NOTES.id)
    return [(note, agent) for note, agent in session.execute(query)]
