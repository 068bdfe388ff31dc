"""Conditions: what a rule of the decision table asks of the facts, read strictly and turned into sets of cells."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from bot.shop.boxes import Box
from bot.shop.facts import NO_EXCEPTION, Cause, Facts, Told, Wish
from bot.shop.orders import OrderStatus
from bot.shop.units import Fen

KINDS: dict[str, type[Enum]] = {
    "wish": Wish,
    "cause": Cause,
    "status": OrderStatus,
    "opened": Told,
    "worn": Told,
    "tag_off": Told,
}
FLAGS = ("in_return_days", "in_exchange_days", "in_warranty", "whole_order", "known_customer")
NUMBERS = ("days", "photos", "amount", "earlier_cases")
EXCEPTION = "exception"
FACTS = (*KINDS, EXCEPTION, *FLAGS, *NUMBERS)


@dataclass(frozen=True)
class Span:
    """From ``least`` to ``most``, both included; None is without end."""

    least: int = 0
    most: int | None = None

    def holds(self, number: int) -> bool:
        return self.least <= number and (self.most is None or number <= self.most)


@dataclass(frozen=True)
class OneOf:
    """One of these values."""

    values: frozenset[str]

    def holds(self, value: str) -> bool:
        return value in self.values


Condition = Span | OneOf


def domain(fact: str, exceptions: Iterable[str]) -> tuple[str, ...]:
    """All values of a fact that is no number."""
    if fact == EXCEPTION:
        return (NO_EXCEPTION, *exceptions)
    return ("true", "false") if fact in FLAGS else tuple(str(kind.value) for kind in KINDS[fact])


def read_condition(fact: str, given: Any, exceptions: Iterable[str]) -> Condition:
    """A condition as an owner writes it: a value, a list of values, yes or no, or ``{min: …, max: …}``.

    Raises:
        ValueError: unknown fact or value, or a span that holds nothing.
    """
    if fact not in FACTS:
        raise ValueError(f"{fact}: there is no such fact")
    if fact in NUMBERS:
        return _span(fact, given)
    known = domain(fact, exceptions)
    values = [_word(fact, value) for value in (given if isinstance(given, list) else [given])]
    unknown = [value for value in values if value not in known]
    if unknown or not values:
        raise ValueError(f"{fact}: {', '.join(unknown) or 'nothing'} is none of {', '.join(known)}")
    return OneOf(frozenset(values))


def holds(conditions: Mapping[str, Condition], facts: Facts) -> bool:
    return all(condition.holds(value_of(facts, fact)) for fact, condition in conditions.items())  # type: ignore[arg-type]


def value_of(facts: Facts, fact: str) -> str | int:
    """A fact as conditions compare it."""
    value = getattr(facts, fact)
    if fact in NUMBERS:
        return int(value)
    return str(value.value) if isinstance(value, Enum) else str(value).lower()


def cells(fact: str, used: Iterable[Condition], exceptions: Iterable[str]) -> tuple[Condition, ...]:
    """The parts of a fact's values that the conditions in use can tell apart."""
    if fact not in NUMBERS:
        return tuple(OneOf(frozenset({value})) for value in domain(fact, exceptions))
    spans = [condition for condition in used if isinstance(condition, Span)]
    cuts = sorted({0, *(span.least for span in spans), *(span.most + 1 for span in spans if span.most is not None)})
    return tuple(Span(cut, after - 1 if after else None) for cut, after in zip(cuts, [*cuts[1:], None], strict=True))


def box_of(conditions: Mapping[str, Condition], grid: Mapping[str, tuple[Condition, ...]]) -> Box:
    """The cells of a grid that the conditions hold for."""
    return {fact: _held(conditions.get(fact), parts) for fact, parts in grid.items()}


def told(condition: Condition) -> str:
    """A condition in an error's words."""
    if isinstance(condition, OneOf):
        return " or ".join(sorted(condition.values))
    return f"{condition.least} and more" if condition.most is None else f"{condition.least} to {condition.most}"


def _held(condition: Condition | None, parts: tuple[Condition, ...]) -> frozenset[int]:
    return frozenset(i for i, part in enumerate(parts) if condition is None or _within(part, condition))


def _within(part: Condition, condition: Condition) -> bool:
    if isinstance(part, Span):
        return condition.holds(part.least)  # type: ignore[arg-type]
    return isinstance(condition, OneOf) and part.values <= condition.values


def _span(fact: str, given: Any) -> Span:
    if not isinstance(given, dict) or not given or given.keys() - {"min", "max"}:
        raise ValueError(f"{fact}: {given!r} is not a span such as {{min: 1, max: 7}}")
    least, most = _number(fact, given.get("min", 0)), given.get("max")
    span = Span(least, None if most is None else _number(fact, most))
    if not span.holds(least):
        raise ValueError(f"{fact}: {given!r} holds no number")
    return span


def _number(fact: str, given: Any) -> int:
    if fact == "amount":
        return Fen.read(given)
    if isinstance(given, bool) or not isinstance(given, int) or given < 0:
        raise ValueError(f"{fact}: {given!r} is not a whole number")
    return given


def _word(fact: str, value: Any) -> str:
    # YAML 1.1 reads an unquoted yes as true.
    if isinstance(value, bool) and fact in KINDS:
        return Told.YES.value if value else Told.NO.value
    return str(value).lower() if isinstance(value, bool) else str(value)
