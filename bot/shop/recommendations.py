"""Recommendations by rules over the catalogue: what suits a wish, what goes with a product, and why."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from itertools import combinations
from typing import Literal

from sqlalchemy.orm import Session

from bot.shop.catalogue import Product, features_of, price_range, recommend, said_of, stock_of
from bot.shop.matching import Matching, same_people

# So many are looked through for those that suit.
MANY = 60
# What is worn in a month: clothes for the next weeks, not only for today.
_SEASONS = {
    12: "冬",
    1: "冬",
    2: "冬",
    3: "春",
    4: "春",
    5: "春",
    6: "夏",
    7: "夏",
    8: "夏",
    9: "秋",
    10: "秋",
    11: "秋|冬",
}

# Genders of the catalogue that are children, and how a kind of goods says that it is for them (童装, 童鞋).
CHILDREN = same_people("儿童")
CHILD = "童"

Kind = Literal["budget", "price", "over", "season", "color", "occasion", "features"]
Wish = Literal["color", "occasion", "season", "budget", "gender"]
# What each wish says, and in which order wishes are given up when nothing meets them all.
_WISHES: dict[Wish, dict[str, object]] = {
    "color": {"color": None},
    "occasion": {"occasion": None, "words": ()},
    "season": {"season": None},
    "budget": {"floor_fen": 0, "budget_fen": None},
    "gender": {"genders": ()},
}


@dataclass(frozen=True)
class Wanted:
    """What a shopper is looking for, in the catalogue's terms; what is open does not restrict."""

    category: str | None = None
    genders: tuple[str, ...] = ()
    floor_fen: int = 0
    budget_fen: int | None = None
    season: str | None = None
    around_fen: int | None = None
    """What it may cost about: the nearest price first, no limit."""
    color: str | None = None
    occasion: str | None = None
    words: tuple[str, ...] = ()
    """What the catalogue says of goods for the occasion."""
    exclude: tuple[str, ...] = ()


def suggestions(
    session: Session, wanted: Wanted, *, today: date, kind: str | None = None, limit: int = 3
) -> list[Product]:
    """Products in stock that meet every wish; those of the season first.

    ``kind`` is the category of the product spoken of: its like go first where no other category is wanted.
    """
    found = _find(session, replace(wanted, category=wanted.category or kind), today)
    if not wanted.category and len(found) < limit:
        found += [product for product in _find(session, wanted, today) if product not in found]
    return found[:limit]


def nearest(session: Session, wanted: Wanted, *, today: date, limit: int = 3) -> tuple[list[Product], tuple[Wish, ...]]:
    """When nothing meets every wish: what meets most of them, and the fewest wishes that had to be given up."""
    given = [wish for wish, open_ in _WISHES.items() if any(getattr(wanted, name) != it for name, it in open_.items())]
    for left_out in (wishes for count in range(1, len(given) + 1) for wishes in combinations(given, count)):
        changes = {name: value for wish in left_out for name, value in _WISHES[wish].items()}
        found = _find(session, replace(wanted, **changes), today)  # type: ignore[arg-type]
        if "budget" in left_out:
            found = sorted(found, key=lambda product: (_beyond(session, product, wanted), product.id))
        if found:
            return found[:limit], left_out
    return [], ()


def _beyond(session: Session, product: Product, wanted: Wanted) -> int:
    """By how much a price is beyond what was named, in fen."""
    low = price_range(session, product)[0]
    return max(wanted.floor_fen - low, low - wanted.budget_fen if wanted.budget_fen is not None else 0, 0)


def partners_of(
    session: Session,
    product: Product | None,
    category: str | None,
    wanted_kind: str | None,
    *,
    matching: Matching,
    wanted: Wanted,
    today: date,
    limit: int = 3,
) -> list[Product]:
    """What goes with a product, or with goods of a category: for the same people and season, never of its own kind.

    ``wanted_kind`` is the kind of goods that is asked for; without it, the best partner of every category that goes.
    """
    own = product.category if product else category or ""
    kinds = matching.partners(own, (product.keywords or "").split("|") if product else ())
    season = wanted.season or (product.season if product and product.season else None)
    base = replace(wanted, season=season, category=wanted_kind, genders=wanted.genders or _people(product))
    if wanted_kind:
        of_kind = [other for other in _find(session, base, today) if other.category != own]
        return sorted(of_kind, key=lambda other: _rank(other, kinds))[:limit]
    found: list[Product] = []
    for kind in kinds:
        others = [other for other in _find(session, replace(base, category=kind), today) if other.category != own]
        found += [other for other in others if other not in found][:1]
    return found[:limit]


def reasons_for(session: Session, product: Product, wanted: Wanted) -> list[tuple[Kind, str | int]]:
    """Why a product is recommended: the wishes that it meets, else what it is; two reasons at most and its price."""
    reasons: list[tuple[Kind, str | int]] = []
    low = price_range(session, product)[0]
    colors = [sku.color for sku in stock_of(session, product, wanted.color) if sku.stock] if wanted.color else []
    if colors:
        reasons.append(("color", colors[0]))
    said = said_of(product, wanted.words)
    if wanted.occasion and said:
        reasons.append(("occasion", wanted.occasion))
    if wanted.season and product.season and set(wanted.season.split("|")) & set(product.season.split("|")):
        reasons.append(("season", wanted.season.replace("|", "")))
    if len(reasons) < 2:
        reasons += [("features", feature) for feature in features_of(product)[: 2 - len(reasons)]]
    if wanted.budget_fen is None:
        return [*reasons[:2], ("price", low)]
    return [*reasons[:2], ("budget" if low <= wanted.budget_fen else "over", low)]


def _find(session: Session, wanted: Wanted, today: date) -> list[Product]:
    found = recommend(
        session,
        wanted.category,
        wanted.budget_fen,
        wanted.season,
        wanted.exclude,
        MANY,
        genders=wanted.genders,
        color=wanted.color,
        words=wanted.words,
        floor_fen=wanted.floor_fen,
    )
    found = found if wanted.genders else _for_grown_ups(session, found, wanted.category)
    around = wanted.around_fen
    if around is not None:
        return _by_nearness(session, found, around)
    return found if wanted.season else sorted(found, key=lambda product: not _is_in_season(product, today))


def _by_nearness(session: Session, found: list[Product], fen: int) -> list[Product]:
    """The nearest price first; what costs half as much again or half as little is not about as much."""
    away = {product: abs(price_range(session, product)[0] - fen) for product in found}
    ordered = sorted(found, key=lambda product: (away[product], product.id))
    return [product for product in ordered if away[product] <= fen // 2] or ordered


def _for_grown_ups(session: Session, found: list[Product], category: str | None) -> list[Product]:
    """Without children's goods, which nobody has asked for, unless only children's goods are of that kind."""
    if not any(product.gender in CHILDREN for product in found) or CHILD in (category or ""):
        return found
    of_kind = recommend(session, category, limit=MANY)
    if all(product.gender in CHILDREN for product in of_kind):
        return found
    return [product for product in found if product.gender not in CHILDREN]


def _is_in_season(product: Product, today: date) -> bool:
    seasons = set((product.season or "").split("|")) - {""}
    return not seasons or bool(seasons & set(_SEASONS[today.month].split("|")))


def _rank(product: Product, kinds: Iterable[str]) -> int:
    listed = list(kinds)
    names = (product.category, *(product.keywords or "").split("|"))
    return min((listed.index(name) for name in names if name in listed), default=len(listed))


def _people(product: Product | None) -> tuple[str, ...]:
    return same_people(product.gender) if product else ()
