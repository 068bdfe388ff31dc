"""Rate limit: a bucket of tokens per session, in memory."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from bot.errors import TooManyMessages

# More buckets than this are swept: a full bucket says no more than none.
SWEEP_BEYOND = 10_000


class RateLimit:
    """So many a minute for each key; who has been quiet may send that many at once."""

    def __init__(self, per_minute: int, clock: Callable[[], datetime]) -> None:
        self._capacity = float(per_minute)
        self._per_second = per_minute / 60
        self._clock = clock
        self._buckets: dict[str, tuple[float, datetime]] = {}

    def take(self, key: str) -> None:
        """Use one token.

        Raises:
            TooManyMessages: there is none left.
        """
        now = self._clock()
        tokens = self._tokens(key, now)
        if tokens < 1:
            raise TooManyMessages()
        if len(self._buckets) >= SWEEP_BEYOND:
            self._sweep(now)
        self._buckets[key] = (tokens - 1, now)

    def _tokens(self, key: str, now: datetime) -> float:
        tokens, since = self._buckets.get(key, (self._capacity, now))
        # A clock that is set back must not take tokens away.
        passed = max(0.0, (now - since).total_seconds())
        return min(self._capacity, tokens + passed * self._per_second)

    def _sweep(self, now: datetime) -> None:
        for key in [key for key in self._buckets if self._tokens(key, now) >= self._capacity]:
            del self._buckets[key]
