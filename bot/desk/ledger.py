"""Ledger: the one way to change a conversation: one change at a time, one transaction each, its events after commit."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any, TypeVar
from weakref import WeakValueDictionary

from sqlalchemy.orm import Session

from bot.db import session_on, utc_now
from bot.desk import queue
from bot.desk.colleagues import loads
from bot.desk.console_events import staff_event, tell_message, tell_summary
from bot.desk.conversations import Conversation, Owner, get_conversation, locked
from bot.desk.events import (
    CONSOLE,
    QUEUE,
    Event,
    Listeners,
    Relay,
    Subscription,
    message_event,
    standing,
    tell,
    untold,
)
from bot.desk.groups import Rota
from bot.desk.messages import Message, history, last_id, public_form, recalled_before
from bot.desk.staff import Agent

T = TypeVar("T")
Change = Callable[[Session, Conversation, datetime], T]
PAGE = 200


class Ledger:
    """Changes and reads conversations from an event loop; the database works in threads.

    ``shop_url`` is the shop's own database, if its data are elsewhere: some of what is said depends on them.
    Within this process the changes of a conversation and the events that tell of them have one order.
    """

    def __init__(
        self,
        database_url: str,
        rota: Callable[[], Rota],
        clock: Callable[[], datetime] = utc_now,
        shop_url: str = "",
        relay: Relay | None = None,
    ) -> None:
        self._url = database_url
        self._shop_url = shop_url
        self._relay = relay
        self._rota = rota
        self._clock = clock
        self._listeners = Listeners()
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._running: set[asyncio.Task[Any]] = set()

    def now(self) -> datetime:
        return self._clock()

    @property
    def rota(self) -> Rota:
        """The groups and their hours as they stand."""
        return self._rota()

    @contextmanager
    def subscribe(self, *topics: str) -> Iterator[Subscription]:
        """Follow a conversation, or other topics, from now on."""
        subscription = Subscription()
        for topic in topics:
            self.follow(subscription, topic)
        try:
            yield subscription
        finally:
            self._listeners.remove_all(subscription)

    def follow(self, subscription: Subscription, topic: str) -> None:
        """Follow one more topic."""
        self._listeners.add(topic, subscription)

    def leave(self, subscription: Subscription, topic: str) -> None:
        """Follow a topic no longer."""
        self._listeners.remove(topic, subscription)

    def publish(self, topic: str, event: Event) -> None:
        """Tell the followers of a topic something that is not stored, such as a typing sign."""
        self._listeners.publish(topic, event)
        if self._relay:
            self._relay.send(topic, event)

    def deliver(self, topic: str, event: Event) -> None:
        """Tell the followers here what has happened in another copy of the desk."""
        if topic == QUEUE:
            moving = asyncio.create_task(self._tell_the_queue(event["data"]["left"]))
            self._running.add(moving)
            moving.add_done_callback(self._running.discard)
        else:
            self._listeners.publish(topic, event)

    def begin_anew(self) -> None:
        """Something may have been missed: whoever follows anything comes back and gets the state."""
        self._listeners.end_all()

    async def to_the_end(self, work: Coroutine[Any, Any, T]) -> T:
        """Await something that goes on when the caller goes away: what is stored must also be told and answered."""
        task = asyncio.create_task(work)
        self._running.add(task)  # the loop itself keeps only weak references
        task.add_done_callback(self._running.discard)
        return await asyncio.shield(task)

    async def close(self) -> None:
        """Let what is under way come to its end."""
        await asyncio.gather(*self._running, return_exceptions=True)

    async def run(self, work: Callable[[Session], T]) -> T:
        """Do something in one transaction, then tell what it has to tell; for what changes no conversation."""
        outcome, events = await asyncio.to_thread(self._run, work)
        self._tell(events)
        return outcome

    async def write(self, conversation_id: str, change: Change[T]) -> T:
        """Change a conversation, then tell its listeners of new messages and of a new owner.

        Raises:
            ConversationNotFound: there is none.
        """
        return await self.to_the_end(self._write_and_tell(conversation_id, change))

    async def snapshot(self, conversation_id: str, after: int = 0) -> Event:
        """The conversation as it stands, as the first event for who begins to follow it."""
        return await self.run(lambda session: self._snapshot(session, conversation_id, after))

    async def standing(self, conversation_id: str) -> dict[str, Any]:
        """Who has the word, the position in the queue, the agent."""
        return await self.run(lambda session: self._standing(session, get_conversation(session, conversation_id)))

    async def _write_and_tell(self, conversation_id: str, change: Change[T]) -> T:
        async with self._locks.setdefault(conversation_id, asyncio.Lock()):
            outcome, events, queue_moved = await asyncio.to_thread(self._write, conversation_id, change)
            self._tell(events)
        if queue_moved:
            if self._relay:
                self._relay.send(QUEUE, {"type": QUEUE, "data": {"left": conversation_id}})
            await self._tell_the_queue(conversation_id)
        return outcome

    def _tell(self, events: list[tuple[str, Event]]) -> None:
        for topic, event in events:
            self.publish(topic, event)

    def _run(self, work: Callable[[Session], T]) -> tuple[T, list[tuple[str, Event]]]:
        with session_on(self._url, self._shop_url) as session:
            outcome = work(session)
            session.flush()
            return outcome, untold(session)

    def _write(self, conversation_id: str, change: Change[T]) -> tuple[T, list[tuple[str, Event]], bool]:
        with session_on(self._url, self._shop_url) as session:
            conversation = locked(session, conversation_id)
            epoch, owner, last = conversation.epoch, conversation.owner, last_id(session, conversation)
            seen, agent = conversation.agent_read_id, conversation.agent_id
            outcome = change(session, conversation, self.now())
            session.flush()
            said = _after(session, conversation, last)
            for message in said:
                tell(session, conversation_id, message_event(message))
                tell_message(session, message)
            moved = conversation.epoch != epoch
            if moved:
                tell(session, conversation_id, {"type": "owner", "data": self._standing(session, conversation)})
            if moved or said or conversation.agent_read_id != seen:
                tell_summary(session, conversation)
            if conversation.agent_id != agent:
                self._tell_loads(session, {agent, conversation.agent_id} - {None})
            return outcome, untold(session), moved and owner is Owner.WAITING

    def _tell_loads(self, session: Session, agents: set[int | None]) -> None:
        """Whoever gave a conversation away has room for another, and who got it has less."""
        load = loads(session)
        for agent_id in agents:
            agent = session.get(Agent, agent_id)
            if agent is not None:
                tell(session, CONSOLE, staff_event(agent, load.get(agent.id, 0), self.now()))

    def _standing(self, session: Session, conversation: Conversation) -> dict[str, Any]:
        """Out of hours nobody is served, so that a position would promise too much."""
        rota, now = self.rota, self.now()
        if not rota.is_open(conversation.group, now):
            return standing(conversation, None)
        wait = queue.expected_minutes(session, conversation, rota.groups.queue.minutes_each, now)
        return standing(conversation, queue.position(session, conversation), wait)

    def _snapshot(self, session: Session, conversation_id: str, after: int) -> Event:
        conversation = get_conversation(session, conversation_id)
        messages = _after(session, conversation, after)
        now = self._standing(session, conversation)
        last = messages[-1].id if messages else after
        return {
            "type": "state",
            "id": last,
            "data": {
                **now,
                "recalled": recalled_before(session, conversation, after),
                "messages": [public_form(message) for message in messages],
            },
        }

    async def _tell_the_queue(self, left: str) -> None:
        """Whoever waits behind a conversation that left the queue has moved up."""
        followed = self._listeners.followed() - {left}
        if followed:
            for conversation_id, event in await self.run(lambda session: self._places(session, followed)):
                self._listeners.publish(conversation_id, event)

    def _places(self, session: Session, followed: set[str]) -> list[tuple[str, Event]]:
        """Every move of the queue concerns all who wait, so nothing is asked for each of them."""
        rota, now, places = self.rota, self.now(), queue.places(session)
        waiting = [one for one in queue.waiting(session) if one.id in followed and rota.is_open(one.group, now)]
        each = rota.groups.queue.minutes_each
        paces = {group: queue.pace(session, group, each, now) for group in {one.group for one in waiting}}
        told = [(one, places[one.id], queue.minutes_at(places[one.id], paces[one.group])) for one in waiting]
        return [(one.id, {"type": "owner", "data": standing(one, place, wait)}) for one, place, wait in told]


def _after(session: Session, conversation: Conversation, after: int) -> list[Message]:
    """All messages after an id (0: the latest page), however many: nobody asks for an earlier one later."""
    found: list[Message] = []
    while True:
        page = history(session, conversation, after=after, limit=PAGE)
        found += page
        if len(page) < PAGE:
            return found
        after = page[-1].id
