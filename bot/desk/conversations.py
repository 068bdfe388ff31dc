"""Conversations: who has the word in them, what was said, and what a person is told at hand-over."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from datetime import datetime, timezone
from enum import Enum
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Text,
    UniqueConstraint,
    desc,
    func,
    select,
    update,
)
from sqlalchemy import Enum as EnumType
from sqlalchemy.orm import Session

from bot.db import Base, UtcDateTime
from bot.errors import ConversationNotFound, OwnerConflict, UnknownButton


class Owner(str, Enum):
    """Who has the word."""

    BOT = "bot"
    WAITING = "waiting"
    HUMAN = "human"
    CLOSED = "closed"


class Author(str, Enum):
    """Who said a message."""

    SHOPPER = "shopper"
    BOT = "bot"
    AGENT = "agent"
    SYSTEM = "system"


NEXT: dict[Owner, frozenset[Owner]] = {
    Owner.BOT: frozenset({Owner.WAITING}),
    Owner.WAITING: frozenset({Owner.HUMAN, Owner.BOT}),
    Owner.HUMAN: frozenset({Owner.CLOSED, Owner.BOT}),
    Owner.CLOSED: frozenset({Owner.BOT}),
}


def _kinds(kinds: type[Enum]) -> EnumType:
    return EnumType(kinds, native_enum=False, length=10, values_callable=lambda all_: [kind.value for kind in all_])


def new_id() -> str:
    return uuid.uuid4().hex


class Conversation(Base):
    """One shopper in one channel; every change of ``owner`` raises ``epoch``."""

    __tablename__ = "conversations"

    id: str = Column(String(32), primary_key=True, default=new_id)
    visitor: str = Column(String(64), nullable=False, index=True)
    shopper_id: str | None = Column(String(64), index=True)
    channel: str = Column(String(20), nullable=False)
    owner: Owner = Column(_kinds(Owner), nullable=False, default=Owner.BOT)
    epoch: int = Column(Integer, nullable=False, default=0)
    agent: str | None = Column(String(40))
    reason: str | None = Column(String(40))
    """Why it waits for a person, or did last."""
    waiting_since: datetime | None = Column(UtcDateTime)
    read_id: int = Column(Integer, nullable=False, default=0)
    """The last message that the shopper has seen."""
    created_at: datetime = Column(UtcDateTime, nullable=False)
    updated_at: datetime = Column(UtcDateTime, nullable=False)

    __table_args__ = (Index("ix_conversations_owner", "owner", "waiting_since"),)


class Message(Base):
    """One thing that was said. ``buttons`` keeps what is behind each button, which no shopper ever sees."""

    __tablename__ = "messages"

    id: int = Column(Integer, primary_key=True)
    conversation_id: str = Column(ForeignKey("conversations.id"), nullable=False)
    author: Author = Column(_kinds(Author), nullable=False)
    agent: str | None = Column(String(40))
    kind: str = Column(String(10), nullable=False, default="text")
    text: str = Column(Text, nullable=False)
    buttons: list[dict[str, Any]] = Column(JSON, nullable=False, default=list)
    image: str | None = Column(Text)
    card: dict[str, Any] | None = Column(JSON(none_as_null=True))
    click: dict[str, Any] | None = Column(JSON(none_as_null=True))
    """For a shopper's click: the intent and the entities behind the button."""
    context: dict[str, Any] = Column(JSON, nullable=False, default=dict)
    """What went with a shopper's message: the product being viewed, and what else the channel knows."""
    client_id: str | None = Column(String(64))
    epoch: int = Column(Integer, nullable=False)
    turn: int | None = Column(Integer)
    """The last of the shopper's messages that were understood as one; the bot's replies to them carry it too."""
    understood: list[dict[str, Any]] | None = Column(JSON(none_as_null=True))
    answered: bool = Column(Boolean, nullable=False, default=True)
    """False while the bot owes an answer; a person who takes over takes the debt over too."""
    at: datetime = Column(UtcDateTime, nullable=False)

    __table_args__ = (
        UniqueConstraint("conversation_id", "client_id"),
        Index("ix_messages_conversation", "conversation_id", "id"),
        # The highest id must never be given out again: widgets ask for what came after it.
        {"sqlite_autoincrement": True},
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
    at: datetime = Column(UtcDateTime, nullable=False)
    assigned_at: datetime | None = Column(UtcDateTime)
    resolved_at: datetime | None = Column(UtcDateTime)
    agent: str | None = Column(String(40))


_MESSAGES: Any = Message  # SQLAlchemy 1.4 is untyped: on the class these are columns


# ---- conversations ---------------------------------------------------------------------------------------------------


def start(session: Session, *, visitor: str, shopper_id: str | None, channel: str, now: datetime) -> Conversation:
    """Begin a conversation; the bot has the word."""
    conversation = Conversation(
        id=new_id(), visitor=visitor, shopper_id=shopper_id, channel=channel, created_at=now, updated_at=now
    )
    session.add(conversation)
    session.flush()
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


def lock(session: Session, conversation: Conversation) -> None:
    """Hold the conversation until the transaction ends, and see it as it stands now.

    A write that changes nothing works on SQLite as on PostgreSQL; ``FOR UPDATE`` would be ignored by the former.
    """
    session.flush()
    mine = update(Conversation).where(Conversation.id == conversation.id).values(epoch=Conversation.epoch)
    session.execute(mine.execution_options(synchronize_session=False))
    session.refresh(conversation)


def identify(session: Session, conversation: Conversation, shopper_id: str) -> bool:
    """Whether the conversation is this shopper's, who takes it over when it was nobody's."""
    lock(session, conversation)
    if conversation.shopper_id is None:
        conversation.shopper_id = shopper_id
        session.flush()
    return conversation.shopper_id == shopper_id


def mark_read(session: Session, conversation: Conversation, message_id: int) -> None:
    """The shopper has seen everything up to a message; never goes backwards, nor beyond what was said."""
    lock(session, conversation)
    seen = min(message_id, last_id(session, conversation))
    conversation.read_id = max(conversation.read_id, seen)
    session.flush()


# ---- who has the word ------------------------------------------------------------------------------------------------


def _move(session: Session, conversation: Conversation, to: Owner, now: datetime) -> None:
    """The only place that changes an owner."""
    lock(session, conversation)
    if to not in NEXT[conversation.owner]:
        raise OwnerConflict(conversation.owner.value, to.value)
    conversation.owner = to
    conversation.epoch += 1
    conversation.agent = None
    conversation.waiting_since = None
    conversation.updated_at = now
    session.flush()


def hand_off(session: Session, conversation: Conversation, packet: dict[str, Any], now: datetime) -> HandOff:
    """Let a person take over: the conversation waits from now on, with the reason and what is known.

    Raises:
        OwnerConflict: the bot does not have the word.
    """
    _move(session, conversation, Owner.WAITING, now)
    conversation.waiting_since = now
    conversation.reason = str(packet.get("reason") or "")[:40]
    known = HandOff(
        conversation_id=conversation.id,
        reason=conversation.reason,
        summary=str(packet.get("summary") or ""),
        slots=dict(packet.get("slots") or {}),
        order_number=packet.get("order_number"),
        at=now,
    )
    session.add(known)
    session.flush()
    return known


def assign(session: Session, conversation: Conversation, agent: str, now: datetime) -> None:
    """Give a waiting conversation to a person.

    Raises:
        OwnerConflict: it does not wait, perhaps because somebody else was quicker.
    """
    _move(session, conversation, Owner.HUMAN, now)
    conversation.agent = agent
    _note(session, conversation, assigned_at=now, agent=agent)


def resolve(session: Session, conversation: Conversation, now: datetime) -> None:
    """The person is done; the bot takes over again when the shopper writes.

    Raises:
        OwnerConflict: no person has the word.
    """
    _move(session, conversation, Owner.CLOSED, now)
    _note(session, conversation, resolved_at=now)


def return_to_bot(session: Session, conversation: Conversation, now: datetime) -> None:
    """Give the word back to the bot, whether a person has it or it still waits for one.

    Raises:
        OwnerConflict: neither is so.
    """
    lock(session, conversation)
    if conversation.owner is Owner.CLOSED:
        raise OwnerConflict(Owner.CLOSED.value, Owner.BOT.value)
    _move(session, conversation, Owner.BOT, now)
    _note(session, conversation, resolved_at=now)


def reopen(session: Session, conversation: Conversation, now: datetime) -> None:
    """A closed conversation goes on, with the bot.

    Raises:
        OwnerConflict: it is not closed.
    """
    lock(session, conversation)
    if conversation.owner is not Owner.CLOSED:
        raise OwnerConflict(conversation.owner.value, Owner.BOT.value)
    _move(session, conversation, Owner.BOT, now)


def last_hand_off(session: Session, conversation: Conversation) -> HandOff | None:
    """The latest packet, under way or done."""
    query = select(HandOff).where(HandOff.conversation_id == conversation.id).order_by(desc(HandOff.id)).limit(1)
    known: HandOff | None = session.execute(query).scalar_one_or_none()
    return known


def _note(session: Session, conversation: Conversation, **facts: Any) -> None:
    known = last_hand_off(session, conversation)
    for name, value in facts.items():
        setattr(known, name, value)
    session.flush()


# ---- what is said ----------------------------------------------------------------------------------------------------


def find_by_client_id(session: Session, conversation: Conversation, client_id: str) -> Message | None:
    """The message that a client has sent under this id before."""
    query = select(Message).where(Message.conversation_id == conversation.id, Message.client_id == client_id)
    message: Message | None = session.execute(query).scalar_one_or_none()
    return message


def append_shopper_message(
    session: Session,
    conversation: Conversation,
    *,
    text: str = "",
    button: tuple[int, str] | None = None,
    client_id: str | None = None,
    context: dict[str, Any] | None = None,
    now: datetime,
) -> Message:
    """Store what the shopper wrote, or the click on a button (message id, button id); a ``client_id`` only once.

    Raises:
        UnknownButton: the bot never offered that button here.
    """
    lock(session, conversation)
    earlier = find_by_client_id(session, conversation, client_id) if client_id else None
    if earlier:
        return earlier
    pressed = _button(session, conversation, *button) if button else None
    message = Message(
        conversation_id=conversation.id,
        author=Author.SHOPPER,
        text=pressed["title"] if pressed else text,
        click={"intent": pressed["intent"], "entities": pressed["entities"]} if pressed else None,
        context=context or {},
        client_id=client_id,
        epoch=conversation.epoch,
        answered=conversation.owner is not Owner.BOT,
        at=now,
    )
    return _added(session, conversation, [message], now)[0]


def _button(session: Session, conversation: Conversation, message_id: int, button_id: str) -> dict[str, Any]:
    offered: Message | None = session.get(Message, message_id)
    if offered is None or offered.conversation_id != conversation.id:
        raise UnknownButton()
    pressed = [button for button in offered.buttons if button["id"] == button_id]
    if not pressed:
        raise UnknownButton()
    return pressed[0]


def append_reply(
    session: Session,
    conversation: Conversation,
    messages: Iterable[dict[str, Any]],
    epoch: int,
    *,
    now: datetime,
    turn: int | None = None,
) -> list[Message]:
    """Store what the bot says, or nothing when the epoch has moved on: the bot never talks over a person."""
    lock(session, conversation)
    if conversation.epoch != epoch or conversation.owner is not Owner.BOT:
        return []
    said = [_from_bot(conversation, message, turn, now) for message in messages]
    return _added(session, conversation, said, now)


def _from_bot(conversation: Conversation, message: dict[str, Any], turn: int | None, now: datetime) -> Message:
    offered = enumerate(message.get("buttons") or [], start=1)
    return Message(
        conversation_id=conversation.id,
        author=Author.BOT,
        kind=message["kind"],
        text=message["text"],
        buttons=[
            {
                "id": f"b{number}",
                "title": button["title"],
                "intent": button["intent"],
                "entities": dict(button.get("entities") or {}),
            }
            for number, button in offered
        ],
        image=message.get("image"),
        card=message.get("card"),
        epoch=conversation.epoch,
        turn=turn,
        at=now,
    )


def append_agent_message(session: Session, conversation: Conversation, text: str, now: datetime) -> Message:
    """Store what the person in charge says.

    Raises:
        OwnerConflict: no person has the word.
    """
    lock(session, conversation)
    if conversation.owner is not Owner.HUMAN:
        raise OwnerConflict(conversation.owner.value, Owner.HUMAN.value)
    message = Message(
        conversation_id=conversation.id,
        author=Author.AGENT,
        agent=conversation.agent,
        text=text,
        epoch=conversation.epoch,
        at=now,
    )
    return _added(session, conversation, [message], now)[0]


def append_notice(
    session: Session, conversation: Conversation, text: str, now: datetime, turn: int | None = None
) -> Message:
    """Store a line that nobody says: joined, left, position in the queue."""
    lock(session, conversation)
    message = Message(
        conversation_id=conversation.id,
        author=Author.SYSTEM,
        text=text,
        epoch=conversation.epoch,
        turn=turn,
        at=now,
    )
    return _added(session, conversation, [message], now)[0]


def _added(session: Session, conversation: Conversation, messages: list[Message], now: datetime) -> list[Message]:
    conversation.updated_at = now
    for message in messages:
        session.add(message)
        session.flush()  # one by one: the ids are the order
    return messages


def mark_answered(
    session: Session, messages: Sequence[Message], understood: list[dict[str, Any]] | None = None
) -> None:
    """The bot owes these nothing any more; they were one turn, and what was understood stays with the last of them."""
    last = messages[-1].id
    ids = [message.id for message in messages]
    these = update(Message).where(_MESSAGES.id.in_(ids)).values(answered=True, turn=last)
    session.execute(these.execution_options(synchronize_session=False))
    if understood is not None:
        last_one = update(Message).where(Message.id == last).values(understood=understood)
        session.execute(last_one.execution_options(synchronize_session=False))


def unanswered(session: Session) -> list[Message]:
    """The shoppers' messages that the bot still owes an answer, in their order, conversation by conversation."""
    query = (
        select(Message)
        .join(Conversation, Conversation.id == Message.conversation_id)
        .where(_MESSAGES.answered.is_(False), Conversation.owner == Owner.BOT)
        .order_by(Message.conversation_id, Message.id)
    )
    return list(session.execute(query).scalars())


# ---- what was said ---------------------------------------------------------------------------------------------------


def last_id(session: Session, conversation: Conversation) -> int:
    """The id of the last message; 0 before the first."""
    query = select(func.max(Message.id)).where(Message.conversation_id == conversation.id)
    return session.execute(query).scalar_one() or 0


def history(session: Session, conversation: Conversation, after: int = 0, limit: int = 200) -> list[Message]:
    """Messages in their order: the next ones after an id, or with 0 the latest."""
    mine = select(Message).where(Message.conversation_id == conversation.id)
    if after:
        query = mine.where(Message.id > after).order_by(Message.id).limit(limit)
        return list(session.execute(query).scalars())
    latest = session.execute(mine.order_by(desc(Message.id)).limit(limit)).scalars()
    return list(latest)[::-1]


def is_settled(message: Message, session: Session) -> bool:
    """Whether the bot owes a shopper's message nothing any more."""
    return bool(session.execute(select(Message.answered).where(Message.id == message.id)).scalar_one())


def replies_to(message: Message, session: Session) -> list[Message]:
    """What was said to the turn that a shopper's message became part of."""
    query = _of_turn(message).where(Message.author != Author.SHOPPER).order_by(Message.id)
    return list(session.execute(query).scalars())


def understood_of(message: Message, session: Session) -> list[dict[str, Any]]:
    """What was understood of the turn that a shopper's message became part of."""
    query = _of_turn(message).where(Message.id == Message.turn)
    last = session.execute(query).scalar_one_or_none()
    return list(last.understood or []) if last else []


def _of_turn(message: Message) -> Any:
    turn = select(Message.turn).where(Message.id == message.id).scalar_subquery()
    return select(Message).where(Message.conversation_id == message.conversation_id, Message.turn == turn)


def last_said(session: Session, conversation: Conversation, author: Author) -> str:
    """The text of somebody's latest message; empty when there is none."""
    query = select(Message.text).where(Message.conversation_id == conversation.id, Message.author == author)
    return session.execute(query.order_by(desc(Message.id)).limit(1)).scalar_one_or_none() or ""


def public_form(message: Message) -> dict[str, Any]:
    """A message as the shopper may see it; an agent's carries their name."""
    shown = {
        "id": message.id,
        "client_id": message.client_id,
        "from": message.author.value,
        "kind": message.kind,
        "text": message.text,
        "buttons": [{"id": button["id"], "title": button["title"]} for button in message.buttons],
        "image": message.image,
        "card": message.card,
        "at": iso(message.at),
    }
    return {**shown, "agent": message.agent} if message.author is Author.AGENT else shown


def iso(at: datetime) -> str:
    """A time as it goes outside: UTC, to the second."""
    return at.astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
