"""The agents' API: the queue, a conversation with its whole story, and what a person does with it."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Any, ClassVar

from fastapi import APIRouter, Depends, Query, Request
from pydantic import BaseModel, Field, StrictStr
from starlette.responses import Response

from bot.desk.conversations import Conversation, HandOff, Owner
from bot.desk.messages import Message, iso, public_form
from bot.desk.staff import Role
from bot.desk.uploads import find_upload, upload_in
from bot.web import uploads
from bot.web.auth import FAULTS, admitted
from bot.web.chat_forms import LARGEST_ID, Listed, Problem
from bot.web.parts import UseParts
from bot.web.pictures import picture

PREFIX = "/api/agent"
# How long a console need not ask for the same picture again.
KEPT_FOR = timedelta(hours=1)
router = APIRouter(
    prefix=PREFIX,
    tags=["agents"],
    dependencies=[Depends(admitted(Role.AGENT))],
    responses={
        **FAULTS,
        404: {"model": Problem, "description": "There is no such conversation"},
        409: {"model": Problem, "description": "The conversation is not where it would have to be for this"},
    },
)


class Assignment(BaseModel):
    agent: StrictStr = Field(min_length=1, max_length=40, regex=r"^[^\x00-\x1f]+\Z")

    class Config:
        schema_extra: ClassVar[dict[str, Any]] = {"example": {"agent": "小林"}}


class Reply(BaseModel):
    text: StrictStr

    class Config:
        schema_extra: ClassVar[dict[str, Any]] = {"example": {"text": "您好，我来帮您看一下这单。"}}


def _listed(conversation: Conversation) -> dict[str, Any]:
    return Listed.from_orm(conversation).dict()


def _packet(packet: HandOff | None) -> dict[str, Any] | None:
    if packet is None:
        return None
    names = ("reason", "summary", "slots", "order_number", "agent")
    times = ("at", "assigned_at", "resolved_at")
    moments = {name: getattr(packet, name) for name in times}
    return {
        **{name: getattr(packet, name) for name in names},
        **{name: iso(moment) if moment else None for name, moment in moments.items()},
    }


def _shown(message: Message) -> dict[str, Any]:
    """A message as agents see it: its picture opens with their session."""
    form, upload = public_form(message), upload_in(message.image)
    return {**form, "image": f"{PREFIX}/photos/{upload}"} if upload else form


def _full(message: Message) -> dict[str, Any]:
    return {**_shown(message), "understood": message.understood, "answered": message.answered}


@router.get(
    "/conversations", summary="Conversations: the waiting ones in the order of the queue, others the latest first"
)
async def list_conversations(
    parts: UseParts, owner: Owner | None = None, limit: Annotated[int, Query(ge=1, le=200)] = 100
) -> dict[str, Any]:
    found = await parts.attendance.conversations(owner, limit)
    return {"ok": True, "conversations": [_listed(conversation) for conversation in found]}


@router.get(
    "/conversations/{conversation_id}",
    summary="A conversation with its hand-over packet and what was said and understood",
)
async def show_conversation(
    conversation_id: str, parts: UseParts, after: Annotated[int, Query(ge=0, le=LARGEST_ID)] = 0
) -> dict[str, Any]:
    case = await parts.attendance.case(conversation_id, after)
    return {
        "ok": True,
        "conversation": {**_listed(case.conversation), "read_id": case.conversation.read_id},
        "hand_off": _packet(case.hand_off),
        "messages": [_full(message) for message in case.messages],
    }


@router.post("/conversations/{conversation_id}/assign", summary="Take a waiting conversation")
async def assign(conversation_id: str, assignment: Assignment, parts: UseParts) -> dict[str, Any]:
    conversation = await parts.attendance.assign(conversation_id, assignment.agent)
    return {"ok": True, "conversation": _listed(conversation)}


@router.post("/conversations/{conversation_id}/reply", summary="Say something to the shopper")
async def reply(conversation_id: str, said: Reply, parts: UseParts) -> dict[str, Any]:
    message = await parts.attendance.reply(conversation_id, said.text)
    return {"ok": True, "message": _shown(message)}


@router.post(
    "/conversations/{conversation_id}/photos",
    responses=uploads.FAULTS,
    openapi_extra=uploads.BODY,
    summary="Show the shopper a picture",
)
async def reply_with_photo(conversation_id: str, request: Request, parts: UseParts) -> dict[str, Any]:
    photo = await uploads.developed(await uploads.body_of(request, parts), parts)
    return {"ok": True, "message": _shown(await parts.attendance.show(conversation_id, photo))}


@router.get("/photos/{upload}", response_class=Response, responses=uploads.PICTURE, summary="A picture of a message")
async def show_photo(upload: str, parts: UseParts) -> Response:
    found = await parts.reception.ledger.run(lambda database: find_upload(database, upload))
    return picture(found, parts.clock() + KEPT_FOR, parts)


@router.post(
    "/conversations/{conversation_id}/resolve",
    summary="Close the matter; the bot goes on when the shopper writes again",
)
async def resolve(conversation_id: str, parts: UseParts) -> dict[str, Any]:
    return {"ok": True, "conversation": _listed(await parts.attendance.resolve(conversation_id))}


@router.post("/conversations/{conversation_id}/return_to_bot", summary="Let the bot go on")
async def return_to_bot(conversation_id: str, parts: UseParts) -> dict[str, Any]:
    return {"ok": True, "conversation": _listed(await parts.attendance.return_to_bot(conversation_id))}
