"""Faults: the after-sale cases that say something of the goods, for who makes, buys or packs them; and size returns."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.shop.cases import AftersaleCase, CaseStatus
from bot.shop.facts import Cause, Wish
from bot.shop.sales import Sale, SoldLine, products_of
from bot.shop.sizing import same_size

_CASES: Any = AftersaleCase  # SQLAlchemy 1.4 is untyped: on the class these are columns


class Advice(Protocol):
    """A size that was recommended to somebody."""

    @property
    def shopper_id(self) -> str | None: ...
    @property
    def product_id(self) -> str | None: ...
    @property
    def size(self) -> str: ...
    @property
    def other_size(self) -> str | None: ...
    @property
    def at(self) -> datetime: ...


@dataclass(frozen=True)
class Fault:
    """A case that was opened for a fault of the shop's or the carrier's; no product where the order has several."""

    order_number: str
    product_id: str | None
    cause: str
    detail: str
    at: datetime


@dataclass(frozen=True)
class Piece:
    """A line that was sold in a size: which advice came before it, and whether it came back for its size."""

    product_id: str
    paid_at: datetime
    advised: str
    """``advised`` (bought as recommended), ``other_size`` or ``unadvised``."""
    came_back: bool


def faults(session: Session, begins: datetime, ends: datetime) -> list[Fault]:
    """The cases of a span that were opened for a fault and not withdrawn."""
    causes = [cause.value for cause in Cause if cause.is_fault]
    query = select(_CASES.order_number, _CASES.line_id, _CASES.cause, _CASES.detail, _CASES.opened_at).where(
        _CASES.opened_at >= begins,
        _CASES.opened_at < ends,
        _CASES.cause.in_(causes),
        _CASES.status != CaseStatus.WITHDRAWN,
    )
    rows = session.execute(query.order_by(_CASES.id)).all()
    products = products_of(session, {row.order_number for row in rows})
    return [
        Fault(
            row.order_number, product_of(products, row.order_number, row.line_id), row.cause, row.detail, row.opened_at
        )
        for row in rows
    ]


def product_of(products: Mapping[str, Mapping[int, str]], number: str, line_id: int | None = None) -> str | None:
    """The product of a line, or of an order that holds but one."""
    lines = products.get(number, {})
    if line_id is not None:
        return lines.get(line_id)
    return next(iter(lines.values())) if len(set(lines.values())) == 1 else None


def pieces(session: Session, sold: Collection[Sale], advices: Iterable[Advice], within: Any) -> list[Piece]:
    """The lines of sales that have a size; ``within`` is for how long before the payment an advice counts."""
    first = min((sale.paid_at for sale in sold), default=None)
    returned = _returned(session, first) if first else set()
    given: dict[tuple[str | None, str | None], list[Advice]] = {}
    for advice in advices:
        given.setdefault((advice.shopper_id, advice.product_id), []).append(advice)
    found = []
    for sale in sold:
        for line in (line for line in sale.lines if line.size):
            theirs = given.get((sale.customer_id, line.product_id), []) if sale.customer_id else []
            counting = [one for one in theirs if sale.paid_at - within <= one.at < sale.paid_at]
            back = (sale.number, line.id) in returned or (sale.number, None) in returned
            found.append(Piece(line.product_id, sale.paid_at, _advised(line, counting), back))
    return found


def _advised(line: SoldLine, advices: list[Advice]) -> str:
    if not advices:
        return "unadvised"
    latest = max(advices, key=lambda one: one.at)
    # On the border of two sizes the advice names both.
    named = [size for size in (latest.size, latest.other_size) if size]
    return "advised" if any(same_size(line.size, size) for size in named) else "other_size"


def _returned(session: Session, since: datetime) -> set[tuple[str, int | None]]:
    """The lines, or whole orders, that were asked back for their size."""
    query = select(_CASES.order_number, _CASES.line_id).where(
        _CASES.opened_at >= since,
        _CASES.cause == Cause.SIZE_UNFIT.value,
        _CASES.wish.in_([Wish.RETURN.value, Wish.EXCHANGE.value]),
        _CASES.status != CaseStatus.WITHDRAWN,
    )
    return {(number, line_id) for number, line_id in session.execute(query)}
