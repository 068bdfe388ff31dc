"""ConversationLocks: one message of a conversation at a time, without Rasa's one-second polling."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from weakref import WeakValueDictionary

from rasa.core.lock_store import LockStore
from rasa.utils.endpoints import EndpointConfig


class ConversationLocks(LockStore):
    """For one ``bot`` process; the desk already sends one turn of a conversation after the other."""

    def __init__(self, endpoint_config: EndpointConfig | None = None) -> None:
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    @asynccontextmanager
    async def lock(self, conversation_id: str, *_: Any, **__: Any) -> AsyncIterator[asyncio.Lock]:
        own = self._locks.setdefault(conversation_id, asyncio.Lock())
        async with own:
            yield own
