"""Boxes: sets of combinations of values, one set of values per fact; for finding overlaps and gaps exactly."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

Box = Mapping[str, frozenset[int]]
"""Per fact the numbers of the cells that its values are divided into."""


def meet(one: Box, other: Box) -> Box | None:
    """What two boxes share; None for nothing."""
    if any(cells.isdisjoint(other[fact]) for fact, cells in one.items()):
        return None
    return {fact: cells & other[fact] for fact, cells in one.items()}


def uncovered(whole: Box, boxes: Iterable[Box]) -> Box | None:
    """A part of the whole that no box covers; None when they cover it."""
    rest: list[Box] = [whole]
    for box in boxes:
        rest = [piece for left in rest for piece in _without(left, box)]
    return rest[0] if rest else None


def _without(whole: Box, box: Box) -> list[Box]:
    """The whole less a box, cut into boxes along one fact after the other."""
    if meet(whole, box) is None:
        return [whole]
    pieces: list[Box] = []
    core = dict(whole)
    for fact in whole:
        outside = core[fact] - box[fact]
        if outside:
            pieces.append({**core, fact: outside})
        core[fact] = core[fact] & box[fact]
    return pieces
