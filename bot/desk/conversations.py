"""Conversations: who has the word in them, and what a person is told at hand-over."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping
from datetime import datetime
from enum import Enum
from typing import Any

from sqlalchemy import (
    JSON,
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Text,
    bindparam,
    desc,
    select,
    update,
)
from sqlalchemy.orm import Session

from bot.db import Base, UtcDateTime, kinds
from bot.desk.journal import record
from bot.desk.staff import Agent
from bot.errors import ConversationNotFound, OwnerConflict


class Owner(str, Enum):
    """Who has the word."""

    BOT = "bot"
    WAITING = "waiting"
    HUMAN = "human"
    CLOSED = "closed"


NEXT: dict[Owner, frozenset[Owner]] = {
    Owner.BOT: frozenset({Owner.WAITING}),
    Owner.WAITING: frozenset({Owner.HUMAN, Owner.BOT, Owner.WAITING}),
    Owner.HUMAN: frozenset({Owner.CLOSED, Owner.BOT, Owner.WAITING}),
    Owner.CLOSED: frozenset({Owner.BOT}),
}


def new_id() -> str:
    return uuid.uuid4().hex


class Conversation(Base):
    """One shopper in one channel; every change of ``owner`` raises ``epoch``."""

    __tablename__ = "conversations"

    id: str = Column(String(32), primary_key=True, default=new_id)
    visitor: str = Column(String(64), nullable=False, index=True)
    shopper_id: str | None = Column(String(64), index=True)
    channel: str = Column(String(20), nullable=False)
    owner: Owner = Column(kinds(Owner), nullable=False, default=Owner.BOT)
    epoch: int = Column(Integer, nullable=False, default=0)
    agent_id: int | None = Column(Integer)
    agent: str | None = Column(String(40))
    """Their name, as the shopper sees it."""
    group: str | None = Column("group_key", String(30))
    """The skill group that it waits for, or is or was served by."""
    priority: int = Column(Integer, nullable=False, default=0)
    """Who has more is served first."""
    reason: str | None = Column(String(40))
    """Why it waits for a person, or did last."""
    waiting_since: datetime | None = Column(UtcDateTime)
    reply_due_at: datetime | None = Column(UtcDateTime)
    """When the person in charge must have answered for the first time; None: they have, or nobody is in charge."""
    warn_at: datetime | None = Column(UtcDateTime)
    """When they are reminded of it; None: they have been, or need not be."""
    read_id: int = Column(Integer, nullable=False, default=0)
    """The last message that the shopper has seen."""
    agent_read_id: int = Column(Integer, nullable=False, default=0)
    """The last message that an agent has seen."""
    created_at: datetime = Column(UtcDateTime, nullable=False)
    updated_at: datetime = Column(UtcDateTime, nullable=False)

    __table_args__ = (Index("ix_conversations_owner", "owner", "waiting_since"),)


_HELD = "held_conversations"
# Made once: it is executed in every transaction.
_TOUCH = (
    update(Conversation)
    .where(Conversation.id == bindparam("touched"))
    .values(epoch=Conversation.epoch)
    .execution_options(synchronize_session=False)
)


class HandOff(Base):
    """What a person needs to know to take over, and when they did."""

    __tablename__ = "hand_offs"

    id: int = Column(Integer, primary_key=True)
    conversation_id: str = Column(ForeignKey("conversations.id"), nullable=False, index=True)
    reason: str = Column(String(40), nullable=False)
    summary: str = Column(Text, nullable=False, default="")
    slots: dict[str, Any] = Column(JSON, nullable=False, default=dict)
    order_number: str | None = Column(String(32))
    intent: str | None = Column(String(60))
    """What the shopper wanted in the turn that led here."""
    mood: str = Column(String(10), nullable=False, default="calm")
    """``calm``, ``impatient`` or ``angry``."""
    rule: dict[str, Any] | None = Column(JSON(none_as_null=True))
    """The shop's rule that applies: id, version, text."""
    suggestions: list[str] = Column(JSON, nullable=False, default=list)
    """Replies that the agent may want to send."""
    group: str | None = Column("group_key", String(30))
    passed_by: list[int] = Column(JSON, nullable=False, default=list)
    """Ids of people who had it and let it wait too long."""
    at: datetime = Column(UtcDateTime, nullable=False)
    assigned_at: datetime | None = Column(UtcDateTime)
    replied_at: datetime | None = Column(UtcDateTime)
    """The first answer of a person."""
    resolved_at: datetime | None = Column(UtcDateTime)
    agent_id: int | None = Column(Integer)
    agent: str | None = Column(String(40))


# ---- conversations ---------------------------------------------------------------------------------------------------


def start(session: Session, *, visitor: str, shopper_id: str | None, channel: str, now: datetime) -> Conversation:
    """Begin a conversation; the bot has the word."""
    conversation = Conversation(
        id=new_id(), visitor=visitor, shopper_id=shopper_id, channel=channel, created_at=now, updated_at=now
    )
    session.add(conversation)
    session.flush()
    record(session, "conversation.started", now, conversation, channel=channel)
    return conversation


def find_conversation(session: Session, conversation_id: str) -> Conversation | None:
    conversation: Conversation | None = session.get(Conversation, conversation_id)
    return conversation


def get_conversation(session: Session, conversation_id: str) -> Conversation:
    """A conversation by its id.

    Raises:
        ConversationNotFound: there is none.
    """
    conversation = find_conversation(session, conversation_id)
    if conversation is None:
        raise ConversationNotFound()
    return conversation


def conversations_of(session: Session, shopper_ids: Collection[str]) -> dict[str, list[Conversation]]:
    """The conversations of shoppers whom the shop's site vouches for, the latest first."""
    mine: Any = Conversation  # SQLAlchemy 1.4 is untyped: on the class these are columns
    query = select(Conversation).where(mine.shopper_id.in_(list(shopper_ids))).order_by(desc(mine.updated_at), mine.id)
    found: dict[str, list[Conversation]] = {shopper_id: [] for shopper_id in shopper_ids}
    for conversation in session.execute(query.execution_options(populate_existing=True)).scalars():
        found[str(conversation.shopper_id)].append(conversation)
    return found


def lock(session: Session, conversation: Conversation) -> None:
    """Hold the conversation until the transaction ends, and see it as it stands now.

    A write that changes nothing works on SQLite as on PostgreSQL; ``FOR UPDATE`` would be ignored by the former.
    """
    session.flush()
    if _is_held(session, conversation.id):
        return
    _hold(session, conversation.id)
    session.refresh(conversation)


def locked(session: Session, conversation_id: str) -> Conversation:
    """A conversation by its id, held until the transaction ends.

    Raises:
        ConversationNotFound: there is none.
    """
    if not _hold(session, conversation_id):
        raise ConversationNotFound()
    conversation: Conversation = session.get(Conversation, conversation_id, populate_existing=True)
    return conversation


def _is_held(session: Session, conversation_id: str) -> bool:
    transaction, ids = session.info.get(_HELD, (None, ()))
    return transaction is not None and transaction is session.get_transaction() and conversation_id in ids


def _hold(session: Session, conversation_id: str) -> bool:
    """Whether there is such a conversation, which nobody else can change now."""
    is_there = bool(session.execute(_TOUCH, {"touched": conversation_id}).rowcount)
    transaction, ids = session.info.get(_HELD, (None, frozenset()))
    now = session.get_transaction()
    session.info[_HELD] = (now, (ids if transaction is now else frozenset()) | {conversation_id})
    return is_there


def identify(session: Session, conversation: Conversation, shopper_id: str) -> bool:
    """Whether the conversation is this shopper's, who takes it over when it was nobody's."""
    lock(session, conversation)
    if conversation.shopper_id is None:
        conversation.shopper_id = shopper_id
        session.flush()
    return conversation.shopper_id == shopper_id


# ---- who has the word ------------------------------------------------------------------------------------------------


def _move(session: Session, conversation: Conversation, to: Owner, now: datetime) -> None:
    """The only place that changes an owner."""
    lock(session, conversation)
    if to not in NEXT[conversation.owner]:
        raise OwnerConflict(conversation.owner.value, to.value)
    conversation.owner = to
    conversation.epoch += 1
    conversation.agent_id = None
    conversation.agent = None
    conversation.waiting_since = None
    conversation.reply_due_at = conversation.warn_at = None
    conversation.updated_at = now
    session.flush()


def hand_off(
    session: Session,
    conversation: Conversation,
    packet: Mapping[str, Any],
    now: datetime,
    *,
    group: str | None = None,
    priority: int = 0,
) -> HandOff:
    """Let a person take over: the conversation waits from now on, with the reason and what is known.

    Raises:
        OwnerConflict: the bot does not have the word.
    """
    if conversation.owner is not Owner.BOT:
        raise OwnerConflict(conversation.owner.value, Owner.WAITING.value)
    known = HandOff(
        conversation_id=conversation.id,
        reason=str(packet.get("reason") or "")[:40],
        summary=str(packet.get("summary") or ""),
        slots=dict(packet.get("slots") or {}),
        order_number=packet.get("order_number"),
        intent=packet.get("intent"),
        mood=str(packet.get("mood") or "calm"),
        rule=packet.get("rule"),
        suggestions=list(packet.get("suggestions") or []),
        at=now,
    )
    _wait(session, conversation, group, priority, now)
    conversation.reason = known.reason
    known.group = group
    session.add(known)
    session.flush()
    facts = {name: getattr(known, name) for name in ("reason", "intent", "mood", "order_number")}
    record(session, "conversation.handed_off", now, conversation, **facts)
    record(session, "conversation.queued", now, conversation, by=None, why="routed")
    return known


def requeue(
    session: Session,
    conversation: Conversation,
    now: datetime,
    *,
    group: str | None,
    points: int,
    by: int | None,
    why: str,
) -> None:
    """Let it wait for somebody else; what it waited before counts no more, but ``points`` let it go first.

    Raises:
        OwnerConflict: neither does a person have the word, nor does it wait for one.
    """
    lock(session, conversation)
    if conversation.owner not in (Owner.HUMAN, Owner.WAITING):
        raise OwnerConflict(conversation.owner.value, Owner.WAITING.value)
    _wait(session, conversation, group, conversation.priority + points, now)
    record(session, "conversation.queued", now, conversation, agent_id=by, by=by, why=why)


def _wait(session: Session, conversation: Conversation, group: str | None, priority: int, now: datetime) -> None:
    _move(session, conversation, Owner.WAITING, now)
    conversation.waiting_since = now
    conversation.group = group
    conversation.priority = priority
    session.flush()


def assign(
    session: Session,
    conversation: Conversation,
    agent: Agent,
    now: datetime,
    reply_due_at: datetime,
    warn_at: datetime | None = None,
) -> None:
    """Give a waiting conversation to a person, who is warned once and has until ``reply_due_at`` for a first answer.

    Raises:
        OwnerConflict: it does not wait, perhaps because somebody else was quicker.
    """
    lock(session, conversation)
    if conversation.owner is not Owner.WAITING:
        raise OwnerConflict(conversation.owner.value, Owner.HUMAN.value)
    waited = int((now - (conversation.waiting_since or now)).total_seconds())
    _move(session, conversation, Owner.HUMAN, now)
    conversation.agent_id = agent.id
    conversation.agent = agent.name
    conversation.reply_due_at, conversation.warn_at = reply_due_at, warn_at
    known = last_hand_off(session, conversation)
    if known is not None:
        known.assigned_at = known.assigned_at or now
        known.agent_id, known.agent, known.group = agent.id, agent.name, conversation.group
    record(session, "conversation.assigned", now, conversation, agent_id=agent.id, waited=waited)


def has_replied(session: Session, conversation: Conversation, now: datetime) -> None:
    """The person in charge has said something; only the first time since the assignment counts."""
    known = last_hand_off(session, conversation)
    if conversation.reply_due_at is None or known is None:
        return
    conversation.reply_due_at = conversation.warn_at = None
    known.replied_at = known.replied_at or now
    record(session, "conversation.replied", now, conversation, agent_id=conversation.agent_id)


def resolve(session: Session, conversation: Conversation, now: datetime, why: str = "resolved") -> None:
    """The person is done, or the shopper silent; the bot takes over again when the shopper writes.

    Raises:
        OwnerConflict: no person has the word.
    """
    agent = conversation.agent_id
    _move(session, conversation, Owner.CLOSED, now)
    _end(session, conversation, now)
    record(session, "conversation.closed", now, conversation, agent_id=agent, why=why)


def return_to_bot(session: Session, conversation: Conversation, now: datetime) -> None:
    """Give the word back to the bot, whether a person has it or it still waits for one.

    Raises:
        OwnerConflict: neither is so.
    """
    lock(session, conversation)
    owner, agent = conversation.owner, conversation.agent_id
    if owner is Owner.CLOSED:
        raise OwnerConflict(owner.value, Owner.BOT.value)
    _move(session, conversation, Owner.BOT, now)
    _end(session, conversation, now)
    kind = "conversation.returned" if owner is Owner.HUMAN else "conversation.left_queue"
    record(session, kind, now, conversation, agent_id=agent)


def reopen(session: Session, conversation: Conversation, now: datetime) -> None:
    """A closed conversation goes on, with the bot.

    Raises:
        OwnerConflict: it is not closed.
    """
    lock(session, conversation)
    if conversation.owner is not Owner.CLOSED:
        raise OwnerConflict(conversation.owner.value, Owner.BOT.value)
    _move(session, conversation, Owner.BOT, now)
    record(session, "conversation.reopened", now, conversation)


def _end(session: Session, conversation: Conversation, now: datetime) -> None:
    known = last_hand_off(session, conversation)
    if known is not None and known.resolved_at is None:
        known.resolved_at = now
    conversation.priority = 0
    session.flush()


def last_hand_off(session: Session, conversation: Conversation) -> HandOff | None:
    """The latest packet, under way or done."""
    query = select(HandOff).where(HandOff.conversation_id == conversation.id).order_by(desc(HandOff.id)).limit(1)
    known: HandOff | None = session.execute(query).scalar_one_or_none()
    return known
