"""Reading what carriers write into their tracking: codes, phones, who signed, what is wrong, by patterns."""

from __future__ import annotations

import re
from typing import Any

from pydantic import validator
from pydantic.fields import ModelField

from bot.shop.rules import Section

_PHONE = re.compile(r"(?<![\d-])(?:1[3-9]\d{9}|0\d{2,3}-?\d{7,8})(?![\d-])")


class Reading(Section):
    """Regular expressions; where one has a group, the group is what counts."""

    drop: tuple[str, ...]
    """What is left out when news are told."""
    next_stop: tuple[str, ...]
    pick_up_code: tuple[str, ...]
    station: tuple[str, ...]
    courier: tuple[str, ...]
    """The courier's name."""
    problems: dict[str, tuple[str, ...]]
    signed_by: dict[str, tuple[str, ...]]
    call_me: tuple[str, ...]
    """How shoppers ask that the courier should call them."""

    @validator("*", each_item=False)
    def _compiles(cls, value: Any, field: ModelField) -> Any:
        for pattern in (p for group in value.values() for p in group) if isinstance(value, dict) else value:
            try:
                re.compile(pattern)
            except re.error as error:
                raise ValueError(f"{pattern!r} is not a pattern ({error})") from None
        return value

    @validator("problems", "signed_by")
    def _names_what_cases_know(cls, groups: dict[str, Any], field: ModelField) -> dict[str, Any]:
        known = {"problems": {"address", "absent", "refused"}, "signed_by": {"self", "station"}}[field.name]
        if set(groups) != known:
            raise ValueError(f"needs {', '.join(sorted(known))}, no more and no less")
        return groups

    def tidy(self, text: str) -> str:
        """News as people tell it: without the carrier's courtesies, one after the other."""
        for pattern in self.drop:
            text = re.sub(pattern, "", text)
        return text.strip(" ，。；,;")

    def first(self, patterns: tuple[str, ...], text: str) -> str:
        """What the first fitting pattern finds; empty when none fits."""
        for pattern in patterns:
            if match := re.search(pattern, text):
                return str(match[match.re.groups and 1] or "").strip()
        return ""

    def kind(self, groups: dict[str, tuple[str, ...]], text: str, otherwise: str) -> str:
        found = (name for name, patterns in groups.items() if any(re.search(p, text) for p in patterns))
        return next(found, otherwise)


def phone_in(text: str) -> str:
    """A phone number that the carrier gives, as it is written; empty without one."""
    match = _PHONE.search(text)
    return match.group() if match else ""
