"""Counts: the articles that a sentence names, each with its colour, its size and the pieces that are meant of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

GOODS = ("product", "category")
COUNT = "quantity"
_ARTICLE = (*GOODS, "color", "size")
# In front of a count that holds for each of the articles before it.
_EACH = re.compile(r"[各每都]\s*(?:要|来|买|拿|拍)?\s*$")

Found = dict[str, Any]


@dataclass(frozen=True)
class Named:
    """What a sentence names in one go: "the jacket, black, M", with its count where one is told."""

    goods: Found | None = None
    color: str | None = None
    size: str | None = None
    pieces: int | None = None


@dataclass
class _Run:
    """Words that name one article, or a count."""

    start: int
    end: int
    parts: dict[str, Found] = field(default_factory=dict)
    count: int | None = None
    each: bool = False


def articles_named(text: str, entities: Sequence[Found]) -> list[Named]:
    """The articles of a sentence in their order; what is left out ("M 一件 L 一件") is as in the one before."""
    runs = list(_runs(text, entities))
    counts = _counts(runs)
    named = [(_named(run), counts.get(index)) for index, run in enumerate(runs) if run.count is None]
    return _completed([replace(one, pieces=pieces) for one, pieces in named])


def _runs(text: str, entities: Sequence[Found]) -> Iterator[_Run]:
    run: _Run | None = None
    for entity in sorted(entities, key=lambda it: int(it.get("start") or 0)):
        kind = "goods" if entity["entity"] in GOODS else entity["entity"]
        if entity["entity"] not in (*_ARTICLE, COUNT):
            continue
        start, end = int(entity.get("start") or 0), int(entity.get("end") or 0)
        if run and kind != COUNT and kind not in run.parts:
            run.parts[kind], run.end = entity, end
            continue
        if run:
            yield run
            run = None
        if kind == COUNT:
            pieces = max(int(entity["value"]), 1)
            yield _Run(start, end, count=pieces, each=bool(_EACH.search(text[:start])))
        else:
            run = _Run(start, end, {kind: entity})
    if run:
        yield run


def _counts(runs: Sequence[_Run]) -> dict[int, int]:
    """Which run of words gets which count: each count goes to the nearest words, every run takes one."""
    pairs = [(index, near) for index, run in enumerate(runs) if run.count is not None for near in _beside(runs, index)]
    # Where all stand equally near ("两件毛衣一条围巾"), the first count shows on which side counts stand.
    in_front = bool(pairs) and min(pairs, key=lambda pair: (pair[0], _gap(runs, pair)))[1] > pairs[0][0]
    pairs.sort(key=lambda pair: (_gap(runs, pair), (pair[1] > pair[0]) != in_front, pair))
    taken: dict[int, int] = {}
    for index, near in pairs:
        if index not in taken and near not in taken.values():
            taken[index] = near
    counts = {near: int(runs[index].count or 1) for index, near in taken.items()}
    for index, near in taken.items():
        counts.update(_shared(runs, index, counts) if near < index else {})
    return counts


def _beside(runs: Sequence[_Run], index: int) -> list[int]:
    return [near for near in (index - 1, index + 1) if 0 <= near < len(runs) and runs[near].count is None]


def _gap(runs: Sequence[_Run], pair: tuple[int, int]) -> int:
    first, second = sorted(pair)
    return runs[second].start - runs[first].end


def _shared(runs: Sequence[_Run], index: int, counts: dict[int, int]) -> dict[int, int]:
    """A count behind several articles: "各一件" is for each, and as many pieces as articles are one of each."""
    before = index - 2
    while before >= 0 and runs[before].count is None and before not in counts:
        before -= 1
    articles, pieces = range(before + 1, index), int(runs[index].count or 1)
    if len(articles) > 1 and (runs[index].each or len(articles) == pieces):
        return dict.fromkeys(articles, pieces if runs[index].each else 1)
    return {}


def _named(run: _Run) -> Named:
    color, size = run.parts.get("color"), run.parts.get("size")
    return Named(
        run.parts.get("goods"),
        str(color["value"]) if color else None,
        str(size["value"]) if size else None,
    )


def _completed(named: list[Named]) -> list[Named]:
    """Each with the goods that it is of; the goods alone are no article where their articles are told beside them."""
    complete: list[Named] = []
    goods = [one.goods for one in named if one.goods]
    for one in named:
        last = complete[-1] if complete else None
        if last and _describes(one, last):
            complete[-1] = replace(last, color=one.color or last.color, size=one.size or last.size)
            continue
        if one.goods is None and last and last.goods:
            one = replace(one, goods=last.goods, color=one.color or last.color, size=one.size or last.size)
        elif one.goods is None and goods:
            one = replace(one, goods=goods[0])
        complete.append(one)
    told = [one for one in complete if one.color or one.size or one.pieces]
    return told if len(goods) == 1 and told else complete


def _describes(one: Named, last: Named) -> bool:
    """Whether words without goods and count say more of what was counted before ("羽绒服两件，黑色 M")."""
    is_new = not (one.color and last.color) and not (one.size and last.size)
    return one.goods is None and one.pieces is None and last.pieces is not None and is_new
