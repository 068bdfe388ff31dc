"""Reports: which figures belong together, and by what each can be looked at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bot.desk.figures import Fact, Row, Span, Table, chosen, table, total


@dataclass(frozen=True)
class Report:
    """Some figures, and the dimensions by which they have tables; the first one is its main table."""

    figures: tuple[str, ...]
    by: tuple[str, ...]
    charted: tuple[str, ...]
    """Figures that a chart shows first."""


_PEOPLE = ("day", "group", "agent")

REPORTS: dict[str, Report] = {
    "overview": Report(
        (
            "conversations", "bot_alone", "bot_alone_share", "bot_settled_share", "by_person", "handed_over_share",
            "unresolved_share", "reply_from_hand_over", "average_reply", "resolution_share", "reopened_share", "rating",
        ),
        _PEOPLE,
        ("conversations", "bot_alone", "by_person"),
    ),
    "hand_overs": Report(("handed_over",), ("day", "kind", "group", "agent"), ("handed_over",)),
    "unresolved": Report(
        ("unresolved", "unresolved_share", "no_answer", "disliked", "asked_for_person", "corrected"),
        _PEOPLE,
        ("no_answer", "disliked", "asked_for_person"),
    ),
    "replies": Report(
        ("assigned", "missed", "reply_from_hand_over", "reply_from_assignment", "average_reply"),
        _PEOPLE,
        ("reply_from_hand_over", "reply_from_assignment", "average_reply"),
    ),
    "resolution": Report(
        ("handed_over", "resolved", "resolution_share", "resolution_time", "closed", "reopened_share"),
        _PEOPLE,
        ("resolution_share", "reopened_share"),
    ),
    "ratings": Report(
        ("ratings", "rating", "satisfied_share", "rated_share"), ("day", "group", "agent", "kind"), ("rating",)
    ),
    "conversion": Report(
        ("consulted", "converted_share", "converted_orders", "converted_amount"), _PEOPLE, ("converted_share",)
    ),
    "recovery": Report(
        ("prompts", "prompted_orders", "recovered_orders", "recovery_share", "recovered_amount"),
        ("day",),
        ("prompted_orders", "recovered_orders"),
    ),
    "sizes": Report(
        (
            "size_advices", "advised_pieces", "advised_return_share", "other_size_pieces", "other_size_return_share",
            "unadvised_pieces", "unadvised_return_share",
        ),
        ("day", "item"),
        ("advised_return_share", "other_size_return_share", "unadvised_return_share"),
    ),
    "questions": Report(("unanswered",), ("day", "kind"), ("unanswered",)),
    "complaints": Report(
        ("complaint_cases", "complaint_reports"), ("kind", "item", "day"), ("complaint_cases", "complaint_reports")
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Series:
    """A figure day by day, for a chart."""

    figure: str
    points: list[float | None]


@dataclass(frozen=True)
class Answer:
    """A report for a span, filtered."""

    name: str
    span: Span
    tables: list[Table]
    series: list[Series]

    @property
    def figures(self) -> tuple[str, ...]:
        return REPORTS[self.name].figures

    @property
    def total(self) -> Row:
        return self.tables[0].total

    def by(self, dimension: str) -> Table:
        return next(one for one in self.tables if one.by == dimension)


def answer(name: str, span: Span, facts: list[Fact], *, group: str | None = None, agent: int | None = None) -> Answer:
    """The tables and the chart of a report; what knows no groups or agents is not narrowed to one."""
    report = REPORTS[name]
    of = frozenset(report.figures)
    mine = chosen(
        (fact for fact in facts if fact.figure in of),
        group if "group" in report.by else None,
        agent if "agent" in report.by else None,
    )
    sum_ = total(mine, report.figures)
    tables = [table(mine, report.figures, by, sum_, _rows(by, span)) for by in report.by]
    days = next(one for one in tables if one.by == "day")
    series = [Series(figure, [row.values[n] for row in days.rows]) for n, figure in enumerate(report.figures)]
    return Answer(name, span, tables, series)


def _rows(by: str, span: Span) -> list[Any] | None:
    return list(span.days) if by == "day" else None
