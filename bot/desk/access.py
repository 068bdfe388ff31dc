"""Access: which conversations a member of the staff may see, and in which they may act."""

from __future__ import annotations

from bot.desk.conversations import Conversation, Owner
from bot.desk.staff import Agent, Role
from bot.errors import ConversationNotFound, NotInCharge


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
