"""Payment problems: what the record says of an order that was not paid, or paid twice, and the way on."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from typing import Any

from pydantic import Field, validator
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.shop.gateways import FAILED, SUCCEEDED
from bot.shop.orders import Order
from bot.shop.payments import Payment, Refund, payments_of
from bot.shop.rules import Section, not_empty, refuse_doubles


class Reason(Section):
    """Why an attempt failed, as shoppers are told, and what they can do."""

    says: str = Field(min_length=2)
    way_on: str = Field(min_length=2)


class KnownReason(Reason):
    """A reason by the gateways' codes for it."""

    id: str
    codes: tuple[str, ...]

    _some_code = validator("codes", allow_reuse=True)(not_empty)


class PaymentProblems(Section):
    """Failure codes in words, and the words by which shoppers say that they were charged or are in trouble."""

    reasons: tuple[KnownReason, ...]
    other: Reason
    charged: tuple[str, ...]
    trouble: tuple[str, ...]

    @validator("reasons")
    def _no_code_twice(cls, reasons: tuple[KnownReason, ...]) -> tuple[KnownReason, ...]:
        refuse_doubles(code for reason in reasons for code in reason.codes)
        refuse_doubles(reason.id for reason in reasons)
        return reasons

    @validator("charged", "trouble", each_item=True)
    def _can_be_read(cls, pattern: Any) -> Any:
        try:
            re.compile(pattern)
        except re.error as error:
            raise ValueError(f"{pattern} is no regular expression ({error})") from error
        return pattern

    def reason(self, code: str) -> Reason:
        """What a failure code means."""
        return next((reason for reason in self.reasons if code in reason.codes), self.other)

    def says_charged(self, text: str) -> bool:
        return any(re.search(pattern, text) for pattern in self.charged)

    def says_trouble(self, text: str) -> bool:
        return any(re.search(pattern, text) for pattern in self.trouble)


class Standing(str, Enum):
    """What the record says of the payment of an order."""

    NO_ATTEMPT = "no_attempt"
    OPEN = "open"
    """An attempt was begun and has not ended."""
    FAILED = "failed"
    PAID = "paid"
    PAID_TWICE = "paid_twice"
    RETURNED = "returned"
    """Money came when the order did not wait for it any more."""


@dataclass(frozen=True)
class Diagnosis:
    """The record of an order's payments, and which one it is about."""

    standing: Standing
    payment: Payment | None = None
    """The last attempt, or the one that was too much."""
    refund: Refund | None = None
    """The way back of the one that was too much."""


def diagnose(session: Session, order: Order) -> Diagnosis:
    """Read off the record how the payment of an order stands."""
    payments = payments_of(session, order)
    paid = [payment for payment in payments if payment.status == SUCCEEDED]
    if order.paid_at is not None:
        extra = _too_much(session, order, paid)
        return extra or Diagnosis(Standing.PAID, paid[0] if paid else None)
    if paid:
        return Diagnosis(Standing.RETURNED, paid[-1], _refund_of(session, paid[-1]))
    last = payments[-1] if payments else None
    if last is None:
        return Diagnosis(Standing.NO_ATTEMPT)
    return Diagnosis(Standing.FAILED if last.status == FAILED else Standing.OPEN, last)


def _too_much(session: Session, order: Order, paid: list[Payment]) -> Diagnosis | None:
    """The payment that came although the order was paid: the one on its way back, or the later one."""
    if len(paid) < 2:
        return None
    refunds = [(payment, _refund_of(session, payment)) for payment in paid]
    back = [(payment, refund) for payment, refund in refunds if refund is not None]
    payment, refund = back[-1] if back else (max(paid, key=lambda one: one.finished_at or one.created_at), None)
    return Diagnosis(Standing.PAID_TWICE, payment, refund)


def _refund_of(session: Session, payment: Payment) -> Refund | None:
    query = select(Refund).where(Refund.payment_id == payment.id, Refund.status != FAILED).order_by(Refund.created_at)
    refund: Refund | None = session.execute(query).scalars().first()
    return refund
