"""Service hours: whether somebody is there now, and when somebody will be next."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
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
