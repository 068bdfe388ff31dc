"""The console's conversations: lists, search, one with its whole story, and the pictures in them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query
from starlette.responses import Response

from bot.desk import audit
from bot.desk.access import open_for
from bot.desk.console_events import summaries
from bot.desk.conversations import get_conversation
from bot.desk.inbox import Box, Wanted, find
from bot.desk.scheduled import scheduled_in
from bot.desk.uploads import find_upload
from bot.errors import ConversationNotFound, InvalidRequest, PageNotFound
from bot.log import masked
from bot.web.auth import FAULTS, PREFIX, AsAgent
from bot.web.chat_forms import LARGEST_ID, Problem
from bot.web.console_deeds import planned_form
from bot.web.console_names import PICTURES, named, shoppers_meant
from bot.web.console_opened import SAME_LOOK, opened
from bot.web.parts import UseParts
from bot.web.pictures import picture
from bot.web.uploads import PICTURE

# A console draws a picture again whenever its conversation is opened.
SHOWN_FOR = timedelta(minutes=10)

ConversationId = Annotated[str, Path(max_length=64)]
router = APIRouter(
    prefix=PREFIX,
    tags=["console"],
    responses={**FAULTS, 404: {"model": Problem, "description": "There is none, or none that they may see"}},
)


@router.get("/conversations", summary="The queue, one's own, all or the closed ones; with words, those that fit")
def list_conversations(
    agent: AsAgent,
    parts: UseParts,
    box: Box = "all",
    q: Annotated[str, Query(max_length=100)] = "",
    group: Annotated[str, Query(max_length=30)] = "",
    agent_id: Annotated[int | None, Query(alias="agent", ge=1, le=LARGEST_ID)] = None,
    before: datetime | None = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 40,
) -> dict[str, Any]:
    """`before` is the `updated_at` of the last line that is known; a page may be a little longer than `limit`."""
    if before is not None and before.tzinfo is None:
        raise InvalidRequest()
    words = q.strip()
    with parts.database() as session:
        if words:
            subject = masked(words)
            audit.note_once(
                session, "conversation.search", parts.clock(), SAME_LOOK, agent_id=agent.id, subject=subject
            )
        meant = shoppers_meant(session, words) if words else []
        wanted = Wanted(box, words, meant, group, agent_id, before, limit)
        found, more = find(session, agent, wanted)
        return {"ok": True, "conversations": named(session, parts, summaries(session, found)), "more": more}


@router.get("/conversations/{conversation_id}", summary="A conversation with its packet, messages and notes")
def get_opened(
    conversation_id: ConversationId,
    agent: AsAgent,
    parts: UseParts,
    before: Annotated[int | None, Query(ge=1, le=LARGEST_ID)] = None,
) -> dict[str, Any]:
    """The latest messages, or those before one."""
    with parts.database() as session:
        return {"ok": True, **opened(session, parts, agent, conversation_id, before=before)}


@router.get("/conversations/{conversation_id}/scheduled", summary="What is still to be said in it")
def list_scheduled(conversation_id: ConversationId, agent: AsAgent, parts: UseParts) -> dict[str, Any]:
    with parts.database() as session:
        conversation = get_conversation(session, conversation_id)
        open_for(session, agent, conversation)
        return {"ok": True, "scheduled": [planned_form(one) for one in scheduled_in(session, conversation)]}


@router.get(PICTURES.removeprefix(PREFIX) + "/{upload_id}", response_class=Response, responses=PICTURE)
def get_picture(upload_id: Annotated[str, Path(max_length=64)], agent: AsAgent, parts: UseParts) -> Response:
    """A picture of a conversation that they may see, or of a canned reply."""
    with parts.database() as session:
        upload = find_upload(session, upload_id)
        if upload is not None and upload.conversation_id is not None:
            try:
                open_for(session, agent, get_conversation(session, upload.conversation_id))
            except ConversationNotFound as error:
                raise PageNotFound() from error
        return picture(upload, parts.clock() + SHOWN_FOR, parts)
