"""Refunds: what goes back, over which payment, once; carried out at the gateway after commit, to the end."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bot.errors import GatewayRefused, GatewayUnavailable, RefundTooLarge
from bot.shop.cases import AftersaleCase, finish
from bot.shop.changes import Request, record
from bot.shop.gateways import FAILED, REQUESTED, SUCCEEDED, Gateway, RefundResult
from bot.shop.orders import Order, OrderStatus, hold, mark_refunded
from bot.shop.payments import Payment, Refund, payments_of
from bot.shop.policy import Policy

logger = logging.getLogger(__name__)

Database = Callable[[], AbstractContextManager[Session]]
# Gateways take 64 characters of a small alphabet; request ids may be longer and have others.
_ID_LENGTH = 32
AT_ONCE = 100


@dataclass(frozen=True)
class RefundProgress:
    """Where a refund stands, and between which days it arrives."""

    refund: Refund
    method: str
    """Name of the way that it takes."""
    days: tuple[date, date] | None
    """The first and the last on which it is to be expected; None where nobody knows."""


def refundable(session: Session, order: Order) -> int:
    """What may still be paid back, in fen."""
    refunds = refunds_of(session, order)
    return sum(_rest(payment, refunds) for payment in _paid(session, order))


def refunds_of(session: Session, order: Order) -> list[Refund]:
    """The refunds of an order, the oldest first."""
    query = select(Refund).where(Refund.order_number == order.number).order_by(Refund.created_at, Refund.id)
    return list(session.execute(query).scalars())


def request_refund(
    session: Session,
    order: Order,
    amount_fen: int,
    reason: str,
    request_id: str,
    now: datetime,
    case_id: int | None = None,
) -> list[Refund]:
    """Note that money is to go back, over as many payments as it takes; the desk carries it out after commit.

    The same request id, sent again, gives the refunds that it gave before.

    Raises:
        RefundTooLarge: it is more than is left of what was paid, or nothing; nothing is changed.
    """
    paid = _paid(session, order)
    earlier = _earlier(session, request_id, paid)
    if earlier:
        return earlier
    hold(session, order)
    refunds, rest, shares = refunds_of(session, order), amount_fen, []
    for payment in paid:
        share = min(rest, _rest(payment, refunds))
        if share > 0:
            shares.append((payment, share))
            rest -= share
    if rest or amount_fen <= 0:
        raise RefundTooLarge()
    return [_note(session, payment, share, reason, request_id, now, case_id) for payment, share in shares]


def refund_payment(session: Session, payment: Payment, reason: str, request_id: str, now: datetime) -> list[Refund]:
    """Note that all that is left of one payment is to go back: money that no order is waiting for."""
    earlier = _earlier(session, request_id, [payment])
    if earlier:
        return earlier
    refunds = select(Refund).where(Refund.payment_id == payment.id)
    rest = _rest(payment, list(session.execute(refunds).scalars()))
    return [_note(session, payment, rest, reason, request_id, now, None)] if rest else []


def retry_refund(session: Session, refund: Refund) -> None:
    """Try a failed refund again under its old number; only a person who knows why it failed does that."""
    mine = update(Refund).where(Refund.id == refund.id, Refund.status == FAILED)
    again = mine.values(status=REQUESTED, finished_at=None)
    session.execute(again.execution_options(synchronize_session=False))
    session.refresh(refund)


def carry_out_refunds(
    database: Database, gateways: Mapping[str, Gateway], now: datetime, limit: int = AT_ONCE
) -> dict[str, str]:
    """Have the gateways pay back what is requested; by refund id, how it stands.

    No transaction is open while a gateway is asked. What is interrupted is taken up again under the same number, so
    that two of these at once, or one that dies after the call, pay once. What is ``requested`` stays for next time.
    """
    with database() as session:
        # Two steps: the payments may be in the shop's own database.
        waiting = select(Refund).where(Refund.status == REQUESTED).order_by(Refund.created_at, Refund.id).limit(limit)
        refunds = list(session.execute(waiting).scalars())
        due = [(refund, payment) for refund in refunds if (payment := session.get(Payment, refund.payment_id))]
    results: dict[str, str] = {}
    for refund, payment in due:
        result = _ask(gateways.get(payment.gateway), refund, payment)
        with database() as session:
            _finish(session, refund.id, result, now)
        results[refund.id] = result.status
    return results


def refund_progress(session: Session, order: Order, policy: Policy, now: datetime) -> list[RefundProgress]:
    """The refunds of an order, each with the days on which its way of payment lets it arrive."""
    payments = {payment.id: payment for payment in payments_of(session, order)}
    return [
        _progress(refund, payments.get(refund.payment_id), order, policy, now) for refund in refunds_of(session, order)
    ]


def _progress(refund: Refund, payment: Payment | None, order: Order, policy: Policy, now: datetime) -> RefundProgress:
    way = policy.payment.method((payment.method if payment else "") or order.pay_method)
    if refund.status == FAILED or way is None:
        return RefundProgress(refund, way.name if way else "", None)
    # One that has not gone out yet cannot arrive earlier than one that goes out now.
    return RefundProgress(refund, way.name, way.money_arrives(refund.finished_at or now))


def _ask(gateway: Gateway | None, refund: Refund, payment: Payment) -> RefundResult:
    extra = {"event": "refund.waits", "gateway": payment.gateway}
    if gateway is None:
        logger.warning("A refund waits: gateway %s is not configured here.", payment.gateway, extra=extra)
        return RefundResult(REQUESTED)
    try:
        return gateway.find_refund(refund, payment) or gateway.refund(refund, payment)
    except GatewayUnavailable as error:
        logger.warning("A refund waits for gateway %s; it is tried again. (%s)", gateway.name, error, extra=extra)
        return RefundResult(REQUESTED)
    except GatewayRefused as error:
        return RefundResult(FAILED, failure=error.reason)


def _finish(session: Session, refund_id: str, result: RefundResult, now: datetime) -> None:
    """Note the end of a refund, unless somebody else has done so."""
    if result.status == REQUESTED:
        return
    here = update(Refund).where(Refund.id == refund_id, Refund.status == REQUESTED)
    values = {"status": result.status, "finished_at": now, "gateway_number": result.gateway_number}
    if not session.execute(here.values(**values).execution_options(synchronize_session=False)).rowcount:
        return
    refund: Refund = session.get(Refund, refund_id, populate_existing=True)
    extra = {"event": f"refund.{result.status}", "order": refund.order_number}
    if result.status == FAILED:
        logger.error(
            "Refund %s failed (%s): pay it back by hand, or remove the cause and try it again.",
            refund.id, result.failure, extra=extra,
        )  # fmt: skip
        return
    logger.info("Refund %s has been paid back.", refund.id, extra=extra)
    _finish_case(session, refund, now)
    _close(session, refund, now)


def _finish_case(session: Session, refund: Refund, now: datetime) -> None:
    """A case that waited for nothing but its money is done when all of that has gone back."""
    case: AftersaleCase | None = session.get(AftersaleCase, refund.case_id) if refund.case_id else None
    if case is None or not case.can_be_finished:
        return
    mine = select(Refund).where(Refund.case_id == case.id)
    if all(one.status == SUCCEEDED for one in session.execute(mine).scalars()):
        finish(session, case, "system", now)


def _close(session: Session, refund: Refund, now: datetime) -> None:
    """An order on its way to be refunded has arrived there when all that was paid has gone back."""
    order: Order | None = session.get(Order, refund.order_number)
    if order is None or order.status is not OrderStatus.REFUNDING:
        return
    back = sum(one.amount_fen for one in refunds_of(session, order) if one.status == SUCCEEDED)
    if back < sum(payment.amount_fen for payment in _paid(session, order)):
        return
    before = order.status.value
    mark_refunded(session, order, now)
    request = Request(f"refund:{refund.id}", "system", now)
    record(session, order, "refunded", request, before={"status": before}, after={"status": order.status.value})


def _paid(session: Session, order: Order) -> list[Payment]:
    return [payment for payment in payments_of(session, order) if payment.status == SUCCEEDED]


def _rest(payment: Payment, refunds: list[Refund]) -> int:
    back = (refund.amount_fen for refund in refunds if refund.payment_id == payment.id and refund.status != FAILED)
    return payment.amount_fen - sum(back)


def _earlier(session: Session, request_id: str, payments: list[Payment]) -> list[Refund]:
    found = (session.get(Refund, _id(request_id, payment)) for payment in payments)
    return [refund for refund in found if refund is not None]


def _id(request_id: str, payment: Payment) -> str:
    return "R" + hashlib.sha256(f"{request_id}\n{payment.id}".encode()).hexdigest()[: _ID_LENGTH - 1]


def _note(
    session: Session,
    payment: Payment,
    amount_fen: int,
    reason: str,
    request_id: str,
    now: datetime,
    case_id: int | None,
) -> Refund:
    refund = Refund(
        id=_id(request_id, payment), payment_id=payment.id, order_number=payment.order_number, case_id=case_id,
        amount_fen=amount_fen, reason=reason, status=REQUESTED, created_at=now,
    )  # fmt: skip
    session.add(refund)
    session.flush()
    return refund
