"""Access: which conversations a member of the staff may see, and in which they may act."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select, true
from sqlalchemy.orm import Session

from bot.desk.conversations import Conversation, Owner
from bot.desk.journal import JournalEntry
from bot.desk.staff import Agent, Role
from bot.errors import ConversationNotFound, NotInCharge

_TALKS: Any = Conversation  # SQLAlchemy 1.4 is untyped: on the class these are columns
_LINES: Any = JournalEntry


def may_see(agent: Agent, owner: Owner, group: str | None, agent_id: int | None, served: bool = False) -> bool:
    """Whether somebody may read a conversation that stands so; ``served``: they have had it before.

    Leads see all of them; others their own, those they had, and what waits for their groups.
    """
    if agent.may(Role.LEAD):
        return True
    if not agent.may(Role.AGENT):
        return False
    return agent_id == agent.id or served or (owner is Owner.WAITING and (group is None or group in agent.groups))


def check_in_charge(agent: Agent, conversation: Conversation) -> None:
    """Refuse who does not have the word in a conversation; a lead takes over first.

    Raises:
        NotInCharge: somebody else has it, or nobody.
    """
    if conversation.owner is not Owner.HUMAN or conversation.agent_id != agent.id:
        raise NotInCharge()


def check_may_see(agent: Agent, conversation: Conversation, served: bool = False) -> None:
    """Refuse who may not read a conversation; it looks like one that does not exist.

    Raises:
        ConversationNotFound: they may not.
    """
    if not may_see(agent, conversation.owner, conversation.group, conversation.agent_id, served):
        raise ConversationNotFound()


def has_served(session: Session, agent: Agent, conversation_id: str) -> bool:
    """Whether somebody has had a conversation before."""
    query = _served(agent).where(_LINES.conversation_id == conversation_id)
    return session.execute(query.limit(1)).scalar_one_or_none() is not None


def seen_by(agent: Agent) -> Any:
    """The condition of a query for the conversations that somebody may see; the same as ``may_see``."""
    if agent.may(Role.LEAD):
        return true()
    waits = (_TALKS.owner == Owner.WAITING) & (_TALKS.group.is_(None) | _TALKS.group.in_(agent.groups))
    return (_TALKS.agent_id == agent.id) | waits | _TALKS.id.in_(_served(agent))


def open_for(session: Session, agent: Agent, conversation: Conversation) -> None:
    """Refuse who may not read a conversation, nor has had it before.

    Raises:
        ConversationNotFound: they may not.
    """
    check_may_see(agent, conversation, has_served(session, agent, conversation.id))


def _served(agent: Agent) -> Any:
    mine = (_LINES.kind == "conversation.assigned", _LINES.agent_id == agent.id)
    return select(_LINES.conversation_id).where(*mine)
