"""Accounts: what a shopper's own words say about goods, wish and cause, by the words that the policy lists."""

from __future__ import annotations

import re
from typing import Any

from bot.shop.decision_table import LATE, Aftersale
from bot.shop.facts import Account, Cause, Told, Wish


def account_in(text: str, rules: Aftersale, photos: int = 0) -> Account:
    """What is told of the goods' state; ``photos`` is how many pictures came with it."""
    return Account(photos=photos, **{fact: _told(text, rules, fact) for fact in ("opened", "worn", "tag_off")})


def merged(earlier: Account, later: Account) -> Account:
    """Two accounts as one: what is told later counts, photos add up."""
    known: dict[str, Any] = {
        fact: getattr(earlier if getattr(later, fact) is Told.UNKNOWN else later, fact)
        for fact in ("opened", "worn", "tag_off")
    }
    return Account(photos=earlier.photos + later.photos, **known)


def cause_in(text: str, rules: Aftersale) -> Cause | None:
    """The cause that is told; the first in the policy's order when several are."""
    value = _read(text, rules, "cause")
    return Cause(value) if value else None


def wishes_in(text: str, rules: Aftersale) -> list[Wish]:
    """All wishes that a text may mean ("退换"), in the policy's order."""
    return [Wish(value) for value, pattern in rules.told.get("wish", {}).items() if re.search(pattern, text)]


def is_late_in(text: str, rules: Aftersale) -> bool:
    """Whether it is said that the days are over."""
    return _read(text, rules, LATE) is not None


def _told(text: str, rules: Aftersale, fact: str) -> Told:
    return Told(_read(text, rules, fact) or Told.UNKNOWN)


def _read(text: str, rules: Aftersale, fact: str) -> str | None:
    readings = rules.told.get(fact, {})
    return next((value for value, pattern in readings.items() if re.search(pattern, text)), None)
