"""The console's orders: one in full, what may be done to it, what that would change, and doing it once."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query
from pydantic import BaseModel, Field, StrictFloat, StrictInt, StrictStr
from sqlalchemy import desc, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from bot.desk import audit
from bot.desk.access import check_in_charge, open_for
from bot.desk.console_events import tell_alert, tell_ticket
from bot.desk.conversations import Conversation, Owner, get_conversation
from bot.desk.messages import Author, Message
from bot.desk.staff import Agent, Role, accounts
from bot.desk.tickets import APPROVAL, open_ticket
from bot.desk.uploads import upload_in
from bot.errors import ActionRefused, NotAllowed, OrderNotFound, ServiceError
from bot.shop.case_progress import case_progress
from bot.shop.changes import OrderChange, Person, Request, is_done
from bot.shop.follow_ups import open_follow_ups
from bot.shop.invoices import invoice_of
from bot.shop.logistics import shipments_of
from bot.shop.order_actions import Field as Asked
from bot.shop.order_actions import Offer, Scene, carry_out, described, offers, propose
from bot.shop.orders import Order, Shopper, order_for
from bot.shop.parcels import parcel_of
from bot.shop.payments import payments_of
from bot.shop.refunds import refunds_of
from bot.web.answers import rule_of
from bot.web.auth import FAULTS, PREFIX, AsAgent
from bot.web.chat_forms import CLIENT_ID, Problem
from bot.web.console_names import Names, shopper_names
from bot.web.console_opened import SAME_LOOK
from bot.web.order_forms import (
    case_form,
    change_form,
    follow_up_form,
    invoice_form,
    order_form,
    parcel_form,
    payment_form,
    refund_form,
)
from bot.web.parts import Parts, UseParts

PHOTOS = 20
_MESSAGES: Any = Message  # SQLAlchemy 1.4 is untyped: on the class these are columns
_CHANGES: Any = OrderChange

Number = Annotated[str, Path(max_length=32)]
Talk = Annotated[str | None, Query(max_length=64, description="In which the order is looked at; leads need none.")]
router = APIRouter(
    prefix=f"{PREFIX}/orders/{{number}}",
    tags=["console"],
    responses={
        **FAULTS,
        404: {"model": Problem, "description": "There is no such order of this shopper"},
        409: {"model": Problem, "description": "A rule forbids it, and is named; or the order has changed meanwhile"},
    },
)


class Wanted(BaseModel):
    """An action with what was filled in."""

    action: StrictStr = Field(max_length=30)
    values: dict[StrictStr, StrictStr | StrictInt | StrictFloat | None] = Field(default_factory=dict)
    conversation: StrictStr | None = Field(None, max_length=64)

    class Config:
        extra = "forbid"


class AgreedTo(Wanted):
    digest: StrictStr = Field(max_length=64)
    request_id: StrictStr = Field(regex=CLIENT_ID, description="Repeated, it is done once.")


@router.get("", summary="An order with everything that belongs to it")
def get_order(number: Number, agent: AsAgent, parts: UseParts, conversation: Talk = None) -> dict[str, Any]:
    with parts.database() as session:
        talk, order = in_view(session, parts, agent, number, conversation)
        policy, now = parts.policy(), parts.clock()
        audit.note_once(session, "order.view", now, SAME_LOOK, agent_id=agent.id, subject=order.number)
        invoice = invoice_of(session, order)
        return {
            "ok": True,
            "order": order_form(order, policy, reads_all(agent, talk)),
            "payments": [payment_form(one, policy) for one in payments_of(session, order)],
            "refunds": [refund_form(one, policy) for one in refunds_of(session, order)],
            "parcels": [
                parcel_form(parcel_of(one, order, policy, now), policy) for one in shipments_of(session, order)
            ],
            "cases": [case_form(one, order, policy) for one in case_progress(session, order)],
            "invoice": invoice_form(invoice) if invoice else None,
            "follow_ups": [follow_up_form(one) for one in open_follow_ups(session, [order.number])],
            "changes": _changes(session, parts, order),
        }


@router.get("/actions", summary="What may be done to an order now; for the rest, the rule that refuses it")
def list_actions(number: Number, agent: AsAgent, parts: UseParts, conversation: Talk = None) -> dict[str, Any]:
    with parts.database() as session:
        at = _scene(session, parts, agent, number, conversation)
        return {"ok": True, "actions": [_offered(offer, at, parts) for offer in offers(at)]}


@router.post("/propose", summary="What an action would change, and under which rule; nothing is done")
def make_proposal(number: Number, wanted: Wanted, agent: AsAgent, parts: UseParts) -> dict[str, Any]:
    with parts.database() as session:
        at = _scene(session, parts, agent, number, wanted.conversation)
        plan, digest = propose(at, wanted.action, wanted.values)
        lines = [{"label": at.label(one.name), "before": one.before, "after": one.after} for one in plan.lines]
        return {"ok": True, "digest": digest, "lines": lines, "rule": described(plan.rule, at)}


@router.post("/carry_out", summary="Do what was agreed to; repeated, it is done once")
def do_it(number: Number, agreed: AgreedTo, agent: AsAgent, parts: UseParts) -> dict[str, Any]:
    try:
        with parts.database() as session:
            done = _carried_out(session, parts, agent, number, agreed)
    except (ServiceError, IntegrityError):
        # The same request may have come twice at once; then the other one has done it.
        if not _was_done(parts, agent, agreed):
            raise
        done = False
    return {"ok": True, "done": done}


@router.post("/ask_lead", summary="Ask the leads for something that is beyond one's own limit")
async def ask_lead(number: Number, wanted: Wanted, agent: AsAgent, parts: UseParts) -> dict[str, Any]:
    def ask(session: Session) -> dict[str, Any]:
        at = _scene(session, parts, agent, number, wanted.conversation)
        lead = Scene(session, at.order, at.policy, Person(agent.id, is_lead=True), at.now, at.photos)
        plan, _ = propose(lead, wanted.action, wanted.values)
        talk = get_conversation(session, wanted.conversation) if wanted.conversation else None
        names = Names(parts, shopper_names(session, [talk.shopper_id if talk else None]))
        subject = names.words.approval.format(
            agent=agent.name,
            action=at.policy.handling.title(wanted.action),
            number=at.order.number,
            lines=at.policy.words.clause.join(f"{at.label(one.name)} {one.after}" for one in plan.lines if one.after),
        )
        rota = parts.reception.ledger.rota
        group = (talk.group if talk else None) or rota.groups.otherwise
        due = rota.after(group, at.now, rota.groups.message_within_minutes * 60) or at.now + SAME_LOOK
        ticket = open_ticket(
            session, kind=APPROVAL, group=group, subject=subject, due_at=due, now=at.now, conversation=talk,
            order_number=at.order.number, opened_by=agent.id,
        )  # fmt: skip
        tell_ticket(session, ticket)
        tell_alert(session, None, "approval", talk, subject=subject)
        return {"ok": True, "ticket": ticket.id}

    return await parts.reception.ledger.run(ask)


def in_view(
    session: Session, parts: Parts, agent: Agent, number: str, conversation_id: str | None
) -> tuple[Conversation | None, Order]:
    """An order that somebody may look at: of the shopper whom they talk with; leads see every one.

    Raises:
        ConversationNotFound: they may not see the conversation.
        OrderNotFound: there is none, or it is not this shopper's, nor proved by them.
    """
    if conversation_id is None:
        if not agent.may(Role.LEAD):
            raise NotAllowed()
        order: Order | None = session.get(Order, number)
        if order is None:
            raise OrderNotFound()
        return None, order
    talk = get_conversation(session, conversation_id)
    open_for(session, agent, talk)
    return talk, order_for(session, Shopper(talk.shopper_id, talk.visitor), number, parts.clock())


def reads_all(agent: Agent, talk: Conversation | None) -> bool:
    """Whether somebody may read a shopper's whole phone and address."""
    in_charge = talk is not None and talk.owner is Owner.HUMAN and talk.agent_id == agent.id
    return in_charge or agent.may(Role.LEAD)


def _scene(session: Session, parts: Parts, agent: Agent, number: str, conversation_id: str | None) -> Scene:
    """Who has the word acts, or a lead.

    Raises:
        NotInCharge: somebody else has the word, or nobody.
    """
    talk, order = in_view(session, parts, agent, number, conversation_id)
    if talk is not None and not agent.may(Role.LEAD):
        check_in_charge(agent, talk)
    person = Person(agent.id, agent.may(Role.LEAD))
    return Scene(session, order, parts.policy(), person, parts.clock(), _photos(session, talk))


def _photos(session: Session, talk: Conversation | None) -> tuple[tuple[str, Any], ...]:
    """The pictures that the shopper has sent in a conversation, the latest of them."""
    if talk is None:
        return ()
    query = select(_MESSAGES.image, _MESSAGES.at).where(
        _MESSAGES.conversation_id == talk.id, _MESSAGES.author == Author.SHOPPER, _MESSAGES.image.isnot(None)
    )
    found = session.execute(query.order_by(desc(_MESSAGES.id)).limit(PHOTOS)).all()
    return tuple((upload, at) for image, at in reversed(found) if (upload := upload_in(image)))


def _carried_out(session: Session, parts: Parts, agent: Agent, number: str, agreed: AgreedTo) -> bool:
    at = _scene(session, parts, agent, number, agreed.conversation)
    done = carry_out(at, agreed.action, agreed.values, agreed.digest, agreed.request_id)
    if done:
        told = {
            "what": at.policy.handling.title(agreed.action),
            "conversation": agreed.conversation,
            "request": agreed.request_id,
        }
        audit.note(session, "order.change", at.now, agent_id=agent.id, subject=at.order.number, **told)
    return done


def _was_done(parts: Parts, agent: Agent, agreed: AgreedTo) -> bool:
    person = Person(agent.id)
    with parts.database() as session:
        return is_done(session, Request(f"{person.actor}:{agreed.request_id}", person.actor, parts.clock()))


def _offered(offer: Offer, at: Scene, parts: Parts) -> dict[str, Any]:
    refused = offer.refused
    rule = rule_of(refused) if isinstance(refused, ActionRefused) else None
    return {
        "action": offer.action,
        "title": at.policy.handling.title(offer.action),
        "person_only": offer.person_only,
        "fields": [_field(one, at) for one in offer.fields],
        "refused": {"message": parts.wording().error(refused), "rule": rule} if refused else None,
    }


def _field(asked: Asked, at: Scene) -> dict[str, Any]:
    return {
        "name": asked.name,
        "label": at.label(asked.name),
        "kind": asked.kind,
        "required": asked.required,
        "value": asked.value,
        "max": asked.most,
        "hint": asked.hint,
        "options": [{"value": value, "title": title} for value, title in asked.options],
    }


def _changes(session: Session, parts: Parts, order: Order) -> list[dict[str, Any]]:
    query = select(OrderChange).where(_CHANGES.order_number == order.number).order_by(desc(_CHANGES.id)).limit(PHOTOS)
    agents = {one.id: one.name for one in accounts(session)}
    return [change_form(one, agents, parts.policy()) for one in session.execute(query).scalars()]
