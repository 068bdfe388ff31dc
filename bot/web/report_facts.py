"""Report facts: the desk's and the shop's raw events of a span joined by their ids, for each report what it needs."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from functools import cached_property

from sqlalchemy.orm import Session

from bot.desk.advices import advice_facts, reported, size_advices
from bot.desk.consultations import Consultation, consultation_facts, consultations
from bot.desk.figures import Fact, Span, day_of
from bot.desk.happenings import Happenings, Unanswered, read_happenings, read_unanswered
from bot.desk.judgements import correction_facts, rating_facts
from bot.desk.purchases import conversion_facts, recovery_facts, reminders
from bot.desk.questions import question_facts
from bot.desk.report_rules import ReportRules
from bot.desk.services import Seconds, Service, service_facts, services
from bot.shop.faults import faults, pieces, product_of
from bot.shop.sales import products_of, sales


class RawEvents:
    """What happened in a span, read when it is first asked for."""

    def __init__(self, session: Session, span: Span, rules: ReportRules, seconds: Seconds) -> None:
        self._session = session
        self._span = span
        self._rules = rules
        self._seconds = seconds

    def facts(self, report: str) -> list[Fact]:
        """The facts that a report is made of."""
        sources = {
            "overview": (self._consulted, self._served, self._rated),
            "hand_overs": (self._served,),
            "unresolved": (self._consulted, self._corrected),
            "replies": (self._served,),
            "resolution": (self._served,),
            "ratings": (self._served, self._rated),
            "conversion": (self._converted,),
            "recovery": (self._recovered,),
            "sizes": (self._sized,),
            "questions": (self._unanswered,),
            "complaints": (self._complained,),
        }
        return [fact for source in sources[report] for fact in source()]

    @cached_property
    def happenings(self) -> Happenings:
        return read_happenings(self._session, self._span)

    @cached_property
    def consultations(self) -> list[Consultation]:
        return consultations(self.happenings)

    @cached_property
    def services(self) -> list[Service]:
        known = self.__dict__.get("happenings")
        return services(known or read_happenings(self._session, self._span, only_people=True))

    def _consulted(self) -> Iterator[Fact]:
        return consultation_facts(self.consultations)

    def _served(self) -> Iterator[Fact]:
        within = timedelta(days=self._rules.numbers.reopened_within_days)
        return service_facts(self.services, self._span, self._seconds, within)

    def _rated(self) -> Iterator[Fact]:
        return rating_facts(self._session, self._span, self._rules.numbers.satisfied_from)

    def _corrected(self) -> Iterator[Fact]:
        return correction_facts(self._session, self._span)

    @cached_property
    def unanswered(self) -> list[Unanswered]:
        return list(read_unanswered(self._session, self._span))

    def _unanswered(self) -> Iterator[Fact]:
        return question_facts(self.unanswered)

    def _converted(self) -> Iterator[Fact]:
        within = timedelta(hours=self._rules.numbers.paid_within_hours)
        ends = self._span.ends + within
        # An order belongs to the latest consultation before it, which may be one after the span.
        later = read_happenings(self._session, Span(self._span.first, day_of(ends)))
        paid = sales(self._session, self._span.begins, ends)
        facts = conversion_facts(paid, consultations(later), within)
        return (fact for fact in facts if fact.day <= self._span.last)

    def _recovered(self) -> Iterator[Fact]:
        reminded = reminders(self._session, self._span)
        if not reminded:
            return iter(())
        within = timedelta(hours=self._rules.numbers.recovered_within_hours)
        last = max(one.sent[-1] for one in reminded)
        paid = {sale.number: sale for sale in sales(self._session, self._span.begins, last + within)}
        return recovery_facts(reminded, paid, self._span, within)

    def _sized(self) -> Iterator[Fact]:
        within = timedelta(days=self._rules.numbers.advice_counts_days)
        advices = size_advices(self._session, self._span, within)
        yield from advice_facts(advices, self._span)
        for piece in pieces(self._session, sales(self._session, self._span.begins, self._span.ends), advices, within):
            day = day_of(piece.paid_at)
            yield Fact(f"{piece.advised}_pieces", day, item=piece.product_id)
            yield Fact(f"{piece.advised}_return_share", day, value=piece.came_back, item=piece.product_id)

    def _complained(self) -> Iterator[Fact]:
        for case in faults(self._session, self._span.begins, self._span.ends):
            kind = self._rules.kind_of_complaint(case.detail, cause=case.cause)
            if kind:
                yield Fact("complaint_cases", day_of(case.at), kind=kind.key, item=case.product_id or "")
        yield from self._reported()

    def _reported(self) -> Iterator[Fact]:
        """What was told in conversations: the same in one consultation counts once."""
        told = reported(self._session, self._span)
        products = products_of(self._session, {one.order_number for one in told if one.order_number})
        seen: dict[tuple[str, ...], Fact] = {}
        for one in told:
            kind = self._rules.kind_of_complaint(one.text, intent=one.intent)
            if kind:
                item = one.product_id or product_of(products, one.order_number or "") or ""
                day = day_of(one.at)
                seen[(one.conversation_id, day.isoformat(), kind.key, item)] = Fact(
                    "complaint_reports", day, kind=kind.key, item=item
                )
        yield from seen.values()
