"""Console frames: every message of the console's websocket and what it holds, as one typed table."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, Field, StrictBool, StrictStr

from bot.web.chat_forms import LARGEST_ID, OwnerName

ConversationId = StrictStr
PresenceName = Literal["online", "away", "offline"]
Mood = Literal["calm", "impatient", "angry"]


class _Shape(BaseModel):
    class Config:
        extra = "forbid"
        frozen = True


class Shopper(_Shape):
    id: str | None
    name: str


class LastWords(_Shape):
    author: Literal["shopper", "bot", "agent"] = Field(alias="from")
    text: str
    at: str


class Summary(_Shape):
    """A conversation as a line of a list; times are ISO 8601 in UTC."""

    id: ConversationId
    owner: OwnerName
    group: str | None
    group_name: str | None
    agent_id: int | None
    agent: str | None
    priority: int
    reason: str | None
    reason_title: str | None
    mood: Mood
    mood_title: str
    intent: str | None
    intent_title: str | None
    wish: str
    order_number: str | None
    channel: str
    shopper: Shopper
    waiting_since: str | None
    reply_due_at: str | None
    last: LastWords | None
    unread: int
    position: int | None
    created_at: str
    updated_at: str
    closed_at: str | None


class Offered(_Shape):
    id: str
    title: str


class AgentMessage(_Shape):
    """A message as agents see it."""

    id: int
    conversation: ConversationId
    author: Literal["shopper", "bot", "agent", "system"] = Field(alias="from")
    agent: str | None
    agent_id: int | None
    kind: Literal["text", "buttons", "image", "card"]
    text: str
    buttons: list[Offered]
    image: str | None
    card: dict[str, Any] | None
    at: str
    recalled: bool = False
    recalled_at: str | None
    liked: bool | None
    intent: str | None
    intent_title: str | None
    confidence: float | None
    client_id: str | None


class Note(_Shape):
    """What agents write for each other; it stands after the message ``after_id``."""

    id: int
    conversation: ConversationId | None
    about_shopper: bool
    kind: Literal["note", "whisper", "transfer"]
    agent: str
    agent_id: int
    text: str
    after_id: int
    at: str


class Known(_Shape):
    label: str
    value: str


class Packet(_Shape):
    """The hand-over: the whole story, so that the shopper need not tell it twice."""

    wish: str
    reason: str
    reason_title: str | None
    mood: Mood
    mood_title: str
    intent: str | None
    intent_title: str | None
    order_card: dict[str, Any] | None
    slots: list[Known]
    answered: list[str]
    rule: dict[str, Any] | None
    suggestions: list[str]
    at: str
    waited_s: int | None


class Rated(_Shape):
    score: int
    word: str


class Person(_Shape):
    """Somebody of the staff as the others see them."""

    id: int
    name: str
    role: str
    presence: PresenceName
    load: int
    capacity: int
    groups: list[str]


class State(_Shape):
    """The first frame, after every connect: everything that the lists show."""

    me: dict[str, Any]
    staff: list[Person]
    queue: list[Summary]
    mine: list[Summary]
    tickets_due: int


class Gone(_Shape):
    """A conversation is no longer theirs to see."""

    id: ConversationId


class Opened(_Shape):
    """The answer to ``follow``; ``more``: there are earlier messages."""

    conversation: Summary
    packet: Packet | None
    messages: list[AgentMessage]
    notes: list[Note]
    more: bool
    read_id: int
    rating: Rated | None


class Typing(_Shape):
    conversation: ConversationId
    on: bool
    by: Literal["shopper", "agent", "bot"]


class Read(_Shape):
    """The shopper has seen everything up to a message."""

    conversation: ConversationId
    read_id: int


class Ticket(BaseModel):
    """Something to do by a time; the API of tickets says what else it holds."""

    id: int
    group: str
    group_name: str | None
    agent_id: int | None
    agent: str | None
    shopper_name: str | None
    due_at: str


class Alert(_Shape):
    """Something that wants attention at once."""

    kind: Literal[
        "assigned", "transferred", "late", "reassigned", "whisper", "ticket_due", "left", "unsent", "approval"
    ]
    conversation: ConversationId | None
    text: str


class Refused(_Shape):
    """A frame of the client's was refused."""

    error: str
    message: str
    conversation: ConversationId | None


class Pong(_Shape):
    pass


CONSOLE_FRAMES: dict[str, type[BaseModel]] = {
    "state": State,
    "conversation": Summary,
    "gone": Gone,
    "opened": Opened,
    "message": AgentMessage,
    "note": Note,
    "typing": Typing,
    "read": Read,
    "staff": Person,
    "ticket": Ticket,
    "alert": Alert,
    "refused": Refused,
    "pong": Pong,
}
"""What the desk sends, by ``type``; the shape is that of ``data``. A ``message`` also has its ``id`` beside it."""


# ---- what consoles send


class Hello(_Shape):
    csrf: StrictStr = Field(max_length=100)


class _OfConversation(_Shape):
    conversation: ConversationId = Field(max_length=64)


class Follow(_OfConversation):
    after: int = Field(0, ge=0, le=LARGEST_ID)


class Unfollow(_OfConversation):
    pass


class TypingSent(_OfConversation):
    on: StrictBool


class ReadSent(_OfConversation):
    id: int = Field(ge=0, le=LARGEST_ID)


class Ping(_Shape):
    pass
