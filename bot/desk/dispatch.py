"""Dispatch: brings waiting conversations to people, watches the clocks of first replies, and ends silent talks."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import desc, select
from sqlalchemy.orm import Session

from bot.desk import conversations, queue
from bot.desk.allocation import assign_to, free_for, reply_due, try_assign
from bot.desk.colleagues import loads
from bot.desk.console_events import tell_alert
from bot.desk.conversations import Conversation, Owner, last_hand_off, requeue
from bot.desk.groups import Rota
from bot.desk.journal import record
from bot.desk.ledger import Ledger
from bot.desk.messages import Author, Message, append_notice
from bot.desk.ratings import ask_for_rating
from bot.desk.staff import Agent, Presence, get_agent
from bot.desk.waiting import hold, leave_message
from bot.desk.wording import Wording

logger = logging.getLogger(__name__)

_TALKS: Any = Conversation  # SQLAlchemy 1.4 is untyped: on the class these are columns
_MESSAGES: Any = Message


def place(
    session: Session, conversation: Conversation, rota: Rota, wording: Wording, now: datetime, turn: int | None = None
) -> Agent | None:
    """Give a conversation that has just begun to wait to somebody, if there is anybody, and say so."""
    known = last_hand_off(session, conversation)
    agent = try_assign(session, conversation, rota, now, known.passed_by if known else ())
    if agent is not None:
        welcome(session, conversation, wording, now, turn=turn)
    return agent


def welcome(
    session: Session,
    conversation: Conversation,
    wording: Wording,
    now: datetime,
    kind: str = "assigned",
    turn: int | None = None,
) -> None:
    """Tell the shopper who is there for them now, and that person that they are."""
    append_notice(session, conversation, wording.say("agent_joined", agent=conversation.agent), now, turn)
    tell_alert(session, conversation.agent_id, kind, conversation)
    extra = {"event": "conversation.assigned", "conversation": conversation.id}
    logger.info("A person has it now.", extra=extra)


class Dispatch:
    """As many as there are desks; each step is decided anew in the transaction in which it is taken."""

    def __init__(self, ledger: Ledger, wording: Callable[[], Wording]) -> None:
        self._ledger = ledger
        self._wording = wording

    @property
    def steps(self) -> tuple[Callable[[], Awaitable[Any]], ...]:
        """What time alone brings about, to be looked at again and again."""
        return (self.warn, self.reassign, self.end_silent, self.allocate)

    async def allocate(self) -> int:
        """Give as many waiting conversations to people as there is room for; how many."""
        given = 0
        for one in await self._ledger.run(queue.waiting):
            given += await self._ledger.write(one.id, self._place)
        return given

    async def warn(self) -> None:
        """Remind who has not answered for a while."""
        now = self._ledger.now()
        for id_ in await self._ledger.run(partial(_ids, _TALKS.warn_at <= now)):
            await self._ledger.write(id_, self._warn)

    async def reassign(self) -> None:
        """Take conversations from who has not answered in time, where somebody else is free."""
        now = self._ledger.now()
        for id_ in await self._ledger.run(partial(_ids, _TALKS.reply_due_at <= now)):
            await self._ledger.write(id_, self._reassign)

    async def release(self, agent_id: int) -> None:
        """Somebody has gone: whom they have not answered gets somebody else; leads hear of the rest."""
        for id_ in await self._ledger.run(partial(_ids, _TALKS.agent_id == agent_id)):
            await self._ledger.write(id_, partial(self._release, agent_id))
        await self._ledger.run(partial(_tell_leads, agent_id))

    async def end_silent(self) -> None:
        """Ask who has been silent since the agent's last word whether there is more; later, end the talk."""
        before = self._ledger.now() - timedelta(minutes=self._ledger.rota.groups.silence.remind_minutes)
        for id_ in await self._ledger.run(partial(_silent, before)):
            await self._ledger.write(id_, self._end_silent)

    def _place(self, session: Session, conversation: Conversation, now: datetime) -> bool:
        return place(session, conversation, self._ledger.rota, self._wording(), now) is not None

    def _warn(self, session: Session, conversation: Conversation, now: datetime) -> None:
        if conversation.warn_at is None or conversation.warn_at > now:
            return
        conversation.warn_at = None
        record(session, "clock.warned", now, conversation, agent_id=conversation.agent_id)
        tell_alert(session, conversation.agent_id, "late", conversation)

    def _reassign(self, session: Session, conversation: Conversation, now: datetime) -> None:
        if conversation.owner is not Owner.HUMAN or (conversation.reply_due_at or now + timedelta(1)) > now:
            return
        known = last_hand_off(session, conversation)
        slow = conversation.agent_id
        assert known is not None and slow is not None
        passed = sorted({*known.passed_by, slow})
        rota = self._ledger.rota
        free = free_for(session, conversation.group, now, passed)
        if not free:
            conversation.reply_due_at = reply_due(rota, conversation.group, now)
            tell_alert(session, None, "late", conversation)
            return
        known.passed_by = passed
        points = rota.groups.priority.unanswered
        requeue(session, conversation, now, group=conversation.group, points=points, by=None, why="unanswered")
        tell_alert(session, slow, "reassigned", conversation)
        assign_to(session, conversation, free[0], rota, now)
        welcome(session, conversation, self._wording(), now)

    def _release(self, agent_id: int, session: Session, conversation: Conversation, now: datetime) -> None:
        is_theirs = conversation.agent_id == agent_id and conversation.reply_due_at is not None
        if not is_theirs or get_agent(session, agent_id).presence_at(now) is not Presence.OFFLINE:
            return
        rota, wording, group = self._ledger.rota, self._wording(), conversation.group
        requeue(session, conversation, now, group=group, points=rota.groups.priority.unanswered, by=None, why="gone")
        if not rota.is_open(group, now):
            leave_message(session, conversation, rota, wording, now)
        elif place(session, conversation, rota, wording, now) is None:
            hold(session, conversation, rota, wording, now)

    def _end_silent(self, session: Session, conversation: Conversation, now: datetime) -> None:
        last = _last_spoken(session, conversation)
        if conversation.owner is not Owner.HUMAN or last is None or last.author is not Author.AGENT:
            return
        limits = self._ledger.rota.groups.silence
        silent, patience = now - last.at, timedelta(minutes=limits.remind_minutes)
        if silent >= patience + timedelta(minutes=limits.close_minutes):
            conversations.resolve(session, conversation, now, why="silent")
            append_notice(session, conversation, self._wording().say("closed_silent"), now)
            ask_for_rating(session, conversation, self._wording(), now)
        elif silent >= patience and not _noticed_since(session, last):
            append_notice(session, conversation, self._wording().say("still_there", minutes=limits.close_minutes), now)


def _tell_leads(agent_id: int, session: Session) -> None:
    left = loads(session).get(agent_id, 0)
    if left:
        tell_alert(session, None, "left", None, agent=get_agent(session, agent_id).name, count=left)


def _ids(where: Any, session: Session) -> list[str]:
    query = select(_TALKS.id).where(_TALKS.owner == Owner.HUMAN, where).order_by(_TALKS.id)
    return list(session.execute(query).scalars())


def _silent(before: datetime, session: Session) -> list[str]:
    """Conversations with a person in which nobody has said anything since."""
    spoken = (
        select(_MESSAGES.id)
        .where(_MESSAGES.conversation_id == _TALKS.id, _MESSAGES.author != Author.SYSTEM, _MESSAGES.at > before)
        .exists()
    )
    return _ids(~spoken, session)


def _last_spoken(session: Session, conversation: Conversation) -> Message | None:
    query = select(Message).where(
        _MESSAGES.conversation_id == conversation.id, _MESSAGES.author.in_((Author.SHOPPER, Author.AGENT))
    )
    found: Message | None = session.execute(query.order_by(desc(_MESSAGES.id)).limit(1)).scalar_one_or_none()
    return found


def _noticed_since(session: Session, message: Message) -> bool:
    query = select(_MESSAGES.id).where(
        _MESSAGES.conversation_id == message.conversation_id,
        _MESSAGES.author == Author.SYSTEM,
        _MESSAGES.id > message.id,
    )
    return session.execute(query.limit(1)).scalar_one_or_none() is not None
