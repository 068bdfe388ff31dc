"""The steps of an after-sale case that a person takes: granting, refusing, receiving, finishing, adding photos."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import ClassVar

from bot.shop.cases import (
    LONGEST_NOTE,
    AftersaleCase,
    CaseStatus,
    approve,
    cases_of,
    due_after,
    finish,
    receive,
    reject,
)
from bot.shop.cases import add_evidence as add_photos
from bot.shop.changes import Request, record
from bot.shop.facts import Wish
from bot.shop.order_actions import Field, Line, OrderAction, Plan, Scene
from bot.shop.refunds import refundable, refunds_of, request_refund
from bot.shop.units import SHANGHAI, yuan
from bot.shop.values import Values

S = CaseStatus


class CaseStep(OrderAction):
    """A step from some states of a case to another one."""

    person_only = True
    since: ClassVar[Collection[CaseStatus]]
    """The states from which it can be taken."""

    def check(self, at: Scene) -> None:
        if not self.cases(at):
            raise self.refused(at)

    def cases(self, at: Scene) -> dict[str, AftersaleCase]:
        return {str(case.id): case for case in cases_of(at.session, at.order) if case.status in self.since}

    def fields(self, at: Scene) -> tuple[Field, ...]:
        options = tuple((id_, called(at, case)) for id_, case in self.cases(at).items())
        return (Field("case", "select", options=options, value=options[0][0]), *self.more_fields(at))

    def plan(self, at: Scene, values: Values) -> Plan:
        cases = self.cases(at)
        return self.step(at, cases[values.choice("case", cases)], values)

    def more_fields(self, at: Scene) -> tuple[Field, ...]:
        return (Field("note", "textarea", required=False, most=LONGEST_NOTE),)

    @abstractmethod
    def step(self, at: Scene, case: AftersaleCase, values: Values) -> Plan: ...

    def lines(self, at: Scene, case: AftersaleCase, to: CaseStatus, *more: Line) -> tuple[Line, ...]:
        names = at.policy.handling.case_status
        return (
            Line("case", called(at, case), called(at, case, to)),
            Line("case_status", names[case.status], names[to]),
            *(line for line in more if line.after),
        )

    def log(self, at: Scene, case: AftersaleCase, request: Request, **after: object) -> None:
        """Written first: of two requests at once, the second one stops here."""
        before = {"case": case.id, "status": case.status.value}
        told = {"case": case.id, **after}
        record(at.session, at.order, self.key, request, before=before, after=told, rule=self.rule(at))


class Approve(CaseStep):
    key = "case_approve"
    since = (S.REVIEW,)

    def more_fields(self, at: Scene) -> tuple[Field, ...]:
        sums = [case.refund_fen for case in self.cases(at).values() if case.refund_fen]
        money = (Field("refund", "money", required=False, most=max(sums) / 100, value=float(yuan(sums[0]))),)
        return (*(money if sums else ()), *super().more_fields(at))

    def step(self, at: Scene, case: AftersaleCase, values: Values) -> Plan:
        fen = values.fen("refund") if case.pays_back and values.has("refund") else None
        if fen is not None and fen > case.refund_fen:
            raise values.bad("refund")
        note, due = values.text("note", LONGEST_NOTE, needed=False), self._due(at, case)
        back = at.policy.money(case.refund_fen if fen is None else fen) if case.pays_back else ""
        lines = self.lines(
            at, case, S.APPROVED,
            Line("basis", "", at.policy.reference(case.rule)), Line("refund", "", back),
            Line("due", "", _moment(due)), Line("note", "", note),
        )  # fmt: skip

        def do(request: Request) -> None:
            self.log(at, case, request, status=S.APPROVED.value, refund_fen=fen or case.refund_fen, note=note)
            approve(at.session, case, request.actor, request.at, due_at=due, refund_fen=fen, note=note)
            if case.wish == Wish.REFUND.value:
                # Nothing has to come back, so nothing has to be waited for.
                _pay(at, case, request)

        return Plan(lines, self.rule(at), do)

    def _due(self, at: Scene, case: AftersaleCase) -> datetime:
        terms = at.policy.aftersale.deadlines
        sends_back = Wish(case.wish).sends_back
        days, hours = timedelta(days=terms.send_back_days), timedelta(hours=terms.answer_hours)
        due = due_after(at.now, days if sends_back else None, hours)
        assert due is not None
        return due


class Reject(CaseStep):
    key = "case_reject"
    since = (S.REVIEW, S.RECEIVED)

    def more_fields(self, at: Scene) -> tuple[Field, ...]:
        return (Field("reason", "textarea", most=LONGEST_NOTE),)

    def step(self, at: Scene, case: AftersaleCase, values: Values) -> Plan:
        reason = values.text("reason", LONGEST_NOTE)
        lines = self.lines(
            at, case, S.REJECTED, Line("basis", "", at.policy.reference(case.rule)), Line("reason", "", reason)
        )

        def do(request: Request) -> None:
            self.log(at, case, request, status=S.REJECTED.value, note=reason)
            reject(at.session, case, request.actor, request.at, reason)

        return Plan(lines, self.rule(at), do)


class Receive(CaseStep):
    key = "case_receive"
    since = (S.APPROVED, S.RETURNING)
    writes_shop = False

    def cases(self, at: Scene) -> dict[str, AftersaleCase]:
        return {id_: case for id_, case in super().cases(at).items() if Wish(case.wish).sends_back}

    def more_fields(self, at: Scene) -> tuple[Field, ...]:
        return ()

    def step(self, at: Scene, case: AftersaleCase, values: Values) -> Plan:
        due = at.now + timedelta(hours=at.policy.returns.inspect_hours)

        def do(request: Request) -> None:
            self.log(at, case, request, status=S.RECEIVED.value)
            receive(at.session, case, request.actor, request.at, due)

        return Plan(self.lines(at, case, S.RECEIVED, Line("due", "", _moment(due))), self.rule(at), do)


class Finish(CaseStep):
    """The money goes back over the payment, and the case is done when it has; else it is done at once."""

    key = "case_finish"
    since = (S.APPROVED, S.RECEIVED)

    def cases(self, at: Scene) -> dict[str, AftersaleCase]:
        under_way = {refund.case_id for refund in refunds_of(at.session, at.order)}
        return {
            id_: case
            for id_, case in super().cases(at).items()
            if case.id not in under_way and (case.status is S.RECEIVED or not Wish(case.wish).sends_back)
        }

    def step(self, at: Scene, case: AftersaleCase, values: Values) -> Plan:
        note, back = values.text("note", LONGEST_NOTE, needed=False), _back(at, case)
        money = at.policy.money(back or case.refund_fen) if case.pays_back else ""
        told = money if back or not money else at.policy.handling.by_hand.format(amount=money)
        lines = self.lines(at, case, S.DONE, Line("refund", "", told), Line("note", "", note))

        def do(request: Request) -> None:
            self.log(at, case, request, refund_fen=back, note=note)
            if not _pay(at, case, request):
                finish(at.session, case, request.actor, request.at, note)

        return Plan(lines, self.rule(at), do)


class AddEvidence(CaseStep):
    key = "case_evidence"
    since = (S.REVIEW, S.APPROVED, S.RETURNING, S.RECEIVED)
    person_only = False
    writes_shop = False

    def check(self, at: Scene) -> None:
        super().check(at)
        if not at.photos:
            raise self.refused(at)

    def more_fields(self, at: Scene) -> tuple[Field, ...]:
        names = at.policy.handling
        each = ((id_, names.photo.format(number=n, time=_moment(sent))) for n, (id_, sent) in enumerate(at.photos, 1))
        return (Field("photos", "select", options=(("all", names.label("all_photos")), *each), value="all"),)

    def step(self, at: Scene, case: AftersaleCase, values: Values) -> Plan:
        known = [id_ for id_, _ in at.photos]
        chosen = values.choice("photos", ("all", *known))
        new = [id_ for id_ in (known if chosen == "all" else [chosen]) if id_ not in case.evidence]
        before, after = str(len(case.evidence)), str(len(case.evidence) + len(new))
        lines = (Line("case", called(at, case), called(at, case)), Line("photos", before, after)) if new else ()

        def do(request: Request) -> None:
            self.log(at, case, request, photos=new)
            add_photos(at.session, case, new, request.actor, request.at)

        return Plan(lines, self.rule(at), do)


def called(at: Scene, case: AftersaleCase, status: CaseStatus | None = None) -> str:
    """A case in a line."""
    line = next((line for line in at.order.lines if line.id == case.line_id), None)
    goods = line.title if line else at.policy.listed(one.title for one in at.order.lines)
    names, wish = at.policy.handling, at.policy.aftersale.wishes[Wish(case.wish)]
    return names.case.format(id=case.id, wish=wish, goods=goods, status=names.case_status[status or case.status])


def _back(at: Scene, case: AftersaleCase) -> int:
    """What goes back with it now: what was granted, less what the order has had back already."""
    return min(case.refund_fen, refundable(at.session, at.order)) if case.pays_back else 0


def _pay(at: Scene, case: AftersaleCase, request: Request) -> bool:
    """Have the money of a case paid back, if there is a payment to take it from."""
    back = _back(at, case)
    if back:
        request_refund(at.session, at.order, back, case.cause, request.id, request.at, case.id)
    return bool(back)


def _moment(at: datetime) -> str:
    return f"{at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"
