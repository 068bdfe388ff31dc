"""The journal: what happened to conversations and people, one line each, never changed; every report is made of it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import JSON, Column, Index, Integer, String
from sqlalchemy.orm import Session

from bot.db import Base, UtcDateTime

if TYPE_CHECKING:  # conversations write into the journal
    from bot.desk.conversations import Conversation

KINDS = {
    "conversation.started": "a shopper opened a conversation: channel",
    "conversation.handed_off": "the bot asked for a person: reason, intent, mood, order_number",
    "conversation.queued": "it waits for a group: by (an agent or null), "
    "why (routed, transferred, unanswered, taken over, gone)",
    "conversation.assigned": "a person has it: agent, waited (seconds of service hours)",
    "conversation.replied": "the person's first answer since the assignment: agent, after (seconds)",
    "conversation.left_queue": "the shopper went back to the bot, or was sent there before anybody came",
    "conversation.returned": "a person gave it back to the bot: agent",
    "conversation.closed": "settled or silent for too long: agent, why (resolved, silent)",
    "conversation.reopened": "the shopper wrote again after the end",
    "conversation.rated": "the shopper gave a score: score, agent",
    "ticket.opened": "a message for later was taken: ticket, group, order_number",
    "ticket.closed": "it was dealt with: ticket, agent",
    "agent.presence": "somebody came, paused or went: agent, presence",
    "clock.warned": "a first reply is late: agent",
    "answer.disliked": "the shopper put a thumb down: message",
}
"""What is written down, and what each line tells beside conversation, agent, group and time."""


class JournalEntry(Base):
    """Something that happened."""

    __tablename__ = "journal"

    id: int = Column(Integer, primary_key=True)
    at: datetime = Column(UtcDateTime, nullable=False)
    kind: str = Column(String(40), nullable=False)
    conversation_id: str | None = Column(String(32), index=True)
    agent_id: int | None = Column(Integer)
    group: str | None = Column("group_key", String(30))
    data: dict[str, Any] = Column(JSON, nullable=False, default=dict)

    __table_args__ = (Index("ix_journal_at", "at", "kind"), {"sqlite_autoincrement": True})


def record(
    session: Session,
    kind: str,
    now: datetime,
    conversation: Conversation | None = None,
    *,
    agent_id: int | None = None,
    group: str | None = None,
    **data: Any,
) -> None:
    """Write a line, in the transaction in which it happens; ``group`` where it is not the conversation's."""
    assert kind in KINDS, kind
    entry = JournalEntry(
        at=now,
        kind=kind,
        conversation_id=conversation.id if conversation else None,
        agent_id=agent_id,
        group=group or (conversation.group if conversation else None),
        data=data,
    )
    session.add(entry)
    session.flush()
