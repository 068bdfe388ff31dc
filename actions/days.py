"""Days of the shop's calendar: today, and a span of two."""

from __future__ import annotations

from datetime import date

from actions.base import Call
from actions.cards import day
from bot.shop.units import SHANGHAI


def today(call: Call) -> date:
    return call.now.astimezone(SHANGHAI).date()


def span(call: Call, first: date, last: date) -> str:
    """Two days, or the one that they both are."""
    if first == last:
        return day(call, first)
    return call.words("utter_label_days", first=day(call, first), last=day(call, last))
