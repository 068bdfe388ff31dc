from datetime import datetime

import pytest
from pydantic import ValidationError

from bot.shop.rules import Holiday
from bot.shop.teams import Pledge, Team
from bot.shop.units import SHANGHAI

WAREHOUSE = Team(name="仓库", days="周一至周六", hours="09:00-18:00")
HOURS = Pledge(team="warehouse", within_hours=4)
DAY = Pledge(team="warehouse", within_days=1)
NEW_YEAR = [Holiday(name="元旦", **{"from": "2027-01-01"})]


def at(text):
    return datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("now", "due"),
    [
        ("2026-11-18 10:00", "2026-11-18 14:00"),
        ("2026-11-18 10:10", "2026-11-18 14:30"),  # on the next half hour
        ("2026-11-18 14:00", "2026-11-18 18:00"),  # the last minute of the shift counts
        ("2026-11-18 16:00", "2026-11-19 11:00"),  # two hours today, two tomorrow
        ("2026-11-18 20:00", "2026-11-19 13:00"),  # begins with tomorrow's shift
        ("2026-11-18 03:00", "2026-11-18 13:00"),  # begins with today's shift
        ("2026-11-21 17:00", "2026-11-23 12:00"),  # Saturday evening: Sunday is off
    ],
)
def test_hours_are_working_hours(now, due):
    assert WAREHOUSE.deadline(at(now), HOURS) == at(due)


@pytest.mark.parametrize(
    ("now", "due"),
    [
        ("2026-11-18 10:10", "2026-11-19 10:30"),
        ("2026-11-18 20:00", "2026-11-19 18:00"),  # not after the shift
        ("2026-11-18 03:00", "2026-11-19 09:00"),  # nor before it
        ("2026-11-21 10:00", "2026-11-23 10:00"),  # Saturday: Sunday is off
        ("2026-11-18 17:50", "2026-11-19 18:00"),
    ],
)
def test_days_end_at_the_same_time_within_the_shift(now, due):
    assert WAREHOUSE.deadline(at(now), DAY) == at(due)


def test_the_warehouses_holidays_do_not_count():
    assert WAREHOUSE.deadline(at("2026-12-31 16:00"), HOURS, NEW_YEAR) == at("2027-01-02 11:00")
    assert WAREHOUSE.deadline(at("2026-12-31 16:00"), DAY, NEW_YEAR) == at("2027-01-02 16:00")


def test_a_team_without_holidays_works_through_them():
    carrier = WAREHOUSE.copy(update={"holidays": False})

    assert carrier.deadline(at("2026-12-31 16:00"), HOURS, NEW_YEAR) == at("2027-01-01 11:00")


def test_a_shift_may_end_at_midnight():
    night = Team(name="夜班", days="每天", hours="20:00-24:00")

    assert night.deadline(at("2026-11-18 22:00"), HOURS) == at("2026-11-19 22:00")
    assert night.deadline(at("2026-11-18 20:00"), HOURS) == at("2026-11-19 00:00")


def test_an_endless_holiday_does_not_hang_the_answer():
    endless = [Holiday(name="歇业", **{"from": "2026-01-01", "until": "2099-01-01"})]

    assert WAREHOUSE.deadline(at("2026-11-18 10:00"), HOURS, endless) > at("2027-01-01 00:00")


@pytest.mark.parametrize("terms", [{}, {"within_hours": 4, "within_days": 1}, {"within_hours": 0}])
def test_a_pledge_names_hours_or_days(terms):
    with pytest.raises(ValidationError, match=r"within_hours|within_days"):
        Pledge(team="warehouse", **terms)


def test_a_team_that_never_works_is_refused():
    with pytest.raises(ValidationError, match="names no hours"):
        Team(name="仓库", days="每天", hours="休息")
