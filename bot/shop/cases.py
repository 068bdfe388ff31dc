"""After-sale cases: what was asked for, what was decided under which rule, and every step since."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from enum import Enum
from typing import TYPE_CHECKING, Any

from sqlalchemy import JSON, Column, ForeignKey, Integer, String, and_, select, update
from sqlalchemy.orm import Session, relationship

from bot.db import Base, UtcDateTime, kinds
from bot.errors import IllegalCaseStep, InvalidRequest, NothingToOpen
from bot.shop.changes import Request, record
from bot.shop.facts import Cause, Facts, Outcome, Wish
from bot.shop.logistics import shipments_of
from bot.shop.orders import Order, OrderLine, OrderStatus, begin_refund, end_refund
from bot.shop.units import SHANGHAI

if TYPE_CHECKING:
    from bot.shop.decisions import Decision

LONGEST_DETAIL = 500
LONGEST_NOTE = 300


class CaseStatus(str, Enum):
    """Where a case stands."""

    REVIEW = "review"
    """A person decides."""
    APPROVED = "approved"
    """The shopper is to send it back, or nothing needs to come back."""
    RETURNING = "returning"
    RECEIVED = "received"
    DONE = "done"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


class AftersaleCase(Base):
    """One request for one line of an order."""

    __tablename__ = "aftersale_cases"

    id: int = Column(Integer, primary_key=True)
    request_id: str = Column(String(80), nullable=False, unique=True)
    order_number: str = Column(String(32), nullable=False, index=True)
    line_id: int | None = Column(Integer)
    """None: the whole order."""
    wish: str = Column(String(20), nullable=False)
    """``return``, ``exchange``, ``refund``, ``repair`` or ``reissue``."""
    cause: str = Column(String(20), nullable=False)
    status: CaseStatus = Column(kinds(CaseStatus, 12), nullable=False)
    facts: dict[str, Any] = Column(JSON, nullable=False, default=dict)
    """What the decision was made from."""
    decision: str = Column(String(20), nullable=False)
    rule: str = Column(String(60), nullable=False)
    """Id and version of the rule that decided."""
    freight_payer: str = Column(String(10), nullable=False, default="")
    detail: str = Column(String(500), nullable=False, default="")
    """The matter in the shopper's own words."""
    evidence: list[str] = Column(JSON, nullable=False, default=list)
    """Ids of uploaded photos."""
    refund_fen: int = Column(Integer, nullable=False, default=0)
    order_status: str = Column(String(20), nullable=False)
    """Where the order was; a withdrawn case leads back there."""
    opened_at: datetime = Column(UtcDateTime, nullable=False)
    due_at: datetime | None = Column(UtcDateTime)
    """Until when the next step is to be taken."""

    events: list[CaseEvent] = relationship("CaseEvent", order_by="CaseEvent.id", lazy="selectin")

    @property
    def is_open(self) -> bool:
        return bool(NEXT[self.status])

    @property
    def can_be_withdrawn(self) -> bool:
        return CaseStatus.WITHDRAWN in NEXT[self.status]

    @property
    def can_be_finished(self) -> bool:
        return CaseStatus.DONE in NEXT[self.status]

    @property
    def pays_back(self) -> bool:
        return Wish(self.wish).pays_back

    def asks(self, line: OrderLine | None, wish: Wish) -> bool:
        """Whether it is about these goods and this wish."""
        return self.wish == wish.value and self.line_id == (line.id if line else None)


class CaseEvent(Base):
    """One step of a case."""

    __tablename__ = "case_events"

    id: int = Column(Integer, primary_key=True)
    case_id: int = Column(ForeignKey("aftersale_cases.id"), nullable=False, index=True)
    at: datetime = Column(UtcDateTime, nullable=False)
    status: CaseStatus = Column(kinds(CaseStatus, 12), nullable=False)
    actor: str = Column(String(80), nullable=False)
    note: str = Column(String(300), nullable=False, default="")


# Goods under way or received cannot be asked back for by a word: a withdrawal ends before the shopper sends them.
NEXT: dict[CaseStatus, frozenset[CaseStatus]] = {
    CaseStatus.REVIEW: frozenset({CaseStatus.APPROVED, CaseStatus.REJECTED, CaseStatus.WITHDRAWN}),
    CaseStatus.APPROVED: frozenset({CaseStatus.RETURNING, CaseStatus.RECEIVED, CaseStatus.DONE, CaseStatus.WITHDRAWN}),
    CaseStatus.RETURNING: frozenset({CaseStatus.RECEIVED}),
    CaseStatus.RECEIVED: frozenset({CaseStatus.DONE, CaseStatus.REJECTED}),
    CaseStatus.DONE: frozenset(),
    CaseStatus.REJECTED: frozenset(),
    CaseStatus.WITHDRAWN: frozenset(),
}


def open_case(
    session: Session,
    *,
    order: Order,
    line: OrderLine | None,
    wish: Wish,
    cause: Cause,
    facts: Facts,
    decision: Decision,
    detail: str,
    evidence: Sequence[str],
    request_id: str,
    actor: str,
    now: datetime,
) -> AftersaleCase:
    """Open a case for an approved request, or for one that a person decides, and hold the order if money is asked back.

    The same request, sent again, finds its case; so does a second request for the same goods and wish.

    Raises:
        NothingToOpen: the rules refuse the request, or ask for more first.
        IllegalTransition: the order has changed meanwhile.
    """
    known = _case_of_request(session, request_id) or find_open(session, order, line, wish)
    if known:
        return known
    if not decision.outcome.opens_case:
        raise NothingToOpen()
    case = AftersaleCase(
        request_id=request_id,
        order_number=order.number,
        line_id=line.id if line else None,
        wish=wish.value,
        cause=cause.value,
        status=CaseStatus.APPROVED if decision.outcome is Outcome.APPROVE else CaseStatus.REVIEW,
        facts=facts.as_data(),
        decision=decision.outcome.value,
        rule=decision.rule,
        freight_payer=decision.freight.value,
        detail=detail[:LONGEST_DETAIL],
        evidence=list(evidence),
        refund_fen=refund_of(order, line, cause) if wish.pays_back else 0,
        order_status=status_before(session, order).value,
        opened_at=now,
        due_at=due_after(now, decision.send_back, decision.answer),
    )
    session.add(case)
    session.flush()
    _record(session, case, actor, decision.rule, now)
    if case.pays_back and order.status is not OrderStatus.REFUNDING:
        _hold(session, order, case, actor, now)
    return case


def add_evidence(session: Session, case: AftersaleCase, evidence: Sequence[str], actor: str, now: datetime) -> None:
    """Add uploaded photos to an open case; those that it has already are passed over.

    Raises:
        IllegalCaseStep: the case is closed.
    """
    if not case.is_open:
        raise IllegalCaseStep(case.status.value, case.status.value)
    new = [photo for photo in dict.fromkeys(evidence) if photo not in case.evidence]
    if new:
        case.evidence = [*case.evidence, *new]
        _record(session, case, actor, f"+{len(new)}", now)


def withdraw(session: Session, case: AftersaleCase, actor: str, now: datetime) -> None:
    """Take a request back; the order goes back to where it was. Withdrawing twice changes nothing.

    Raises:
        IllegalCaseStep: the goods are on their way back already, or the case is decided.
    """
    if case.status is not CaseStatus.WITHDRAWN:
        _move(session, case, CaseStatus.WITHDRAWN, actor, "", now)
        _release(session, case, actor, now)


def approve(
    session: Session,
    case: AftersaleCase,
    agent: str,
    now: datetime,
    *,
    due_at: datetime,
    refund_fen: int | None = None,
    note: str = "",
) -> None:
    """A person grants what was under review, perhaps with a part of the money.

    ``due_at`` is by when the goods are to be sent back, or what was granted is carried out.

    Raises:
        IllegalCaseStep: it is not under review.
        InvalidRequest: the sum is more than what was paid for the goods, or nothing.
    """
    if refund_fen is not None and not 0 < refund_fen <= case.refund_fen:
        raise InvalidRequest("The refund must be more than nothing and no more than what was paid.")
    _move(session, case, CaseStatus.APPROVED, agent, note, now, due_at)
    case.refund_fen = case.refund_fen if refund_fen is None else refund_fen


def reject(session: Session, case: AftersaleCase, agent: str, now: datetime, note: str) -> None:
    """A person refuses; the order goes back to where it was."""
    _move(session, case, CaseStatus.REJECTED, agent, note, now)
    _release(session, case, agent, now)


def send_back(session: Session, case: AftersaleCase, actor: str, now: datetime, tracking: str = "") -> None:
    """The shopper has sent the goods back."""
    _move(session, case, CaseStatus.RETURNING, actor, tracking, now)


def receive(session: Session, case: AftersaleCase, agent: str, now: datetime, due_at: datetime) -> None:
    """The goods have come back; ``due_at`` is by when they are inspected."""
    _move(session, case, CaseStatus.RECEIVED, agent, "", now, due_at)


def finish(session: Session, case: AftersaleCase, agent: str, now: datetime, note: str = "") -> None:
    """All is done: the money paid back, or the goods sent. The order is refunded when all of it has been."""
    _move(session, case, CaseStatus.DONE, agent, note, now)
    _release(session, case, agent, now)


def cases_of(session: Session, order: Order) -> list[AftersaleCase]:
    """The cases of an order that was got through ``order_for``, the oldest first."""
    query = select(AftersaleCase).where(AftersaleCase.order_number == order.number).order_by(AftersaleCase.id)
    return list(session.execute(query).scalars())


def open_cases_of(session: Session, order: Order) -> list[AftersaleCase]:
    return [case for case in cases_of(session, order) if case.is_open]


def find_open(session: Session, order: Order, line: OrderLine | None, wish: Wish) -> AftersaleCase | None:
    """The open case for these goods and this wish."""
    return next((case for case in cases_of(session, order) if case.is_open and case.asks(line, wish)), None)


def status_before(session: Session, order: Order) -> OrderStatus:
    """Where an order is, or was before it was held for a case."""
    if order.status is not OrderStatus.REFUNDING:
        return order.status
    held = [case for case in cases_of(session, order) if case.is_open and case.pays_back]
    return OrderStatus(held[0].order_status) if held else order.status


def amount_of(order: Order, line: OrderLine | None) -> int:
    """What was paid for a line, less its share of the discount, or for all goods; in fen, never more than was paid."""
    paid = order.amount_fen - order.freight_fen
    if line is None or not order.goods_fen:
        return paid
    return line.goods_fen * paid // order.goods_fen


def refund_of(order: Order, line: OrderLine | None, cause: Cause) -> int:
    """What goes back to the shopper; the freight too where the whole order failed through no fault of theirs."""
    freight = order.freight_fen if cause.is_fault and (line is None or len(order.lines) == 1) else 0
    return amount_of(order, line) + freight


def _case_of_request(session: Session, request_id: str) -> AftersaleCase | None:
    query = select(AftersaleCase).where(AftersaleCase.request_id == request_id)
    return session.execute(query).scalars().first()


def _move(
    session: Session,
    case: AftersaleCase,
    status: CaseStatus,
    actor: str,
    note: str,
    now: datetime,
    due_at: datetime | None = None,
) -> None:
    """Change the state if the table allows it and nobody else has changed it meanwhile."""
    if status not in NEXT[case.status]:
        raise IllegalCaseStep(case.status.value, status.value)
    here = and_(AftersaleCase.id == case.id, AftersaleCase.status == case.status)
    change = update(AftersaleCase).where(here).values(status=status, due_at=due_at)
    changed = session.execute(change.execution_options(synchronize_session=False)).rowcount
    session.refresh(case)
    if not changed:
        raise IllegalCaseStep(case.status.value, status.value)
    _record(session, case, actor, note, now)


def _record(session: Session, case: AftersaleCase, actor: str, note: str, now: datetime) -> None:
    case.events.append(CaseEvent(at=now, status=case.status, actor=actor, note=note[:LONGEST_NOTE]))
    session.flush()


def _hold(session: Session, order: Order, case: AftersaleCase, actor: str, now: datetime) -> None:
    before = order.status
    begin_refund(session, order, now)
    _log(session, order, case, before, actor, now)


def _release(session: Session, case: AftersaleCase, actor: str, now: datetime) -> None:
    """Lead the order on when no case holds it any more."""
    order: Order | None = session.get(Order, case.order_number)
    if order is None or not case.pays_back or order.status is not OrderStatus.REFUNDING:
        return
    cases = [other for other in cases_of(session, order) if other.pays_back]
    if any(other.is_open for other in cases):
        return
    done = [other for other in cases if other.status is CaseStatus.DONE]
    end_refund(session, order, OrderStatus.REFUNDED if _is_all(order, done) else _back(session, order, case), now)
    _log(session, order, case, OrderStatus.REFUNDING, actor, now)


def _is_all(order: Order, done: list[AftersaleCase]) -> bool:
    """Whether cases that are done have paid back all goods; each line may have lost a fen to rounding."""
    return sum(case.refund_fen for case in done) > amount_of(order, None) - max(1, len(order.lines))


def _back(session: Session, order: Order, case: AftersaleCase) -> OrderStatus:
    """Where the order was; a parcel may have been signed for since."""
    before, parcels = OrderStatus(case.order_status), shipments_of(session, order)
    arrived = before is OrderStatus.SHIPPED and parcels and all(parcel.delivered_at for parcel in parcels)
    return OrderStatus.DELIVERED if arrived else before


def _log(session: Session, order: Order, case: AftersaleCase, before: OrderStatus, actor: str, now: datetime) -> None:
    request = Request(f"case:{case.id}:{case.status.value}", actor, now)
    after = {"status": order.status.value, "case": case.id}
    record(session, order, "aftersale", request, before={"status": before.value}, after=after, rule=case.rule)


def due_after(now: datetime, send_back: timedelta | None, answer: timedelta | None) -> datetime | None:
    """Goods may be sent until the end of the last day; a person's word is due to the hour."""
    if send_back is None:
        return now + answer if answer else None
    last = now.astimezone(SHANGHAI).date() + send_back
    return datetime.combine(last, time(23, 59), SHANGHAI)
