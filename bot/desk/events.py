"""Events: what everybody who follows a conversation, or the desk as a whole, is told after a change is stored."""

from __future__ import annotations

import asyncio
from typing import Any, Protocol

from sqlalchemy.orm import Session

from bot.desk.conversations import Conversation
from bot.desk.messages import Message, public_form

Event = dict[str, Any]
# Somebody who is this far behind comes back faster by asking for what they missed.
BEHIND_AT_MOST = 256
# The topic of what moves the places in the queue; for the desks, not for people.
QUEUE = "queue"
# The topic of what concerns the desk as a whole.
CONSOLE = "console"
_UNTOLD = "untold_events"

SERVER_FRAMES = {
    "state": "the first word: what owner tells, the messages after the id that the client named, recalled earlier ids",
    "message": "a new message",
    "recalled": "an agent took a message back: id",
    "typing": "somebody begins or stops to write: on, by",
    "owner": "who has the word now: owner, position, wait (minutes), agent, seen_id",
    "seen": "the agent has read everything up to a message: id",
    "liked": "the shopper's thumb on an answer, perhaps from another window: id, liked",
    "rated": "the shopper's score for the service, perhaps from another window: id, score, word",
    "accepted": "to the sender alone: a message is stored: client_id, id",
    "refused": "to the sender alone: it is not: client_id or null, error, message",
    "pong": "to the sender alone: the answer to a ping",
}


def message_event(message: Message) -> Event:
    return {"type": "message", "id": message.id, "data": public_form(message)}


def typing_event(on: bool, by: str) -> Event:
    return {"type": "typing", "data": {"on": on, "by": by}}


def standing(conversation: Conversation, position: int | None, wait: int | None = None) -> dict[str, Any]:
    """Who has the word, as the shopper may see it; ``wait`` in minutes."""
    return {
        "owner": conversation.owner.value,
        "position": position,
        "wait": wait,
        "agent": conversation.agent,
        "seen_id": conversation.agent_read_id,
    }


def staff_topic(conversation_id: str) -> str:
    """The topic of a conversation's events as agents see them."""
    return f"{conversation_id}/staff"


def tell(session: Session, topic: str, event: Event) -> None:
    """Tell the followers of a topic of something when the transaction is stored, and not before."""
    session.info.setdefault(_UNTOLD, []).append((topic, event))


def untold(session: Session) -> list[tuple[str, Event]]:
    """What a transaction that is stored now has to tell; given out once."""
    told: list[tuple[str, Event]] = session.info.pop(_UNTOLD, [])
    return told


class Relay(Protocol):
    """The way to the other copies of the desk."""

    def send(self, topic: str, event: Event) -> None:
        """Tell them, without waiting for it."""
        ...


class Subscription:
    """The events of one conversation for one listener: ``async for``, until closed or hopelessly behind."""

    def __init__(self) -> None:
        self._queue: asyncio.Queue[Event | None] = asyncio.Queue()
        self._ended = False

    def put(self, event: Event) -> None:
        if self._ended:
            return
        if self._queue.qsize() >= BEHIND_AT_MOST:
            self.end()
        else:
            self._queue.put_nowait(event)

    def end(self) -> None:
        """Nothing comes any more, not even what is still in line."""
        self._ended = True
        while not self._queue.empty():
            self._queue.get_nowait()
        self._queue.put_nowait(None)

    def __aiter__(self) -> Subscription:
        return self

    async def __anext__(self) -> Event:
        event = await self._queue.get()
        if event is None:
            raise StopAsyncIteration
        return event


class Listeners:
    """Who follows which conversation or other topic, in this process."""

    def __init__(self) -> None:
        self._following: dict[str, set[Subscription]] = {}

    def add(self, topic: str, subscription: Subscription | None = None) -> Subscription:
        """Follow a topic, with a new subscription or with one that follows others already."""
        subscription = subscription or Subscription()
        self._following.setdefault(topic, set()).add(subscription)
        return subscription

    def remove(self, topic: str, subscription: Subscription) -> None:
        following = self._following.get(topic, set())
        following.discard(subscription)
        if not following:
            self._following.pop(topic, None)

    def remove_all(self, subscription: Subscription) -> None:
        for topic in [topic for topic, following in self._following.items() if subscription in following]:
            self.remove(topic, subscription)

    def end_all(self) -> None:
        """Let everybody go: they come back and begin with the state."""
        for subscription in {one for following in self._following.values() for one in following}:
            subscription.end()

    def followed(self) -> set[str]:
        return set(self._following)

    def publish(self, topic: str, event: Event) -> None:
        for subscription in self._following.get(topic, ()):
            subscription.put(event)
