"""Payments: attempts to pay and refunds, and signed pay links, each for one order until its time to pay is over."""

from __future__ import annotations

from datetime import datetime, timedelta

import jwt
from jwt.types import Options
from sqlalchemy import Column, ForeignKey, Integer, String, select
from sqlalchemy.orm import Session

from bot.db import Base, ShopBase, UtcDateTime, utc_now
from bot.errors import BadPayLink, NotPayable, PayLinkExpired
from bot.shop.orders import Order

# The same key signs visitors' sessions; the audience keeps one kind of token from passing for the other.
AUDIENCE = "xiaoer.pay"
ALGORITHM = "HS256"


class Payment(ShopBase):
    """One attempt to pay an order."""

    __tablename__ = "payments"

    id: str = Column(String(64), primary_key=True)
    """Our number of it, as the gateway knows it."""
    order_number: str = Column(ForeignKey("orders.number"), nullable=False, index=True)
    gateway: str = Column(String(20), nullable=False)
    method: str = Column(String(20), nullable=False, default="")
    """One of the methods of the policy."""
    amount_fen: int = Column(Integer, nullable=False)
    currency: str = Column(String(3), nullable=False, default="CNY")
    status: str = Column(String(12), nullable=False)
    """``created``, ``succeeded``, ``failed`` or ``closed``."""
    failure: str = Column(String(40), nullable=False, default="")
    """The gateway's word for why it failed."""
    gateway_number: str | None = Column(String(64), unique=True)
    created_at: datetime = Column(UtcDateTime, nullable=False)
    finished_at: datetime | None = Column(UtcDateTime)


class Refund(Base):
    """Money on its way back."""

    __tablename__ = "refunds"

    id: str = Column(String(64), primary_key=True)
    """Made from the request and the payment, and the gateway's key: the same request pays nothing again."""
    payment_id: str = Column(String(64), nullable=False, index=True)
    order_number: str = Column(String(32), nullable=False, index=True)
    case_id: int | None = Column(Integer)
    amount_fen: int = Column(Integer, nullable=False)
    reason: str = Column(String(80), nullable=False, default="")
    status: str = Column(String(12), nullable=False)
    """``requested``, ``succeeded`` or ``failed``."""
    gateway_number: str | None = Column(String(64))
    created_at: datetime = Column(UtcDateTime, nullable=False)
    finished_at: datetime | None = Column(UtcDateTime)


def pay_link_for(order: Order, base_url: str, key: str, now: datetime) -> str:
    """The address at which an unpaid order can be paid, good until ``pay_before``.

    Raises:
        NotPayable: it is not waiting for payment, or too late.
    """
    if not order.is_unpaid or not time_left(order, now):
        raise NotPayable()
    claims = {"sub": order.number, "aud": AUDIENCE, "iat": now, "exp": order.pay_before}
    return f"{base_url.rstrip('/')}/pay/{jwt.encode(claims, key, algorithm=ALGORITHM)}"


def order_number_of(token: str, key: str, now: datetime | None = None) -> str:
    """The order that a pay link is for. Whoever holds the link may see that order's sum and pay it, nothing more.

    Raises:
        BadPayLink: it was not signed by us, or for something else.
        PayLinkExpired: the time to pay is over.
    """
    # The library reads the clock itself; ours is an argument.
    options: Options = {"require": ["sub", "exp", "aud"], "verify_exp": False, "verify_iat": False}
    try:
        claims = jwt.decode(token, key, algorithms=[ALGORITHM], audience=AUDIENCE, options=options)
    except jwt.PyJWTError as error:
        raise BadPayLink() from error
    if (now or utc_now()).timestamp() >= claims["exp"]:
        raise PayLinkExpired()
    return str(claims["sub"])


def order_to_pay(session: Session, token: str, key: str, now: datetime) -> Order:
    """The order of a pay link, whoever holds it: the signature stands in for ``order_for``.

    Raises:
        BadPayLink: it is none of ours, its time is over, or its order has gone.
    """
    order: Order | None = session.get(Order, order_number_of(token, key, now))
    if order is None:
        raise BadPayLink()
    return order


def payments_of(session: Session, order: Order) -> list[Payment]:
    """Every attempt to pay an order, the oldest first."""
    query = select(Payment).where(Payment.order_number == order.number).order_by(Payment.created_at, Payment.id)
    return list(session.execute(query).scalars())


def time_left(order: Order, now: datetime) -> timedelta:
    """Time to pay, never negative."""
    return max(order.pay_before - now, timedelta())
