"""Pay links: signed, for one order, until its time to pay is over."""

from __future__ import annotations

from datetime import datetime, timedelta

import jwt
from jwt.types import Options
from sqlalchemy.orm import Session

from bot.db import utc_now
from bot.errors import BadPayLink, NotPayable, PayLinkExpired
from bot.shop.orders import Order

# The same key signs visitors' sessions; the audience keeps one kind of token from passing for the other.
AUDIENCE = "xiaoer.pay"
ALGORITHM = "HS256"


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


def time_left(order: Order, now: datetime) -> timedelta:
    """Time to pay, never negative."""
    return max(order.pay_before - now, timedelta())
