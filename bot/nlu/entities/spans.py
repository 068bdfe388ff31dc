"""Entity: one thing found in a text, and the rule for what stands when two finds overlap."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

Value = str | int | float | dict[str, str | None] | dict[str, float]

# Only for finds of equal length; otherwise the longer one stands.
_PRIORITIES = {
    "": -1,
    "address": 100,
    "tracking_number": 95,
    "order_number": 90,
    "phone": 88,
    "phone_tail": 86,
    "usual_size": 74,
    "foot_length": 72,
    "height": 70,
    "weight": 70,
    "waist": 70,
    "bust": 70,
    "hip": 70,
    "money": 60,
    "date": 58,
    "duration": 56,
    "product": 54,
    "carrier": 52,
    "region": 50,
    "size": 48,
    "color": 46,
    "quantity": 40,
    "category": 30,
}


@dataclass(frozen=True)
class Entity:
    """A stretch of the text and what it means; an empty ``entity`` says that the stretch means nothing to us."""

    entity: str
    start: int
    end: int
    value: Value
    priority: int = 0

    def overlaps(self, other: Entity) -> bool:
        return self.start < other.end and other.start < self.end


def found(entity: str, start: int, end: int, value: Value) -> Entity:
    """An entity with the priority of its kind."""
    return Entity(entity, start, end, value, _PRIORITIES.get(entity, 0))


def resolve(entities: Iterable[Entity]) -> list[Entity]:
    """Of overlapping finds the longest stands, then the one of higher priority; in the order of the text.

    A region stays although it lies within an address: the fee depends on the one, the parcel goes to the other.
    """
    standing: list[Entity] = []
    for entity in sorted(set_of(entities), key=lambda e: (e.start - e.end, -e.priority, e.start)):
        if not any(entity.overlaps(other) and not _nests(entity, other) for other in standing):
            standing.append(entity)
    return sorted((e for e in standing if e.entity), key=lambda e: (e.start, e.end))


def set_of(entities: Iterable[Entity]) -> list[Entity]:
    """The finds without repetitions (values may be unhashable)."""
    return list({(e.entity, e.start, e.end): e for e in entities}.values())


def blank(text: str, spans: Iterable[Entity]) -> str:
    """The text with the spans crossed out, so that no later rule reads them; positions stay."""
    for span in spans:
        text = text[: span.start] + "□" * (span.end - span.start) + text[span.end :]
    return text


def _nests(inner: Entity, outer: Entity) -> bool:
    return inner.entity == "region" and outer.entity == "address"
