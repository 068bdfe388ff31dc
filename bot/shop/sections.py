"""Sections: what a block of a policy file is, and what its values are checked for."""

from __future__ import annotations

from collections.abc import Iterable
from string import Formatter
from typing import Any

from pydantic import BaseModel


def refuse_doubles(words: Iterable[str]) -> None:
    seen: set[str] = set()
    for word in words:
        if word in seen:
            raise ValueError(f"{word} is listed twice")
        seen.add(word)


def check_places(text: str, needed: set[str], allowed: set[str] | None = None) -> str:
    """Refuse a text whose ``{places}`` are not those that will be filled.

    Raises:
        ValueError: a place is missing, unknown, or broken.
    """
    parts = Formatter().parse(text)
    # A format such as {price:d} would only fail in front of a shopper, so it counts as an unknown place.
    places = {f"{name}{spec}{conversion or ''}" for _, name, spec, conversion in parts if name is not None}
    unknown, missing = places - needed - (allowed or set()), needed - places
    if unknown or missing:
        faults = [f"does not know {{{name}}}" for name in sorted(unknown)]
        raise ValueError("; ".join(faults + [f"lacks {{{name}}}" for name in sorted(missing)]))
    return text


def not_empty(values: tuple[Any, ...]) -> tuple[Any, ...]:
    if not values:
        raise ValueError("is empty")
    return values


def complete(names: dict[Any, str], kinds: Iterable[Any]) -> dict[Any, str]:
    missing = [kind.value for kind in kinds if not names.get(kind)]
    if missing:
        raise ValueError(f"lacks {', '.join(missing)}")
    return names


class Section(BaseModel):
    """A block of a policy file: unchangeable, and an unknown key is a fault rather than a rule that never works."""

    class Config:
        frozen = True
        extra = "forbid"
        anystr_strip_whitespace = True
        allow_population_by_field_name = True
