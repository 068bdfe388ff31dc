"""BoundedTrackerStore: the dialogue state of a conversation as one row, which does not grow with the conversation."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterable
from typing import Any

from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.constants import ACTION_LISTEN_NAME, ACTION_SESSION_START_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, Event, SessionStarted, SlotSet, UserUttered, deserialise_events
from rasa.shared.core.trackers import DialogueStateTracker
from sqlalchemy import delete, select

from bot.db import session_on, utc_now
from bot.engine.dialogue_states import DialogueState
from bot.settings import Settings

# More turns than this are folded into the slots they filled, down to so many; a form under way is never cut.
FOLD_BEYOND = 16
KEPT_TURNS = 8


class BoundedTrackerStore(TrackerStore):
    """Reads and writes one row per turn; what fails is raised, never replaced by an empty memory."""

    def __init__(self, domain: Domain | None, event_broker: EventBroker | None = None, **kwargs: Any) -> None:
        super().__init__(domain, event_broker)
        self._url = kwargs.get("database_url") or Settings.from_env().database_url

    async def save(self, tracker: DialogueStateTracker) -> None:
        kept = [_slim(event.as_dict()) for event in folded(tracker)]
        await asyncio.to_thread(self._write, tracker.sender_id, json.dumps(kept, ensure_ascii=False))

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        stored = await asyncio.to_thread(self._read, sender_id)
        if stored is None:
            return None
        events = deserialise_events(json.loads(stored))
        return DialogueStateTracker.from_events(sender_id, evts=events, slots=self.domain.slots)

    async def retrieve_full_tracker(self, conversation_id: str) -> DialogueStateTracker | None:
        return await self.retrieve(conversation_id)

    async def keys(self) -> Iterable[str]:
        with session_on(self._url) as session:
            return list(session.execute(select(DialogueState.conversation_id)).scalars())

    async def delete(self, sender_id: str) -> None:
        """Forget a conversation."""
        with session_on(self._url) as session:
            session.execute(delete(DialogueState).where(DialogueState.conversation_id == sender_id))

    def _write(self, sender_id: str, events: str) -> None:
        with session_on(self._url) as session:
            session.merge(DialogueState(conversation_id=sender_id, events=events, updated_at=utc_now()))

    def _read(self, sender_id: str) -> str | None:
        with session_on(self._url) as session:
            state = session.get(DialogueState, sender_id)
            return str(state.events) if state else None


def folded(tracker: DialogueStateTracker) -> list[Event]:
    """The events of the current session; in a long one the oldest turns become the slots that they left."""
    events = _current_session(list(tracker.events))
    starts = [index for index, event in enumerate(events) if isinstance(event, UserUttered)]
    if len(starts) <= FOLD_BEYOND or tracker.active_loop:
        return events
    cut = starts[-KEPT_TURNS]
    before = DialogueStateTracker.from_events(tracker.sender_id, events[:cut], slots=list(tracker.slots.values()))
    if before.active_loop:
        return events
    filled = [SlotSet(name, value) for name, value in before.current_slot_values().items() if value is not None]
    opening: list[Event] = [ActionExecuted(ACTION_SESSION_START_NAME), SessionStarted(), *filled]
    return [*opening, ActionExecuted(ACTION_LISTEN_NAME), *events[cut:]]


def _current_session(events: list[Event]) -> list[Event]:
    starts = [index for index, event in enumerate(events) if isinstance(event, SessionStarted)]
    return events[max(starts[-1] - 1, 0) :] if starts else events


def _slim(event: dict[str, Any]) -> dict[str, Any]:
    """Without the ranking and the reasons, which the desk has stored with the message."""
    parsed = event.get("parse_data")
    if parsed:
        kept = ("intent", "entities", "text", "message_id", "metadata", "response_selector")
        event["parse_data"] = {key: parsed[key] for key in kept if key in parsed}
        event["parse_data"]["intent_ranking"] = parsed.get("intent_ranking", [])[:4]
    return event
