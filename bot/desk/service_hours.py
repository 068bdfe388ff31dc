"""Service hours: whether somebody is there now, and when somebody will be next."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from itertools import takewhile
from typing import Protocol

from bot.hours import SHANGHAI

# The longest holiday, and more; a shop that is closed for longer names no day.
LOOK_AHEAD_DAYS = 31


class DayHours(Protocol):
    """The hours of one day on the shop's clock; ``begins`` and ``ends`` mean nothing on a day off."""

    @property
    def is_closed(self) -> bool: ...
    @property
    def begins(self) -> time: ...
    @property
    def ends(self) -> time: ...


class Hours(Protocol):
    """The shop's week with its holidays."""

    def on(self, day: date) -> DayHours: ...


def is_open(hours: Hours, now: datetime) -> bool:
    """Whether people serve at this moment."""
    local = now.astimezone(SHANGHAI)
    today = hours.on(local.date())
    return not today.is_closed and today.begins <= local.time() < today.ends


def opens_next(hours: Hours, now: datetime) -> datetime | None:
    """The next moment at which people begin to serve; None when that is more than a month away."""
    local = now.astimezone(SHANGHAI)
    for ahead in range(LOOK_AHEAD_DAYS + 1):
        day = local.date() + timedelta(days=ahead)
        hours_then = hours.on(day)
        if not hours_then.is_closed and (begins := datetime.combine(day, hours_then.begins, SHANGHAI)) > local:
            return begins
    return None


def served_after(hours: Hours, begun: datetime, served: timedelta) -> datetime | None:
    """When people have served for so long since a moment; None when that is more than a month away."""
    left = served
    for begins, ends in _shifts(hours, begun):
        if begins + left <= ends:
            return begins + left
        left -= ends - begins
    return None


def served_between(hours: Hours, begun: datetime, until: datetime) -> timedelta:
    """For how long people served between two moments; what lies a month after the first does not count."""
    begun_shifts = takewhile(lambda shift: shift[0] < until, _shifts(hours, begun))
    return sum((min(ends, until) - begins for begins, ends in begun_shifts), timedelta())


def _shifts(hours: Hours, begun: datetime) -> Iterator[tuple[datetime, datetime]]:
    """The stretches of service from a moment on, for a month."""
    local = begun.astimezone(SHANGHAI)
    for ahead in range(LOOK_AHEAD_DAYS + 1):
        day = local.date() + timedelta(days=ahead)
        hours_then = hours.on(day)
        if hours_then.is_closed:
            continue
        whole = hours_then.ends == time.max
        ends = datetime.combine(day + timedelta(days=whole), time() if whole else hours_then.ends, SHANGHAI)
        begins = max(datetime.combine(day, hours_then.begins, SHANGHAI), local)
        if begins < ends:
            yield begins, ends
