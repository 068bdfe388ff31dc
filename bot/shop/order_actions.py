"""Order actions: what people of the shop may do to an order; the rules, what would change, and doing it once."""

from __future__ import annotations

import importlib
import json
import pkgutil
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from hashlib import sha256
from typing import Any, ClassVar

from sqlalchemy.orm import Session

from bot.db import is_read_only
from bot.errors import ActionRefused, ChangeRefused, ProposalChanged, ServiceError, ShopIsReadOnly, UnknownAction
from bot.shop import acts
from bot.shop.changes import Person, Request, is_done
from bot.shop.orders import Order, hold
from bot.shop.policy import Policy
from bot.shop.values import Values


@dataclass(frozen=True)
class Scene:
    """Who acts on which order, and when."""

    session: Session
    order: Order
    policy: Policy
    person: Person
    now: datetime
    photos: tuple[tuple[str, datetime], ...] = ()
    """Ids of the pictures that the shopper has sent, and when."""

    def label(self, name: str) -> str:
        return self.policy.handling.label(name)

    def refusal(self, name: str, **places: str) -> ActionRefused:
        """A refusal of handling.yml with its places filled."""
        found = self.policy.handling.refusals[name]
        return ActionRefused(f"{found.id}@{self.policy.handling.version}", found.text.format(**places))


@dataclass(frozen=True)
class Field:
    """Something to fill in; ``kind`` is text, textarea, number, money or select."""

    name: str
    kind: str = "text"
    required: bool = True
    value: str | int | float | None = None
    options: tuple[tuple[str, str], ...] = ()
    """Value and title."""
    most: float | None = None
    hint: str = ""


@dataclass(frozen=True)
class Line:
    """One thing that changes, in words."""

    name: str
    before: str
    after: str


@dataclass(frozen=True)
class Plan:
    """What an action would do; nothing is done before ``do`` is called."""

    lines: tuple[Line, ...]
    rule: str
    """Id and version of the rule that allows it."""
    do: Callable[[Request], None]


@dataclass(frozen=True)
class Offer:
    """An action as an order stands: its fields, or why it cannot be done."""

    action: str
    person_only: bool
    fields: tuple[Field, ...] = ()
    refused: ServiceError | None = None


class OrderAction(ABC):
    """One kind of action. A subclass with a ``key`` in a module of ``bot.shop.acts`` is found by it."""

    key: ClassVar[str]
    kind: ClassVar[str] = ""
    """The rule of data/policy/orders.yml, if one of those decides."""
    person_only: ClassVar[bool] = False
    """Whether the bot may never do it."""
    writes_shop: ClassVar[bool] = True
    """Whether the shop's own data change, rather than only what we note beside them."""

    def check(self, at: Scene) -> None:
        """Refuse what the order's state does not allow.

        Raises:
            ChangeRefused, ActionRefused: with the rule.
        """
        if self.kind:
            at.policy.changes.refuse(at.order, self.kind, at.person.actor)

    @abstractmethod
    def fields(self, at: Scene) -> tuple[Field, ...]: ...

    @abstractmethod
    def plan(self, at: Scene, values: Values) -> Plan:
        """What would be done with what was filled in.

        Raises:
            ServiceError: it cannot be done like that.
        """

    def rule(self, at: Scene) -> str:
        """The rule that allows it, by id and version."""
        return at.policy.changes.quoted(self.kind) if self.kind else at.policy.handling.quoted(self.key)

    def refused(self, at: Scene) -> ActionRefused:
        """The refusal by this action's own rule in handling.yml."""
        return ActionRefused(self.rule(at), at.policy.handling.actions[self.key].text)


@lru_cache(maxsize=1)
def actions() -> Mapping[str, OrderAction]:
    """Every action by its key."""
    for module in pkgutil.iter_modules(acts.__path__):
        importlib.import_module(f"{acts.__name__}.{module.name}")
    return {each.key: each() for each in _with_key(OrderAction)}


def offers(at: Scene) -> list[Offer]:
    """All actions: what each wants to know, or the rule by which it cannot be done now."""
    named = list(at.policy.handling.actions)
    ordered = sorted(actions().values(), key=lambda one: named.index(one.key) if one.key in named else len(named))
    return [_offer(at, action) for action in ordered]


def propose(at: Scene, key: str, given: Mapping[str, Any]) -> tuple[Plan, str]:
    """What an action would change, and the digest by which somebody agrees to that and nothing else.

    Raises:
        ServiceError: a rule forbids it, or something is missing.
    """
    plan = _plan(at, key, given)
    return plan, _digest(at.order, key, given, plan)


def carry_out(at: Scene, key: str, given: Mapping[str, Any], digest: str, request_id: str) -> bool:
    """Do what was agreed to; False when this very request was carried out before.

    Raises:
        ProposalChanged: it would not do what was agreed to any more.
        ServiceError: a rule forbids it, or something is missing.
    """
    request = Request(f"{at.person.actor}:{request_id}", at.person.actor, at.now)
    if not is_read_only(at.session):
        # What was given away on it already must not change between the look and the deed.
        hold(at.session, at.order)
        at.session.refresh(at.order)
    if is_done(at.session, request):
        return False
    plan = _plan(at, key, given)
    if _digest(at.order, key, given, plan) != digest:
        raise ProposalChanged()
    plan.do(request)
    at.session.flush()
    return True


def refusal_of(error: ChangeRefused, at: Scene) -> ActionRefused:
    """A refusal by the state of an order, in words."""
    return ActionRefused(error.rule, error.text.format(status=at.policy.words.order_status[at.order.status]))


def described(rule: str, at: Scene) -> dict[str, str]:
    """A rule by id, version and what it says, for whoever acts under it."""
    id_, _, version = rule.partition("@")
    words, policy = at.policy.words, at.policy
    for one in policy.changes.rules.values():
        if one.id == id_:
            states = words.separator.join(words.order_status[state] for state in (*one.allowed, *one.by_person))
            return {"id": id_, "version": version, "text": policy.handling.allowed.format(name=one.name, states=states)}
    named = {one.id: one.title for one in policy.handling.actions.values() if one.id}
    named |= {one.id: one.name for one in (policy.changes.price_cut, policy.aftersale.compensation)}
    return {"id": id_, "version": version, "text": named.get(id_) or policy.reference(rule)}


def _offer(at: Scene, action: OrderAction) -> Offer:
    try:
        _check(at, action)
        return Offer(action.key, action.person_only, action.fields(at))
    except ServiceError as error:
        return Offer(action.key, action.person_only, refused=error)


def _check(at: Scene, action: OrderAction) -> None:
    try:
        action.check(at)
    except ChangeRefused as error:
        raise refusal_of(error, at) from error
    if action.writes_shop and is_read_only(at.session):
        raise ShopIsReadOnly()


def _plan(at: Scene, key: str, given: Mapping[str, Any]) -> Plan:
    action = actions().get(key)
    if action is None:
        raise UnknownAction()
    _check(at, action)
    plan = action.plan(at, Values(given, at.label))
    if not plan.lines:
        raise at.refusal("same")
    return plan


def _digest(order: Order, key: str, given: Mapping[str, Any], plan: Plan) -> str:
    lines = [[line.name, line.before, line.after] for line in plan.lines]
    told = json.dumps([order.number, key, dict(given), lines, plan.rule], ensure_ascii=False, sort_keys=True)
    return sha256(told.encode()).hexdigest()[:32]


def _with_key(base: Any) -> list[Any]:
    found = [base] if "key" in base.__dict__ else []
    return found + [one for child in base.__subclasses__() for one in _with_key(child)]
