"""Hours: when people work, as an owner writes it (times of day, days of the week, holidays), read strictly."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date, time, timedelta, timezone
from typing import Any

from pydantic import Field, validator

from bot.rulebooks import Section

# China has one zone and no summer time, so no zone database is needed.
SHANGHAI = timezone(timedelta(hours=8), "Asia/Shanghai")

CLOSED = "休息"
EVERY_DAY = "每天"
WEEKDAYS = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")


class Checked:
    """A type that pydantic fills through ``read``."""

    @classmethod
    def __get_validators__(cls) -> Iterator[Callable[[Any], Any]]:
        yield cls.read

    @classmethod
    def read(cls, value: Any) -> Any:
        raise NotImplementedError  # pragma: no cover


class Clock(str, Checked):
    """A time of day, written ``16:00``."""

    @classmethod
    def read(cls, value: Any) -> Clock:
        # YAML 1.1 reads an unquoted 16:00 as the number 960, to base 60.
        if isinstance(value, int) and not isinstance(value, bool):
            value = f"{value // 60}:{value % 60:02d}"
        found = re.fullmatch(r"([01]?\d|2[0-3]):([0-5]\d)", str(value).strip())
        if not found:
            raise ValueError(f"{value!r} is not a time such as 16:00")
        return cls(f"{int(found[1]):02d}:{found[2]}")

    @property
    def time(self) -> time:
        return time.fromisoformat(self)


class OpenHours(str, Checked):
    """Hours of one day, written ``09:00-22:00``, or the word for a day off."""

    @classmethod
    def read(cls, value: Any) -> OpenHours:
        text = str(value).strip()
        if text == CLOSED:
            return cls(text)
        ends = re.split(r"\s*[-–~至]\s*", text)
        if len(ends) != 2:
            raise ValueError(f"{value!r} is not a span such as 09:00-22:00, nor {CLOSED}")
        begins, until = Clock.read(ends[0]), ends[1] if ends[1] == "24:00" else Clock.read(ends[1])
        if begins >= until:
            raise ValueError(f"{value!r} ends before it begins")
        return cls(f"{begins}-{until}")

    @property
    def is_closed(self) -> bool:
        return self == CLOSED

    @property
    def begins(self) -> time:
        """Undefined on a day off."""
        return time.fromisoformat(self[:5])

    @property
    def ends(self) -> time:
        """Undefined on a day off; 24:00 is the last moment of the day."""
        return time.max if self.endswith("24:00") else time.fromisoformat(self[-5:])


class Weekdays(str, Checked):
    """Days of the week in the owner's words: every day, one day, a span, or several of these joined by ``、``."""

    @classmethod
    def read(cls, value: Any) -> Weekdays:
        days = cls(str(value).strip())
        _ = days.numbers
        return days

    @property
    def numbers(self) -> frozenset[int]:
        """0 is Monday."""
        if self == EVERY_DAY:
            return frozenset(range(7))
        return frozenset(number for part in self.split("、") for number in _span_of_days(part))


_NAMED_DAYS = re.compile(r"周末|双休日?|(?:周|星期|礼拜)([一二三四五六日天])")


def weekdays_named(text: str) -> tuple[str, frozenset[int]] | None:
    """The days of the week that a text names, in its own word; 0 is Monday.

    >>> weekdays_named("星期天发货吗"), weekdays_named("今天发吗")
    (('星期天', frozenset({6})), None)
    """
    found = _NAMED_DAYS.search(text)
    if found is None:
        return None
    return found[0], frozenset({min("一二三四五六日天".index(found[1]), 6)} if found[1] else {5, 6})


def _span_of_days(text: str) -> range:
    first, _, last = text.partition("至")
    try:
        start, end = WEEKDAYS.index(first), WEEKDAYS.index(last or first)
    except ValueError:
        raise ValueError(
            f"{text!r} is not a day such as {WEEKDAYS[0]}, {WEEKDAYS[0]}至{WEEKDAYS[4]} or {EVERY_DAY}"
        ) from None
    if end < start:
        raise ValueError(f"{text!r} runs backwards")
    return range(start, end + 1)


class Holiday(Section):
    """Days, both ends included; one day when ``until`` is left out."""

    name: str
    also: tuple[str, ...] = ()
    """Other words for it."""
    first: date = Field(alias="from")
    last: date | None = Field(None, alias="until")

    @validator("last", always=True)
    def _last_is_not_before_first(cls, last: date | None, values: dict[str, Any]) -> date | None:
        if last and "first" in values and last < values["first"]:
            raise ValueError("is before from")
        return last or values.get("first")

    @property
    def ends(self) -> date:
        return self.last or self.first

    def covers(self, day: date) -> bool:
        return self.first <= day <= self.ends

    def is_named_in(self, text: str) -> bool:
        return any(name in text for name in (self.name, self.name.removesuffix("节"), *self.also))


class SpecialDay(Holiday):
    """Days with hours of their own."""

    hours: OpenHours


class WeekHours(Section):
    """When people work, on the shop's clock."""

    hours: dict[Weekdays, OpenHours]
    holidays: tuple[SpecialDay, ...] = ()

    @validator("hours")
    def _every_day_once(cls, hours: dict[Weekdays, OpenHours]) -> dict[Weekdays, OpenHours]:
        days = [number for key in hours for number in key.numbers]
        if sorted(days) != list(range(7)):
            raise ValueError("must name every day of the week once; a day off says so")
        return hours

    def on(self, day: date) -> OpenHours:
        """The hours of a day, holidays considered; ask ``is_closed`` first."""
        special = [holiday.hours for holiday in self.holidays if holiday.covers(day)]
        return special[0] if special else next(h for days, h in self.hours.items() if day.weekday() in days.numbers)

    def text(self, separator: str) -> str:
        return separator.join(f"{days} {hours}" for days, hours in self.hours.items())
