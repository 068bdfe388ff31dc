"""Purchases: which consultation and which reminder an order was paid after; the shop's orders come in from outside."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.desk.consultations import Consultation
from bot.desk.figures import Fact, Span, day_of
from bot.desk.outbox import PROMPT, SENT, Outgoing

_OUTBOX: Any = Outgoing  # SQLAlchemy 1.4 is untyped: on the class these are columns


LONGEST_UNPAID = timedelta(days=31)


class Purchase(Protocol):
    """A paid order, as the shop tells of it."""

    @property
    def number(self) -> str: ...
    @property
    def customer_id(self) -> str | None: ...
    @property
    def paid_at(self) -> datetime: ...
    @property
    def amount_fen(self) -> int: ...


@dataclass
class Reminded:
    """An order and the reminders of it that were sent, in their order."""

    number: str
    sent: list[datetime] = field(default_factory=list)


def before_purchase(
    purchases: Iterable[Purchase], found: Sequence[Consultation], within: timedelta
) -> dict[str, Consultation]:
    """The consultation that each order was paid after, by order number: the shopper's latest that counts."""
    theirs: dict[str | None, list[Consultation]] = defaultdict(list)
    for one in found:
        theirs[one.who.shopper_id].append(one)
    return {
        purchase.number: latest
        for purchase in purchases
        if purchase.customer_id is not None and (latest := _latest(theirs[purchase.customer_id], purchase, within))
    }


def conversion_facts(purchases: Sequence[Purchase], found: Sequence[Consultation], within: timedelta) -> Iterator[Fact]:
    """What was bought after consultations; each order counts for one of them."""
    amounts = {purchase.number: purchase.amount_fen for purchase in purchases}
    bought: dict[int, list[int]] = defaultdict(list)
    for number, one in before_purchase(purchases, found, within).items():
        bought[id(one)].append(amounts[number])
    for one in found:
        if one.who.shopper_id is None:
            continue
        place = (one.day, one.group, one.agent_id)
        yield Fact("consulted", *place)
        yield Fact("converted_share", *place, value=bool(bought[id(one)]))
        for amount in bought[id(one)]:
            yield Fact("converted_orders", *place)
            yield Fact("converted_amount", *place, value=amount)


def reminders(session: Session, span: Span) -> list[Reminded]:
    """The orders that were reminded of within a span, with all reminders they ever had."""
    there = select(_OUTBOX.about).where(_sent(), _OUTBOX.finished_at >= span.begins, _OUTBOX.finished_at < span.ends)
    query = select(_OUTBOX.about, _OUTBOX.finished_at).where(_sent(), _OUTBOX.about.in_(there))
    found: dict[str, Reminded] = {}
    for number, at in session.execute(query.order_by(_OUTBOX.finished_at, _OUTBOX.id)):
        found.setdefault(number, Reminded(number)).sent.append(at)
    return list(found.values())


def prompts_before(session: Session, paid: Mapping[str, datetime]) -> dict[str, int]:
    """How many reminders orders had had when they were paid."""
    if not paid:
        return {}
    query = select(_OUTBOX.about, _OUTBOX.finished_at).where(_sent(), _OUTBOX.finished_at < max(paid.values()))
    # An order can be paid for some days at most, and its reminders are planned then.
    recent = query.where(_OUTBOX.finished_at >= min(paid.values()) - LONGEST_UNPAID)
    counts: dict[str, int] = {}
    for number, at in session.execute(recent):
        if number in paid and at < paid[number]:
            counts[number] = counts.get(number, 0) + 1
    return counts


def recovery_facts(
    reminded: Iterable[Reminded], purchases: Mapping[str, Purchase], span: Span, within: timedelta
) -> Iterator[Fact]:
    """Reminders, and the orders that were paid after one; an order counts on the day of its first reminder."""
    for one in reminded:
        yield from (Fact("prompts", day_of(at)) for at in one.sent if span.holds(at))
        if not span.holds(one.sent[0]):
            continue
        day, purchase = day_of(one.sent[0]), purchases.get(one.number)
        before = [at for at in one.sent if purchase and at < purchase.paid_at]
        recovered = purchase is not None and bool(before) and purchase.paid_at - before[-1] <= within
        yield Fact("prompted_orders", day)
        yield Fact("recovery_share", day, value=recovered)
        if purchase is not None and recovered:
            yield Fact("recovered_orders", day)
            yield Fact("recovered_amount", day, value=purchase.amount_fen)


def _sent() -> Any:
    return (_OUTBOX.kind == PROMPT) & (_OUTBOX.state == SENT)


def _latest(theirs: list[Consultation], purchase: Purchase, within: timedelta) -> Consultation | None:
    counting = [one for one in theirs if one.first.at < purchase.paid_at <= one.last_at + within]
    return max(counting, key=lambda one: (one.first.at, one.first.id), default=None)
