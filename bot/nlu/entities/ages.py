"""Ages of those who will wear it, in years: 3岁, 三岁半, 18个月大."""

from __future__ import annotations

import re

from bot.nlu.entities.numbers import number_value
from bot.nlu.entities.spans import Entity, found

_NUMBER = r"(?:\d{1,2}|[一二两三四五六七八九]?十[一二三四五六七八九]?|[一二两三四五六七八九])"
_YEARS = re.compile(rf"(?<![\d.])(?P<n>{_NUMBER})(?:周)?岁(?P<half>半)?")
# Months are an age only of somebody: 三个月 alone is a time to wait.
_MONTHS = re.compile(rf"(?<![\d.])(?P<n>{_NUMBER})个月(?=大|的?(?:宝宝|孩子|娃|小孩|婴儿))")


def find_ages(text: str) -> list[Entity]:
    ages = [(m, number_value(m["n"]), 0.5 if m["half"] else 0.0) for m in _YEARS.finditer(text)]
    years = [found("age", m.start(), m.end(), value + half) for m, value, half in ages if value]
    months = [(m, number_value(m["n"])) for m in _MONTHS.finditer(text)]
    return years + [found("age", m.start(), m.end(), round(value / 12, 2)) for m, value in months if value]
