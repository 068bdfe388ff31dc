"""Log-in of the staff: a cookie that ends, a role that each route names, proof that a change comes from our page."""

from __future__ import annotations

import asyncio
import hmac
import logging
from collections.abc import Callable
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel, Field, StrictStr
from starlette.requests import HTTPConnection
from starlette.responses import JSONResponse

from bot.desk import log_ins, passwords
from bot.desk.console_words import console_words_for
from bot.desk.log_ins import LogIn
from bot.desk.presence import set_presence
from bot.desk.staff import Agent, Presence, Role, get_agent
from bot.desk.staff_accounts import change_password
from bot.errors import BadCsrf, NotAllowed, NotLoggedIn, PasswordMustChange, TooManyLogIns, WrongLogIn
from bot.web.chat_forms import Problem
from bot.web.parts import Parts, UseParts, parts_of

logger = logging.getLogger(__name__)

COOKIE = "xiaoer_agent"
CSRF_HEADER = "X-CSRF-Token"
_SAFE = ("GET", "HEAD", "OPTIONS")
PREFIX = "/api/console"
FAULTS: dict[int | str, dict[str, Any]] = {
    401: {"model": Problem, "description": "Nobody is logged in"},
    403: {"model": Problem, "description": "The role does not allow it, or the request is not from our page"},
}
router = APIRouter(prefix=PREFIX, tags=["console"], responses=FAULTS)


# ---- who is there


def log_in_of(connection: HTTPConnection) -> LogIn:
    """Who sends a request or opens a websocket.

    Raises:
        NotLoggedIn: nobody whom we know, or not any more.
    """
    parts, cookie = parts_of(connection), connection.cookies.get(COOKIE, "")
    with parts.database() as session:
        found = log_ins.log_in_of(session, cookie, parts.clock()) if cookie else None
    if found is None:
        raise NotLoggedIn()
    return found


def _proved(connection: HTTPConnection) -> LogIn:
    """Who sends a request, which must come from our page when it changes something."""
    entered = log_in_of(connection)
    given = connection.headers.get(CSRF_HEADER, "")
    if connection.scope.get("method", "GET") not in _SAFE and not is_csrf_of(entered, given):
        raise BadCsrf()
    return entered


def is_csrf_of(entered: LogIn, given: str) -> bool:
    """Whether somebody knows what only our page was told."""
    return hmac.compare_digest(given.encode("utf-8", "surrogatepass"), entered.csrf.encode())


Entered = Annotated[LogIn, Depends(_proved)]


class Admission:
    """Lets in who has a role's rights and a password of their own."""

    def __init__(self, role: Role) -> None:
        self.role = role

    def __call__(self, entered: Entered) -> Agent:
        if entered.agent.must_change_password:
            raise PasswordMustChange()
        if not entered.agent.may(self.role):
            raise NotAllowed()
        return entered.agent


def admitted(role: Role) -> Callable[..., Agent]:
    """A dependency that gives whoever is logged in, if they have a role's rights."""
    return Admission(role)


AsAgent = Annotated[Agent, Depends(admitted(Role.AGENT))]
AsLead = Annotated[Agent, Depends(admitted(Role.LEAD))]
AsAdmin = Annotated[Agent, Depends(admitted(Role.ADMIN))]


# ---- coming and going


class Credentials(BaseModel):
    login: StrictStr = Field(min_length=1, max_length=100)
    password: StrictStr = Field(min_length=1, max_length=passwords.MOST)


class NewPassword(BaseModel):
    old: StrictStr = Field(min_length=1, max_length=passwords.MOST)
    new: StrictStr = Field(min_length=1, max_length=passwords.MOST)


class SaidPresence(BaseModel):
    presence: Presence


@router.post(
    "/login",
    responses={429: {"model": Problem, "description": "Too many wrong passwords"}},
    summary="Log in: sets the session's cookie",
)
async def log_in(given: Credentials, request: Request, parts: UseParts) -> JSONResponse:
    address = _address(request)
    await asyncio.to_thread(_knock, parts, given.login, address)
    # Each password takes 64 MB while it is looked at.
    async with parts.strongroom:
        entered, cookie = await asyncio.to_thread(_enter, parts, given, address)
    response = JSONResponse({"ok": True, "me": me_of(entered.agent), "csrf": entered.csrf})
    secure = parts.settings.public_address.startswith("https:")
    lasts = int(log_ins.LASTS.total_seconds())
    response.set_cookie(COOKIE, cookie, max_age=lasts, httponly=True, samesite="strict", secure=secure)
    return response


@router.post("/logout", summary="Log out: the session ends; with the last one, so does presence")
async def log_out(entered: Entered, parts: UseParts) -> JSONResponse:
    if await asyncio.to_thread(_leave, parts, entered):
        await parts.presence_changed(entered.agent.id)
    response = JSONResponse({"ok": True})
    response.delete_cookie(COOKIE, httponly=True, samesite="strict")
    return response


@router.get("/me", summary="Who is logged in, and what the console must know of the shop")
def me(entered: Entered, parts: UseParts) -> dict[str, Any]:
    return {
        "ok": True,
        "me": me_of(entered.agent),
        "csrf": entered.csrf,
        **_shop(parts),
    }


@router.put("/me/presence", summary="Say whether one is there")
async def say_presence(said: SaidPresence, agent: AsAgent, parts: UseParts) -> dict[str, Any]:
    now_there = await asyncio.to_thread(_set_presence, parts, agent.id, said.presence)
    await parts.presence_changed(agent.id)
    return {"ok": True, "me": me_of(now_there)}


@router.put("/me/password", summary="Take another password; sessions elsewhere end")
async def take_password(given: NewPassword, entered: Entered, request: Request, parts: UseParts) -> dict[str, Any]:
    # Who finds a console open must not be able to guess its password.
    await asyncio.to_thread(_knock, parts, entered.agent.login, _address(request))
    async with parts.strongroom:
        agent = await asyncio.to_thread(_change_password, parts, entered, given)
    return {"ok": True, "me": me_of(agent)}


def _shop(parts: Parts) -> dict[str, Any]:
    """What the console must know of the shop; ``clocks`` in seconds."""
    groups = parts.reception.ledger.rota.groups
    topics = console_words_for(parts.settings.data_dir / "policy").topics
    first = groups.first_reply
    return {
        "shop": parts.policy().shop.name,
        "max_photo": parts.settings.max_photo,
        "groups": [{"key": key, "name": group.name} for key, group in groups.groups.items()],
        "clocks": {
            "warn_s": first.warn_seconds,
            "late_s": first.reassign_seconds,
            "recall_s": groups.recall_seconds,
        },
        "intents": [{"id": intent, "title": title} for intent, title in topics.items()],
    }


def me_of(agent: Agent) -> dict[str, Any]:
    """Somebody as they see themselves."""
    return {
        "id": agent.id,
        "login": agent.login,
        "name": agent.name,
        "role": agent.role.value,
        "groups": agent.groups,
        "capacity": agent.capacity,
        "presence": agent.presence.value,
        "must_change_password": agent.must_change_password,
    }


def _knock(parts: Parts, login: str, address: str) -> None:
    try:
        with parts.database() as session:
            log_ins.knock(session, login=login, address=address, now=parts.clock())
    except TooManyLogIns:
        logger.warning("Too many wrong passwords.", extra={"event": "log_in.throttled", "address": address})
        raise


def _enter(parts: Parts, given: Credentials, address: str) -> tuple[LogIn, str]:
    with parts.database() as session:
        entered = log_ins.log_in(
            session, login=given.login, password=given.password, address=address, now=parts.clock()
        )
    if entered is None:
        raise WrongLogIn()
    return entered


def _leave(parts: Parts, entered: LogIn) -> bool:
    """End a session; whether presence has ended with it."""
    with parts.database() as session:
        was_last = log_ins.log_out(session, entered, parts.clock())
        agent = get_agent(session, entered.agent.id)
        return was_last and set_presence(session, agent, Presence.OFFLINE, parts.clock())


def _set_presence(parts: Parts, agent_id: int, presence: Presence) -> Agent:
    with parts.database() as session:
        agent = get_agent(session, agent_id)
        set_presence(session, agent, presence, parts.clock())
        return agent


def _change_password(parts: Parts, entered: LogIn, given: NewPassword) -> Agent:
    with parts.database() as session:
        agent = get_agent(session, entered.agent.id)
        change_password(session, agent, old=given.old, new=given.new, now=parts.clock(), keep=entered.id)
        return agent


def _address(request: Request) -> str:
    return request.client.host if request.client else ""
