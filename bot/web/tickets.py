"""The console's tickets: what is to be done by when, messages left out of hours, and what the shop has promised."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query
from pydantic import BaseModel, Field, StrictStr, validator
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.desk import audit
from bot.desk import ticket_work as work
from bot.desk.access import open_for
from bot.desk.console_events import summary, ticket_form
from bot.desk.conversations import Conversation, get_conversation
from bot.desk.messages import iso
from bot.desk.staff import Agent, Role, accounts, get_agent
from bot.desk.texts import clean
from bot.desk.ticket_work import Box
from bot.desk.tickets import Ticket
from bot.errors import BadGroup, NobodysToTake, TicketClosed, TicketNotFound
from bot.shop.follow_ups import FollowUp, all_open, close, get_follow_up, last_done
from bot.shop.orders import Order
from bot.web.auth import FAULTS, PREFIX, AsAgent
from bot.web.chat_forms import LARGEST_ID, Problem
from bot.web.console_names import Names, named, shopper_names
from bot.web.parts import Parts, UseParts

FOLLOW_UP = "follow_up"
LONGEST = 5000

_ORDERS: Any = Order  # SQLAlchemy 1.4 is untyped: on the class these are columns
TicketId = Annotated[int, Path(ge=1, le=LARGEST_ID)]
router = APIRouter(
    prefix=f"{PREFIX}/tickets",
    tags=["console"],
    responses={
        **FAULTS,
        404: {"model": Problem, "description": "There is none, or none that they may see"},
        409: {"model": Problem, "description": "It has been dealt with already"},
    },
)


class NewTicket(BaseModel):
    subject: StrictStr = Field(max_length=LONGEST)
    group: StrictStr = Field(max_length=30)
    due_at: datetime
    conversation: StrictStr | None = Field(None, max_length=64)
    order_number: StrictStr | None = Field(None, max_length=32)
    agent: int | None = Field(None, ge=1, le=LARGEST_ID)

    @validator("due_at")
    def _has_a_zone(cls, at: datetime) -> datetime:
        if at.tzinfo is None:
            raise ValueError("has no time zone")
        return at


class Goal(BaseModel):
    """Who is to deal with it: somebody, or whoever of a group takes it."""

    agent: int | None = Field(None, ge=1, le=LARGEST_ID)
    group: StrictStr | None = Field(None, max_length=30)


class Outcome(BaseModel):
    outcome: StrictStr = Field(max_length=LONGEST)


@router.get("", summary="Tickets and promises: all open ones, one's own, those nobody has, overdue ones, closed ones")
def list_tickets(
    agent: AsAgent, parts: UseParts, box: Box = "open", group: Annotated[str, Query(max_length=30)] = ""
) -> dict[str, Any]:
    with parts.database() as session:
        tickets = work.tickets_for(session, agent, box, parts.clock(), group)
        told = [*_told(session, parts, tickets), *_promises(session, parts, agent, box, group)]
    by = "closed_at" if box == "closed" else "due_at"
    return {"ok": True, "tickets": sorted(told, key=lambda one: str(one[by]), reverse=box == "closed")}


@router.post("", summary="Something to do by a time, perhaps about a conversation or an order")
async def create(new: NewTicket, agent: AsAgent, parts: UseParts) -> dict[str, Any]:
    _check_group(parts, new.group)

    def change(session: Session) -> dict[str, Any]:
        talk = get_conversation(session, new.conversation) if new.conversation else None
        if talk is not None:
            open_for(session, agent, talk)
        to = get_agent(session, new.agent) if new.agent else None
        ticket = work.open_task(
            session, agent, subject=new.subject, group=new.group, due_at=new.due_at, now=parts.clock(),
            conversation=talk, order_number=new.order_number, to=to,
        )  # fmt: skip
        return _one(session, parts, ticket)

    return await parts.reception.ledger.run(change)


# Before the routes of tickets, whose pattern they would fit.
@router.post("/f-{follow_up_id}/take", include_in_schema=False)
def take_promise(follow_up_id: TicketId, agent: AsAgent) -> None:
    raise NobodysToTake()


@router.post("/f-{follow_up_id}/close", summary="A promise of the shop is kept")
def keep_promise(follow_up_id: TicketId, told: Outcome, agent: AsAgent, parts: UseParts) -> dict[str, Any]:
    outcome, now = clean(told.outcome, work.SUBJECT_LIMIT), parts.clock()
    with parts.database() as session:
        promise = get_follow_up(session, follow_up_id)
        if promise is None or not _is_for(parts, agent, promise):
            raise TicketNotFound()
        if promise.done_at is not None:
            raise TicketClosed()
        close(session, promise, now)
        subject = f"{promise.order_number}/{promise.kind}"
        audit.note(session, "follow_up.close", now, agent_id=agent.id, subject=subject, outcome=outcome)
        [form] = _promise_forms(session, parts, [promise])
        return {"ok": True, "ticket": form}


@router.post("/{ticket_id}/take", summary="Deal with it oneself; a message left brings its conversation along")
async def take(ticket_id: TicketId, agent: AsAgent, parts: UseParts) -> dict[str, Any]:
    def change(session: Session) -> tuple[dict[str, Any], str | None]:
        ticket = work.ticket_for(session, agent, ticket_id)
        work.give(session, ticket, agent, parts.clock(), to=agent)
        return _one(session, parts, ticket), ticket.conversation_id if work.is_message_left(ticket) else None

    answer, talk = await parts.reception.ledger.run(change)
    if talk is None:
        return answer
    return {**answer, "conversation": await _brought_back(parts, talk, ticket_id, agent)}


@router.post("/{ticket_id}/assign", summary="Let somebody else deal with it")
async def assign(ticket_id: TicketId, goal: Goal, agent: AsAgent, parts: UseParts) -> dict[str, Any]:
    if goal.group is not None:
        _check_group(parts, goal.group)

    def change(session: Session) -> dict[str, Any]:
        ticket = work.ticket_for(session, agent, ticket_id)
        to = get_agent(session, goal.agent) if goal.agent else None
        work.give(session, ticket, agent, parts.clock(), to=to, group=goal.group)
        return _one(session, parts, ticket)

    return await parts.reception.ledger.run(change)


@router.post("/{ticket_id}/close", summary="It is dealt with; what came of it")
async def settle(ticket_id: TicketId, told: Outcome, agent: AsAgent, parts: UseParts) -> dict[str, Any]:
    def change(session: Session) -> dict[str, Any]:
        ticket = work.ticket_for(session, agent, ticket_id)
        work.settle(session, ticket, agent, told.outcome, parts.clock())
        return _one(session, parts, ticket)

    return await parts.reception.ledger.run(change)


async def _brought_back(parts: Parts, conversation_id: str, ticket_id: int, agent: Agent) -> dict[str, Any]:
    rota, wording = parts.reception.ledger.rota, parts.wording()

    def change(session: Session, talk: Conversation, now: datetime) -> None:
        ticket = work.ticket_for(session, agent, ticket_id)
        work.bring_back(session, talk, ticket, get_agent(session, agent.id), rota, wording, now)

    def told(session: Session) -> dict[str, Any]:
        [line] = named(session, parts, [summary(session, get_conversation(session, conversation_id))])
        return line

    await parts.reception.ledger.write(conversation_id, change)
    return await parts.reception.ledger.run(told)


def _check_group(parts: Parts, group: str) -> None:
    if group not in parts.reception.ledger.rota.groups.groups:
        raise BadGroup()


def _one(session: Session, parts: Parts, ticket: Ticket) -> dict[str, Any]:
    [form] = _told(session, parts, [ticket])
    return {"ok": True, "ticket": form}


def _told(session: Session, parts: Parts, tickets: Sequence[Ticket]) -> list[dict[str, Any]]:
    names = Names(parts, shopper_names(session, (one.shopper_id for one in tickets)))
    agents = {one.id: one.name for one in accounts(session)}
    return [names.ticket(ticket_form(one), agents) for one in tickets]


# ---- promises of the shop


def _promises(session: Session, parts: Parts, agent: Agent, box: Box, group: str) -> list[dict[str, Any]]:
    if box == "mine":
        return []
    found = last_done(session) if box == "closed" else all_open(session)
    now = parts.clock()
    wanted = [one for one in found if _is_for(parts, agent, one) and (box != "overdue" or one.is_overdue(now))]
    return [one for one in _promise_forms(session, parts, wanted) if not group or one["group"] == group]


def _is_for(parts: Parts, agent: Agent, promise: FollowUp) -> bool:
    return agent.may(Role.LEAD) or _group_of(parts, promise) in agent.groups


def _group_of(parts: Parts, promise: FollowUp) -> str:
    """The group that would get a shopper who asks about it."""
    return parts.reception.ledger.rota.groups.route({"intent": promise.kind})


def _promise_forms(session: Session, parts: Parts, promises: Sequence[FollowUp]) -> list[dict[str, Any]]:
    numbers = [one.order_number for one in promises]
    query = select(_ORDERS.number, _ORDERS.customer_id).where(_ORDERS.number.in_(numbers))
    buyers = {number: customer for number, customer in session.execute(query)} if numbers else {}
    names = Names(parts, shopper_names(session, buyers.values()))
    return [_promise_form(one, names, buyers.get(one.order_number), _group_of(parts, one)) for one in promises]


def _promise_form(promise: FollowUp, names: Names, shopper_id: str | None, group: str) -> dict[str, Any]:
    title = names.words.intent(promise.kind) or promise.kind
    subject = names.words.follow_up.format(title=title, number=promise.order_number, times=promise.times)
    form = {
        "id": f"f-{promise.id}",
        "kind": FOLLOW_UP,
        "subject": subject,
        "group": group,
        "agent_id": None,
        "conversation": None,
        "shopper_id": shopper_id,
        "order_number": promise.order_number,
        "opened_by": None,
        "opened_at": iso(promise.opened_at),
        "due_at": iso(promise.due_at),
        "closed_at": iso(promise.done_at) if promise.done_at else None,
        "closed_by": None,
        "outcome": "",
    }
    return names.ticket(form, {})
