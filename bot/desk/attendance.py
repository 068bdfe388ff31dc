"""Attendance: what people do with the conversations that the bot handed over to them."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import desc, select
from sqlalchemy.orm import Session

from bot.desk import conversations, messages, queue
from bot.desk.conversations import Conversation, HandOff, Owner
from bot.desk.ledger import Ledger
from bot.desk.messages import Message
from bot.desk.photos import Photo
from bot.desk.texts import clean
from bot.desk.uploads import keep, reference
from bot.desk.wording import Wording

logger = logging.getLogger(__name__)

# A person may explain more than a shopper asks.
REPLY_LIMIT = 2000


@dataclass(frozen=True)
class Case:
    """A conversation as the person who takes it over must see it."""

    conversation: Conversation
    hand_off: HandOff | None
    messages: list[Message]


class Attendance:
    """The agents' side of the desk."""

    def __init__(self, ledger: Ledger, wording: Callable[[], Wording]) -> None:
        self._ledger = ledger
        self._wording = wording

    async def conversations(self, owner: Owner | None = None, limit: int = 100) -> list[Conversation]:
        """Those of one owner or of all: the waiting ones in the order of the queue, others the latest first."""
        if owner is Owner.WAITING:
            return await self._ledger.run(lambda session: queue.waiting(session, limit))
        return await self._ledger.run(lambda session: _latest(session, owner, limit))

    async def case(self, conversation_id: str, after: int = 0) -> Case:
        """A conversation with its packet and what was said.

        Raises:
            ConversationNotFound: there is none.
        """
        return await self._ledger.run(lambda session: _case(session, conversation_id, after))

    async def assign(self, conversation_id: str, agent: str) -> Conversation:
        """Take a waiting conversation.

        Raises:
            OwnerConflict: it does not wait, perhaps because somebody else was quicker.
        """

        def change(session: Session, conversation: Conversation, now: datetime) -> Conversation:
            conversations.assign(session, conversation, agent, now)
            return self._notice(session, conversation, now, "agent_joined", agent=agent)

        return await self._changed(conversation_id, change, "conversation.assigned")

    async def reply(self, conversation_id: str, text: str) -> Message:
        """Say something to the shopper.

        Raises:
            EmptyMessage, MessageTooLong: nothing is stored.
            OwnerConflict: no person has the word.
        """
        said = clean(text, REPLY_LIMIT)
        return await self._ledger.write(
            conversation_id,
            lambda session, conversation, now: messages.append_agent_message(session, conversation, said, now),
        )

    async def show(self, conversation_id: str, photo: Photo) -> Message:
        """Show a picture to the shopper.

        Raises:
            OwnerConflict: no person has the word; nothing is stored.
        """

        def change(session: Session, conversation: Conversation, now: datetime) -> Message:
            image = reference(keep(session, conversation, photo, now))
            return messages.append_agent_message(session, conversation, self._wording().photo, now, image)

        return await self._ledger.write(conversation_id, change)

    async def resolve(self, conversation_id: str) -> Conversation:
        """The matter is settled.

        Raises:
            OwnerConflict: no person has the word.
        """

        def change(session: Session, conversation: Conversation, now: datetime) -> Conversation:
            conversations.resolve(session, conversation, now)
            return self._notice(session, conversation, now, "closed")

        return await self._changed(conversation_id, change, "conversation.resolved")

    async def return_to_bot(self, conversation_id: str) -> Conversation:
        """Let the bot go on.

        Raises:
            OwnerConflict: neither does a person have the word, nor does it wait for one.
        """

        def change(session: Session, conversation: Conversation, now: datetime) -> Conversation:
            agent = conversation.agent
            conversations.return_to_bot(session, conversation, now)
            if agent is None:
                return self._notice(session, conversation, now, "queue_left")
            return self._notice(session, conversation, now, "agent_left", agent=agent)

        return await self._changed(conversation_id, change, "conversation.returned")

    async def _changed(
        self,
        conversation_id: str,
        change: Callable[[Session, Conversation, datetime], Conversation],
        event: str,
    ) -> Conversation:
        conversation = await self._ledger.write(conversation_id, change)
        logger.info("Now %s.", conversation.owner.value, extra={"event": event, "conversation": conversation_id})
        return conversation

    def _notice(
        self, session: Session, conversation: Conversation, now: datetime, key: str, **values: Any
    ) -> Conversation:
        messages.append_notice(session, conversation, self._wording().say(key, **values), now)
        return conversation


def _latest(session: Session, owner: Owner | None, limit: int) -> list[Conversation]:
    query = select(Conversation).order_by(desc(Conversation.updated_at), Conversation.id).limit(limit)
    if owner is not None:
        query = query.where(Conversation.owner == owner)
    return list(session.execute(query).scalars())


def _case(session: Session, conversation_id: str, after: int) -> Case:
    conversation = conversations.get_conversation(session, conversation_id)
    said = messages.history(session, conversation, after=after)
    return Case(conversation, conversations.last_hand_off(session, conversation), said)
