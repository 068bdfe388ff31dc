"""Groups: the skill groups, which of them a conversation goes to, and when each serves; from data/policy/groups.yml."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from pydantic import Field, ValidationError, validator

from bot.desk.service_hours import Hours, is_open, opens_next, served_after, served_between
from bot.errors import BadPolicy
from bot.hours import OpenHours, SpecialDay, Weekdays, WeekHours
from bot.rulebooks import Rulebook, Section, read_rules

FILE = "groups.yml"


class Group(Section):
    """People who can help with the same things."""

    name: str = Field(min_length=1, max_length=20)
    hours: dict[Weekdays, OpenHours] | None = None
    holidays: tuple[SpecialDay, ...] = ()

    @validator("hours")
    def _every_day_once(cls, hours: dict[Weekdays, OpenHours] | None) -> dict[Weekdays, OpenHours] | None:
        return WeekHours(hours=hours).hours if hours else None


class Route(Section):
    """Conversations of which all that is given holds go to a group."""

    to: str
    moods: frozenset[str] = frozenset()
    reasons: frozenset[str] = frozenset()
    intents: frozenset[str] = frozenset()
    order_status: frozenset[str] = frozenset()

    def takes(self, packet: Mapping[str, Any]) -> bool:
        asked = (
            (self.moods, "mood"),
            (self.reasons, "reason"),
            (self.intents, "intent"),
            (self.order_status, "order_status"),
        )
        return all(not wanted or packet.get(name) in wanted for wanted, name in asked)


class Priority(Section):
    """Points for who is served first; they add up."""

    vip: int = 0
    angry: int = 0
    impatient: int = 0
    transferred: int = 0
    unanswered: int = 0


class FirstReply(Section):
    """Seconds of service hours from the assignment."""

    warn_seconds: int = Field(gt=0)
    reassign_seconds: int = Field(gt=0)

    @validator("reassign_seconds")
    def _comes_after_the_warning(cls, seconds: int, values: dict[str, Any]) -> int:
        if seconds <= values.get("warn_seconds", 0):
            raise ValueError("is not later than warn_seconds")
        return seconds


class Queue(Section):
    minutes_each: int = Field(gt=0)
    """The wait per place while there is nothing to reckon with."""
    tell_every_seconds: int = Field(ge=0)
    """Who writes while waiting is told at most so often that they still wait."""


class Silence(Section):
    """Minutes after the agent's last word, and after the reminder."""

    remind_minutes: int = Field(gt=0)
    close_minutes: int = Field(gt=0)


class Groups(Section):
    """The whole file."""

    groups: dict[str, Group]
    routing: tuple[Route, ...] = ()
    otherwise: str
    priority: Priority
    capacity: int = Field(gt=0, le=50)
    last_agent_days: int = Field(ge=0)
    first_reply: FirstReply
    queue: Queue
    silence: Silence
    message_within_minutes: int = Field(gt=0)
    ticket_alert_minutes: int = Field(10, ge=0)
    """So long before a ticket is due somebody is reminded of it."""
    recall_seconds: int = Field(ge=0)

    @validator("otherwise")
    def _names_known_groups(cls, otherwise: str, values: dict[str, Any]) -> str:
        named = {otherwise, *(route.to for route in values.get("routing", ()))}
        unknown = sorted(named - set(values.get("groups", {})))
        if unknown:
            raise ValueError(f"names no group: {', '.join(unknown)}")
        return otherwise

    def route(self, packet: Mapping[str, Any]) -> str:
        """The key of the group that a hand-over packet goes to."""
        return next((route.to for route in self.routing if route.takes(packet)), self.otherwise)

    def points(self, packet: Mapping[str, Any]) -> int:
        """The priority of a hand-over packet."""
        mood = {"angry": self.priority.angry, "impatient": self.priority.impatient}.get(str(packet.get("mood")), 0)
        return mood + (self.priority.vip if packet.get("vip") else 0)

    def name(self, key: str | None) -> str:
        """What people call a group; one that has been deleted keeps its key."""
        return self.groups[key].name if key in self.groups else key or ""


@dataclass(frozen=True)
class Rota:
    """The groups, and when each of them serves."""

    groups: Groups
    service: Hours
    """The hours of groups that have none of their own."""

    def hours_of(self, key: str | None) -> Hours:
        group = self.groups.groups.get(key or "")
        if group is None or group.hours is None:
            return self.service
        return WeekHours(hours=group.hours, holidays=group.holidays)

    def is_open(self, key: str | None, now: datetime) -> bool:
        return is_open(self.hours_of(key), now)

    def opens_next(self, key: str | None, now: datetime) -> datetime | None:
        return opens_next(self.hours_of(key), now)

    def after(self, key: str | None, begun: datetime, seconds: int) -> datetime | None:
        """When so many seconds of a group's service hours have passed; None: not within a month."""
        return served_after(self.hours_of(key), begun, timedelta(seconds=seconds))

    def seconds(self, key: str | None, begun: datetime, until: datetime) -> int:
        """The seconds of a group's service hours between two moments."""
        return int(served_between(self.hours_of(key), begun, until).total_seconds())


def load_groups(file: Path) -> Groups:
    """Read and check the file.

    Raises:
        BadPolicy: it is missing, is not YAML, or lacks or misspells something; the message names the key.
    """
    content = read_rules(file)
    try:
        return Groups.parse_obj(content)
    except ValidationError as error:
        first = error.errors()[0]
        raise BadPolicy(f"{file}: {'.'.join(str(part) for part in first['loc'])}: {first['msg']}") from error


_GROUPS = Rulebook("groups", load_groups, lambda file: [file])


def groups_for(folder: Path) -> Groups:
    """The groups as the file in a policy folder stands now; after a bad edit the last good ones stay in force.

    Raises:
        BadPolicy: the file is bad and no good one has been seen yet.
    """
    return _GROUPS.at(folder / FILE)


def rota_of(folder: Path, service: Callable[[], Hours]) -> Callable[[], Rota]:
    """Who asks gets the rota as it stands now."""
    return lambda: Rota(groups_for(folder), service())
