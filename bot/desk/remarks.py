"""Remarks: what agents say to each other in a conversation, told at once to whoever follows it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from bot.desk.access import open_for
from bot.desk.attendance import REPLY_LIMIT
from bot.desk.console_events import tell_alert, tell_note
from bot.desk.conversations import Conversation, Owner
from bot.desk.notes import WHISPER, Note, add_note
from bot.desk.staff import Agent, Role
from bot.desk.texts import clean
from bot.errors import NobodyInCharge, NotAllowed


def write_note(
    session: Session, conversation: Conversation, agent: Agent, text: str, now: datetime, *, about_shopper: bool = False
) -> Note:
    """Write something for colleagues into a conversation, or about its shopper.

    Raises:
        EmptyMessage, MessageTooLong: nothing is stored.
        ConversationNotFound: they may not see it.
    """
    open_for(session, agent, conversation)
    note = add_note(session, conversation, agent, clean(text, REPLY_LIMIT), now, about_shopper=about_shopper)
    tell_note(session, note, agent)
    return note


def whisper(session: Session, conversation: Conversation, lead: Agent, text: str, now: datetime) -> Note:
    """Say something to the person in charge that the shopper does not see.

    Raises:
        EmptyMessage, MessageTooLong: nothing is stored.
        NotAllowed: they are no lead.
        NobodyInCharge: no person has the word.
    """
    if not lead.may(Role.LEAD):
        raise NotAllowed()
    if conversation.owner is not Owner.HUMAN:
        raise NobodyInCharge()
    note = add_note(session, conversation, lead, clean(text, REPLY_LIMIT), now, kind=WHISPER)
    tell_note(session, note, lead)
    tell_alert(session, conversation.agent_id, "whisper", conversation, text=note.text)
    return note
