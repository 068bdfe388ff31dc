"""The staff: who is there, their accounts, and what they did."""

from __future__ import annotations

import asyncio
from datetime import date, datetime, time, timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query
from pydantic import BaseModel, StrictInt, StrictStr

from bot.desk import audit, passwords, staff, staff_accounts
from bot.desk.audit import AuditEntry
from bot.desk.colleagues import Colleague, colleagues
from bot.desk.messages import iso
from bot.desk.staff import Agent, Role, get_agent
from bot.hours import SHANGHAI
from bot.web.auth import FAULTS, PREFIX, AsAdmin, AsAgent, AsLead, me_of
from bot.web.chat_forms import LARGEST_ID, Problem
from bot.web.parts import Parts, UseParts

AgentId = Annotated[int, Path(ge=1, le=LARGEST_ID)]
router = APIRouter(
    prefix=PREFIX,
    tags=["console"],
    responses={
        **FAULTS,
        404: {"model": Problem, "description": "There is no such account"},
        409: {"model": Problem, "description": "The login is taken, or nobody could administer accounts any more"},
    },
)


class NewAccount(BaseModel):
    login: StrictStr
    name: StrictStr
    role: Role = Role.AGENT
    groups: list[StrictStr] = []
    capacity: StrictInt = 5


class Change(BaseModel):
    """What is not given stays."""

    name: StrictStr | None
    role: Role | None
    groups: list[StrictStr] | None
    capacity: StrictInt | None
    is_active: bool | None


@router.get("/staff", summary="Who is there, and how much they have")
def list_staff(agent: AsAgent, parts: UseParts) -> dict[str, Any]:
    with parts.database() as session:
        return {"ok": True, "staff": [listed(one) for one in colleagues(session, parts.clock())]}


@router.get("/staff/accounts", summary="All accounts, also of those who have left")
def list_accounts(lead: AsLead, parts: UseParts) -> dict[str, Any]:
    with parts.database() as session:
        return {"ok": True, "accounts": [account_of(one, parts.clock()) for one in staff.accounts(session)]}


@router.post("/staff/accounts", summary="Make an account; its temporary password is told this once")
def create(new: NewAccount, admin: AsAdmin, parts: UseParts) -> dict[str, Any]:
    password, now = passwords.made_up(), parts.clock()
    with parts.database() as session:
        agent = staff_accounts.create_agent(session, **new.dict(), password=password, now=now, by=admin.id)
    return {"ok": True, "account": account_of(agent, now), "password": password}


@router.put("/staff/accounts/{agent_id}", summary="Change an account, close it, or open it again")
async def change(agent_id: AgentId, given: Change, admin: AsAdmin, parts: UseParts) -> dict[str, Any]:
    agent = await asyncio.to_thread(_change, parts, agent_id, given, admin)
    # Who has left or takes other groups now has conversations that somebody else must take.
    await parts.presence_changed(agent.id)
    return {"ok": True, "account": account_of(agent, parts.clock())}


@router.post("/staff/accounts/{agent_id}/reset_password", summary="A new temporary password, told this once")
def reset_password(agent_id: AgentId, admin: AsAdmin, parts: UseParts) -> dict[str, Any]:
    with parts.database() as session:
        agent = get_agent(session, agent_id)
        password = staff_accounts.reset_password(session, agent, now=parts.clock(), by=admin.id)
    return {"ok": True, "account": account_of(agent, parts.clock()), "password": password}


@router.get("/audit", summary="What the staff did, the latest first; days are the shop's, and both are included")
def list_audit(
    lead: AsLead,
    parts: UseParts,
    agent: Annotated[int | None, Query(ge=1, le=LARGEST_ID)] = None,
    action: Annotated[str, Query(max_length=40)] = "",
    subject: Annotated[str, Query(max_length=80)] = "",
    first: Annotated[date | None, Query(alias="from")] = None,
    last: Annotated[date | None, Query(alias="to")] = None,
    before: Annotated[int | None, Query(ge=1, le=LARGEST_ID)] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 100,
) -> dict[str, Any]:
    with parts.database() as session:
        found = audit.entries(
            session, agent_id=agent, action=action, subject=subject, since=_midnight(first), until=_midnight(last, 1),
            before=before, limit=limit + 1,
        )  # fmt: skip
        names = {one.id: one.name for one in staff.accounts(session)}
    return {"ok": True, "entries": [_entry(one, names) for one in found[:limit]], "more": len(found) > limit}


def listed(colleague: Colleague) -> dict[str, Any]:
    """Somebody as the others see them."""
    agent = colleague.agent
    return {
        "id": agent.id,
        "name": agent.name,
        "role": agent.role.value,
        "presence": colleague.presence.value,
        "load": colleague.load,
        "capacity": agent.capacity,
        "groups": agent.groups,
    }


def account_of(agent: Agent, now: datetime) -> dict[str, Any]:
    """Somebody as who administers accounts sees them."""
    return {
        **me_of(agent),
        "presence": agent.presence_at(now).value,
        "is_active": agent.is_active,
        "created_at": iso(agent.created_at),
        "seen_at": iso(agent.seen_at) if agent.seen_at else None,
    }


def _change(parts: Parts, agent_id: int, given: Change, admin: Agent) -> Agent:
    values = given.dict(exclude_unset=True)
    is_active = values.pop("is_active", None)
    step = {True: staff_accounts.reactivate, False: staff_accounts.deactivate}
    with parts.database() as session:
        agent = get_agent(session, agent_id)
        staff_accounts.change_agent(session, agent, **values, now=parts.clock(), by=admin.id)
        if is_active is not None:
            step[is_active](session, agent, now=parts.clock(), by=admin.id)
        return agent


def _entry(entry: AuditEntry, names: dict[int, str]) -> dict[str, Any]:
    return {
        "id": entry.id,
        "at": iso(entry.at),
        "agent_id": entry.agent_id,
        "agent": names.get(entry.agent_id) if entry.agent_id else None,
        "action": entry.action,
        "subject": entry.subject,
        "detail": entry.detail,
    }


def _midnight(day: date | None, later: int = 0) -> datetime | None:
    return datetime.combine(day, time(), SHANGHAI) + timedelta(days=later) if day else None
