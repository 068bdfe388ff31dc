"""Size names: what a size is called elsewhere (GB/T 1335, an age), and which rows of a chart are meant by it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from bot.shop.sizing import GIRTHS, SizeRow, measures_of

# GB/T 1335: by how many centimetres the bust exceeds the waist.
_DROP = {
    "男": {"Y": (17, 22), "A": (12, 16), "B": (7, 11), "C": (2, 6)},
    "女": {"Y": (19, 24), "A": (14, 18), "B": (9, 13), "C": (4, 8)},
}
# Half a step of the national sizes, which run in fives of height, and in fours (tops) and twos (trousers) of girth.
_HEIGHT_STEP, _GIRTH_STEP = 2.5, 2.0
_NATIONAL = re.compile(r"(1\d\d|[5-9]\d)\s?/\s?(\d{2,3})\s?([YABC])?", re.I)
_AGES = re.compile(r"(\d+)(?:-(\d+))?岁")


@dataclass(frozen=True)
class NationalSize:
    """``175/92A``: body height, bust (tops) or waist (trousers), and the type of body."""

    height_cm: float
    girth_cm: float
    body_type: str | None = None

    def waist(self, gender: str) -> tuple[float, float] | None:
        """The waist that goes with a bust of this type of body; None for children and without a type."""
        drop = _DROP.get(gender[:1], {}).get(self.body_type or "")
        return (self.girth_cm - drop[1], self.girth_cm - drop[0]) if drop else None


@dataclass(frozen=True)
class MeantSize:
    """The row that a foreign name stands for; ``other`` is the neighbour that its height names."""

    row: SizeRow
    other: SizeRow | None = None
    how: Literal["name", "national"] = "name"


def national_size(text: str) -> NationalSize | None:
    """A size in national notation, or None.

    >>> national_size("175/92a")
    NationalSize(height_cm=175.0, girth_cm=92.0, body_type='A')
    """
    found = _NATIONAL.fullmatch(text.strip().removesuffix("码"))
    if not found:
        return None
    return NationalSize(float(found[1]), float(found[2]), found[3].upper() if found[3] else None)


def size_meant(rows: Sequence[SizeRow], size: str) -> MeantSize | None:
    """The row of a chart that a size of this or another system stands for; None when it says nothing here."""
    named = next((row for row in rows if row.is_called(size)), None)
    if named:
        return MeantSize(named)
    national = national_size(size)
    return _by_national(rows, national) if national else None


def size_rank(size: str) -> float:
    """Where a size stands among those of its product, the smallest first.

    >>> sorted(["XL", "S", "2XL", "M", "L", "XS"], key=size_rank), sorted(["41", "38.5", "39"], key=size_rank)
    (['XS', 'S', 'M', 'L', 'XL', '2XL'], ['38.5', '39', '41'])
    """
    letters = re.fullmatch(r"(\d?)(X*)([SML])", size.strip().upper())
    if letters:
        extra = int(letters[1]) if letters[1] else len(letters[2])
        return {"S": -1.0 - extra, "M": 0.0, "L": 1.0 + extra}[letters[3]]
    figures = re.search(r"\d+(?:\.\d+)?", size)
    return float(figures.group()) if figures else 0.0


def other_names(row: SizeRow) -> list[str]:
    return [name for name in (row.usual_sizes or "").split("|") if name]


def size_for_age(rows: Sequence[SizeRow], years: float) -> SizeRow | None:
    """The row that a children's chart names for an age: a hint, for children of one age differ by two sizes."""
    for row in rows:
        for name in other_names(row):
            ages = _AGES.fullmatch(name)
            if ages and int(ages[1]) <= years < int(ages[2] or ages[1]) + 1:
                return row
    return None


def girth_meant(rows: Sequence[SizeRow]) -> str:
    """Which girth the second figure of a national size is: the waist for what is cut by the waist, else the bust."""
    known = measures_of(rows)
    return next((girth for girth in GIRTHS if girth in known), "bust_cm")


def is_childrens(rows: Sequence[SizeRow]) -> bool:
    return any(_AGES.fullmatch(name) for row in rows for name in other_names(row))


def _by_national(rows: Sequence[SizeRow], wanted: NationalSize) -> MeantSize | None:
    """Girth first, for too tight cannot be worn; a height one size off is worth a word, more is for a person."""
    labels = [(index, label) for index, row in enumerate(rows) for label in _labels(row)]
    girths = [(abs(label.girth_cm - wanted.girth_cm), index) for index, label in labels]
    heights = [(abs(label.height_cm - wanted.height_cm), index) for index, label in labels]
    if not labels or min(girths)[0] > _GIRTH_STEP or min(heights)[0] > _HEIGHT_STEP:
        return None
    by_girth, by_height = min(girths)[1], min(heights)[1]
    if abs(by_girth - by_height) > 1:
        return None
    other = rows[by_height] if by_height != by_girth else None
    return MeantSize(rows[by_girth], other, "national")


def _labels(row: SizeRow) -> list[NationalSize]:
    return [label for name in other_names(row) if (label := national_size(name))]
