"""The playbook of parcels: what the shop does about each case that a parcel can be in, as data checked on load."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from itertools import product
from typing import Any, Literal

from pydantic import Field, validator

from bot.shop.logistics import TrackingKind
from bot.shop.reading import Reading
from bot.shop.rules import Days, Section, refuse_doubles
from bot.shop.teams import Pledge, Team
from bot.shop.units import Clock, Weekdays

NONE = "none"
OTHER = "other"
_MOVING = ("collected", "in_transit")
_AT_THE_DOOR = ("delivering", "at_station", "delivered")


@dataclass(frozen=True)
class Facts:
    """What the data say of one parcel at one moment; the same facts always give the same case."""

    last: str
    """The kind of the last news; ``none`` before the first."""
    numbered: bool = True
    """Whether the carrier has given a tracking number."""
    silent_hours: int = 0
    """Full hours since the last news, or since dispatch."""
    late_days: int = 0
    """Days behind the last day of the shop's promise."""
    way: str = "right"
    """``astray`` on its way, or at the door in ``wrong_city``; right while nothing speaks against it."""
    problem: str = NONE
    signed_by: str = NONE
    not_received: bool = False
    """The shopper says so."""
    carrier: str = OTHER


_BOOLEANS = frozenset({"numbered", "not_received"})
_NUMBERS = frozenset({"silent_hours", "late_days"})
_WORDS: dict[str, tuple[str, ...]] = {
    "last": (NONE, *(kind.value for kind in TrackingKind)),
    "way": ("right", "astray", "wrong_city"),
    "problem": (NONE, "address", "absent", "refused", OTHER),
    "signed_by": (NONE, "self", "station", OTHER),
}
# What is_possible relates; every other fact is free.
_BOUND = ("last", "numbered", "way", "problem", "signed_by")
FACTS = frozenset({*_BOOLEANS, *_NUMBERS, *_WORDS, "carrier"})


def is_possible(facts: Facts) -> bool:
    """Whether a parcel can be like this; cases need not speak of what cannot be."""
    can_stray, can_miss = facts.last in _MOVING, facts.last in _AT_THE_DOOR
    return (
        (facts.numbered or facts.last == NONE)
        and (facts.way != "astray" or can_stray)
        and (facts.way != "wrong_city" or can_miss)
        and (facts.problem != NONE) == (facts.last == TrackingKind.PROBLEM.value)
        and (facts.signed_by != NONE) == (facts.last == TrackingKind.DELIVERED.value)
    )


class Span(Section):
    """Numbers from one bound up to, and without, the other; a bound is a number or one of the named ``hours``."""

    at_least: int | str = Field(0, alias="from")
    under: int | str | None

    def holds(self, number: int, hours: dict[str, int]) -> bool:
        least, under = self.bounds(hours)
        return least <= number and (under is None or number < under)

    def bounds(self, hours: dict[str, int]) -> tuple[int, int | None]:
        """Raises ValueError: a name is unknown, or the span is empty."""
        least, under = _number(self.at_least, hours), None if self.under is None else _number(self.under, hours)
        if under is not None and under <= least:
            raise ValueError(f"no number is from {least} and under {under}")
        return least, under


class Case(Section):
    """One case: the facts that make it, and what is told and done."""

    id: str = Field(regex=r"^[a-z][a-z_]{1,29}$")
    title: str = Field(min_length=2)
    """For the log and for the person who takes over."""
    when: dict[str, Any]
    say: str = Field(regex=r"^utter_parcel_\w+$")
    worried: str = Field("", regex=r"^(?:utter_parcel_\w+)?$")
    """Said instead to a shopper who believes that something is wrong."""
    buttons: dict[str, str] = Field(default_factory=dict)
    """What the shopper can do: intent → words on the button; none for the intent's own name."""
    follow_up: Pledge | None
    person: Literal["never", "at_once", "overdue", "second_time"] = "never"

    @validator("when")
    def _knows_the_facts(cls, when: dict[str, Any]) -> dict[str, Any]:
        unknown = sorted(set(when) - FACTS)
        if unknown:
            raise ValueError(f"unknown fact: {', '.join(unknown)}")
        return {name: _condition(name, value) for name, value in when.items()}

    @validator("person", always=True)
    def _waits_for_something(cls, person: str, values: dict[str, Any]) -> str:
        if person in ("overdue", "second_time") and not values.get("follow_up"):
            raise ValueError(f"{person} needs a follow_up")
        if values.get("follow_up") and person == "never":
            raise ValueError("a follow_up that nobody answers in time needs a person: overdue or second_time")
        return person

    @property
    def is_trouble(self) -> bool:
        return self.person != "never"

    def fits(self, facts: Facts, hours: dict[str, int]) -> bool:
        known = ((wanted, getattr(facts, name)) for name, wanted in self.when.items())
        return all(w.holds(fact, hours) if isinstance(w, Span) else fact in w for w, fact in known)


class Progress(Section):
    """Days from the last news to the door, by where the parcel was then."""

    same_city: Days
    same_province: Days
    elsewhere: int = Field(ge=1)
    """At least so many from any other province."""


class Playbook(Section):
    """How parcels are read, and what is done about them."""

    version: str = Field(min_length=1, max_length=20)
    hours: dict[str, int]
    """Named bounds, so that a number stands in one place."""
    detour_km: int = Field(gt=0)
    delivers_until: Clock
    delivers_on: Weekdays
    to_go: Progress
    teams: dict[str, Team]
    pledges: dict[str, Pledge]
    person_from: int = Field(ge=2)
    """Urged so often about the same, a person takes over."""
    reading: Reading
    cases: tuple[Case, ...]

    @validator("hours")
    def _has_what_is_quoted(cls, hours: dict[str, int]) -> dict[str, int]:
        missing = sorted({"collected_within", "stuck_after"} - set(hours))
        if missing:
            raise ValueError(f"lacks {', '.join(missing)}")
        return hours

    @validator("pledges")
    def _has_every_pledge(cls, pledges: dict[str, Pledge], values: dict[str, Any]) -> dict[str, Pledge]:
        missing = sorted({"urge_shipping", "urge_delivery", "courier_call"} - set(pledges))
        if missing:
            raise ValueError(f"lacks {', '.join(missing)}")
        for name, pledge in pledges.items():
            _check_team(name, pledge, values)
        return pledges

    @validator("cases")
    def _is_sound(cls, cases: tuple[Case, ...], values: dict[str, Any]) -> tuple[Case, ...]:
        refuse_doubles(case.id for case in cases)
        for case in cases:
            if case.follow_up:
                _check_team(case.id, case.follow_up, values)
        if "hours" in values:
            _check_table(cases, values["hours"])
        return cases

    def case_of(self, facts: Facts) -> Case:
        """The one case that facts make; the check on load saw to it that there is one."""
        return next(case for case in self.cases if case.fits(facts, self.hours))

    def gravity(self, case: Case) -> int:
        """The file begins with the gravest case."""
        return self.cases.index(case)

    def rule(self, name: str) -> str:
        """A case or a pledge as it is quoted: id and version."""
        return f"{name}@{self.version}"


def _check_team(name: str, pledge: Pledge, values: dict[str, Any]) -> None:
    if pledge.team not in values.get("teams", {pledge.team}):
        raise ValueError(f"{name}: there is no team {pledge.team}")


def _condition(name: str, value: Any) -> Any:
    """What a fact must be: a tuple of values, or a span of numbers."""
    if name in _NUMBERS and isinstance(value, dict):
        return Span.parse_obj(value)
    if name in _NUMBERS:
        if not isinstance(value, int) or isinstance(value, bool):
            raise ValueError(f"{name} is neither a number nor a span such as {{from: 24, under: 48}}")
        return Span.parse_obj({"from": value, "under": value + 1})
    if isinstance(value, dict) and set(value) == {"not"} and name in _WORDS:
        excluded = _listed(name, value["not"])
        return tuple(word for word in _WORDS[name] if word not in excluded)
    if isinstance(value, dict) and set(value) == {"not"} and name == "carrier":
        return _Except(_listed(name, value["not"]))
    return _listed(name, value)


def _listed(name: str, value: Any) -> tuple[Any, ...]:
    values = tuple(value) if isinstance(value, list) else (value,)
    allowed = (True, False) if name in _BOOLEANS else _WORDS.get(name)
    unknown = [str(v) for v in values if allowed and (v not in allowed or isinstance(v, bool) != (name in _BOOLEANS))]
    if unknown or not values:
        raise ValueError(f"{name} cannot be {', '.join(unknown) or 'nothing'}")
    return values


class _Except:
    """Every word but some; for facts whose words nobody can list."""

    def __init__(self, excluded: tuple[Any, ...]) -> None:
        self.excluded = excluded

    def __contains__(self, word: object) -> bool:
        return word not in self.excluded


def _number(bound: int | str, hours: dict[str, int]) -> int:
    if isinstance(bound, int):
        return bound
    if bound not in hours:
        raise ValueError(f"{bound} is not among the named hours")
    return hours[bound]


def _check_table(cases: tuple[Case, ...], hours: dict[str, int]) -> None:
    """Refuse a table in which some possible parcel has no case or two, or some case has no possible parcel.

    Between two bounds nothing changes, so one number of each stretch stands for all.

    Raises:
        ValueError: names the cases and the facts.
    """
    met: set[str] = set()
    for facts in _every_parcel(cases, hours):
        fitting = [case.id for case in cases if case.fits(facts, hours)]
        if not fitting:
            raise ValueError(f"no case for {_told(facts, cases)}")
        if len(fitting) > 1:
            raise ValueError(f"{' and '.join(fitting)} overlap at {_told(facts, cases)}")
        met.update(fitting)
    unreachable = [case.id for case in cases if case.id not in met]
    if unreachable:
        raise ValueError(f"no parcel can ever be in {', '.join(unreachable)}")


def _every_parcel(cases: tuple[Case, ...], hours: dict[str, int]) -> Iterator[Facts]:
    free = sorted(FACTS - set(_BOUND))
    samples = [_samples(name, cases, hours) for name in free]
    for bound in product(*(_samples(name, cases, hours) for name in _BOUND)):
        shape = Facts(**dict(zip(_BOUND, bound, strict=True)))
        if is_possible(shape):
            yield from (replace(shape, **dict(zip(free, values, strict=True))) for values in product(*samples))


def _samples(name: str, cases: tuple[Case, ...], hours: dict[str, int]) -> list[Any]:
    conditions = [case.when[name] for case in cases if name in case.when]
    if name in _NUMBERS:
        try:
            bounds = [bound for span in conditions for bound in span.bounds(hours)]
        except ValueError as error:
            raise ValueError(f"{name}: {error}") from None
        return sorted({0, *(bound for bound in bounds if bound is not None)})
    if name in _BOOLEANS:
        return [True, False]
    if name in _WORDS:
        return list(_WORDS[name])
    named = [c.excluded if isinstance(c, _Except) else c for c in conditions]
    return sorted({OTHER, *(word for words in named for word in words)})


def _told(facts: Facts, cases: tuple[Case, ...]) -> str:
    asked = {name for case in cases for name in case.when}
    return ", ".join(f"{name} = {value}" for name, value in asdict(facts).items() if name in asked)
