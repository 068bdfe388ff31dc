"""Settlement: an attempt to pay from its start to its end, and what the gateway's word about it changes."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bot.errors import GatewayRefused, GatewayUnavailable, IllegalTransition, NotPayable, ServiceError, WrongPayment
from bot.shop.changes import Request, record
from bot.shop.gateways import CLOSED, FAILED, SUCCEEDED, Gateway, Notification
from bot.shop.orders import Order, OrderStatus, mark_paid
from bot.shop.payments import Payment, payments_of, time_left
from bot.shop.refunds import Database, refund_payment

logger = logging.getLogger(__name__)

CREATED = "created"
# A notification that is lost is missed within minutes; after that only the end of the time to pay is worth a question.
ASKED_FOR = timedelta(minutes=15)
SETTLES_BY = timedelta(minutes=10)
AT_ONCE = 50
_PAYMENTS: Any = Payment  # SQLAlchemy 1.4 is untyped: on the class these are columns


class Outcome(str, Enum):
    """What a gateway's word has changed."""

    PAID = "paid"
    """The order is paid now."""
    RETURNED = "returned"
    """Money came that no order was waiting for: it is recorded, and its refund requested."""
    ENDED = "ended"
    """The attempt failed or was closed."""
    NOTHING = "nothing"
    """It was known already."""


@dataclass(frozen=True)
class Settlement:
    """The outcome of a notification."""

    outcome: Outcome
    payment: Payment
    order: Order


def start_payment(
    session: Session, *, order: Order, gateway: str, method: str, payment_id: str, now: datetime
) -> Payment:
    """Begin an attempt to pay, or go on with the one that was begun at this gateway: one order, one payment there.

    Raises:
        NotPayable: the order is not waiting for payment, or too late.
    """
    if not order.is_unpaid or not time_left(order, now):
        raise NotPayable()
    for earlier in payments_of(session, order):
        if (earlier.gateway, earlier.status, earlier.amount_fen) == (gateway, CREATED, order.amount_fen):
            return earlier
    payment = Payment(
        id=payment_id, order_number=order.number, gateway=gateway, method=method, amount_fen=order.amount_fen,
        currency="CNY", status=CREATED, failure="", created_at=now,
    )  # fmt: skip
    session.add(payment)
    session.flush()
    return payment


def fail_payment(session: Session, payment: Payment, failure: str, now: datetime) -> None:
    """Note that a gateway would not begin an attempt; money that comes of it all the same still counts."""
    here = update(Payment).where(Payment.id == payment.id, Payment.status == CREATED)
    values = {"status": FAILED, "failure": failure[:40], "finished_at": now}
    session.execute(here.values(**values).execution_options(synchronize_session=False))


def settle(session: Session, notification: Notification, now: datetime) -> Settlement:
    """Record what a gateway says of a payment, once; money that no order is waiting for goes back, and is never lost.

    Raises:
        WrongPayment: it does not fit our record; nothing is changed.
    """
    payment = _payment_of(session, notification)
    order: Order = session.get(Order, payment.order_number)
    if notification.status != SUCCEEDED:
        return Settlement(_note_end(session, payment, notification), payment, order)
    if payment.status == SUCCEEDED:
        return Settlement(_repeated(payment, notification), payment, order)
    _check(session, payment, notification)
    if not _end(session, payment, SUCCEEDED, notification, now):
        return Settlement(Outcome.NOTHING, payment, order)
    return Settlement(_credit(session, order, payment, now), payment, order)


def check_payments(database: Database, gateways: Mapping[str, Gateway], now: datetime) -> list[Settlement]:
    """Ask the gateways about attempts whose notification may be lost, and close those whose time is over.

    No transaction is open while a gateway is asked.
    """
    with database() as session:
        open_ones = [payment for payment, order in _open(session) if _is_worth_asking(payment, order, now)]
    return [
        settlement
        for payment in open_ones[:AT_ONCE]
        if (settlement := check_payment(database, gateways, payment, now)) is not None
    ]


def check_payment(
    database: Database, gateways: Mapping[str, Gateway], payment: Payment, now: datetime
) -> Settlement | None:
    """Ask the gateway about one attempt; None when there is nothing new."""
    gateway = gateways.get(payment.gateway)
    try:
        news = gateway.query(payment, now) if gateway else None
    except (GatewayUnavailable, GatewayRefused) as error:
        _warn("payment.unchecked", f"Payment {payment.id} could not be checked: {error}", payment.order_number)
        return None
    try:
        with database() as session:
            if news is not None:
                return settle(session, news, now)
            _close_if_over(session, payment.id, now)
    except WrongPayment as error:
        log_refusal(payment.gateway, error)
    return None


def log_refusal(gateway: str, error: ServiceError) -> None:
    """A notification that changed nothing: cause and remedy are in the error's message."""
    level = logging.ERROR if isinstance(error, WrongPayment) else logging.WARNING
    logger.log(
        level, "A notification of %s was refused: %s", gateway, error,
        extra={"event": "payment.refused", "gateway": gateway},
    )  # fmt: skip


def _payment_of(session: Session, notification: Notification) -> Payment:
    payment: Payment | None = session.get(Payment, notification.payment_id)
    if payment is None or payment.gateway != notification.gateway:
        raise WrongPayment(
            f"payment {notification.payment_id} is none of ours; if the money has arrived, "
            f"pay {notification.gateway_number} back in the gateway's own console"
        )
    return payment


def _check(session: Session, payment: Payment, notification: Notification) -> None:
    told, expected = (notification.amount_fen, notification.currency), (payment.amount_fen, payment.currency)
    if told != expected:
        raise WrongPayment(
            f"payment {payment.id} is over {expected[0]} fen {expected[1]}, the gateway says {told[0]} fen {told[1]}; "
            "compare with the gateway's own console before anything is sent or paid back"
        )
    others = select(Payment.id).where(Payment.gateway_number == notification.gateway_number, Payment.id != payment.id)
    if session.execute(others).first():
        raise WrongPayment(
            f"number {notification.gateway_number} belongs to another payment than {payment.id}; "
            "compare both with the gateway's own console"
        )


def _repeated(payment: Payment, notification: Notification) -> Outcome:
    told = (notification.gateway_number, notification.amount_fen, notification.currency)
    if told != (payment.gateway_number, payment.amount_fen, payment.currency):
        raise WrongPayment(
            f"payment {payment.id} has succeeded under {payment.gateway_number}, the gateway now says otherwise; "
            "compare with the gateway's own console"
        )
    _warn(
        "payment.repeated",
        f"Payment {payment.id} was notified again, which changes nothing; "
        "if it goes on, see whether the gateway gets our answers.",
        payment.order_number,
    )
    return Outcome.NOTHING


def _note_end(session: Session, payment: Payment, notification: Notification) -> Outcome:
    if not _end(session, payment, notification.status, notification, notification.at, only_from=(CREATED,)):
        return Outcome.NOTHING
    logger.info(
        "Payment %s has not come about: %s.", payment.id, notification.failure or notification.status,
        extra={"event": f"payment.{notification.status}", "order": payment.order_number},
    )  # fmt: skip
    return Outcome.ENDED


def _end(
    session: Session,
    payment: Payment,
    status: str,
    notification: Notification,
    now: datetime,
    only_from: tuple[str, ...] = (CREATED, FAILED, CLOSED),
) -> bool:
    """Note the end of an attempt; False when somebody else was quicker. Money counts even after a failure."""
    here = update(Payment).where(Payment.id == payment.id, _PAYMENTS.status.in_(only_from))
    values = {
        "status": status,
        "failure": notification.failure[:40],
        "finished_at": min(notification.at, now),
        "gateway_number": (notification.gateway_number or None) if status == SUCCEEDED else payment.gateway_number,
        "method": notification.method or payment.method,
    }
    changed = session.execute(here.values(**values).execution_options(synchronize_session=False)).rowcount
    session.refresh(payment)
    return bool(changed)


def _credit(session: Session, order: Order, payment: Payment, now: datetime) -> Outcome:
    """The money is here: the order is paid, or the money goes back."""
    before = order.status
    why = _why_not(order, payment)
    if why is None:
        try:
            mark_paid(session, order, payment.method or payment.gateway, payment.finished_at or now)
        except IllegalTransition:  # somebody was quicker
            why = _why_not(order, payment)
    extra = {"event": "payment.succeeded", "order": order.number}
    if why is None:
        _record(session, order, payment, before, now)
        logger.info("Payment %s has come and its order is paid.", payment.id, extra=extra)
        return Outcome.PAID
    refund_payment(session, payment, why, f"{payment.gateway}:{payment.gateway_number}", now)
    _warn(
        "payment.returned",
        f"Payment {payment.id} came for an order that is not waiting for it ({why}); its refund is requested, "
        "see that it succeeds.",
        order.number,
    )
    return Outcome.RETURNED


def _why_not(order: Order, payment: Payment) -> str | None:
    """Why a payment does not pay its order: ``double``, ``order_closed`` or ``amount_changed``."""
    if not order.is_unpaid:
        return "order_closed" if order.status is OrderStatus.CANCELLED else "double"
    return None if order.amount_fen == payment.amount_fen else "amount_changed"


def _record(session: Session, order: Order, payment: Payment, before: OrderStatus, now: datetime) -> None:
    request = Request(f"{payment.gateway}:{payment.gateway_number}"[:80], f"gateway:{payment.gateway}", now)
    after = {"status": order.status.value, "payment": payment.id, "amount_fen": payment.amount_fen}
    record(session, order, "paid", request, before={"status": before.value}, after=after)


def _open(session: Session) -> list[tuple[Payment, Order]]:
    query = select(Payment, Order).join(Order, Order.number == Payment.order_number)
    found = session.execute(query.where(Payment.status == CREATED).order_by(Payment.created_at))
    return [(payment, order) for payment, order in found]


def _is_worth_asking(payment: Payment, order: Order, now: datetime) -> bool:
    return now - payment.created_at <= ASKED_FOR or now >= order.pay_before + SETTLES_BY


def _close_if_over(session: Session, payment_id: str, now: datetime) -> None:
    payment: Payment | None = session.get(Payment, payment_id)
    if payment is None or payment.status != CREATED:
        return
    if now >= session.get(Order, payment.order_number).pay_before + SETTLES_BY:
        payment.status, payment.finished_at = CLOSED, now


def _warn(event: str, message: str, order_number: str) -> None:
    logger.warning(message, extra={"event": event, "order": order_number})
