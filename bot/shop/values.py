"""Values: what somebody has filled into the fields of an action, read strictly."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from bot.errors import BadValue

# No order of a shop comes near.
MOST_FEN = 10_000_000


class Values:
    """What was filled in, by name; ``label`` is what a person calls each of them."""

    def __init__(self, given: Mapping[str, Any], label: Callable[[str], str]) -> None:
        self._given = given
        self._label = label

    def text(self, name: str, most: int = 200, needed: bool = True) -> str:
        """Words in one line.

        Raises:
            BadValue: they are missing, too long, or none at all.
        """
        given = self._given.get(name)
        if given is not None and not isinstance(given, (str, int)):
            raise self.bad(name)
        text = " ".join(str(given if given is not None else "").split())
        if len(text) > most or (needed and not text):
            raise self.bad(name)
        return text

    def whole(self, name: str, least: int = 1, most: int = 999) -> int:
        """A whole number.

        Raises:
            BadValue: it is missing, or none between the two.
        """
        given = self._decimal(name)
        if given != int(given) or not least <= given <= most:
            raise self.bad(name)
        return int(given)

    def fen(self, name: str) -> int:
        """A sum above nothing, filled in as yuan.

        Raises:
            BadValue: it is missing, not above nothing, or finer than a fen.
        """
        amount = self._decimal(name) * 100
        if amount != int(amount) or not 0 < amount <= MOST_FEN:
            raise self.bad(name)
        return int(amount)

    def choice(self, name: str, known: Collection[str], needed: bool = True) -> str:
        """One of several.

        Raises:
            BadValue: it is none of them, or missing.
        """
        text = self.text(name, needed=needed)
        if text and text not in known:
            raise self.bad(name)
        return text

    def has(self, name: str) -> bool:
        return self._given.get(name) not in (None, "")

    def bad(self, name: str) -> BadValue:
        return BadValue(self._label(name))

    def _decimal(self, name: str) -> Decimal:
        given = self._given.get(name)
        if isinstance(given, bool) or not isinstance(given, (str, int, float)):
            raise self.bad(name)
        try:
            number = Decimal(str(given).strip())
        except InvalidOperation:
            raise self.bad(name) from None
        if not number.is_finite() or abs(number) > MOST_FEN:
            raise self.bad(name)
        return number
