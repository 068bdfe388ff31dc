"""Beside the conversation: who the shopper is, what they ordered and wear, what was before, what colleagues noted."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Path
from sqlalchemy import desc, select
from sqlalchemy.orm import Session

from bot.desk import audit
from bot.desk.access import open_for, seen_by
from bot.desk.console_events import note_form, summaries
from bot.desk.conversations import Conversation, get_conversation
from bot.desk.messages import iso
from bot.desk.notes import Note
from bot.desk.staff import Agent
from bot.shop.dossiers import Dossier, dossier_of
from bot.shop.offers import Coupon, OwnedCoupon
from bot.shop.orders import Shopper
from bot.shop.parcels import parcel_of
from bot.shop.policy import Policy
from bot.web.auth import FAULTS, PREFIX, AsAgent
from bot.web.chat_forms import Problem
from bot.web.console_names import Names, named
from bot.web.console_opened import SAME_LOOK
from bot.web.console_orders import reads_all
from bot.web.order_forms import (
    case_form,
    follow_up_form,
    invoice_form,
    masked_phone,
    order_form,
    parcel_form,
    payment_form,
    refund_form,
)
from bot.web.parts import Parts, UseParts

EARLIER = 20

_TALKS: Any = Conversation  # SQLAlchemy 1.4 is untyped: on the class these are columns
_NOTES: Any = Note
router = APIRouter(
    prefix=PREFIX,
    tags=["console"],
    responses={**FAULTS, 404: {"model": Problem, "description": "There is none, or none that they may see"}},
)


@router.get("/conversations/{conversation_id}/shopper", summary="The shopper of a conversation and their orders")
def get_shopper(
    conversation_id: Annotated[str, Path(max_length=64)], agent: AsAgent, parts: UseParts
) -> dict[str, Any]:
    """Of a visitor, only what they have proved in this browser."""
    with parts.database() as session:
        talk, now, policy = get_conversation(session, conversation_id), parts.clock(), parts.policy()
        open_for(session, agent, talk)
        audit.note_once(session, "shopper.view", now, SAME_LOOK, agent_id=agent.id, subject=talk.id)
        known = dossier_of(session, Shopper(talk.shopper_id, talk.visitor), now)
        is_open = reads_all(agent, talk)
        return {
            "ok": True,
            "profile": _profile(known, policy, parts, is_open),
            "measurements": _measurements(known, policy),
            "coupons": [_coupon(owned, coupon) for owned, coupon in known.coupons],
            **_of_orders(known, policy, now, is_open),
            "conversations": _earlier(session, parts, agent, talk),
            "notes": _notes(session, talk),
        }


def _of_orders(known: Dossier, policy: Policy, now: datetime, is_open: bool) -> dict[str, Any]:
    parcels = [parcel_of(one, known.order(one.order_number), policy, now) for one in known.parcels]
    return {
        "orders": [order_form(order, policy, is_open) for order in known.orders],
        "payments": [payment_form(one, policy) for one in known.payments],
        "refunds": [refund_form(one, policy) for one in known.refunds],
        "parcels": [parcel_form(one, policy) for one in parcels],
        "cases": [case_form(one, known.order(one.case.order_number), policy) for one in known.cases],
        "invoices": [invoice_form(one) for one in known.invoices],
        "follow_ups": [follow_up_form(one) for one in known.follow_ups],
    }


def _profile(known: Dossier, policy: Policy, parts: Parts, is_open: bool) -> list[dict[str, str]]:
    """Who it is, in pairs; a phone in full only for who acts for them."""
    words, customer = Names(parts, {}).words, known.customer
    if customer is None:
        return [{"label": words.shopper["who"], "value": words.shopper["visitor"]}]
    bought = words.bought.format(count=known.bought, amount=policy.money(known.bought_fen))
    refuses = known.profile is not None and known.profile.prompts_refused_at is not None
    pairs = {
        "name": customer.name,
        "phone": customer.phone if is_open else masked_phone(customer.phone),
        "since": f"{customer.created_at:%Y-%m-%d}",
        "bought": bought,
        "prompts": words.shopper["no_prompts"] if refuses else "",
    }
    return [{"label": words.shopper[name], "value": value} for name, value in pairs.items() if value]


def _measurements(known: Dossier, policy: Policy) -> list[dict[str, str]]:
    if known.profile is None:
        return []
    words, told = policy.words, known.profile
    values = {name: getattr(told, name, None) for name in words.measures}
    pairs = [(words.measures[name], _measure(name, value)) for name, value in values.items() if value is not None]
    if told.fit_wish in words.fits:
        pairs.append((words.fields["fit"], words.fits[told.fit_wish]))
    return [{"label": label, "value": value} for label, value in pairs]


def _measure(name: str, value: Any) -> str:
    unit = {"cm": " cm", "kg": " kg"}.get(name.rpartition("_")[2], "")
    return f"{value:g}{unit}" if isinstance(value, float) else str(value)


def _coupon(owned: OwnedCoupon, coupon: Coupon) -> dict[str, Any]:
    until = owned.expires_at or coupon.ends_at
    return {"id": owned.id, "title": coupon.title, "until": iso(until) if until else None, "note": coupon.note}


def _earlier(session: Session, parts: Parts, agent: Agent, talk: Conversation) -> list[dict[str, Any]]:
    """Other conversations of the same person that this agent may see, the latest first."""
    theirs = _TALKS.visitor == talk.visitor
    if talk.shopper_id is not None:
        theirs = _TALKS.shopper_id == talk.shopper_id
    else:
        # What somebody did who was logged in on the same device is not the visitor's.
        theirs = theirs & _TALKS.shopper_id.is_(None)
    query = select(Conversation).where(theirs, _TALKS.id != talk.id, seen_by(agent))
    found = session.execute(query.order_by(desc(_TALKS.updated_at), _TALKS.id).limit(EARLIER)).scalars().all()
    return named(session, parts, summaries(session, found)) if found else []


def _notes(session: Session, talk: Conversation) -> list[dict[str, Any]]:
    """What colleagues noted about the shopper, wherever."""
    if talk.shopper_id is None:
        return []
    query = select(Note, Agent).join(Agent, Agent.id == _NOTES.agent_id).where(_NOTES.shopper_id == talk.shopper_id)
    return [note_form(note, author) for note, author in session.execute(query.order_by(_NOTES.id))]
