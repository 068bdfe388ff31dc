import pytest

from bot.errors import TooManyMessages
from bot.web import rate_limit
from bot.web.rate_limit import RateLimit


@pytest.fixture
def limit(clock):
    return RateLimit(30, clock)


def use_up(limit, key="a"):
    for _ in range(30):
        limit.take(key)


def test_thirty_at_once_and_no_more(limit):
    use_up(limit)

    with pytest.raises(TooManyMessages):
        limit.take("a")
    limit.take("b")


def test_tokens_come_back_with_time(limit, clock):
    use_up(limit)
    clock.move(seconds=2)  # 30 a minute = one in two seconds

    limit.take("a")
    with pytest.raises(TooManyMessages):
        limit.take("a")


def test_a_quiet_hour_saves_up_no_more_than_a_minute(limit, clock):
    limit.take("a")
    clock.move(hours=1)
    use_up(limit)

    with pytest.raises(TooManyMessages):
        limit.take("a")


def test_a_clock_that_is_set_back_takes_nothing_away(limit, clock):
    limit.take("a")
    clock.move(hours=-1)

    limit.take("a")


def test_who_has_been_quiet_is_forgotten(limit, clock, monkeypatch):
    monkeypatch.setattr(rate_limit, "SWEEP_BEYOND", 2)
    limit.take("a")
    limit.take("b")
    clock.move(minutes=1)

    limit.take("c")

    assert set(limit._buckets) == {"c"}
