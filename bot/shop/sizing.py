"""Size charts, and the size that a body takes: one, two on a border, or none."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from sqlalchemy import Column, Float, ForeignKey, Integer, String, select
from sqlalchemy.orm import Session

from bot.db import ShopBase
from bot.errors import ImplausibleMeasure

Kind = Literal["fits", "border", "outside", "missing"]
Reason = Literal[
    "inside",
    "near_boundary",
    "measures_disagree",
    "measures_far_apart",
    "below_chart",
    "above_chart",
    "usual_size",
    "loose_wish",
    "not_enough_known",
]

# Beyond these a number was mistyped: the lowest are new-born children, the highest the tallest and heaviest people.
PLAUSIBLE = {
    "height_cm": (45.0, 250.0),
    "weight_kg": (2.0, 300.0),
    "foot_length_cm": (7.0, 36.0),
    "bust_cm": (38.0, 180.0),
    "waist_cm": (35.0, 180.0),
    "hip_cm": (38.0, 190.0),
}
PLAUSIBLE_BMI = (9.0, 80.0)
# So near to the end of a row (cm, kg) the next size is worth naming.
BORDER = {
    "height_cm": 1.0,
    "weight_kg": 1.5,
    "foot_length_cm": 0.1,
    "bust_cm": 0.5,
    "waist_cm": 0.5,
    "hip_cm": 0.5,
}
GIRTHS = ("bust_cm", "waist_cm", "hip_cm")
# Where measures name different sizes, the first of these that was told goes first: too tight cannot be worn, too long
# can. The first girth of a chart is the one that it is cut by: the bust of a top, the waist of trousers.
DECIDES = (*GIRTHS, "weight_kg", "height_cm", "foot_length_cm")
FitWish = Literal["loose", "regular", "slim"]


class SizeChart(ShopBase):
    """A chart that one or several products share."""

    __tablename__ = "size_charts"

    id: str = Column(String(32), primary_key=True)
    title: str = Column(String(80), nullable=False)
    basis: str = Column(String(20), nullable=False)
    """``height_weight``, ``foot_length`` or ``girths``; for children the weight columns may be empty."""
    brand: str = Column(String(40), nullable=False, default="")


class SizeRow(ShopBase):
    """One size of a chart; a measure without limits does not matter for it."""

    __tablename__ = "size_rows"

    chart_id: str = Column(ForeignKey("size_charts.id"), primary_key=True)
    position: int = Column(Integer, primary_key=True)
    """From the smallest."""
    size: str = Column(String(20), nullable=False)
    height_min: float | None = Column(Float)
    height_max: float | None = Column(Float)
    weight_min: float | None = Column(Float)
    weight_max: float | None = Column(Float)
    foot_min: float | None = Column(Float)
    foot_max: float | None = Column(Float)
    bust_min: float | None = Column(Float)
    bust_max: float | None = Column(Float)
    waist_min: float | None = Column(Float)
    waist_max: float | None = Column(Float)
    hip_min: float | None = Column(Float)
    hip_max: float | None = Column(Float)
    usual_sizes: str = Column(String(120), nullable=False, default="")
    """Names of the same size elsewhere, joined by ``|``."""

    def limits(self, measure: str) -> tuple[float, float] | None:
        prefix = measure.split("_")[0]
        low, high = getattr(self, f"{prefix}_min"), getattr(self, f"{prefix}_max")
        return None if low is None or high is None else (low, high)

    def is_called(self, size: str) -> bool:
        names = [self.size, *(self.usual_sizes or "").split("|")]
        return any(same_size(name, size) for name in names if name)


@dataclass(frozen=True)
class Body:
    """What a shopper told about themselves."""

    height_cm: float | None = None
    weight_kg: float | None = None
    foot_length_cm: float | None = None
    usual_size: str | None = None
    bust_cm: float | None = None
    waist_cm: float | None = None
    hip_cm: float | None = None

    @property
    def measures(self) -> dict[str, float]:
        """What was measured, without the usual size."""
        return {name: value for name in PLAUSIBLE if (value := getattr(self, name)) is not None}

    def refuse_implausible(self) -> None:
        """Refuse a number that no person has.

        Raises:
            ImplausibleMeasure: it names the measurement.
        """
        for measure, (low, high) in PLAUSIBLE.items():
            value = getattr(self, measure)
            if value is not None and not low <= value <= high:
                raise ImplausibleMeasure(measure, value)
        if self.height_cm and self.weight_kg:
            low, high = PLAUSIBLE_BMI
            if not low <= self.weight_kg / (self.height_cm / 100) ** 2 <= high:
                raise ImplausibleMeasure("weight_kg", self.weight_kg)


@dataclass(frozen=True)
class SizeAdvice:
    """A size with its reason; the sentence is made by whoever shows it.

    ``fits``: take ``size``. ``border``: ``size`` first, ``other_size`` is worth a thought. ``outside``: for a person to
    look at; with two sizes the measures are more than one size apart. ``missing``: ask for ``missing``.
    """

    kind: Kind
    reason: Reason
    size: str | None = None
    other_size: str | None = None
    basis: Literal["measured", "usual"] = "measured"
    numbers: Mapping[str, float] = field(default_factory=dict)
    """Measures told, and the limits ``<measure>_min`` and ``<measure>_max`` of ``size``, or of the whole chart."""
    missing: tuple[str, ...] = ()
    decided_by: str | None = None
    """The measure that goes first where they disagree."""

    @property
    def other_is_larger(self) -> bool | None:
        """Whether the other size is the looser one; None when there is no other or it cannot be told."""
        larger = self.numbers.get("other_is_larger")
        return None if larger is None else bool(larger)


def size_key(size: str) -> str:
    """One spelling per size: ``xxl`` and ``2XL``, ``38码``, ``EU38`` and ``38``.

    >>> size_key(" xxl "), size_key("38码"), size_key("2xl"), size_key("EU38")
    ('2XL', '38', '2XL', '38')
    """
    key = re.sub(r"^(?:EUR?|欧码?|法码)\s?(?=\d)|(?:码|CM|MM)$", "", size.strip().upper()).strip()
    extra = len(key) - len(key.lstrip("X"))
    return f"{extra}X{key[-1]}" if extra >= 2 and key[extra:] in ("L", "S") else key


def same_size(one: str, other: str) -> bool:
    return size_key(one) == size_key(other)


def chart_rows(session: Session, chart_id: str | None) -> list[SizeRow]:
    """The rows of a chart from the smallest; none when the product has no chart."""
    query = select(SizeRow).where(SizeRow.chart_id == chart_id).order_by(SizeRow.position)
    return list(session.execute(query).scalars())


def advise(
    rows: Sequence[SizeRow],
    body: Body,
    fit_wish: FitWish | None = None,
    fit: str = "regular",
) -> SizeAdvice:
    """The size for a body, by a chart whose rows run from the smallest.

    ``fit_wish`` is how the shopper likes to wear it: it decides between two sizes, and a wish for a loose fit takes the
    next size up. ``fit`` is the cut of the product (``slim``, ``regular``, ``loose``): it decides if nothing else does.

    Raises:
        ImplausibleMeasure: a number was mistyped.
    """
    body.refuse_implausible()
    missing = missing_for(rows, body.measures)
    if missing or not rows:
        return _by_usual_size(rows, body, missing)
    told = {measure: body.measures[measure] for measure in measures_of(rows) if measure in body.measures}
    beyond = _beyond_chart(rows, told)
    if beyond:
        return beyond
    case = _Case(rows, body, told, fit_wish, fit)
    votes = {measure: _votes(rows, measure, value) for measure, value in told.items()}
    agreed = sorted(set.intersection(*votes.values()))
    if len(agreed) >= 2:
        return case.border(agreed[1], agreed[0], "near_boundary")
    return case.inside(agreed[0]) if agreed else case.disagreement(votes)


def measures_of(rows: Sequence[SizeRow]) -> list[str]:
    """The measures that a chart knows."""
    return [measure for measure in PLAUSIBLE if any(row.limits(measure) for row in rows)]


def missing_for(rows: Sequence[SizeRow], told: Collection[str]) -> tuple[str, ...]:
    """The measures that are still needed; none when height, weight or foot, or the deciding girth, are complete.

    A chart with both takes either, and whatever else was told makes the advice better.
    """
    known = measures_of(rows)
    girths = [measure for measure in known if measure in GIRTHS]
    ways = [way for way in ([m for m in known if m not in GIRTHS], girths[:1]) if way]
    open_ways = [tuple(measure for measure in way if measure not in told) for way in ways]
    if not open_ways or () in open_ways:
        return ()
    started = [left for way, left in zip(ways, open_ways, strict=True) if len(left) < len(way)]
    # Somebody who begins with the hips goes by the tape, not by the scales.
    by_tape = girths and set(told) & set(girths)
    return open_ways[-1] if by_tape else (started or open_ways)[0]


def _by_usual_size(rows: Sequence[SizeRow], body: Body, missing: tuple[str, ...]) -> SizeAdvice:
    usual = body.usual_size
    row = next((row for row in rows if usual and row.is_called(usual)), None)
    if row:
        return SizeAdvice("fits", "usual_size", row.size, basis="usual", missing=missing)
    return SizeAdvice("missing" if rows else "outside", "not_enough_known", missing=missing)


def _beyond_chart(rows: Sequence[SizeRow], told: Mapping[str, float]) -> SizeAdvice | None:
    for measure, value in told.items():
        limits = [limits for row in rows if (limits := row.limits(measure))]
        low, high = min(low for low, _ in limits), max(high for _, high in limits)
        numbers = {**told, f"{measure}_min": low, f"{measure}_max": high}
        if value < low - BORDER[measure]:
            return SizeAdvice("outside", "below_chart", numbers=numbers)
        if value > high + BORDER[measure]:
            return SizeAdvice("outside", "above_chart", numbers=numbers)
    return None


def _votes(rows: Sequence[SizeRow], measure: str, value: float) -> set[int]:
    """The rows that a measure names: those around it, else the nearest."""
    distances = {}
    for index, row in enumerate(rows):
        low, high = row.limits(measure) or (value, value)
        distances[index] = max(low - value, value - high, 0.0)
    nearest = min(distances.values())
    return {index for index, distance in distances.items() if distance == nearest}


@dataclass(frozen=True)
class _Case:
    """A body whose measurements are known and lie within the chart."""

    rows: Sequence[SizeRow]
    body: Body
    told: Mapping[str, float]
    wish: FitWish | None
    fit: str

    def inside(self, index: int) -> SizeAdvice:
        rows = self.rows
        step = self._leaning(rows[index])
        if step and 0 <= index + step < len(rows) and not self._is_too_tight(index + step):
            return self.border(index, index + step, "near_boundary")
        if self.wish == "loose" and self.fit != "loose" and index + 1 < len(rows):
            numbers = {**self._numbers(index + 1), "other_is_larger": 0.0}
            return SizeAdvice("fits", "loose_wish", rows[index + 1].size, rows[index].size, numbers=numbers)
        return SizeAdvice("fits", "inside", rows[index].size, numbers=self._numbers(index))

    def disagreement(self, votes: Mapping[str, set[int]]) -> SizeAdvice:
        first = next(measure for measure in DECIDES if measure in votes)
        others = [indexes for measure, indexes in votes.items() if measure != first]
        furthest = {own: max((min(votes, key=lambda i: abs(i - own)) for votes in others), key=lambda i: abs(i - own))
                    for own in votes[first]}  # fmt: skip
        own, other = min(furthest.items(), key=lambda pair: (abs(pair[0] - pair[1]), pair))
        if abs(own - other) == 1:
            return replace(self.border(own, other, "measures_disagree"), decided_by=first)
        numbers = {**self._numbers(own), "other_is_larger": float(other > own)}
        sizes = (self.rows[own].size, self.rows[other].size)
        return SizeAdvice("outside", "measures_far_apart", *sizes, numbers=numbers, decided_by=first)

    def border(self, own: int, other: int, reason: Reason) -> SizeAdvice:
        """Two sizes; ``own`` goes first unless a wish, a habit or the cut says otherwise."""
        smaller, larger = sorted((own, other))
        chosen = self._preferred(smaller, larger, own)
        left = smaller if chosen == larger else larger
        numbers = {**self._numbers(chosen), "other_is_larger": float(left > chosen)}
        return SizeAdvice("border", reason, self.rows[chosen].size, self.rows[left].size, numbers=numbers)

    def _preferred(self, smaller: int, larger: int, own: int) -> int:
        if self.wish:
            return {"loose": larger, "slim": smaller}.get(self.wish, own)
        usual = self.body.usual_size
        habit = [index for index in (smaller, larger) if usual and self.rows[index].is_called(usual)]
        if len(habit) == 1:
            return habit[0]
        return {"slim": larger, "loose": smaller}.get(self.fit, own)

    def _leaning(self, row: SizeRow) -> int:
        """1 when a measure touches the row's upper end, -1 the lower; 0 when none does or two pull apart."""
        pulls = set()
        for measure, value in self.told.items():
            low, high = row.limits(measure) or (float("-inf"), float("inf"))
            # Rounded, because 24.6 - 24.5 is a little more than a tenth in binary.
            if round(high - value, 6) <= BORDER[measure]:
                pulls.add(1)
            elif round(value - low, 6) <= BORDER[measure]:
                pulls.add(-1)
        return pulls.pop() if len(pulls) == 1 else 0

    def _is_too_tight(self, index: int) -> bool:
        limits = {measure: self.rows[index].limits(measure) for measure in self.told}
        return any(
            ends and round(self.told[measure] - ends[1], 6) > BORDER[measure] for measure, ends in limits.items()
        )

    def _numbers(self, index: int) -> dict[str, float]:
        numbers = dict(self.told)
        for measure in self.told:
            limits = self.rows[index].limits(measure)
            if limits:
                numbers[f"{measure}_min"], numbers[f"{measure}_max"] = limits
        return numbers
