"""Changes of orders: whether the policy allows them, and the log of what was changed by whom, each request once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic import Field, validator
from sqlalchemy import JSON, Column, Integer, String, select
from sqlalchemy.orm import Session

from bot.db import Base, UtcDateTime
from bot.errors import ChangeRefused
from bot.shop.allowances import Allowances
from bot.shop.orders import Order, OrderStatus
from bot.shop.rules import Section, check_places, refuse_doubles

# What of an order may be changed: one rule of the policy each.
KINDS = (
    "address", "items", "note", "carrier", "packing", "merge", "cancel", "invoice", "refuse", "reorder", "price",
    "compensation",
)  # fmt: skip
AGENT = "agent:"
# What may remain where a change is refused: cancel, intercept the parcel, refuse it, return it, exchange it, order
# again, ask a person.
WAYS = ("cancel", "intercept", "refuse", "return", "exchange", "reorder", "person")


class ChangeRule(Section):
    """When one kind of change is allowed."""

    id: str
    name: str = Field(min_length=2, max_length=24)
    """What shoppers are told that it is."""
    allowed: tuple[OrderStatus, ...]
    by_person: tuple[OrderStatus, ...] = ()
    """Where a person may still do it, who can speak with the warehouse."""
    text: str
    """Quoted when it is refused; may say ``{status}``."""
    instead: dict[OrderStatus, tuple[str, ...]] = Field(default_factory=dict)
    """The ways that remain in a state in which it is refused, the best first."""

    @validator("text")
    def _knows_its_places(cls, text: str) -> str:
        return check_places(text, set(), allowed={"status"})

    @validator("instead")
    def _knows_the_ways(cls, instead: dict[OrderStatus, tuple[str, ...]]) -> dict[OrderStatus, tuple[str, ...]]:
        unknown = {way for ways in instead.values() for way in ways} - set(WAYS)
        if unknown:
            raise ValueError(f"does not know {', '.join(sorted(unknown))}; there are {', '.join(WAYS)}")
        return instead


class ChangeRules(Section):
    """The rules of data/policy/orders.yml."""

    version: str
    rules: dict[str, ChangeRule]
    note_limit: int = 100
    """Characters of a note for the warehouse."""
    price_cut: Allowances
    """How much a person may take off before payment."""

    @validator("rules")
    def _one_rule_for_each_kind(cls, rules: dict[str, ChangeRule]) -> dict[str, ChangeRule]:
        if set(rules) != set(KINDS):
            odd = sorted(set(rules) ^ set(KINDS))
            raise ValueError(f"must have one rule for each of {', '.join(KINDS)}; see {', '.join(odd)}")
        refuse_doubles(rule.name for rule in rules.values())
        return rules

    def quoted(self, kind: str) -> str:
        """Id and version, as records and refusals name a rule."""
        return f"{self.rules[kind].id}@{self.version}"

    def refuse(self, order: Order, kind: str, actor: str = "") -> None:
        """Refuse what the order's state does not allow; a person of the shop may do more.

        Raises:
            ChangeRefused: it names the rule and the ways that remain.
        """
        rule = self.rules[kind]
        allowed = rule.allowed + (rule.by_person if actor.startswith(AGENT) else ())
        if order.status not in allowed:
            raise ChangeRefused(self.quoted(kind), rule.text, rule.instead.get(order.status, ()))


@dataclass(frozen=True)
class Person:
    """Somebody of the shop's staff, by their id at the desk."""

    id: int
    is_lead: bool = False

    @property
    def actor(self) -> str:
        """Who it was, as records name them."""
        return f"{AGENT}{self.id}"


@dataclass(frozen=True)
class Request:
    """One wish for a change, agreed to: sent twice, it is done once."""

    id: str
    actor: str
    """``shopper:<id>``, ``visitor:<id>``, ``agent:<id>``, ``gateway:<name>`` or ``system``."""
    at: datetime


class OrderChange(Base):
    """The audit log: one row for each change that a shopper, an agent or a gateway made."""

    __tablename__ = "order_changes"

    id: int = Column(Integer, primary_key=True)
    request_id: str = Column(String(80), nullable=False, unique=True)
    """The same request, sent again, changes nothing."""
    order_number: str = Column(String(32), nullable=False, index=True)
    kind: str = Column(String(20), nullable=False)
    at: datetime = Column(UtcDateTime, nullable=False)
    actor: str = Column(String(80), nullable=False)
    """``shopper:<id>``, ``visitor:<id>``, ``agent:<id>``, ``gateway:<name>`` or ``system``."""
    before: dict[str, Any] = Column(JSON, nullable=False, default=dict)
    after: dict[str, Any] = Column(JSON, nullable=False, default=dict)
    rule: str = Column(String(60), nullable=False, default="")
    """Id and version of the rule that allowed it."""


def is_done(session: Session, request: Request) -> bool:
    """Whether this very request was carried out before."""
    return session.execute(select(OrderChange.id).where(OrderChange.request_id == request.id)).first() is not None


def record(
    session: Session,
    order: Order,
    kind: str,
    request: Request,
    *,
    before: dict[str, Any],
    after: dict[str, Any],
    rule: str = "",
) -> None:
    """Write down a change in the transaction in which it is made."""
    session.add(
        OrderChange(
            request_id=request.id,
            order_number=order.number,
            kind=kind,
            at=request.at,
            actor=request.actor,
            before=before,
            after=after,
            rule=rule,
        )
    )
    session.flush()
