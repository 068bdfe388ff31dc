"""Inspections: leads fill in the shop's form about how a conversation was served."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Path
from sqlalchemy.orm import Session

from bot.desk import audit
from bot.desk.conversations import Conversation, get_conversation
from bot.desk.inspections import Form, Inspection, form_for, inspect, inspections_of
from bot.desk.messages import iso
from bot.desk.staff import Agent
from bot.web.auth import FAULTS, PREFIX, AsLead
from bot.web.chat_forms import Problem
from bot.web.console_forms import InspectionSent
from bot.web.parts import Parts, UseParts

ConversationId = Annotated[str, Path(max_length=64)]
router = APIRouter(
    prefix=PREFIX,
    tags=["console"],
    responses={
        **FAULTS,
        404: {"model": Problem, "description": "There is no such conversation"},
        409: {"model": Problem, "description": "No person has served in it"},
    },
)


@router.get("/inspections/form", summary="What is looked at, and the points that it is worth")
def get_form(lead: AsLead, parts: UseParts) -> dict[str, Any]:
    return {"ok": True, "items": [item.dict() for item in _form(parts).items]}


@router.get("/conversations/{conversation_id}/inspections", summary="How a conversation was judged")
def list_inspections(conversation_id: ConversationId, lead: AsLead, parts: UseParts) -> dict[str, Any]:
    with parts.database() as session:
        found = inspections_of(session, get_conversation(session, conversation_id))
        return {"ok": True, "inspections": [_shown(one, by) for one, by in found]}


@router.post("/conversations/{conversation_id}/inspections", summary="Judge how a conversation was served")
async def post_inspection(
    conversation_id: ConversationId, sent: InspectionSent, lead: AsLead, parts: UseParts
) -> dict[str, Any]:
    """Once per hand-over and lead: filled in again, it replaces the earlier one."""

    def change(session: Session, conversation: Conversation, now: datetime) -> dict[str, Any]:
        done = inspect(session, conversation, lead, _form(parts), sent.scores, sent.comment.strip(), now)
        facts = {"agent": done.agent_id, "total": done.total}
        audit.note(session, "conversation.inspect", now, agent_id=lead.id, subject=conversation.id, **facts)
        return _shown(done, lead)

    return {"ok": True, "inspection": await parts.reception.ledger.write(conversation_id, change)}


def _form(parts: Parts) -> Form:
    return form_for(parts.settings.data_dir / "policy")


def _shown(done: Inspection, lead: Agent) -> dict[str, Any]:
    return {
        "id": done.id,
        "lead": lead.name,
        "lead_id": done.lead_id,
        "agent_id": done.agent_id,
        "scores": done.scores,
        "total": done.total,
        "comment": done.comment,
        "at": iso(done.at),
    }
