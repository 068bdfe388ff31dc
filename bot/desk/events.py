"""Events: what everybody who follows a conversation is told, in the form in which widgets read it."""

from __future__ import annotations

import asyncio
from typing import Any

from bot.desk.conversations import Conversation
from bot.desk.messages import Message, public_form

Event = dict[str, Any]
# Somebody who is this far behind comes back faster by asking for what they missed.
BEHIND_AT_MOST = 256

SERVER_FRAMES = {
    "state": "the first word: owner, position, agent, and the messages after the id that the client named",
    "message": "a new message",
    "typing": "somebody begins or stops to write: on, by",
    "owner": "who has the word now: owner, position, agent",
    "accepted": "to the sender alone: a message is stored: client_id, id",
    "refused": "to the sender alone: it is not: client_id or null, error, message",
    "pong": "to the sender alone: the answer to a ping",
}


def message_event(message: Message) -> Event:
    return {"type": "message", "id": message.id, "data": public_form(message)}


def typing_event(on: bool, by: str) -> Event:
    return {"type": "typing", "data": {"on": on, "by": by}}


def standing(conversation: Conversation, position: int | None) -> dict[str, Any]:
    """Who has the word, as the shopper may see it."""
    return {"owner": conversation.owner.value, "position": position, "agent": conversation.agent}


def owner_event(conversation: Conversation, position: int | None) -> Event:
    return {"type": "owner", "data": standing(conversation, position)}


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
    """Who follows which conversation, in this process."""

    def __init__(self) -> None:
        self._following: dict[str, set[Subscription]] = {}

    def add(self, conversation_id: str) -> Subscription:
        subscription = Subscription()
        self._following.setdefault(conversation_id, set()).add(subscription)
        return subscription

    def remove(self, conversation_id: str, subscription: Subscription) -> None:
        following = self._following.get(conversation_id, set())
        following.discard(subscription)
        if not following:
            self._following.pop(conversation_id, None)

    def followed(self) -> set[str]:
        return set(self._following)

    def publish(self, conversation_id: str, event: Event) -> None:
        for subscription in self._following.get(conversation_id, ()):
            subscription.put(event)
