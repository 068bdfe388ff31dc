"""The console over a websocket: the state first, then events; the frames of bot.web.console_frames."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from fastapi import APIRouter, WebSocket
from pydantic import BaseModel, ValidationError
from sqlalchemy.orm import Session
from starlette.websockets import WebSocketDisconnect

from bot.desk.access import has_served, may_see, open_for
from bot.desk.colleagues import colleagues
from bot.desk.console_events import summaries
from bot.desk.conversations import Owner, get_conversation
from bot.desk.events import CONSOLE, Event, Subscription, staff_topic
from bot.desk.inbox import Wanted, find
from bot.desk.log_ins import LogIn
from bot.desk.staff import Agent, Role, get_agent
from bot.desk.tickets import open_tickets
from bot.errors import (
    BadCsrf,
    InvalidRequest,
    NotAllowed,
    NotLoggedIn,
    PasswordMustChange,
    ServiceError,
)
from bot.web.auth import is_csrf_of, log_in_of, me_of
from bot.web.chat_socket import TRY_AGAIN, UNAUTHORISED, Closed, next_frame
from bot.web.console_frames import Follow, Hello, Ping, ReadSent, TypingSent, Unfollow
from bot.web.console_names import Names, named, shopper_names
from bot.web.console_opened import opened
from bot.web.parts import Parts, UseParts
from bot.web.staff import listed

logger = logging.getLogger(__name__)
router = APIRouter()

FORBIDDEN = 4403
LISTED = 200
# Not a frame: a follow waits for its turn among the events, so that what is opened is never older than they are.
_OPEN = "open"
_AGAIN = "look_again"


@dataclass
class _Line:
    """One console after its hello. ``known`` are the conversations in its lists, ``follows`` those that are open."""

    socket: WebSocket
    parts: Parts
    agent: Agent
    events: Subscription
    known: set[str] = field(default_factory=set)
    follows: set[str] = field(default_factory=set)
    shoppers: dict[str, str] = field(default_factory=dict)

    async def send(self, kind: str, data: dict[str, Any], **more: Any) -> None:
        await self.socket.send_json({"type": kind, **more, "data": data})

    async def names(self, shopper_id: str | None = None) -> Names:
        """The names, that of a shopper among them."""
        if shopper_id and shopper_id not in self.shoppers:
            self.shoppers |= await self.parts.reception.ledger.run(partial(shopper_names, shopper_ids=[shopper_id]))
        return Names(self.parts, self.shoppers)


@router.websocket("/api/console/ws")
async def serve(socket: WebSocket, parts: UseParts) -> None:
    """Serve one console until either side ends it."""
    await socket.accept()
    try:
        agent = await _greeted(socket, parts)
        await parts.attendance.alive(agent.id)
        with parts.reception.ledger.subscribe(CONSOLE) as events:
            await _serve(_Line(socket, parts, agent, events))
    except Closed as closed:
        with suppress(WebSocketDisconnect, RuntimeError):
            await socket.close(closed.code)
    except WebSocketDisconnect:
        pass


async def _greeted(socket: WebSocket, parts: Parts) -> Agent:
    """The first frame, which must come soon and know what only our page was told."""
    try:
        frame = await asyncio.wait_for(next_frame(socket), parts.hello_within)
        if frame.get("type") != "hello":
            raise NotLoggedIn()
        hello = Hello.parse_obj(frame.get("data"))
        entered = await _entered(socket)
        if not is_csrf_of(entered, hello.csrf):
            raise BadCsrf()
        return entered.agent
    except (ValidationError, InvalidRequest, asyncio.TimeoutError) as error:
        await _refuse_line(socket, parts, NotLoggedIn(), error)
    except ServiceError as error:
        await _refuse_line(socket, parts, error, error)
    raise AssertionError("unreachable")


async def _entered(socket: WebSocket) -> LogIn:
    """Who is logged in on this line, as of now.

    Raises:
        NotLoggedIn, PasswordMustChange, NotAllowed: nobody who may use the console.
    """
    entered = await asyncio.to_thread(log_in_of, socket)
    if entered.agent.must_change_password:
        raise PasswordMustChange()
    if not entered.agent.may(Role.AGENT):
        raise NotAllowed()
    return entered


async def _refuse_line(socket: WebSocket, parts: Parts, error: ServiceError, cause: BaseException) -> None:
    await socket.send_json(_refusal(parts, error))
    raise Closed(FORBIDDEN if isinstance(error, (NotAllowed, PasswordMustChange)) else UNAUTHORISED) from cause


async def _serve(line: _Line) -> None:
    await _send_state(line)
    tasks = {asyncio.create_task(_tell(line)), asyncio.create_task(_listen(line))}
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)
    ends = [task.exception() for task in tasks if not task.cancelled()]
    raise next(end for end in ends if end)


# ---- what the desk tells


async def _send_state(line: _Line) -> None:
    state = await line.parts.reception.ledger.run(partial(_state, line.parts, line.agent.id))
    line.known = {one["id"] for one in (*state["queue"], *state["mine"])}
    await line.send("state", state)


def _state(parts: Parts, agent_id: int, session: Session) -> dict[str, Any]:
    agent, now = get_agent(session, agent_id), parts.clock()
    boxes = {}
    for box in ("queue", "mine"):
        found, _ = find(session, agent, Wanted(box=box, limit=LISTED))
        boxes[box] = named(session, parts, summaries(session, found))
    due = [one for one in open_tickets(session) if one.due_at <= now and _concerns(agent, one.group, one.agent_id)]
    me = {**me_of(agent), "presence": agent.presence_at(now).value}
    return {"me": me, "staff": [listed(one) for one in colleagues(session, now)], **boxes, "tickets_due": len(due)}


async def _tell(line: _Line) -> None:
    """Pass events on, one after the other; what somebody may not see stays here."""
    async for event in line.events:
        passes = _PASSES.get(event["type"])
        if passes:
            await passes(line, event)
        elif event["type"] in ("message", "note", "typing", "read"):
            await _pass_followed(line, event)
        else:
            await line.socket.send_json(event)
    raise Closed(TRY_AGAIN)


async def _pass_conversation(line: _Line, event: Event) -> None:
    """A conversation has changed; who loses sight of it is told that, once."""
    summary = event["data"]
    id_ = summary["id"]
    if may_see(line.agent, Owner(summary["owner"]), summary["group"], summary["agent_id"]):
        line.known.add(id_)
    elif id_ not in line.known | line.follows:
        return
    else:
        line.known.discard(id_)
        if not await line.parts.reception.ledger.run(lambda session: has_served(session, line.agent, id_)):
            _leave(line, id_)
            await line.send("gone", {"id": id_})
            return
    names = await line.names(summary["shopper_id"])
    await line.send("conversation", names.conversation(summary))


async def _pass_followed(line: _Line, event: Event) -> None:
    if event["data"]["conversation"] not in line.follows:
        return
    if event["type"] == "message":
        data = (await line.names()).message(event["data"])
        await line.send("message", data, id=event["id"])
    else:
        await line.send(event["type"], event["data"])


async def _pass_staff(line: _Line, event: Event) -> None:
    """How a colleague stands; who is given other groups or rights sees other conversations from now on."""
    await line.send("staff", event["data"])
    if event["data"]["id"] == line.agent.id:
        await _look_again(line, event)


async def _look_again(line: _Line, _: Event) -> None:
    agent = await line.parts.reception.ledger.run(partial(get_agent, agent_id=line.agent.id))
    if _rights(agent) == _rights(line.agent):
        return
    line.agent = agent
    await _send_state(line)
    for id_ in list(line.follows):
        await _open(line, {"data": {"conversation": id_, "after": 0}})


async def _pass_ticket(line: _Line, event: Event) -> None:
    ticket = event["data"]
    if not _concerns(line.agent, ticket["group"], ticket["agent_id"]):
        return
    names = await line.names(ticket["shopper_id"])
    taken_by = ticket["agent_id"]
    by = await line.parts.reception.ledger.run(partial(get_agent, agent_id=taken_by)) if taken_by else None
    await line.send("ticket", names.ticket(ticket, {by.id: by.name} if by else {}))


async def _pass_alert(line: _Line, event: Event) -> None:
    to = event["to"]
    if to == line.agent.id or (to is None and line.agent.may(Role.LEAD)):
        names = await line.names(event["data"].get("shopper_id"))
        await line.send("alert", names.alert(event["data"]))


async def _open(line: _Line, event: Event) -> None:
    """Show a conversation to who has asked to follow it, if they may see it."""
    wanted = event["data"]
    id_ = wanted["conversation"]

    def look(session: Session) -> dict[str, Any]:
        return opened(session, line.parts, get_agent(session, line.agent.id), id_, after=wanted["after"])

    try:
        data = await line.parts.reception.ledger.run(look)
    except ServiceError as error:
        _leave(line, id_)
        await line.socket.send_json(_refusal(line.parts, error, id_))
        return
    line.follows.add(id_)
    await line.send("opened", data)


_PASSES: dict[str, Callable[[_Line, Event], Awaitable[None]]] = {
    "conversation": _pass_conversation,
    "staff": _pass_staff,
    "ticket": _pass_ticket,
    "alert": _pass_alert,
    _OPEN: _open,
    _AGAIN: _look_again,
}


def _rights(agent: Agent) -> tuple[Role, list[str]]:
    return agent.role, agent.groups


def _leave(line: _Line, conversation_id: str) -> None:
    line.follows.discard(conversation_id)
    line.parts.reception.ledger.leave(line.events, staff_topic(conversation_id))


def _concerns(agent: Agent, group: str, agent_id: int | None) -> bool:
    """Whether a ticket is somebody's business."""
    return agent.may(Role.LEAD) or agent_id == agent.id or (agent_id is None and group in agent.groups)


# ---- what the console says


async def _listen(line: _Line) -> None:
    while True:
        frame: dict[str, Any] = {}
        try:
            frame = await next_frame(line.socket)
            entered = await _entered(line.socket)
            if _rights(entered.agent) != _rights(line.agent):
                line.events.put({"type": _AGAIN})
            reply = await _handle(line, frame)
        except (NotLoggedIn, PasswordMustChange, NotAllowed) as error:
            await _refuse_line(line.socket, line.parts, error, error)
        except ServiceError as error:
            reply = _refusal(line.parts, error, _named_in(frame))
        except ValidationError:
            reply = _refusal(line.parts, InvalidRequest(), _named_in(frame))
        if reply:
            line.events.put(reply)


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
        extra = {"event": "frame.failed", "agent": line.agent.id}
        logger.exception("A frame of a console could not be handled.", extra=extra)
        raise ServiceError() from error


async def _on_follow(line: _Line, sent: Follow) -> Event:
    # First the events, then the state: nothing falls between them.
    line.parts.reception.ledger.follow(line.events, staff_topic(sent.conversation))
    return {"type": _OPEN, "data": sent.dict()}


async def _on_unfollow(line: _Line, sent: Unfollow) -> None:
    _leave(line, sent.conversation)


async def _on_typing(line: _Line, sent: TypingSent) -> None:
    await _check_may_see(line, sent.conversation)
    await line.parts.attendance.typing(sent.conversation, line.agent.id, sent.on)


async def _on_read(line: _Line, sent: ReadSent) -> None:
    await _check_may_see(line, sent.conversation)
    await line.parts.attendance.read(sent.conversation, line.agent.id, sent.id)


async def _on_ping(line: _Line, _: Ping) -> Event:
    await line.parts.attendance.alive(line.agent.id)
    return {"type": "pong", "data": {}}


async def _check_may_see(line: _Line, conversation_id: str) -> None:
    def look(session: Session) -> None:
        open_for(session, get_agent(session, line.agent.id), get_conversation(session, conversation_id))

    await line.parts.reception.ledger.run(look)


FRAMES: dict[str, tuple[type[BaseModel], Callable[[_Line, Any], Awaitable[Event | None]]]] = {
    "follow": (Follow, _on_follow),
    "unfollow": (Unfollow, _on_unfollow),
    "typing": (TypingSent, _on_typing),
    "read": (ReadSent, _on_read),
    "ping": (Ping, _on_ping),
}


def _named_in(frame: dict[str, Any]) -> str | None:
    data = frame.get("data")
    conversation = data.get("conversation") if isinstance(data, dict) else None
    return conversation[:64] if isinstance(conversation, str) else None


def _refusal(parts: Parts, error: ServiceError, conversation: str | None = None) -> Event:
    told = {"error": error.code, "message": parts.wording().error(error), "conversation": conversation}
    return {"type": "refused", "data": told}
