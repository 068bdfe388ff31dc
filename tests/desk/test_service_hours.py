from datetime import date, datetime, time, timedelta, timezone

import pytest

from bot.desk.service_hours import is_open, opens_next
from bot.hours import SHANGHAI


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


class Always:
    is_closed = False
    begins, ends = time(0), time.max

    def on(self, day):
        return self


class Never:
    is_closed = True

    def on(self, day):
        return self


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        ("2026-11-18 08:59", False),
        ("2026-11-18 09:00", True),
        ("2026-11-18 21:59", True),
        ("2026-11-18 22:00", False),
    ],
)
def test_people_serve_from_opening_until_closing(week, moment, expected):
    assert is_open(week, at(moment)) is expected


def test_the_hours_are_on_the_shops_clock(week):
    assert is_open(week, datetime(2026, 11, 18, 1, 0, tzinfo=timezone.utc))  # 09:00 in China
    assert not is_open(week, datetime(2026, 11, 18, 14, 0, tzinfo=timezone.utc))  # 22:00


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        ("2026-11-18 07:00", "2026-11-18 09:00"),
        ("2026-11-18 09:00", "2026-11-19 09:00"),
        ("2026-11-18 23:30", "2026-11-19 09:00"),
    ],
)
def test_the_next_opening_is_later_today_or_tomorrow(week, moment, expected):
    assert opens_next(week, at(moment)) == at(expected)


def test_days_off_are_passed_over(week):
    week.days_off = (date(2026, 11, 19), date(2026, 11, 20))

    assert not is_open(week, at("2026-11-19 10:00"))
    assert opens_next(week, at("2026-11-18 22:30")) == at("2026-11-21 09:00")


def test_a_shop_without_hours_names_none():
    assert opens_next(Never(), at("2026-11-18 10:00")) is None


def test_a_shop_that_never_closes_is_open():
    assert is_open(Always(), at("2026-11-18 23:59"))
    assert opens_next(Always(), at("2026-11-18 10:00")) - at("2026-11-18 10:00") == timedelta(hours=14)
