"""Redis: tells the copies of the desk what happens in each other."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any
from uuid import uuid4

import redis.asyncio as redis
from redis.exceptions import RedisError

from bot.desk.events import Event

logger = logging.getLogger(__name__)

CHANNEL = "xiaoer:events"
# Beyond this, who comes back gets the state anew anyway.
UNSENT_AT_MOST = 10_000
# Seconds between two tries to get through.
RETRY_FIRST, RETRY_MOST = 0.2, 10.0


class RedisRelay:
    """Sends this copy's events to all others, and gives theirs to ``deliver``.

    Redis keeps nothing for who is away: after a break ``missed`` is called, so that whoever follows anything begins
    anew from the database.
    """

    def __init__(self, url: str) -> None:
        self._url = url
        self._me = uuid4().hex
        self._unsent: asyncio.Queue[str] = asyncio.Queue(UNSENT_AT_MOST)
        self._is_up = True

    def send(self, topic: str, event: Event) -> None:
        """Tell the others, as soon as Redis takes it; never waits."""
        line = json.dumps({"from": self._me, "topic": topic, "event": event}, ensure_ascii=False)
        if self._unsent.full():
            self._unsent.get_nowait()
        self._unsent.put_nowait(line)

    @asynccontextmanager
    async def running(self, deliver: Callable[[str, Event], None], missed: Callable[[], None]) -> AsyncIterator[None]:
        """Work until the block ends."""
        client = redis.from_url(self._url, socket_connect_timeout=5, health_check_interval=15)
        listening = asyncio.create_task(self._keep(self._listen, client, deliver, missed))
        sending = asyncio.create_task(self._keep(self._pass_on, client))
        try:
            yield
        finally:
            for task in (listening, sending):
                task.cancel()
            await asyncio.gather(listening, sending, return_exceptions=True)
            await client.close()

    async def _keep(self, work: Callable[..., Any], *arguments: Any) -> None:
        """Do something again and again for as long as Redis fails, each time a little later."""
        pause = RETRY_FIRST
        while True:
            try:
                await work(*arguments)
                pause = RETRY_FIRST
            except (RedisError, OSError) as error:
                if self._is_up:
                    self._is_up = False
                    logger.error(
                        "Redis is unavailable (%s): copies of the desk do not hear of each other; see XIAOER_REDIS_URL",
                        type(error).__name__,
                        extra={"event": "redis.unavailable"},
                        exc_info=True,
                    )
                await asyncio.sleep(pause)
                pause = min(pause * 2, RETRY_MOST)

    def _back(self) -> None:
        if not self._is_up:
            self._is_up = True
            logger.warning("Redis is back.", extra={"event": "redis.back"})

    async def _pass_on(self, client: Any) -> None:
        while True:
            line = await self._unsent.get()
            await client.publish(CHANNEL, line)
            self._back()

    async def _listen(self, client: Any, deliver: Callable[[str, Event], None], missed: Callable[[], None]) -> None:
        async with client.pubsub(ignore_subscribe_messages=True) as channel:
            await channel.subscribe(CHANNEL)
            self._back()
            # What was told between two subscriptions is in the database alone.
            missed()
            while True:
                message = await channel.get_message(timeout=30)
                if message is not None:
                    self._take(message["data"], deliver)

    def _take(self, line: bytes, deliver: Callable[[str, Event], None]) -> None:
        told = json.loads(line)
        if told["from"] != self._me:
            deliver(told["topic"], told["event"])
