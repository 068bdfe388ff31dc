"""Messages: what was said in a conversation, by whom, and what the bot still owes an answer."""

from __future__ import annotations

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
    or_,
    select,
    update,
)
from sqlalchemy.orm import Session

from bot.db import Base, UtcDateTime, kinds
from bot.desk.conversations import Conversation, Owner, has_replied, lock
from bot.errors import OwnerConflict, TooLateToRecall, UnknownButton

# Somebody who has seen more since has forgotten that one.
CARDS_LOOKED_AT = 100


class Author(str, Enum):
    """Who said a message."""

    SHOPPER = "shopper"
    BOT = "bot"
    AGENT = "agent"
    SYSTEM = "system"


class Message(Base):
    """One thing that was said. ``buttons`` keeps what is behind each button, which no shopper ever sees."""

    __tablename__ = "messages"

    id: int = Column(Integer, primary_key=True)
    conversation_id: str = Column(ForeignKey("conversations.id"), nullable=False)
    author: Author = Column(kinds(Author), nullable=False)
    agent: str | None = Column(String(40))
    agent_id: int | None = Column(Integer)
    kind: str = Column(String(10), nullable=False, default="text")
    text: str = Column(Text, nullable=False)
    buttons: list[dict[str, Any]] = Column(JSON, nullable=False, default=list)
    image: str | None = Column(Text)
    """An address, or what ``bot.desk.uploads.reference`` says of a picture that we keep."""
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
    taken_at: datetime | None = Column(UtcDateTime)
    """Since when a copy of the desk has been at work on the answer; one that dies never says so."""
    recalled_at: datetime | None = Column(UtcDateTime)
    """The agent took it back: shoppers see that there was something, agents what it was."""
    liked: bool | None = Column(Boolean)
    """The shopper's thumb on an answer of the bot."""
    at: datetime = Column(UtcDateTime, nullable=False)

    __table_args__ = (
        UniqueConstraint("conversation_id", "client_id"),
        Index("ix_messages_conversation", "conversation_id", "id"),
        # All that reports need to know of whom to look at, so that the rows themselves are not read.
        Index("ix_messages_at", "at", "author", "conversation_id"),
        # The highest id must never be given out again: widgets ask for what came after it.
        {"sqlite_autoincrement": True},
    )


# Messages in which a card counts as just shown.
LOOKED_BACK = 10

_MESSAGES: Any = Message  # SQLAlchemy 1.4 is untyped: on the class these are columns


def mark_read(session: Session, conversation: Conversation, message_id: int) -> None:
    """The shopper has seen everything up to a message; never goes backwards, nor beyond what was said."""
    lock(session, conversation)
    seen = min(message_id, last_id(session, conversation))
    conversation.read_id = max(conversation.read_id, seen)
    session.flush()


def mark_read_by_agent(session: Session, conversation: Conversation, message_id: int) -> bool:
    """An agent has seen everything up to a message; whether that is news."""
    lock(session, conversation)
    seen = min(message_id, last_id(session, conversation))
    if seen <= conversation.agent_read_id:
        return False
    conversation.agent_read_id = seen
    session.flush()
    return True


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
    image: str | None = None,
    client_id: str | None = None,
    context: dict[str, Any] | None = None,
    now: datetime,
) -> Message:
    """Store what the shopper wrote, the click on a button (message id, button id), or a picture (``text`` is its form
    for who cannot see it); a ``client_id`` only once.

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
        kind="image" if image else "text",
        image=image,
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


def append_agent_message(
    session: Session,
    conversation: Conversation,
    text: str,
    now: datetime,
    image: str | None = None,
    client_id: str | None = None,
) -> Message:
    """Store what the person in charge says or shows; a ``client_id`` only once.

    Raises:
        OwnerConflict: no person has the word.
    """
    lock(session, conversation)
    earlier = find_by_client_id(session, conversation, client_id) if client_id else None
    if earlier:
        return earlier
    if conversation.owner is not Owner.HUMAN:
        raise OwnerConflict(conversation.owner.value, Owner.HUMAN.value)
    message = Message(
        conversation_id=conversation.id,
        author=Author.AGENT,
        agent=conversation.agent,
        agent_id=conversation.agent_id,
        kind="image" if image else "text",
        image=image,
        text=text,
        client_id=client_id,
        epoch=conversation.epoch,
        at=now,
    )
    has_replied(session, conversation, now)
    return _added(session, conversation, [message], now)[0]


def append_notice(
    session: Session,
    conversation: Conversation,
    text: str,
    now: datetime,
    turn: int | None = None,
    buttons: Iterable[dict[str, Any]] = (),
    card: dict[str, Any] | None = None,
) -> Message:
    """Store a line that nobody says: joined, left, position in the queue."""
    lock(session, conversation)
    offered = [{"id": f"b{number}", "entities": {}, **button} for number, button in enumerate(buttons, 1)]
    message = Message(
        conversation_id=conversation.id,
        author=Author.SYSTEM,
        kind="card" if card else "buttons" if offered else "text",
        text=text,
        buttons=offered,
        card=card,
        epoch=conversation.epoch,
        turn=turn,
        at=now,
    )
    return _added(session, conversation, [message], now)[0]


def recall(
    session: Session, conversation: Conversation, message_id: int, agent_id: int, since: datetime, now: datetime
) -> Message:
    """Take back what an agent said after ``since``; taking it back twice is the same.

    Raises:
        TooLateToRecall: it is older, is not theirs, or is nothing here.
    """
    lock(session, conversation)
    message: Message | None = session.get(Message, message_id, populate_existing=True)
    mine = message is not None and message.conversation_id == conversation.id and message.agent_id == agent_id
    if message is None or not mine or message.author is not Author.AGENT:
        raise TooLateToRecall()
    if message.recalled_at is None:
        if message.at < since:
            raise TooLateToRecall()
        message.recalled_at = now
        session.flush()
    return message


def _added(session: Session, conversation: Conversation, messages: list[Message], now: datetime) -> list[Message]:
    conversation.updated_at = now
    for message in messages:
        session.add(message)
        session.flush()  # one by one: the ids are the order
    return messages


def take(session: Session, messages: Sequence[Message], now: datetime, dead: datetime) -> list[Message]:
    """Begin to work on an answer: those of the messages that nobody has answered or been at work on since ``dead``."""
    free = _MESSAGES.taken_at.is_(None) | (_MESSAGES.taken_at <= dead)
    ids = [message.id for message in messages]
    query = select(_MESSAGES.id).where(_MESSAGES.id.in_(ids), _MESSAGES.answered.is_(False), free)
    mine = set(session.execute(query).scalars())
    taken = update(Message).where(_MESSAGES.id.in_(mine)).values(taken_at=now)
    session.execute(taken.execution_options(synchronize_session=False))
    return [message for message in messages if message.id in mine]


def mark_answered(
    session: Session,
    messages: Sequence[Message],
    understood: list[dict[str, Any]] | None = None,
    taken_at: datetime | None = None,
) -> bool:
    """The bot owes these nothing any more; they were one turn, and what was understood stays with the last of them.

    Returns:
        False when somebody else has been at work on them since ``taken_at``, so that nothing is to be said.
    """
    last = messages[-1].id
    ids = [message.id for message in messages]
    these = update(Message).where(_MESSAGES.id.in_(ids), _MESSAGES.answered.is_(False))
    if taken_at is not None:
        these = these.where(_MESSAGES.taken_at == taken_at)
    owed = session.execute(these.values(answered=True, turn=last).execution_options(synchronize_session=False)).rowcount
    if not owed:
        return False
    if understood is not None:
        last_one = update(Message).where(Message.id == last).values(understood=understood)
        session.execute(last_one.execution_options(synchronize_session=False))
    return True


def unanswered(session: Session, before: datetime, dead: datetime) -> list[Message]:
    """The shoppers' messages from before a time that the bot owes an answer and nobody is at work on.

    ``dead``: who has been at work since then or longer has died over it. Conversation by conversation, in their order.
    """
    free = _MESSAGES.taken_at.is_(None) | (_MESSAGES.taken_at <= dead)
    query = (
        select(Message)
        .join(Conversation, Conversation.id == Message.conversation_id)
        .where(_MESSAGES.answered.is_(False), Conversation.owner == Owner.BOT, _MESSAGES.at <= before, free)
        .order_by(Message.conversation_id, Message.id)
    )
    return list(session.execute(query).scalars())


def forget_takers(session: Session) -> None:
    """Nobody is at work on anything: the only copy of the desk has just begun."""
    those = update(Message).where(_MESSAGES.answered.is_(False)).values(taken_at=None)
    session.execute(those.execution_options(synchronize_session=False))


def owed_before(session: Session, message: Message, dead: datetime) -> list[Message]:
    """What the bot owes an answer in a conversation from before a message, and nobody is at work on."""
    free = _MESSAGES.taken_at.is_(None) | (_MESSAGES.taken_at <= dead)
    query = select(Message).where(
        _MESSAGES.conversation_id == message.conversation_id,
        _MESSAGES.id < message.id,
        _MESSAGES.answered.is_(False),
        free,
    )
    return list(session.execute(query.order_by(_MESSAGES.id)).scalars())


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


def recalled_before(session: Session, conversation: Conversation, until: int) -> list[int]:
    """The ids, up to one, of what agents took back: who was away then must not go on showing it."""
    query = select(_MESSAGES.id).where(
        _MESSAGES.conversation_id == conversation.id, _MESSAGES.id <= until, _MESSAGES.recalled_at.isnot(None)
    )
    return list(session.execute(query.order_by(_MESSAGES.id)).scalars())


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
    return next(iter(last_texts(session, conversation, author, 1)), "")


def last_texts(session: Session, conversation: Conversation, author: Author, limit: int) -> list[str]:
    """The texts of somebody's latest messages, the latest first."""
    query = select(Message.text).where(Message.conversation_id == conversation.id, Message.author == author)
    return list(session.execute(query.order_by(desc(Message.id)).limit(limit)).scalars())


def where_card_was_shown(
    session: Session, *, kind: str, number: str, shopper_id: str | None, visitors: Sequence[str]
) -> str | None:
    """The id of these people's conversation in which a card of an order was shown last."""
    conversations: Any = Conversation
    theirs = conversations.visitor.in_(visitors)
    if shopper_id is not None:
        theirs = or_(theirs, Conversation.shopper_id == shopper_id)
    query = (
        select(Message.conversation_id, Message.card)
        .join(Conversation, Conversation.id == Message.conversation_id)
        .where(theirs, _MESSAGES.card.isnot(None))
        .order_by(desc(Message.id))
        .limit(CARDS_LOOKED_AT)
    )
    shown = ((id_, card) for id_, card in session.execute(query) if card)
    return next((id_ for id_, card in shown if (card.get("type"), card.get("number")) == (kind, number)), None)


def card_shown(session: Session, message: Message) -> dict[str, Any] | None:
    """The type and the number of the card that was shown last before a shopper's message, in the answer to the former.

    What was said without being asked counts: the bot does not know of it otherwise.
    """
    earlier = select(Message).where(Message.conversation_id == message.conversation_id, Message.id < message.id)
    for said in session.execute(earlier.order_by(desc(Message.id)).limit(LOOKED_BACK)).scalars():
        if said.author in (Author.SHOPPER, Author.AGENT):
            return None
        if said.author is Author.BOT and said.card:
            return {name: said.card[name] for name in ("type", "number") if name in said.card}
    return None


def public_form(message: Message) -> dict[str, Any]:
    """A message as the shopper may see it; an agent's carries their name, and what was taken back says only that."""
    gone = message.recalled_at is not None
    shown = {
        "id": message.id,
        "client_id": message.client_id,
        "from": message.author.value,
        "kind": "text" if gone else message.kind,
        "text": "" if gone else message.text,
        "buttons": [{"id": button["id"], "title": button["title"]} for button in message.buttons],
        "image": None if gone else message.image,
        "card": message.card,
        "at": iso(message.at),
    }
    if message.author is Author.AGENT:
        return {**shown, "agent": message.agent, "recalled": gone}
    if message.author is Author.BOT:
        return {**shown, "liked": message.liked}
    return shown


def iso(at: datetime) -> str:
    """A time as it goes outside: UTC, to the second."""
    return at.astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
