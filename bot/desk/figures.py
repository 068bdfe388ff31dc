"""Figures: what reports count, each as facts that add up over days, groups, agents and kinds."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import Enum
from typing import Any, NamedTuple

from bot.hours import SHANGHAI


class Measure(str, Enum):
    """How the facts of a figure make one number."""

    COUNT = "count"
    SHARE = "share"
    """A fraction of 1; nothing where there is nothing to share."""
    SECONDS = "seconds"
    """The mean."""
    SCORE = "score"
    """The mean."""
    FEN = "fen"


_COUNTS = (
    "conversations bot_alone by_person handed_over unresolved no_answer disliked asked_for_person corrected assigned "
    "missed resolved closed ratings consulted converted_orders prompts prompted_orders recovered_orders size_advices "
    "advised_pieces other_size_pieces unadvised_pieces unanswered complaint_cases complaint_reports"
).split()
_SHARES = (
    "bot_alone_share bot_settled_share handed_over_share unresolved_share resolution_share reopened_share "
    "satisfied_share rated_share converted_share recovery_share advised_return_share other_size_return_share "
    "unadvised_return_share"
).split()
MEASURES: dict[str, Measure] = {
    **dict.fromkeys(_COUNTS, Measure.COUNT),
    **dict.fromkeys(_SHARES, Measure.SHARE),
    "reply_from_hand_over": Measure.SECONDS,
    "reply_from_assignment": Measure.SECONDS,
    "average_reply": Measure.SECONDS,
    "resolution_time": Measure.SECONDS,
    "rating": Measure.SCORE,
    "converted_amount": Measure.FEN,
    "recovered_amount": Measure.FEN,
}

DIMENSIONS = ("day", "group", "agent", "kind", "item")


class Fact(NamedTuple):
    """One thing that counts: ``value`` of a figure, and for shares and means ``of`` how many."""

    figure: str
    day: date
    group: str | None = None
    agent: int | None = None
    value: int = 1
    of: int = 1
    kind: str = ""
    item: str = ""


@dataclass(frozen=True)
class Span:
    """Days on the shop's clock, both ends included."""

    first: date
    last: date

    @property
    def begins(self) -> datetime:
        return datetime.combine(self.first, time(), SHANGHAI)

    @property
    def ends(self) -> datetime:
        """The first moment after it."""
        return datetime.combine(self.last + timedelta(days=1), time(), SHANGHAI)

    @property
    def days(self) -> list[date]:
        return [self.first + timedelta(days=n) for n in range((self.last - self.first).days + 1)]

    def holds(self, at: datetime) -> bool:
        return self.begins <= at < self.ends


def day_of(at: datetime) -> date:
    """The day on the shop's clock."""
    return at.astimezone(SHANGHAI).date()


@dataclass(frozen=True)
class Row:
    """The figures of one day, group, agent, kind or item; ``key`` is None in the row of all, and of nobody's."""

    key: Any
    values: list[float | None]


@dataclass(frozen=True)
class Table:
    """Figures by one dimension."""

    by: str
    figures: tuple[str, ...]
    rows: list[Row]
    total: Row


def chosen(facts: Iterable[Fact], group: str | None = None, agent: int | None = None) -> list[Fact]:
    """The facts of one group and one agent; None: of all."""
    return [fact for fact in facts if group in (None, fact.group) and agent in (None, fact.agent)]


def table(
    facts: Sequence[Fact], figures: tuple[str, ...], by: str, sum_: Row, keys: Sequence[Any] | None = None
) -> Table:
    """Figures by a dimension; ``keys`` names rows that must be there, in their order, even when nothing happened.

    ``sum_`` is the row of all, which is the same for every dimension.
    """
    at = Fact._fields.index(by)
    cells: dict[Any, dict[str, list[int]]] = {key: {} for key in keys or ()}
    sums: defaultdict[tuple[Any, str], list[int]] = defaultdict(lambda: [0, 0])
    for fact in facts:
        sum_of = sums[(fact[at], fact.figure)]
        sum_of[0] += fact.value
        sum_of[1] += fact.of
    for (key, figure), sum_of in sums.items():
        cells.setdefault(key, {})[figure] = sum_of
    order = list(cells) if keys is not None else sorted(cells, key=_order)
    return Table(by, figures, [_row(key, cells[key], figures) for key in order], sum_)


def total(facts: Iterable[Fact], figures: tuple[str, ...]) -> Row:
    """Figures over everything."""
    sums: defaultdict[str, list[int]] = defaultdict(lambda: [0, 0])
    for fact in facts:
        sums[fact.figure][0] += fact.value
        sums[fact.figure][1] += fact.of
    return _row(None, sums, figures)


def _row(key: Any, sums: Mapping[str, list[int]], figures: tuple[str, ...]) -> Row:
    return Row(key, [_number(MEASURES[figure], *sums.get(figure, (0, 0))) for figure in figures])


def _number(measure: Measure, value: int, of: int) -> float | None:
    if measure in (Measure.COUNT, Measure.FEN):
        return value
    return value / of if of else None


def _order(key: Any) -> tuple[bool, Any]:
    return (key is None, "" if key is None else key)
