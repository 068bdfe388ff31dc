"""Teams: who answers follow-ups, when they work, and when a pledge that is made now falls due."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from pydantic import Field, validator

from bot.shop.rules import Holiday, Section
from bot.shop.units import SHANGHAI, OpenHours, Weekdays

LOOK_AHEAD_DAYS = 60


class Pledge(Section):
    """Who sees to a follow-up and how soon: in so many of their working hours, or at this time so many days on."""

    team: str
    within_hours: int | None = Field(None, gt=0)
    within_days: int | None = Field(None, gt=0)

    @validator("within_days", always=True)
    def _one_of_both(cls, days: int | None, values: dict[str, Any]) -> int | None:
        if (days is None) == (values.get("within_hours") is None):
            raise ValueError("give either within_hours or within_days")
        return days


class Team(Section):
    """People who answer follow-ups, and when they work."""

    name: str = Field(min_length=1)
    days: Weekdays
    hours: OpenHours
    holidays: bool = True
    """Whether they have the warehouse's holidays off."""

    @validator("hours")
    def _works_at_all(cls, hours: OpenHours) -> OpenHours:
        if hours.is_closed:
            raise ValueError("names no hours; leave the day out of days instead")
        return hours

    def deadline(self, now: datetime, pledge: Pledge, off: Iterable[Holiday] = ()) -> datetime:
        """When a pledge made now falls due, within working hours and on a round half hour."""
        rest = [day for day in off if self.holidays]
        local = now.astimezone(SHANGHAI)
        if pledge.within_days is not None:
            shifts = (s for s in self._shifts(local.date() + timedelta(days=pledge.within_days), rest))
            begins, ends = next(shifts)
            same_time = datetime.combine(begins.date(), local.time(), SHANGHAI)
            return _round(min(max(same_time, begins), ends), ends)
        left = timedelta(hours=pledge.within_hours or 0)
        for begins, ends in self._shifts(local.date(), rest):
            start = max(begins, local)
            if start + left <= ends:
                return _round(start + left, ends)
            left -= max(ends - start, timedelta(0))
        raise AssertionError("the shifts never end")  # pragma: no cover

    def _shifts(self, first: date, off: list[Holiday]) -> Iterator[tuple[datetime, datetime]]:
        day = first
        while True:
            # A holiday that never ends must not hang an answer.
            free = any(holiday.covers(day) for holiday in off) and (day - first).days < LOOK_AHEAD_DAYS
            if day.weekday() in self.days.numbers and not free:
                whole = self.hours.ends == time.max
                ends = datetime.combine(day + timedelta(days=whole), time() if whole else self.hours.ends, SHANGHAI)
                yield datetime.combine(day, self.hours.begins, SHANGHAI), ends
            day += timedelta(days=1)


def _round(at: datetime, ends: datetime) -> datetime:
    """Up to the next half hour, but not past the end of the shift."""
    past = timedelta(minutes=at.minute % 30, seconds=at.second, microseconds=at.microsecond)
    return min(at + timedelta(minutes=30) - past, ends) if past else at
