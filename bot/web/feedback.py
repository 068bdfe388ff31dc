"""Feedback: what shoppers think of an answer of the bot, and of a person's service at its end, over REST."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Path

from bot.web.chat import FAULTS, UseSession
from bot.web.chat_forms import LARGEST_ID, Done, Problem, Score, Thumb
from bot.web.parts import UseParts

ONCE: dict[int | str, dict[str, Any]] = {409: {"model": Problem, "description": "This service has been rated"}}
MessageId = Annotated[int, Path(ge=1, le=LARGEST_ID)]
router = APIRouter(prefix="/api/chat/messages", tags=["chat"], responses=FAULTS)


@router.post("/{message_id}/like", response_model=Done, summary="A thumb up or down on an answer of the bot")
async def post_like(message_id: MessageId, thumb: Thumb, session: UseSession, parts: UseParts) -> dict[str, Any]:
    """It may be changed, and taken back with null."""
    parts.limit.take(session.conversation)
    await parts.reception.like(session.conversation, message_id, thumb.liked)
    return {"ok": True}


@router.post("/{message_id}/rating", response_model=Done, responses=ONCE, summary="A score for a person's service")
async def post_rating(message_id: MessageId, score: Score, session: UseSession, parts: UseParts) -> dict[str, Any]:
    """The message is the card of type `rating` that asks for it; once is all that counts."""
    parts.limit.take(session.conversation)
    await parts.reception.rate(session.conversation, message_id, score.score, score.word)
    return {"ok": True}
