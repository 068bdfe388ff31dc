"""Grants: what was given away on orders by people, and whether somebody may give more."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.errors import AllowanceUsedUp
from bot.shop.allowances import Allowances
from bot.shop.changes import OrderChange, Person
from bot.shop.orders import Order
from bot.shop.policy import Policy
from bot.shop.units import SHANGHAI

GRANTED = "granted_fen"
"""Under this name a change tells in ``after`` what was given away with it."""

_CHANGES: Any = OrderChange  # SQLAlchemy 1.4 is untyped: on the class these are columns


def given_on(session: Session, order: Order, kind: str) -> int:
    """What an order has had of a kind, from whomever; in fen."""
    return _sum(session, kind, _CHANGES.order_number == order.number)


def given_by(session: Session, person: Person, kind: str, now: datetime) -> int:
    """What somebody has given of a kind since the month began, on the shop's clock; in fen."""
    begun = now.astimezone(SHANGHAI).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    return _sum(session, kind, (_CHANGES.actor == person.actor) & (_CHANGES.at >= begun))


def check_allowance(
    session: Session,
    order: Order,
    kind: str,
    amount_fen: int,
    person: Person,
    now: datetime,
    *,
    rules: Allowances,
    version: str,
    policy: Policy,
) -> str:
    """Allow somebody to give so much more on an order; the rule under which they may, by id and version.

    Raises:
        AllowanceUsedUp: it is more than they may; it names the rule, and whether a lead still might.
    """
    given, given_month = given_on(session, order, kind), given_by(session, person, kind, now)
    limit, rule = rules.of(person.is_lead), f"{rules.id}@{version}"
    if given + amount_fen <= limit.order and given_month + amount_fen <= limit.month:
        return rule
    sums = {"order": limit.order, "month": limit.month, "given": given, "given_month": given_month}
    text = rules.text.format(**{name: policy.money(fen) for name, fen in sums.items()})
    raise AllowanceUsedUp(rule, text, lead_may=not person.is_lead and given + amount_fen <= rules.lead.order)


def _sum(session: Session, kind: str, where: Any) -> int:
    query = select(_CHANGES.after).where(_CHANGES.kind == kind, where)
    return sum(int(after.get(GRANTED, 0)) for after in session.execute(query).scalars())
