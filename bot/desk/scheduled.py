"""Scheduled replies: what an agent wants said later, said only if they still have the word by then."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.desk import outbox
from bot.desk.console_events import tell_alert, tell_note
from bot.desk.conversations import Conversation, Owner, new_id
from bot.desk.ledger import Ledger
from bot.desk.messages import append_agent_message
from bot.desk.notes import add_note
from bot.desk.outbox import Outgoing
from bot.desk.staff import Agent, get_agent
from bot.errors import BadSchedule

logger = logging.getLogger(__name__)

KIND = "agent_message"
LATEST = timedelta(days=31)
_OUTBOX: Any = Outgoing  # SQLAlchemy 1.4 is untyped: on the class these are columns


def schedule(
    session: Session, conversation: Conversation, agent: Agent, text: str, at: datetime, now: datetime
) -> Outgoing:
    """Keep something to be said at a time; ``text`` is clean.

    Raises:
        BadSchedule: the time has passed, or is too far away.
    """
    if not now < at <= now + LATEST:
        raise BadSchedule()
    key = f"{KIND}:{new_id()}"
    payload = {"text": text, "agent_id": agent.id}
    outbox.plan(
        session, key=key, kind=KIND, conversation=conversation, about=str(agent.id), due_at=at, now=now, payload=payload
    )
    planned: Outgoing = session.execute(select(Outgoing).where(_OUTBOX.key == key)).scalar_one()
    return planned


def scheduled_in(session: Session, conversation: Conversation) -> list[Outgoing]:
    """What is still to be said in a conversation, the next first."""
    query = select(Outgoing).where(
        _OUTBOX.conversation_id == conversation.id, _OUTBOX.kind == KIND, _OUTBOX.state == outbox.WAITING
    )
    return list(session.execute(query.order_by(_OUTBOX.due_at, _OUTBOX.id)).scalars())


def cancel(session: Session, conversation: Conversation, planned_id: int, now: datetime) -> bool:
    """Say it after all not; False when it has been said, or was never planned here."""
    planned = outbox.find_waiting(session, planned_id)
    if planned is None or planned.kind != KIND or planned.conversation_id != conversation.id:
        return False
    return outbox.drop(session, planned, "cancelled", now)


class ScheduledReplies:
    """Says what is due; one of several desks says it. ``unsent`` is the note about what could not be said."""

    def __init__(self, ledger: Ledger, unsent: Callable[[str], str]) -> None:
        self._ledger = ledger
        self._unsent = unsent

    async def send_due(self) -> None:
        """Say everything whose time has come."""
        for planned in await self._ledger.run(partial(outbox.due, now=self._ledger.now(), kind=KIND)):
            await self._ledger.write(planned.conversation_id, partial(self._send, planned.id))

    def _send(self, planned_id: int, session: Session, conversation: Conversation, now: datetime) -> None:
        planned = outbox.find_waiting(session, planned_id)
        if planned is None:
            return
        text, agent_id = str(planned.payload["text"]), int(planned.payload["agent_id"])
        extra = {"event": "scheduled.sent", "conversation": conversation.id, "agent": agent_id}
        if conversation.owner is Owner.HUMAN and conversation.agent_id == agent_id:
            if outbox.claim(session, planned, now):
                append_agent_message(session, conversation, text, now)
                logger.info("A scheduled reply is said.", extra=extra)
        elif outbox.drop(session, planned, "not_in_charge", now):
            agent = get_agent(session, agent_id)
            tell_note(session, add_note(session, conversation, agent, self._unsent(text), now), agent)
            tell_alert(session, agent_id, "unsent", conversation)
