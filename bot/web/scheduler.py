"""Scheduler: what the desk does of itself: reminds of unpaid orders, tells what is back, closes what nobody paid."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.desk import outbox
from bot.desk.conversations import Conversation, Owner, conversations_of, reopen
from bot.desk.ledger import Ledger
from bot.desk.messages import append_reply
from bot.desk.outbox import PROMPT, Outgoing, prompt_key
from bot.desk.wording import Wording
from bot.settings import Settings
from bot.shop.catalogue import find_product, get_sku
from bot.shop.orders import Order
from bot.shop.payments import pay_link_for
from bot.shop.policy import Policy
from bot.shop.profiles import refusing
from bot.shop.prompts import Situation, is_quiet, judge, next_due
from bot.shop.restocks import RestockWish, due_restocks, mark_told
from bot.shop.unpaid import close_overdue, may_ask_reason, unpaid_orders
from bot.web.prompt_messages import payment_prompt, restock_notice

logger = logging.getLogger(__name__)

PAGE = 200
# After a fault an entry rests for so long, lest it fail at every look.
REST = timedelta(minutes=10)
_WITH_PERSON = (Owner.WAITING, Owner.HUMAN)


class Scheduler:
    """One per desk, and as many as there are desks: whatever is due is taken by one of them.

    Everything is decided anew in the transaction in which it is said, from the database alone; so a restart loses
    nothing and what has become wrong meanwhile is not said.
    """

    def __init__(
        self,
        ledger: Ledger,
        settings: Settings,
        policy: Callable[[], Policy],
        wording: Callable[[], Wording],
        pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
        also: Sequence[Callable[[], Awaitable[Any]]] = (),
    ) -> None:
        self._ledger = ledger
        self._settings = settings
        self._policy = policy
        self._wording = wording
        self._pause = pause
        self._also = also

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Look at what is due again and again, until the block ends."""
        work = asyncio.create_task(self._run()) if self._settings.scheduler_seconds > 0 else None
        try:
            yield
        finally:
            if work:
                work.cancel()
                with suppress(asyncio.CancelledError):
                    await work

    async def tick(self) -> None:
        """One look: close, plan, remind, tell. A fault in one of them does not keep the others from their turn."""
        own = (self.close_orders, self.plan_prompts, self.send_prompts, self.tell_restocks)
        for step in (*own, *self._also):
            try:
                await step()
            except Exception:
                extra = {"event": "scheduler.failed"}
                logger.exception(
                    "A step of the scheduler failed: %s.", getattr(step, "__qualname__", step), extra=extra
                )

    async def close_orders(self) -> int:
        """Close the orders whose time to pay is over; how many."""
        policy = self._policy()
        if not policy.unpaid.closes_itself or self._settings.shop_is_read_only:
            return 0
        closed = await self._ledger.run(partial(close_overdue, policy=policy, now=self._ledger.now()))
        return len(closed)

    async def plan_prompts(self) -> int:
        """Plan the next prompt of every unpaid order that has one to come; how many were planned."""
        planned, last = 0, ""
        while True:
            page = await self._ledger.run(partial(self._plan_page, last))
            planned += page[0]
            if page[1] is None:
                return planned
            last = page[1]

    async def send_prompts(self) -> None:
        """Send, put off or drop every prompt whose time has come."""
        for outgoing in await self._ledger.run(partial(outbox.due, now=self._ledger.now(), kind=PROMPT)):
            where = await self._ledger.run(partial(self._where, outgoing.id))
            await self._say(where, partial(self._send_prompt, outgoing.id), outgoing.id)

    async def tell_restocks(self) -> None:
        """Tell those who wait for an article that it is back, but not at night."""
        if is_quiet(self._ledger.now(), self._policy().unpaid):
            return
        for wish in await self._ledger.run(due_restocks):
            await self._say(wish.conversation_id, partial(self._tell_restock, wish.id))

    async def _run(self) -> None:
        while True:
            await self._pause(self._settings.scheduler_seconds)
            await self.tick()

    async def _say(
        self,
        conversation_id: str,
        change: Callable[[Session, Conversation, datetime], None],
        outgoing_id: int | None = None,
    ) -> None:
        try:
            await self._ledger.write(conversation_id, change)
        except Exception:
            extra = {"event": "scheduler.failed", "conversation": conversation_id}
            logger.exception("Something that was due could not be said.", extra=extra)
            if outgoing_id is not None:
                await self._ledger.run(partial(_rest, outgoing_id, self._ledger.now() + REST))

    # ---- prompts

    def _plan_page(self, after: str, session: Session) -> tuple[int, str | None]:
        """Plan for a page of orders; how many were planned, and the last order when there may be more."""
        now, rules = self._ledger.now(), self._policy().unpaid
        orders = unpaid_orders(session, now, after, PAGE)
        talks = conversations_of(session, {str(order.customer_id) for order in orders})
        known: dict[str, list[Outgoing]] = {order.number: [] for order in orders}
        for entry in outbox.entries_about(session, PROMPT, list(known)):
            known[entry.about].append(entry)
        planned = 0
        for order in orders:
            mine = [talk for talk in talks[str(order.customer_id)] if talk.owner is Owner.BOT]
            entries = known[order.number]
            if not mine or any(entry.state == outbox.WAITING for entry in entries):
                continue
            sent = [entry.finished_at for entry in entries if entry.finished_at and entry.state == outbox.SENT]
            due = next_due(order.created_at, sent, rules)
            if due is not None:
                planned += self._plan(session, order, mine[0], len(entries) + 1, due, now)
        return planned, orders[-1].number if len(orders) == PAGE else None

    def _plan(
        self, session: Session, order: Order, conversation: Conversation, count: int, due: datetime, now: datetime
    ) -> bool:
        situation = _situation(session, order, conversation, talking=False)
        verdict = judge(situation, due, self._policy().unpaid, now)
        if verdict.kind == "drop":
            return False
        return outbox.plan(
            session,
            key=prompt_key(order.number, count),
            kind=PROMPT,
            conversation=conversation,
            about=order.number,
            due_at=verdict.at or due,
            now=now,
        )

    def _where(self, outgoing_id: int, session: Session) -> str:
        """The conversation in which a prompt is to be said: the shopper's latest that the bot has, if there is one."""
        outgoing: Outgoing = session.get(Outgoing, outgoing_id)
        order: Order | None = session.get(Order, outgoing.about)
        if order is None or order.customer_id is None or outgoing.payload.get("asked_for"):
            return outgoing.conversation_id
        talks = conversations_of(session, [order.customer_id])[order.customer_id]
        latest = next((talk for talk in talks if talk.owner is Owner.BOT), None)
        return latest.id if latest else outgoing.conversation_id

    def _send_prompt(self, outgoing_id: int, session: Session, conversation: Conversation, now: datetime) -> None:
        outgoing = outbox.find_waiting(session, outgoing_id)
        if outgoing is None:
            return
        order = _held(session, outgoing.about)
        if order is None:
            outbox.drop(session, outgoing, "gone", now)
            return
        if _is_superseded(session, outgoing):
            outbox.drop(session, outgoing, "asked_for", now)
            return
        verdict = judge(_situation(session, order, conversation), outgoing.due_at, self._policy().unpaid, now)
        if verdict.kind == "drop":
            outbox.drop(session, outgoing, verdict.why, now)
        elif verdict.at is not None and verdict.at > now:
            outbox.postpone(session, outgoing, verdict.at)
        else:
            self._remind(session, conversation, outgoing, order, now)

    def _remind(
        self, session: Session, conversation: Conversation, outgoing: Outgoing, order: Order, now: datetime
    ) -> None:
        outbox.redirect(session, outgoing, conversation)
        if not outbox.claim(session, outgoing, now):
            return
        entries = outbox.entries_about(session, PROMPT, [order.number])
        said = payment_prompt(
            order,
            pay_link_for(order, self._settings.public_address, self._settings.session_key, now),
            turn=sum(entry.state == outbox.SENT for entry in entries) - 1,
            asked_for=bool(outgoing.payload.get("asked_for")),
            ask_reason=may_ask_reason(session, order, now),
            policy=self._policy(),
            wording=self._wording(),
            now=now,
        )
        append_reply(session, conversation, said, conversation.epoch, now=now)
        extra = {"event": "prompt.sent", "conversation": conversation.id}
        logger.info("A shopper is reminded of an unpaid order.", extra=extra)

    # ---- restocks

    def _tell_restock(self, wish_id: int, session: Session, conversation: Conversation, now: datetime) -> None:
        wish: RestockWish | None = session.get(RestockWish, wish_id, populate_existing=True)
        if wish is None or wish.told_at is not None or conversation.owner in _WITH_PERSON:
            return
        sku = get_sku(session, wish.sku_id)
        product = find_product(session, sku.product_id)
        if product is None or sku.stock <= 0:
            return
        if conversation.owner is Owner.CLOSED:
            reopen(session, conversation, now)
        mark_told(session, wish, now)
        append_reply(session, conversation, restock_notice(product, sku, self._wording()), conversation.epoch, now=now)
        extra = {"event": "restock.told", "conversation": conversation.id}
        logger.info("A shopper hears that something is back.", extra=extra)


def _situation(session: Session, order: Order, conversation: Conversation, *, talking: bool = True) -> Situation:
    """How an order and its shopper stand; without ``talking``, as if nobody said anything just now."""
    talks = conversations_of(session, [order.customer_id])[order.customer_id] if order.customer_id else []
    talks = [*talks, *([] if conversation in talks else [conversation])]
    owners = {f"visitor:{talk.visitor}" for talk in talks} | {f"shopper:{order.customer_id}"}
    away = any(talk.owner in _WITH_PERSON for talk in talks) or conversation.owner is not Owner.BOT
    return Situation(
        status=order.status,
        pay_before=order.pay_before,
        sent=tuple(outbox.said_at(session, PROMPT, [talk.id for talk in talks], order.number)),
        refused=bool(refusing(session, owners)),
        with_person=away and talking,
        spoken_at=conversation.updated_at if talking else None,
    )


def _held(session: Session, number: str) -> Order | None:
    """An order as it stands, and held so that nobody pays it before the transaction ends.

    SQLite has one writer at a time, which a change of a conversation is already; a shop's own views cannot be locked.
    """
    query: Any = select(Order).where(Order.number == number).execution_options(populate_existing=True)
    if session.get_bind(Order) is session.get_bind(Outgoing):
        query = query.with_for_update(read=True)
    order: Order | None = session.execute(query).scalar_one_or_none()
    return order


def _is_superseded(session: Session, outgoing: Outgoing) -> bool:
    """Whether the shopper has named a time, so that nobody else's counts."""
    others = [entry for entry in outbox.entries_about(session, PROMPT, [outgoing.about]) if entry.id != outgoing.id]
    asked = [entry for entry in others if entry.state == outbox.WAITING and entry.payload.get("asked_for")]
    return bool(asked) and not outgoing.payload.get("asked_for")


def _rest(outgoing_id: int, until: datetime, session: Session) -> None:
    outgoing = outbox.find_waiting(session, outgoing_id)
    if outgoing:
        outbox.postpone(session, outgoing, until)
