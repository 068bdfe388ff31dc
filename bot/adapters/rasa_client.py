"""The bot over HTTP: the private channel of the Rasa server."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import asdict
from typing import Any, Literal

import httpx
from pydantic import BaseModel, StrictStr, ValidationError

from bot.desk.turns import Answer, Turn
from bot.errors import BotUnavailable

logger = logging.getLogger(__name__)

PATH = "/webhooks/desk/"
SECRET_HEADER = "X-Xiaoer-Secret"


class _Button(BaseModel):
    title: StrictStr
    intent: StrictStr
    entities: dict[str, Any] = {}


class _Message(BaseModel):
    kind: Literal["text", "buttons", "image", "card"]
    text: StrictStr
    buttons: list[_Button] = []
    image: str | None = None
    card: dict[str, Any] | None = None


class _Answer(BaseModel):
    messages: list[_Message]
    understood: list[dict[str, Any]]
    hand_off: dict[str, Any] | None = None


class RasaClient:
    """Asks the bot and reads its answer strictly: whatever is not an answer in time is ``BotUnavailable``."""

    def __init__(
        self, address: str, secret: str, timeout: float, transport: httpx.AsyncBaseTransport | None = None
    ) -> None:
        self._timeout = timeout
        self._is_down = False
        self._http = httpx.AsyncClient(
            base_url=address,
            headers={SECRET_HEADER: secret},
            timeout=timeout,
            transport=transport,
            trust_env=False,  # the bot is a neighbour; a proxy for the internet is not on the way to it
        )

    async def answer(self, turn: Turn) -> Answer:
        """Answer a turn.

        Raises:
            BotUnavailable: there is no answer in time, or an unusable one.
        """
        try:
            # httpx counts each read by itself; a bot that drips its answer would never be late.
            answer = await asyncio.wait_for(self._ask(turn), self._timeout)
        except (httpx.HTTPError, asyncio.TimeoutError, ValueError) as error:
            self._note_down(error)
            raise BotUnavailable() from error
        self._note_back()
        return answer

    async def is_ready(self) -> bool:
        """Whether the bot can be reached."""
        try:
            response = await asyncio.wait_for(self._http.get(PATH), self._timeout)
        except (httpx.HTTPError, asyncio.TimeoutError):
            return False
        return response.status_code == httpx.codes.OK

    async def close(self) -> None:
        await self._http.aclose()

    async def _ask(self, turn: Turn) -> Answer:
        response = await self._http.post(f"{PATH}webhook", json=asdict(turn))
        response.raise_for_status()
        read = _Answer.parse_obj(response.json())
        messages = [message.dict() for message in read.messages]
        return Answer(messages, read.understood, read.hand_off)

    def _note_down(self, error: Exception) -> None:
        if not self._is_down:
            reason = "the answer has the wrong form" if isinstance(error, ValidationError) else repr(error)
            logger.warning("The bot is unavailable: %s", reason, extra={"event": "bot.unavailable"})
        self._is_down = True

    def _note_back(self) -> None:
        if self._is_down:
            logger.warning("The bot is back.", extra={"event": "bot.back"})
        self._is_down = False
