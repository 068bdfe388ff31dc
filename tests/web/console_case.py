"""A shopper of the demo shop who talks with a person, for the tests of what stands beside the conversation."""

from sqlalchemy import select

from bot.db import session_on
from bot.desk import conversations
from bot.desk.audit import AuditEntry
from bot.desk.staff import Agent

PACKET = {"reason": "asked_for", "summary": "想退货", "mood": "calm", "intent": "request_return"}


def talk_with(settings, agent, now, shopper="demo", visitor="v-1"):
    """A conversation that a person has; None as the agent: the bot has it. Its id."""
    with session_on(settings.database_url) as session:
        talk = conversations.start(session, visitor=visitor, shopper_id=shopper, channel="widget", now=now)
        if agent is not None:
            conversations.hand_off(session, talk, PACKET, now, group="aftersale")
            conversations.assign(session, talk, session.get(Agent, agent.id), now, now)
        return talk.id


def audited(settings):
    """What the audit says, as action and subject."""
    with session_on(settings.database_url) as session:
        found = session.execute(select(AuditEntry).order_by(AuditEntry.id)).scalars()
        return [(entry.agent_id, entry.action, entry.subject) for entry in found]
