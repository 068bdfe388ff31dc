"""Parts: what the handlers work with, put together once by the app."""

from __future__ import annotations

from asyncio import Semaphore
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Protocol

from fastapi import Depends
from sqlalchemy.orm import Session
from starlette.requests import HTTPConnection

from bot.db import session_on
from bot.desk.attendance import Attendance
from bot.desk.reception import Reception
from bot.desk.wording import Wording
from bot.settings import Settings
from bot.shop.gateways import Gateway
from bot.shop.policy import Policy
from bot.web.rate_limit import RateLimit


class ChatSession(Protocol):
    """Which conversation somebody may read and write."""

    @property
    def visitor(self) -> str: ...
    @property
    def conversation(self) -> str: ...


class Sessions(Protocol):
    """The web channel as the handlers know it."""

    async def enter(
        self, reception: Reception, token: str | None, session: str | None, now: datetime
    ) -> tuple[str, ChatSession]: ...

    def read(self, token: str, now: datetime) -> ChatSession: ...

    def picture_key(self, upload: str, now: datetime) -> str: ...

    def picture_of(self, key: str, now: datetime) -> tuple[str, datetime]: ...


@dataclass(frozen=True)
class Parts:
    """Of one running app."""

    settings: Settings
    reception: Reception
    attendance: Attendance
    sessions: Sessions
    wording: Callable[[], Wording]
    policy: Callable[[], Policy]
    bot_is_ready: Callable[[], Awaitable[bool]]
    gateways: Mapping[str, Gateway]
    limit: RateLimit
    clock: Callable[[], datetime]
    hello_within: float
    darkroom: Semaphore
    """Who draws a photo anew; a large one takes a processor and 200 MB for a second."""
    strongroom: Semaphore
    """Who compares a password with its hash; each takes 64 MB for a moment."""
    presence_changed: Callable[[int], Awaitable[None]]
    """Told of an agent who came, paused, went, or takes other conversations now."""

    @contextmanager
    def database(self) -> Iterator[Session]:
        """One transaction on our data and the shop's."""
        own = self.settings
        with session_on(own.database_url, own.shop_database_url, own.shop_database_writable) as session:
            yield session


def parts_of(connection: HTTPConnection) -> Parts:
    """The parts of the app that serves a request or a websocket."""
    parts: Parts = connection.app.state.parts
    return parts


UseParts = Annotated[Parts, Depends(parts_of)]
