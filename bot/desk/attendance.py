"""Attendance: what people do with the conversations that the bot handed over to them."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any, TypeVar

from sqlalchemy import desc, select
from sqlalchemy.orm import Session

from bot.desk import conversations, messages, queue
from bot.desk.access import check_in_charge, check_may_see
from bot.desk.allocation import assign_to
from bot.desk.colleagues import loads
from bot.desk.console_events import staff_event, staff_typing, tell_alert, tell_message, tell_note
from bot.desk.conversations import Conversation, HandOff, Owner, requeue
from bot.desk.dispatch import Dispatch, place, welcome
from bot.desk.events import CONSOLE, staff_topic, tell, typing_event
from bot.desk.ledger import Ledger
from bot.desk.messages import Message
from bot.desk.notes import TRANSFER, add_note
from bot.desk.photos import Photo
from bot.desk.presence import find_gone, has_gone, sign_of_life
from bot.desk.ratings import ask_for_rating
from bot.desk.staff import Agent, Presence, Role, get_agent
from bot.desk.texts import clean
from bot.desk.uploads import keep, reference
from bot.desk.wording import Wording
from bot.errors import AgentAway, NotAllowed, NotInCharge

logger = logging.getLogger(__name__)
T = TypeVar("T")

# A person may explain more than a shopper asks.
REPLY_LIMIT = 2000
# The reason of a conversation that nobody handed over.
TAKEN_OVER = "taken_over"


@dataclass(frozen=True)
class Case:
    """A conversation as the person who takes it over must see it."""

    conversation: Conversation
    hand_off: HandOff | None
    messages: list[Message]


class Attendance:
    """The agents' side of the desk; ``by`` is the id of who does it."""

    def __init__(self, ledger: Ledger, wording: Callable[[], Wording]) -> None:
        self._ledger = ledger
        self._wording = wording
        self.dispatch = Dispatch(ledger, wording)

    # ---- being there

    async def presence_changed(self, by: int) -> None:
        """Somebody has come, paused or gone; who has come gets what waits."""

        def told(session: Session) -> Presence:
            agent, now = get_agent(session, by), self._ledger.now()
            tell(session, CONSOLE, staff_event(agent, loads(session).get(by, 0), now))
            return agent.presence_at(now)

        if await self._ledger.run(told) is Presence.OFFLINE:
            await self.dispatch.release(by)
        await self.dispatch.allocate()

    async def alive(self, by: int) -> None:
        """Somebody's console is open; who was taken to have gone is back."""
        if await self._ledger.run(lambda session: sign_of_life(session, get_agent(session, by), self._ledger.now())):
            await self.presence_changed(by)

    async def let_go(self) -> None:
        """Notice whose last console has been silent for too long."""
        now = self._ledger.now()
        for gone in await self._ledger.run(lambda session: find_gone(session, now)):
            if await self._ledger.run(partial(_has_gone, gone.id, now)):
                extra = {"event": "agent.gone", "agent": gone.id}
                logger.info("Somebody's console is silent.", extra=extra)
                await self.presence_changed(gone.id)

    @property
    def steps(self) -> tuple[Callable[[], Awaitable[Any]], ...]:
        """What time alone brings about, to be looked at again and again."""
        return (self.let_go, *self.dispatch.steps)

    # ---- reading

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

    async def read(self, conversation_id: str, by: int, message_id: int) -> None:
        """Who is in charge has seen everything up to a message, and the shopper sees that they have."""

        def change(session: Session, conversation: Conversation, now: datetime) -> None:
            if conversation.agent_id == by and messages.mark_read_by_agent(session, conversation, message_id):
                tell(session, conversation.id, {"type": "seen", "data": {"id": conversation.agent_read_id}})

        await self._ledger.write(conversation_id, change)

    async def typing(self, conversation_id: str, by: int, on: bool) -> None:
        """Who is in charge begins or stops to write."""
        owner, agent_id = await self._ledger.run(lambda session: _standing(session, conversation_id))
        if owner is Owner.HUMAN and agent_id == by:
            author = messages.Author.AGENT.value
            self._ledger.publish(conversation_id, typing_event(on, author))
            self._ledger.publish(staff_topic(conversation_id), staff_typing(conversation_id, on, author))

    # ---- getting and giving away

    async def take(self, conversation_id: str, by: int) -> Conversation:
        """Take a waiting conversation, or as a lead one that somebody else has.

        Raises:
            OwnerConflict: it does not wait, perhaps because somebody else was quicker.
            ConversationNotFound: it waits for a group that is not theirs.
            NotInCharge: somebody else has it, and they are no lead.
        """

        def change(session: Session, conversation: Conversation, now: datetime, agent: Agent) -> Conversation:
            if conversation.owner is Owner.HUMAN:
                self._take_over(session, conversation, agent, now)
            else:
                check_may_see(agent, conversation)
            assign_to(session, conversation, agent, self._ledger.rota, now)
            welcome(session, conversation, self._wording(), now)
            return conversation

        return await self._do(conversation_id, by, change, "conversation.assigned")

    async def take_over(self, conversation_id: str, by: int) -> Conversation:
        """As a lead, go on in a conversation, whoever has it now, the bot too.

        Raises:
            NotAllowed: they are no lead.
            OwnerConflict: it is over, or somebody else was quicker.
        """

        def change(session: Session, conversation: Conversation, now: datetime, agent: Agent) -> Conversation:
            if not agent.may(Role.LEAD):
                raise NotAllowed()
            if conversation.owner is Owner.HUMAN:
                self._take_over(session, conversation, agent, now)
            elif conversation.owner is Owner.BOT:
                wish = messages.last_said(session, conversation, messages.Author.SHOPPER)
                packet = {"reason": TAKEN_OVER, "summary": wish}
                conversations.hand_off(session, conversation, packet, now, group=self._ledger.rota.groups.otherwise)
            assign_to(session, conversation, agent, self._ledger.rota, now)
            welcome(session, conversation, self._wording(), now)
            return conversation

        return await self._do(conversation_id, by, change, "conversation.assigned")

    async def transfer(
        self, conversation_id: str, by: int, *, note: str, group: str | None = None, to: int | None = None
    ) -> Conversation:
        """Let another group or person go on, with a note for them; the shopper keeps their place at the front.

        Raises:
            NotInCharge: they do not have it, and are no lead.
            AgentAway: the person is not there.
        """

        def change(session: Session, conversation: Conversation, now: datetime, agent: Agent) -> Conversation:
            if not agent.may(Role.LEAD):
                check_in_charge(agent, conversation)
            heir = get_agent(session, to) if to is not None else None
            if heir is not None and heir.presence_at(now) is not Presence.ONLINE:
                raise AgentAway()
            goes_to = group or _group_of(heir, conversation)
            points = self._ledger.rota.groups.priority.transferred
            requeue(session, conversation, now, group=goes_to, points=points, by=by, why="transferred")
            if note.strip():
                said = add_note(session, conversation, agent, clean(note, REPLY_LIMIT), now, kind=TRANSFER)
                tell_note(session, said, agent)
            self._hand_on(session, conversation, heir, now, by)
            return conversation

        return await self._do(conversation_id, by, change, "conversation.transferred")

    async def resolve(self, conversation_id: str, by: int) -> Conversation:
        """The matter is settled.

        Raises:
            NotInCharge: they do not have the word.
        """

        def change(session: Session, conversation: Conversation, now: datetime, agent: Agent) -> Conversation:
            check_in_charge(agent, conversation)
            conversations.resolve(session, conversation, now)
            self._notice(session, conversation, now, "closed")
            ask_for_rating(session, conversation, self._wording(), now)
            return conversation

        conversation = await self._do(conversation_id, by, change, "conversation.resolved")
        await self.dispatch.allocate()
        return conversation

    async def return_to_bot(self, conversation_id: str, by: int) -> Conversation:
        """Let the bot go on; a lead may also send away what still waits.

        Raises:
            NotInCharge: they do not have the word.
        """

        def change(session: Session, conversation: Conversation, now: datetime, agent: Agent) -> Conversation:
            waits = conversation.owner is Owner.WAITING and agent.may(Role.LEAD)
            if not waits:
                check_in_charge(agent, conversation)
            conversations.return_to_bot(session, conversation, now)
            return self._notice(session, conversation, now, "queue_left" if waits else "agent_left", agent=agent.name)

        conversation = await self._do(conversation_id, by, change, "conversation.returned")
        await self.dispatch.allocate()
        return conversation

    # ---- speaking

    async def reply(
        self, conversation_id: str, by: int, text: str, client_id: str | None = None, canned: int | None = None
    ) -> Message:
        """Say something to the shopper; ``canned`` is the reply that it was made of.

        Raises:
            EmptyMessage, MessageTooLong: nothing is stored.
            NotInCharge: they do not have the word.
        """
        said = clean(text, REPLY_LIMIT)

        def change(session: Session, conversation: Conversation, now: datetime, agent: Agent) -> Message:
            check_in_charge(agent, conversation)
            message = messages.append_agent_message(session, conversation, said, now, client_id=client_id)
            if canned is not None:
                message.context = {"canned": canned}
            return message

        return await self._do(conversation_id, by, change)

    async def show(self, conversation_id: str, by: int, photo: Photo, client_id: str | None = None) -> Message:
        """Show a picture to the shopper.

        Raises:
            NotInCharge: they do not have the word; nothing is stored.
        """

        def change(session: Session, conversation: Conversation, now: datetime, agent: Agent) -> Message:
            check_in_charge(agent, conversation)
            earlier = messages.find_by_client_id(session, conversation, client_id) if client_id else None
            if earlier:
                return earlier
            image = reference(keep(session, conversation, photo, now))
            text = self._wording().photo
            return messages.append_agent_message(session, conversation, text, now, image, client_id)

        return await self._do(conversation_id, by, change)

    async def recall(self, conversation_id: str, by: int, message_id: int) -> Message:
        """Take a message back.

        Raises:
            TooLateToRecall: it is too old, or not theirs.
        """

        def change(session: Session, conversation: Conversation, now: datetime, agent: Agent) -> Message:
            since = now - timedelta(seconds=self._ledger.rota.groups.recall_seconds)
            message = messages.recall(session, conversation, message_id, agent.id, since, now)
            tell(session, conversation.id, {"type": "recalled", "data": {"id": message.id}})
            tell_message(session, message)
            return message

        return await self._do(conversation_id, by, change)

    # ---- the steps of the above

    async def _do(
        self,
        conversation_id: str,
        by: int,
        change: Callable[[Session, Conversation, datetime, Agent], T],
        event: str | None = None,
    ) -> T:
        def done(session: Session, conversation: Conversation, now: datetime) -> T:
            return change(session, conversation, now, get_agent(session, by))

        outcome = await self._ledger.write(conversation_id, done)
        if event:
            logger.info("An agent acted.", extra={"event": event, "conversation": conversation_id, "agent": by})
        return outcome

    def _take_over(self, session: Session, conversation: Conversation, lead: Agent, now: datetime) -> None:
        if not lead.may(Role.LEAD) or conversation.agent_id == lead.id:
            raise NotInCharge()
        tell_alert(session, conversation.agent_id, "reassigned", conversation)
        requeue(session, conversation, now, group=conversation.group, points=0, by=lead.id, why="taken over")

    def _hand_on(
        self, session: Session, conversation: Conversation, heir: Agent | None, now: datetime, by: int
    ) -> None:
        if heir is not None:
            assign_to(session, conversation, heir, self._ledger.rota, now)
            welcome(session, conversation, self._wording(), now, kind="transferred")
        elif place(session, conversation, self._ledger.rota, self._wording(), now) is None:
            name = self._ledger.rota.groups.name(conversation.group)
            self._notice(session, conversation, now, "transferred", group=name)

    def _notice(
        self, session: Session, conversation: Conversation, now: datetime, key: str, **values: Any
    ) -> Conversation:
        messages.append_notice(session, conversation, self._wording().say(key, **values), now)
        return conversation


def _has_gone(agent_id: int, now: datetime, session: Session) -> bool:
    return has_gone(session, get_agent(session, agent_id), now)


def _group_of(heir: Agent | None, conversation: Conversation) -> str | None:
    """A person goes on in the group that it waited for, if it is theirs."""
    if heir is None or not heir.groups or conversation.group in heir.groups:
        return conversation.group
    return heir.groups[0]


def _standing(session: Session, conversation_id: str) -> tuple[Owner, int | None]:
    conversation = conversations.get_conversation(session, conversation_id)
    return conversation.owner, conversation.agent_id


def _latest(session: Session, owner: Owner | None, limit: int) -> list[Conversation]:
    query = select(Conversation).order_by(desc(Conversation.updated_at), Conversation.id).limit(limit)
    if owner is not None:
        query = query.where(Conversation.owner == owner)
    return list(session.execute(query).scalars())


def _case(session: Session, conversation_id: str, after: int) -> Case:
    conversation = conversations.get_conversation(session, conversation_id)
    said = messages.history(session, conversation, after=after)
    return Case(conversation, conversations.last_hand_off(session, conversation), said)
