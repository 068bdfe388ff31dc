"""The cashier: takes what gateways say, looks after open payments and refunds, and tells the chat of money."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from bot.desk.conversations import Conversation, Owner
from bot.desk.messages import append_notice, where_card_was_shown
from bot.errors import BadNotification, ServiceError
from bot.shop.gateways import Acknowledgement, Gateway
from bot.shop.orders import Order, OrderProof
from bot.shop.refunds import carry_out_refunds
from bot.shop.settlement import Outcome, Settlement, check_payments, log_refusal, settle
from bot.web.parts import Parts

logger = logging.getLogger(__name__)

EVERY = 60.0


def receive(
    parts: Parts, gateway: Gateway, headers: Mapping[str, str], body: bytes
) -> tuple[Settlement | None, Acknowledgement]:
    """Take a notification: what it changed, and the answer that its gateway demands."""
    now = parts.clock()
    try:
        notification = gateway.read_notification(headers, body, now)
        if notification is None:
            return None, gateway.acknowledgement(True)
        with parts.database() as session:
            settlement = settle(session, notification, now)
    except BadNotification as error:
        log_refusal(gateway.name, error)
        return None, gateway.acknowledgement(False)
    except (ServiceError, SQLAlchemyError):
        # Whatever it was, the money must not be forgotten: the gateway is to say it again.
        logger.exception("A notification could not be recorded.", extra={"event": "payment.unrecorded"})
        return None, gateway.acknowledgement(False)
    return settlement, gateway.acknowledgement(True)


async def tell_chat(parts: Parts, settlement: Settlement | None) -> None:
    """Say in the conversation that showed the card that its order is paid; where a person has the word, say nothing."""
    if settlement is None or settlement.outcome is not Outcome.PAID:
        return
    order = settlement.order
    conversation_id = await asyncio.to_thread(_conversation_of, parts, order)
    if conversation_id is None:
        return
    amount = parts.policy().money(order.amount_fen)
    text = parts.wording().say("payment_received", amount=amount, number=order.number)

    def add(session: Session, conversation: Conversation, now: datetime) -> None:
        if conversation.owner is Owner.BOT:
            append_notice(session, conversation, text, now)

    await parts.reception.ledger.write(conversation_id, add)


async def look_after_payments(parts: Parts) -> None:
    """One round: payments whose notification may be lost, then the refunds that wait."""
    for settlement in await asyncio.to_thread(check_payments, parts.database, parts.gateways, parts.clock()):
        await tell_chat(parts, settlement)
    await asyncio.to_thread(carry_out_refunds, parts.database, parts.gateways, parts.clock())


async def keep_looking(parts: Parts, every: float = EVERY) -> None:
    """Round after round, until cancelled; a round that fails is logged, and the next one comes."""
    while True:
        try:
            await look_after_payments(parts)
        except Exception:
            logger.exception("A round of payments failed.", extra={"event": "payment.round_failed"})
        await asyncio.sleep(every)


def _conversation_of(parts: Parts, order: Order) -> str | None:
    with parts.database() as session:
        proofs = select(OrderProof.visitor).where(OrderProof.order_number == order.number)
        visitors = list(session.execute(proofs).scalars())
        return where_card_was_shown(
            session, kind="payment", number=order.number, shopper_id=order.customer_id, visitors=visitors
        )
