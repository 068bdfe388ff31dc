"""The console's deeds: what agents and leads do with a conversation."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Any, TypeVar

from fastapi import APIRouter, Path, Query, Request
from sqlalchemy.orm import Session

from bot.desk.access import check_in_charge, open_for
from bot.desk.attendance import REPLY_LIMIT
from bot.desk.console_events import agent_form, note_form, summary
from bot.desk.conversations import Conversation, get_conversation
from bot.desk.corrections import correct
from bot.desk.messages import Message, iso
from bot.desk.notes import Note
from bot.desk.outbox import Outgoing
from bot.desk.remarks import whisper, write_note
from bot.desk.scheduled import cancel, schedule
from bot.desk.staff import Agent
from bot.desk.texts import clean
from bot.errors import BadGroup, InvalidRequest
from bot.web.auth import FAULTS as REFUSALS
from bot.web.auth import PREFIX, AsAgent, AsLead
from bot.web.chat_forms import CLIENT_ID, LARGEST_ID, Problem
from bot.web.console_forms import (
    CorrectionSent,
    NoteSent,
    RecallSent,
    ReplySent,
    ScheduleSent,
    TransferSent,
    WhisperSent,
)
from bot.web.console_names import Names, named
from bot.web.parts import Parts, UseParts
from bot.web.uploads import BODY, FAULTS, body_of, developed

T = TypeVar("T")
ConversationId = Annotated[str, Path(max_length=64)]
router = APIRouter(
    prefix=f"{PREFIX}/conversations/{{conversation_id}}",
    tags=["console"],
    responses={
        **REFUSALS,
        404: {"model": Problem, "description": "There is none, or none that they may see"},
        409: {"model": Problem, "description": "Somebody else has the word, or was quicker"},
    },
)


# ---- getting and giving away


@router.post("/take", summary="Take a conversation that waits")
async def take(conversation_id: ConversationId, agent: AsAgent, parts: UseParts) -> dict[str, Any]:
    return await _changed(parts, await parts.attendance.take(conversation_id, agent.id))


@router.post("/take_over", summary="As a lead, go on in a conversation, whoever has it")
async def take_over(conversation_id: ConversationId, lead: AsLead, parts: UseParts) -> dict[str, Any]:
    return await _changed(parts, await parts.attendance.take_over(conversation_id, lead.id))


@router.post("/transfer", summary="Let another group or person go on")
async def transfer(
    conversation_id: ConversationId, sent: TransferSent, agent: AsAgent, parts: UseParts
) -> dict[str, Any]:
    if sent.group is not None and sent.group not in parts.reception.ledger.rota.groups.groups:
        raise BadGroup()
    done = await parts.attendance.transfer(conversation_id, agent.id, note=sent.note, group=sent.group, to=sent.agent)
    return await _changed(parts, done)


@router.post("/resolve", summary="The matter is settled")
async def resolve(conversation_id: ConversationId, agent: AsAgent, parts: UseParts) -> dict[str, Any]:
    return await _changed(parts, await parts.attendance.resolve(conversation_id, agent.id))


@router.post("/return_to_bot", summary="Let the bot go on")
async def return_to_bot(conversation_id: ConversationId, agent: AsAgent, parts: UseParts) -> dict[str, Any]:
    return await _changed(parts, await parts.attendance.return_to_bot(conversation_id, agent.id))


# ---- speaking


@router.post("/reply", summary="Say something to the shopper")
async def reply(conversation_id: ConversationId, sent: ReplySent, agent: AsAgent, parts: UseParts) -> dict[str, Any]:
    said = await parts.attendance.reply(conversation_id, agent.id, sent.text, sent.client_id, sent.canned)
    return _said(parts, said)


@router.post("/photos", responses=FAULTS, openapi_extra=BODY, summary="Show the shopper a picture")
async def show(
    request: Request,
    conversation_id: ConversationId,
    agent: AsAgent,
    parts: UseParts,
    client_id: Annotated[str, Query(pattern=CLIENT_ID, description="Repeated, the picture is stored once.")],
) -> dict[str, Any]:
    """Its content decides what the file is, not its name or the header."""

    def look(session: Session) -> None:
        check_in_charge(agent, get_conversation(session, conversation_id))

    await parts.reception.ledger.run(look)
    photo = await developed(await body_of(request, parts), parts)
    return _said(parts, await parts.attendance.show(conversation_id, agent.id, photo, client_id))


@router.post("/recall", summary="Take a message back")
async def recall(conversation_id: ConversationId, sent: RecallSent, agent: AsAgent, parts: UseParts) -> dict[str, Any]:
    return _said(parts, await parts.attendance.recall(conversation_id, agent.id, sent.message))


@router.post("/schedule", summary="Say something later, if one still has the word then")
async def plan(conversation_id: ConversationId, sent: ScheduleSent, agent: AsAgent, parts: UseParts) -> dict[str, Any]:
    text = clean(sent.text, REPLY_LIMIT)

    def change(session: Session, conversation: Conversation, now: datetime) -> Outgoing:
        check_in_charge(agent, conversation)
        return schedule(session, conversation, agent, text, sent.at, now)

    return {"ok": True, "scheduled": planned_form(await parts.reception.ledger.write(conversation_id, change))}


@router.delete("/scheduled/{planned_id}", summary="Say it after all not")
async def cancel_planned(
    conversation_id: ConversationId,
    planned_id: Annotated[int, Path(ge=1, le=LARGEST_ID)],
    agent: AsAgent,
    parts: UseParts,
) -> dict[str, Any]:
    """What has been said, or cancelled before, is told by `cancelled`."""

    def change(session: Session, conversation: Conversation, now: datetime) -> bool:
        open_for(session, agent, conversation)
        return cancel(session, conversation, planned_id, now)

    return {"ok": True, "cancelled": await parts.reception.ledger.write(conversation_id, change)}


# ---- among the staff


@router.post("/notes", summary="Write something for colleagues")
async def take_note(conversation_id: ConversationId, sent: NoteSent, agent: AsAgent, parts: UseParts) -> dict[str, Any]:
    def change(session: Session, conversation: Conversation, now: datetime) -> Note:
        return write_note(session, conversation, agent, sent.text, now, about_shopper=sent.about_shopper)

    return await _noted(parts, conversation_id, agent, change)


@router.post("/whisper", summary="As a lead, say something that only the person in charge reads")
async def say_quietly(
    conversation_id: ConversationId, sent: WhisperSent, lead: AsLead, parts: UseParts
) -> dict[str, Any]:
    def change(session: Session, conversation: Conversation, now: datetime) -> Note:
        return whisper(session, conversation, lead, sent.text, now)

    return await _noted(parts, conversation_id, lead, change)


@router.post("/corrections", summary="The bot was wrong: what should have been understood or answered")
async def report_mistake(
    conversation_id: ConversationId, sent: CorrectionSent, agent: AsAgent, parts: UseParts
) -> dict[str, Any]:
    """It goes to the trainers, with what was said before; names and numbers are masked."""

    def change(session: Session, conversation: Conversation, now: datetime) -> int:
        open_for(session, agent, conversation)
        if sent.intent is not None and sent.intent not in Names(parts, {}).words.topics:
            raise InvalidRequest()
        answer = sent.answer.strip()
        return correct(session, conversation, agent, sent.message, intent=sent.intent, answer=answer, now=now).id

    return {"ok": True, "id": await parts.reception.ledger.write(conversation_id, change)}


# ---- what is answered


def planned_form(planned: Outgoing) -> dict[str, Any]:
    """Something to be said later, as its author sees it."""
    return {"id": planned.id, "text": planned.payload["text"], "at": iso(planned.due_at)}


async def _changed(parts: Parts, conversation: Conversation) -> dict[str, Any]:
    def told(session: Session) -> dict[str, Any]:
        [line] = named(session, parts, [summary(session, get_conversation(session, conversation.id))])
        return line

    return {"ok": True, "conversation": await parts.reception.ledger.run(told)}


def _said(parts: Parts, message: Message) -> dict[str, Any]:
    return {"ok": True, "message": Names(parts, {}).message(agent_form(message))}


async def _noted(
    parts: Parts, conversation_id: str, agent: Agent, change: Callable[[Session, Conversation, datetime], Note]
) -> dict[str, Any]:
    return {"ok": True, "note": note_form(await parts.reception.ledger.write(conversation_id, change), agent)}
