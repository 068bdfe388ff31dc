"""DeskInput: Rasa's one private channel. Only the desk may speak to it, and only through this contract."""

from __future__ import annotations

import hmac
import logging
from collections.abc import Awaitable, Callable
from dataclasses import asdict
from json import loads
from typing import Any

from rasa.core.agent import Agent
from rasa.core.channels.channel import InputChannel, UserMessage
from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, json

from bot.desk.turns import Click, Turn
from bot.engine.turn import CHANNEL, answer
from bot.settings import Settings

logger = logging.getLogger(__name__)
SECRET_HEADER = "X-Xiaoer-Secret"


class DeskInput(InputChannel):
    """``POST /webhooks/desk/webhook``; see ``bot.desk.turns`` for the fields of a turn and of an answer."""

    def __init__(self, secret: str) -> None:
        self._secret = secret.encode()

    @classmethod
    def name(cls) -> str:
        return CHANNEL

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> DeskInput:
        return cls(Settings.from_env().channel_secret)

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        webhook = Blueprint("desk_webhook")

        @webhook.get("/")
        async def health(_: Request) -> HTTPResponse:
            return json({"status": "ok"})

        @webhook.post("/webhook")
        async def receive(request: Request) -> HTTPResponse:
            secret = request.headers.get(SECRET_HEADER, "")
            status, answered = await self.respond(request.app.ctx.agent, secret, request.body)
            return json(answered, status=status, ensure_ascii=False)

        return webhook

    async def respond(self, agent: Agent, secret: str, body: bytes) -> tuple[int, dict[str, Any]]:
        """HTTP status and JSON for a call: an answer, or ``{"ok": false, "error": code}`` without any detail."""
        if not hmac.compare_digest(secret.encode(), self._secret):
            return 403, {"ok": False, "error": "forbidden"}
        try:
            turn = turn_from(loads(body))
        except (AttributeError, KeyError, TypeError, ValueError):
            return 400, {"ok": False, "error": "invalid_turn"}
        try:
            return 200, asdict(await answer(agent, turn))
        except Exception:
            logger.exception("A turn failed.", extra={"event": "turn.failed", "conversation": turn.conversation_id})
            return 500, {"ok": False, "error": "internal"}


def turn_from(body: Any) -> Turn:
    """A turn from its JSON form; raises KeyError, TypeError or ValueError when it is none."""
    click = body.get("click")
    if not isinstance(body["text"], str) or not isinstance(body["conversation_id"], str):
        raise TypeError("text and conversation_id are texts")
    return Turn(
        conversation_id=body["conversation_id"],
        visitor=str(body["visitor"]),
        shopper_id=body.get("shopper_id"),
        text=body["text"],
        click=Click(str(click["intent"]), dict(click.get("entities") or {})) if click else None,
        metadata=dict(body.get("metadata") or {}),
    )
