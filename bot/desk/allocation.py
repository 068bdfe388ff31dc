"""Allocation: who gets a waiting conversation: somebody who is there, can help, has room, and has the least to do."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import desc, func, select, update
from sqlalchemy.orm import Session

from bot.desk.colleagues import loads
from bot.desk.conversations import Conversation, HandOff, Owner, assign
from bot.desk.groups import Rota
from bot.desk.staff import Agent, Presence, Role, everybody

# A group that is closed for longer than anybody plans still wants an answer.
LONGEST = timedelta(days=1)

_TALKS: Any = Conversation  # SQLAlchemy 1.4 is untyped: on the class these are columns
_PACKETS: Any = HandOff
_AGENTS: Any = Agent


def free_for(session: Session, group: str | None, now: datetime, besides: Collection[int] = ()) -> list[Agent]:
    """Who is there for a group and has room, the least loaded first; of equals who has waited longest for work."""
    load, last = loads(session), _last_assigned(session)
    there = [
        agent
        for agent in everybody(session)
        if agent.role is not Role.TRAINER
        and (group is None or group in agent.groups)
        and agent.presence_at(now) is Presence.ONLINE
        and load.get(agent.id, 0) < agent.capacity
        and agent.id not in besides
    ]
    never = datetime.min.replace(tzinfo=now.tzinfo)
    return sorted(
        there, key=lambda agent: (load.get(agent.id, 0) / agent.capacity, last.get(agent.id, never), agent.id)
    )


def try_assign(
    session: Session, conversation: Conversation, rota: Rota, now: datetime, besides: Collection[int] = ()
) -> Agent | None:
    """Give a waiting conversation to who is best placed; None when nobody is, or the group is not at work.

    ``besides`` are people who shall not get it. To be called with the conversation locked.
    """
    if conversation.owner is not Owner.WAITING or not rota.is_open(conversation.group, now):
        return None
    candidates = free_for(session, conversation.group, now, besides)
    known = _last_agent(session, conversation, now - timedelta(days=rota.groups.last_agent_days))
    candidates.sort(key=lambda agent: agent.id != known)
    for agent in candidates:
        if _has_room(session, agent):
            assign_to(session, conversation, agent, rota, now)
            return agent
    return None


def assign_to(session: Session, conversation: Conversation, agent: Agent, rota: Rota, now: datetime) -> None:
    """Give a waiting conversation to somebody, whose clock starts.

    Raises:
        OwnerConflict: it does not wait, perhaps because somebody else was quicker.
    """
    warn_at = rota.after(conversation.group, now, rota.groups.first_reply.warn_seconds)
    assign(session, conversation, agent, now, reply_due(rota, conversation.group, now), warn_at)


def reply_due(rota: Rota, group: str | None, now: datetime) -> datetime:
    """Until when somebody who gets a conversation now must have answered."""
    return rota.after(group, now, rota.groups.first_reply.reassign_seconds) or now + LONGEST


def _has_room(session: Session, agent: Agent) -> bool:
    """Whether somebody may have one more, with their row held: another process may be giving them one right now."""
    held = update(Agent).where(_AGENTS.id == agent.id).values(capacity=Agent.capacity)
    session.execute(held.execution_options(synchronize_session=False))
    return loads(session).get(agent.id, 0) < agent.capacity


def _last_assigned(session: Session) -> dict[int, datetime]:
    query = select(_PACKETS.agent_id, func.max(_PACKETS.assigned_at)).group_by(_PACKETS.agent_id)
    return {int(agent): at for agent, at in session.execute(query) if agent is not None and at is not None}


def _last_agent(session: Session, conversation: Conversation, since: datetime) -> int | None:
    """Who served this shopper last, here or in another conversation of theirs."""
    theirs = _TALKS.id == conversation.id
    if conversation.shopper_id is not None:
        theirs = theirs | (_TALKS.shopper_id == conversation.shopper_id)
    query = (
        select(_PACKETS.agent_id)
        .join(Conversation, _TALKS.id == _PACKETS.conversation_id)
        .where(theirs, _PACKETS.agent_id.isnot(None), _PACKETS.at >= since)
        .order_by(desc(_PACKETS.id))
        .limit(1)
    )
    found: int | None = session.execute(query).scalar_one_or_none()
    return found
