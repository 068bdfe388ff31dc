"""Chat over REST: sessions, messages and their answers, history."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from sqlalchemy.orm import Session

from bot.desk.conversations import find_conversation
from bot.errors import BadSession
from bot.web.chat_forms import LARGEST_ID, Entrance, Exchange, Problem, Said, Transcript, Welcome
from bot.web.parts import ChatSession, Parts, UseParts
from bot.web.pictures import opened, shown

FAULTS: dict[int | str, dict[str, Any]] = {
    400: {"model": Problem, "description": "Not in the form that is asked for, empty, or too long"},
    401: {
        "model": Problem,
        "description": "The session or the shop's token is wrong or too old: ask for a new session",
    },
    404: {"model": Problem, "description": "There is no such button"},
    413: {"model": Problem, "description": "More than 64 KB"},
    429: {"model": Problem, "description": "More than 30 messages a minute"},
}
router = APIRouter(prefix="/api/chat", tags=["chat"], responses=FAULTS)
bearer = HTTPBearer(auto_error=False, description="The session token from POST /api/chat/sessions.")


async def session_of(
    parts: UseParts, credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(bearer)]
) -> ChatSession:
    """The caller's session; its conversation exists.

    Raises:
        BadSession: there is none, it is none of ours, too old, or its conversation has gone.
    """
    if credentials is None:
        raise BadSession()
    session = parts.sessions.read(credentials.credentials, parts.clock())
    if not await parts.reception.ledger.run(lambda database: _is_there(database, session)):
        raise BadSession()
    return session


def _is_there(database: Session, session: ChatSession) -> bool:
    conversation = find_conversation(database, session.conversation)
    return conversation is not None and conversation.visitor == session.visitor


UseSession = Annotated[ChatSession, Depends(session_of)]


@router.post("/sessions", response_model=Welcome, summary="Open a session, or go on with an earlier one")
async def open_session(entrance: Entrance, parts: UseParts) -> dict[str, Any]:
    """Everything else wants the token: as `Authorization: Bearer <session>`, or in the first frame of the websocket."""
    token, session = await parts.sessions.enter(parts.reception, entrance.token, entrance.session, parts.clock())
    return {"session": token, "conversation": session.conversation, **_welcome(parts)}


def _welcome(parts: Parts) -> dict[str, Any]:
    wording, shop = parts.wording(), parts.policy().shop.name
    return {
        "shop": shop,
        "greeting": wording.say("greeting", shop=shop),
        "quick": list(wording.quick),
        "max_message": parts.reception.limit,
        "max_photo": parts.settings.max_photo,
    }


@router.post(
    "/messages",
    response_model=Exchange,
    response_model_exclude_unset=True,
    summary="Say something, and wait for the answer",
)
async def post_message(said: Said, session: UseSession, parts: UseParts) -> dict[str, Any]:
    """Several short messages within a moment are understood as one; then each of these calls gets the same replies."""
    parts.limit.take(session.conversation)
    message = await parts.reception.receive(
        session.conversation,
        text=said.text or "",
        button=(said.click.message_id, said.click.button) if said.click else None,
        client_id=said.client_id,
        product=said.product,
    )
    replies = await parts.reception.answered(message)
    standing = await parts.reception.ledger.standing(session.conversation)
    answers = [shown(reply, parts) for reply in replies]
    return {"ok": True, "message": shown(message, parts), "replies": answers, "owner": standing["owner"]}


@router.get(
    "/messages",
    response_model=Transcript,
    response_model_exclude_unset=True,
    summary="The messages after an id, or the latest 200",
)
async def get_messages(
    session: UseSession, parts: UseParts, after: Annotated[int, Query(ge=0, le=LARGEST_ID)] = 0
) -> dict[str, Any]:
    """The same as the first frame of the websocket, for clients that poll."""
    state = await parts.reception.ledger.snapshot(session.conversation, after)
    return {"ok": True, **opened(state, parts)["data"]}
