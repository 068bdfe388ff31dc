"""The progress of after-sale cases: the steps so far, what comes next and by when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.shop.cases import NEXT, AftersaleCase, CaseEvent, CaseStatus, cases_of
from bot.shop.facts import Wish
from bot.shop.orders import Order


class Next(str, Enum):
    """What a case waits for."""

    DECIDE = "decide"
    SEND_BACK = "send_back"
    """The shopper's turn; at every other step it is the shop's, or the carrier's."""
    ARRIVE = "arrive"
    INSPECT = "inspect"
    PAY = "pay"
    SEND_NEW = "send_new"
    NOTHING = "nothing"


@dataclass(frozen=True)
class Progress:
    """How a case stands."""

    case: AftersaleCase
    steps: tuple[CaseEvent, ...]
    """One per change of state; photos added in between are none."""
    next: Next
    due_at: datetime | None

    def is_late(self, now: datetime) -> bool:
        return self.due_at is not None and self.due_at < now


def case_progress(session: Session, order: Order) -> list[Progress]:
    """The cases of an order, the open ones first, then the latest."""
    cases = sorted(cases_of(session, order), key=lambda case: (not case.is_open, -case.id))
    return [progress_of(case) for case in cases]


def progress_of(case: AftersaleCase) -> Progress:
    return Progress(case, _steps(case), next_of(case), case.due_at)


def with_open_cases(session: Session, orders: list[Order]) -> list[Order]:
    """Those of some orders about which a case is open."""
    columns: Any = AftersaleCase
    open_ = [status for status, following in NEXT.items() if following]
    query = select(columns.order_number).where(
        columns.order_number.in_([order.number for order in orders]), columns.status.in_(open_)
    )
    numbers = set(session.execute(query).scalars())
    return [order for order in orders if order.number in numbers]


def next_of(case: AftersaleCase) -> Next:
    if case.status is CaseStatus.APPROVED:
        return Next.SEND_BACK if Wish(case.wish).sends_back else _last_step(case)
    return _NEXT.get(case.status, Next.NOTHING)


_NEXT = {
    CaseStatus.REVIEW: Next.DECIDE,
    CaseStatus.RETURNING: Next.ARRIVE,
    CaseStatus.RECEIVED: Next.INSPECT,
}


def _last_step(case: AftersaleCase) -> Next:
    return Next.PAY if case.pays_back else Next.SEND_NEW


def _steps(case: AftersaleCase) -> tuple[CaseEvent, ...]:
    before = [None, *(event.status for event in case.events)]
    return tuple(event for event, last in zip(case.events, before, strict=False) if event.status is not last)
