"""Reception: takes what shoppers say, has the bot answer turn by turn, and brings a person in when it asks for one."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from itertools import groupby
from typing import Any

from sqlalchemy.orm import Session

from bot.db import utc_now
from bot.desk.bursts import is_complete, pause_factor, turn_of, turn_size
from bot.desk.console_events import staff_typing, tell_read
from bot.desk.conversations import Conversation, Owner, hand_off, reopen, return_to_bot, start
from bot.desk.dispatch import place
from bot.desk.events import Relay, staff_topic, typing_event
from bot.desk.groups import Rota
from bot.desk.ledger import Ledger
from bot.desk.likes import like
from bot.desk.messages import (
    Author,
    Message,
    append_notice,
    append_reply,
    append_shopper_message,
    card_shown,
    find_by_client_id,
    forget_takers,
    is_settled,
    last_texts,
    mark_answered,
    mark_read,
    owed_before,
    replies_to,
    take,
    unanswered,
    understood_of,
)
from bot.desk.moods import Mood, Moods, said_lately
from bot.desk.photos import Photo
from bot.desk.ratings import rate, rate_in_words
from bot.desk.texts import clean
from bot.desk.turns import Answer, Bot, Turn
from bot.desk.uploads import check_allowance, keep, reference
from bot.desk.waiting import LEAVE, MESSAGE, hold, keep_waiting, leave_message
from bot.desk.wording import Wording
from bot.errors import BotUnavailable

logger = logging.getLogger(__name__)

REQUEST_HUMAN = "request_human"
# The reason of a hand-over when the bot itself cannot be reached.
SYSTEM_ERROR = "system_error"
# Seconds beyond the bot's patience after which nobody can still be at work on a message.
AT_WORK = 10.0


@dataclass
class _Line:
    """The messages of one conversation that wait for their turn."""

    waiting: list[Message] = field(default_factory=list)
    arrived: asyncio.Event = field(default_factory=asyncio.Event)
    worker: asyncio.Task[None] | None = None


@dataclass(frozen=True)
class _Begun:
    """A turn that this copy of the desk is at work on."""

    messages: list[Message]
    turn: Turn
    epoch: int
    at: datetime


class Reception:
    """One per process. Whatever the bot does, no message is lost, answered twice, or left without an answer.

    ``wording``, ``rota`` and ``moods`` are asked each time, so that an edit takes effect at once; without ``moods``
    everybody is calm. ``window`` is the silence in seconds after which a burst of messages is answered, ``limit`` the
    characters of one message, ``photos_an_hour`` how many pictures a conversation takes, ``patience`` the seconds that
    the bot may take.
    """

    def __init__(
        self,
        bot: Bot,
        database_url: str,
        wording: Callable[[], Wording],
        rota: Callable[[], Rota],
        *,
        clock: Callable[[], datetime] = utc_now,
        window: float = 0.8,
        limit: int = 500,
        photos_an_hour: int = 30,
        patience: float = 10.0,
        pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
        shop_url: str = "",
        relay: Relay | None = None,
        moods: Callable[[], Moods] | None = None,
    ) -> None:
        self.ledger = Ledger(database_url, rota, clock, shop_url, relay)
        self.limit = limit
        self._photos_an_hour = photos_an_hour
        self._bot = bot
        self._wording = wording
        self._window = window
        self._patience = patience
        self._pause = pause
        self._moods = moods
        self._lines: dict[str, _Line] = {}
        self._turns: dict[int, asyncio.Future[None]] = {}

    # ---- what channels call

    async def open(self, visitor: str, shopper_id: str | None = None, channel: str = "web") -> Conversation:
        """Begin a conversation."""
        now = self.ledger.now()
        begin = partial(start, visitor=visitor, shopper_id=shopper_id, channel=channel, now=now)
        return await self.ledger.run(begin)

    async def receive(
        self,
        conversation_id: str,
        *,
        text: str = "",
        button: tuple[int, str] | None = None,
        photo: Photo | None = None,
        client_id: str | None = None,
        product: str | None = None,
        metadata: dict[str, Any] | None = None,
    ) -> Message:
        """Store a text, a click on a button (message id, button id) or a photo, and let it be answered.

        A repeated ``client_id`` returns the message that came first.

        Raises:
            EmptyMessage, MessageTooLong, TooManyPhotos: nothing is stored.
            UnknownButton: the bot never offered it here.
            ConversationNotFound: there is none.
        """
        said = "" if button else self._wording().photo if photo else clean(text, self.limit)
        context = {**(metadata or {}), **({"product": product} if product else {})}
        accept = partial(self._accept, said, button, photo, client_id, context)
        return await self.ledger.to_the_end(self._receive(conversation_id, accept))

    async def answered(self, message: Message) -> list[Message]:
        """What was said to the turn of a message, when it is over; nothing while a person has the word.

        Raises:
            BotUnavailable: its answer could not be stored; it will be given later.
        """
        turn = self._turns.get(message.id)
        if turn:
            await asyncio.shield(turn)
        replies, settled = await self.ledger.run(partial(_outcome, message))
        if not settled:
            raise BotUnavailable()
        return replies

    async def understood(self, message: Message) -> list[dict[str, Any]]:
        """What the bot made of the turn that a message became part of; empty until it is over."""
        return await self.ledger.run(partial(understood_of, message))

    async def read(self, conversation_id: str, message_id: int) -> None:
        """The shopper has seen everything up to a message."""

        def change(session: Session, conversation: Conversation, now: datetime) -> None:
            before = conversation.read_id
            mark_read(session, conversation, message_id)
            if conversation.read_id != before:
                tell_read(session, conversation)

        await self.ledger.write(conversation_id, change)

    def typing(self, conversation_id: str, on: bool) -> None:
        """The shopper begins or stops to write."""
        by = Author.SHOPPER.value
        self.ledger.publish(staff_topic(conversation_id), staff_typing(conversation_id, on, by))

    async def like(self, conversation_id: str, message_id: int, liked: bool | None) -> Message:
        """The shopper puts a thumb up or down on an answer, or takes it back (None).

        Raises:
            NotAnAnswer: the bot said no such thing here.
        """
        return await self.ledger.write(
            conversation_id, lambda session, conversation, now: like(session, conversation, message_id, liked, now)
        )

    async def rate(self, conversation_id: str, message_id: int, score: int, word: str = "") -> None:
        """The shopper says how a person's service was, at the message that asks for it.

        Raises:
            NothingToRate: nobody asked for it there.
            AlreadyRated: once is all that counts.
        """
        await self.ledger.write(
            conversation_id,
            lambda session, conversation, now: rate(session, conversation, score, word, now, message_id),
        )

    async def recover(self, all_of_them: bool = False) -> int:
        """Answer what a crash here or of another copy left unanswered; how many messages that were.

        What came in just now is left to who took it in, unless there is no other copy and this one has just begun.
        """
        if all_of_them:
            await self.ledger.run(forget_takers)
        now = self.ledger.now()
        owed = await self.ledger.run(
            lambda session: unanswered(session, now if all_of_them else self._dead, self._dead)
        )
        owed = [message for message in owed if message.id not in self._turns]
        for conversation_id, messages in groupby(owed, key=lambda message: message.conversation_id):
            for message in messages:
                self._line_up(conversation_id, message)
        if owed:
            logger.warning("%d messages were left unanswered.", len(owed), extra={"event": "desk.recovered"})
        return len(owed)

    async def close(self) -> None:
        """Stop; what has not been answered yet will be by the next ``recover``."""
        workers = [line.worker for line in self._lines.values() if line.worker]
        for worker in workers:
            worker.cancel()
        await asyncio.gather(*workers, return_exceptions=True)
        for turn in self._turns.values():
            turn.set_result(None)
        self._lines.clear()
        self._turns.clear()
        await self.ledger.close()

    # ---- accepting

    async def _receive(
        self, conversation_id: str, accept: Callable[[Session, Conversation, datetime], Message]
    ) -> Message:
        message = await self.ledger.write(conversation_id, accept)
        if not message.answered and message.id not in self._turns:
            self._line_up(conversation_id, message)
        return message

    def _accept(
        self,
        text: str,
        button: tuple[int, str] | None,
        photo: Photo | None,
        client_id: str | None,
        context: dict[str, Any],
        session: Session,
        conversation: Conversation,
        now: datetime,
    ) -> Message:
        earlier = find_by_client_id(session, conversation, client_id) if client_id else None
        if earlier:
            return earlier
        closed = conversation.owner is Owner.CLOSED
        rated = closed and not button and not photo and rate_in_words(session, conversation, text, now)
        if closed and not rated:
            reopen(session, conversation, now)
        image = self._keep(photo, session, conversation, now) if photo else None
        message = append_shopper_message(
            session, conversation, text=text, button=button, image=image, client_id=client_id, context=context, now=now
        )
        if closed and not rated:
            append_notice(session, conversation, self._wording().say("reopened"), now)
        elif message.answered:
            message.turn = message.id  # what the desk itself says to it
            self._speak(message, rated, session, conversation, now)
        if not message.answered and _is_ours(message):
            mark_answered(session, [message])
        return message

    def _speak(
        self, message: Message, rated: bool, session: Session, conversation: Conversation, now: datetime
    ) -> None:
        """What the desk says by itself to a message that is not for the bot."""
        wording = self._wording()
        if rated:
            append_notice(session, conversation, wording.say("rating_thanks"), now, message.turn)
        elif conversation.owner is Owner.WAITING and _is_ours(message):
            self._press(message, session, conversation, now)
        elif conversation.owner is Owner.WAITING:
            keep_waiting(session, conversation, self.ledger.rota, wording, now, message.turn)

    def _press(self, message: Message, session: Session, conversation: Conversation, now: datetime) -> None:
        """A button of ours, not of the bot's: whoever waits no longer need not wait."""
        assert message.click is not None
        if message.click["intent"] == MESSAGE:
            leave_message(session, conversation, self.ledger.rota, self._wording(), now, message.turn)
            return
        return_to_bot(session, conversation, now)
        append_notice(session, conversation, self._wording().say("queue_left"), now, message.turn)

    def _keep(self, photo: Photo, session: Session, conversation: Conversation, now: datetime) -> str:
        check_allowance(session, conversation, self._photos_an_hour, now)
        return reference(keep(session, conversation, photo, now))

    # ---- turns

    def _line_up(self, conversation_id: str, message: Message) -> None:
        self._turns[message.id] = asyncio.get_running_loop().create_future()
        line = self._lines.setdefault(conversation_id, _Line())
        line.waiting.append(message)
        line.arrived.set()
        if line.worker is None:
            line.worker = asyncio.create_task(self._work(conversation_id, line))

    async def _work(self, conversation_id: str, line: _Line) -> None:
        while line.waiting:
            await self._silence(line)
            size = turn_size(line.waiting, self.limit)
            turn, line.waiting = line.waiting[:size], line.waiting[size:]
            try:
                for owed in [*await self._owed_before(turn[0]), turn]:
                    await self._take_turn(conversation_id, owed)
            except Exception:
                extra = {"event": "turn.failed", "conversation": conversation_id}
                logger.exception("A turn is left unanswered.", extra=extra)
            finally:
                self._settle(turn)
        del self._lines[conversation_id]

    async def _owed_before(self, message: Message) -> list[list[Message]]:
        """Turns that another copy left behind in this conversation: what was said first is answered first."""
        owed = await self.ledger.run(lambda session: owed_before(session, message, self._dead))
        owed = [one for one in owed if one.id not in self._turns]
        turns = []
        while owed:
            size = turn_size(owed, self.limit)
            turns.append(owed[:size])
            owed = owed[size:]
        return turns

    def _settle(self, turn: list[Message]) -> None:
        for message in turn:
            future = self._turns.pop(message.id)
            if not future.done():
                future.set_result(None)

    async def _silence(self, line: _Line) -> None:
        """Return when the next turn is complete: nothing arrived for a while, or nothing that arrives could join it."""
        while self._window and not is_complete(line.waiting, self.limit):
            line.arrived.clear()
            pause = asyncio.ensure_future(self._pause(self._window * pause_factor(line.waiting)))
            arrival = asyncio.ensure_future(line.arrived.wait())
            try:
                await asyncio.wait({pause, arrival}, return_when=asyncio.FIRST_COMPLETED)
            finally:
                pause.cancel()
                arrival.cancel()
            if not line.arrived.is_set():
                return

    async def _take_turn(self, conversation_id: str, messages: list[Message]) -> None:
        begun = await self.ledger.write(conversation_id, partial(self._begin, messages))
        if begun is None:
            return
        with self._typing(conversation_id):
            answer = await self._ask(begun.turn)
        try:
            await self.ledger.write(conversation_id, partial(self._finish, begun, answer))
        except Exception:
            extra = {"event": "turn.failed", "conversation": conversation_id}
            logger.exception("The bot's answer cannot be used.", extra=extra)
            await self.ledger.write(conversation_id, partial(self._finish, begun, None))

    def _begin(
        self, messages: list[Message], session: Session, conversation: Conversation, now: datetime
    ) -> _Begun | None:
        """The turn; None when it is a person's to answer, or another copy of the desk has answered or is about to."""
        if conversation.owner is not Owner.BOT:
            mark_answered(session, messages)
            return None
        mine = take(session, messages, now, self._dead)
        if not mine:
            return None
        card = card_shown(session, mine[0])
        turn = turn_of(conversation, mine, now, card)
        turn.metadata.update(self._feeling(session, conversation, mine))
        return _Begun(mine, turn, conversation.epoch, now)

    def _feeling(self, session: Session, conversation: Conversation, messages: list[Message]) -> dict[str, Any]:
        """What the bot must know of the shopper's mood: nothing of a calm one; ``upset``: bring a person in."""
        if self._moods is None:
            return {}
        moods, said = self._moods(), said_lately(session, conversation, messages[-1].id)
        upset = bool(messages[-1].text) and not messages[-1].click and moods.is_upset(said)
        mood = moods.mood(said)
        return {**({"mood": mood.value} if mood is not Mood.CALM else {}), **({"upset": True} if upset else {})}

    @property
    def _dead(self) -> datetime:
        """Who has been at work since then cannot be any more."""
        return self.ledger.now() - timedelta(seconds=self._patience + AT_WORK)

    async def _ask(self, turn: Turn) -> Answer | None:
        """The bot's answer; None when there is none to be had, for whatever reason."""
        try:
            answer = await asyncio.wait_for(self._bot.answer(turn), self._patience)
        except (BotUnavailable, asyncio.TimeoutError) as error:
            extra = {"event": "turn.unanswered", "conversation": turn.conversation_id}
            logger.info("The bot gave no answer (%s).", type(error).__name__, extra=extra)
            return None
        except Exception:
            extra = {"event": "turn.failed", "conversation": turn.conversation_id}
            logger.exception("The bot failed.", extra=extra)
            return None
        return answer if answer.messages or answer.hand_off else None

    def _finish(
        self,
        begun: _Begun,
        answer: Answer | None,
        session: Session,
        conversation: Conversation,
        now: datetime,
    ) -> None:
        """Store what the bot said and, when it asks for one, bring a person in, all or nothing."""
        if not mark_answered(session, begun.messages, answer.understood if answer else None, begun.at):
            return
        if conversation.epoch != begun.epoch:
            extra = {"event": "reply.dropped", "conversation": conversation.id}
            logger.info("A person took over while the bot was thinking.", extra=extra)
            return
        turn = begun.messages[-1].id
        said, packet = (answer.messages, answer.hand_off) if answer else self._excuse(begun, session, conversation)
        append_reply(session, conversation, said, begun.epoch, now=now, turn=turn)
        if packet is not None:
            packet = {"mood": begun.turn.metadata.get("mood"), **packet}
            self._bring_person(packet, turn, session, conversation, now)

    def _bring_person(
        self, packet: dict[str, Any], turn: int, session: Session, conversation: Conversation, now: datetime
    ) -> None:
        rota, wording = self.ledger.rota, self._wording()
        group, points = rota.groups.route(packet), rota.groups.points(packet)
        hand_off(session, conversation, packet, now, group=group, priority=points)
        extra = {"event": "conversation.handed_off", "conversation": conversation.id}
        logger.info("Handed over: %s", conversation.reason, extra=extra)
        if not rota.is_open(group, now):
            leave_message(session, conversation, rota, wording, now, turn)
        elif place(session, conversation, rota, wording, now, turn) is None:
            hold(session, conversation, rota, wording, now, turn)

    def _excuse(
        self, begun: _Begun, session: Session, conversation: Conversation
    ) -> tuple[list[dict[str, Any]], dict[str, Any] | None]:
        """What is said when the bot gives no answer; when all excuses have been said in a row, a person comes."""
        wording = self._wording()
        said = last_texts(session, conversation, Author.BOT, len(wording.bot_unavailable))
        if len(said) == len(wording.bot_unavailable) and set(said) == set(wording.bot_unavailable):
            told = " / ".join(said_lately(session, conversation)[-len(said) - 1 :])
            packet = {"reason": SYSTEM_ERROR, "summary": told}
            return [{"kind": "text", "text": wording.say("bot_unavailable_hand_over"), "buttons": []}], packet
        human = {"title": wording.human_button, "intent": REQUEST_HUMAN, "entities": {}}
        text = wording.say("bot_unavailable", said[0] if said else "")
        return [{"kind": "buttons", "text": text, "buttons": [human]}], None

    @contextmanager
    def _typing(self, conversation_id: str) -> Iterator[None]:
        self.ledger.publish(conversation_id, typing_event(True, Author.BOT.value))
        try:
            yield
        finally:
            self.ledger.publish(conversation_id, typing_event(False, Author.BOT.value))


def _outcome(message: Message, session: Session) -> tuple[list[Message], bool]:
    return replies_to(message, session), is_settled(message, session)


def _is_ours(message: Message) -> bool:
    """Whether it presses a button of the desk, which the bot never sees."""
    return message.click is not None and message.click["intent"] in (LEAVE, MESSAGE)
