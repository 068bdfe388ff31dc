"""Chat over a websocket: the state first, then events; the frames of bot.desk.events.SERVER_FRAMES."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, WebSocket
from pydantic import BaseModel, ValidationError
from starlette.websockets import WebSocketDisconnect

from bot.desk.events import Event, Subscription
from bot.desk.messages import Message
from bot.errors import BadSession, ConversationNotFound, InvalidRequest, ServiceError
from bot.web.chat_forms import Hello, LikeSent, PressSent, RateSent, ReadSent, TextSent, TypingSent
from bot.web.parts import ChatSession, Parts, UseParts
from bot.web.pictures import opened

logger = logging.getLogger(__name__)
router = APIRouter()

FRAME_LIMIT = 64 * 1024
UNAUTHORISED = 4401
TOO_LARGE = 1009
TRY_AGAIN = 1013


class Closed(Exception):
    """The connection ends, with a code."""

    def __init__(self, code: int) -> None:
        self.code = code


@dataclass
class _Line:
    """One connection after its hello."""

    socket: WebSocket
    parts: Parts
    token: str
    session: ChatSession
    events: Subscription


@router.websocket("/api/chat/ws")
async def follow(socket: WebSocket, parts: UseParts) -> None:
    """Serve one connection until either side ends it."""
    await socket.accept()
    try:
        hello, session = await _greeted(socket, parts)
        with parts.reception.ledger.subscribe(session.conversation) as events:
            await _serve(_Line(socket, parts, hello.session, session, events), hello.after)
    except Closed as closed:
        with suppress(WebSocketDisconnect):
            await socket.close(closed.code)
    except WebSocketDisconnect:
        pass


async def _greeted(socket: WebSocket, parts: Parts) -> tuple[Hello, ChatSession]:
    """The first frame, which must come soon and name a good session."""
    try:
        frame = await asyncio.wait_for(next_frame(socket), parts.hello_within)
        if frame.get("type") != "hello":
            raise BadSession()
        hello = Hello.parse_obj(frame.get("data"))
        return hello, parts.sessions.read(hello.session, parts.clock())
    except (ServiceError, ValidationError, asyncio.TimeoutError) as error:
        await socket.send_json(_refusal(parts, BadSession()))
        raise Closed(UNAUTHORISED) from error


async def _serve(line: _Line, after: int) -> None:
    try:
        state = await line.parts.reception.ledger.snapshot(line.session.conversation, after)
    except ConversationNotFound as error:
        await line.socket.send_json(_refusal(line.parts, BadSession()))
        raise Closed(UNAUTHORISED) from error
    await line.socket.send_json(opened(state, line.parts))
    tasks = {asyncio.create_task(_tell(line, state["id"])), asyncio.create_task(_listen(line))}
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)
    ends = [task.exception() for task in tasks if not task.cancelled()]
    raise next(end for end in ends if end)


async def _tell(line: _Line, known: int) -> None:
    """Pass events on; what happened between following and the snapshot is in the snapshot already."""
    async for event in line.events:
        if event["type"] != "message" or event["id"] > known:
            await line.socket.send_json(opened(event, line.parts))
    raise Closed(TRY_AGAIN)


async def _listen(line: _Line) -> None:
    while True:
        frame: dict[str, Any] = {}
        try:
            frame = await next_frame(line.socket)
            line.parts.sessions.read(line.token, line.parts.clock())
            reply = await _handle(line, frame)
        except (BadSession, ConversationNotFound) as error:
            await line.socket.send_json(_refusal(line.parts, BadSession(), frame))
            raise Closed(UNAUTHORISED) from error
        except ServiceError as error:
            reply = _refusal(line.parts, error, frame)
        except ValidationError:
            reply = _refusal(line.parts, InvalidRequest(), frame)
        if reply:
            line.events.put(reply)


async def next_frame(socket: WebSocket) -> dict[str, Any]:
    """The next frame.

    Raises:
        InvalidRequest: it is binary, or not a JSON object.
        Closed: it is too large.
    """
    message = await socket.receive()
    if message["type"] == "websocket.disconnect":
        raise WebSocketDisconnect(message.get("code") or 1005)
    content = message.get("bytes") or (message.get("text") or "").encode(errors="replace")
    if len(content) > FRAME_LIMIT:
        raise Closed(TOO_LARGE)
    try:
        frame = json.loads(message.get("text") or "")
    except (ValueError, RecursionError) as error:
        raise InvalidRequest() from error
    if not isinstance(frame, dict):
        raise InvalidRequest()
    return frame


async def _handle(line: _Line, frame: dict[str, Any]) -> Event | None:
    try:
        form, handler = FRAMES[frame["type"]]
    except (KeyError, TypeError) as error:
        raise InvalidRequest() from error
    try:
        return await handler(line, form.parse_obj(frame.get("data") or {}))
    except (ServiceError, ValidationError):
        raise
    except Exception as error:
        extra = {"event": "frame.failed", "conversation": line.session.conversation}
        logger.exception("A frame could not be handled.", extra=extra)
        raise ServiceError() from error


async def _on_text(line: _Line, sent: TextSent) -> Event:
    line.parts.limit.take(line.session.conversation)
    message = await line.parts.reception.receive(
        line.session.conversation, text=sent.text, client_id=sent.client_id, product=sent.product
    )
    return _accepted(message)


async def _on_click(line: _Line, sent: PressSent) -> Event:
    line.parts.limit.take(line.session.conversation)
    message = await line.parts.reception.receive(
        line.session.conversation, button=(sent.message_id, sent.button), client_id=sent.client_id
    )
    return _accepted(message)


async def _on_read(line: _Line, sent: ReadSent) -> None:
    await line.parts.reception.read(line.session.conversation, sent.id)


async def _on_typing(line: _Line, sent: TypingSent) -> None:
    line.parts.reception.typing(line.session.conversation, sent.on)


async def _on_like(line: _Line, sent: LikeSent) -> None:
    line.parts.limit.take(line.session.conversation)
    await line.parts.reception.like(line.session.conversation, sent.id, sent.liked)


async def _on_rate(line: _Line, sent: RateSent) -> None:
    line.parts.limit.take(line.session.conversation)
    await line.parts.reception.rate(line.session.conversation, sent.id, sent.score, sent.word)


async def _on_ping(line: _Line, _: BaseModel) -> Event:
    return {"type": "pong"}


FRAMES: dict[str, tuple[type[BaseModel], Callable[[_Line, Any], Awaitable[Event | None]]]] = {
    "text": (TextSent, _on_text),
    "click": (PressSent, _on_click),
    "read": (ReadSent, _on_read),
    "typing": (TypingSent, _on_typing),
    "like": (LikeSent, _on_like),
    "rate": (RateSent, _on_rate),
    "ping": (BaseModel, _on_ping),
}


def _accepted(message: Message) -> Event:
    return {"type": "accepted", "data": {"client_id": message.client_id, "id": message.id}}


def _refusal(parts: Parts, error: ServiceError, frame: dict[str, Any] | None = None) -> Event:
    data = (frame or {}).get("data")
    client_id = data.get("client_id") if isinstance(data, dict) else None
    named = client_id if isinstance(client_id, str) else None
    return {
        "type": "refused",
        "data": {"client_id": named, "error": error.code, "message": parts.wording().error(error)},
    }
