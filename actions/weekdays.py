"""Weekdays and holidays asked for by name: whether anything is sent, or brought, on them."""

from __future__ import annotations

import re

from actions.base import Call
from actions.days import span, today
from bot.hours import WEEKDAYS, weekdays_named

_HOLIDAYS = re.compile(r"节假日|法定假|放假|假期|节日|过节")
# This very Sunday, or next week's, is a date and no rule of every week.
_A_DATE = re.compile(r"(?:这个?|本|上个?|下个?)(?:周|星期|礼拜)|之?前|到货|收到|能到|送到|到得了|赶")


def say_days_sent(call: Call) -> bool:
    """Whether the message asks for days of every week, or for holidays, on which parcels leave; says yes or no."""
    if _HOLIDAYS.search(call.text):
        _say_holidays(call)
        return True
    named = None if _A_DATE.search(call.text) else weekdays_named(call.text)
    if named is None:
        return False
    _say_days(call, "utter_ship_days", *named, call.policy.shipping.working_days.numbers)
    return True


def say_days_brought(call: Call) -> bool:
    """Whether the message asks for days of every week on which couriers deliver; says yes or no."""
    named = None if _A_DATE.search(call.text) else weekdays_named(call.text)
    if named is None:
        return False
    _say_days(call, "utter_bring_days", *named, call.policy.logistics.delivers_on.numbers)
    return True


def _say_days(call: Call, response: str, word: str, asked: frozenset[int], open_on: frozenset[int]) -> None:
    answer = "no" if not asked & open_on else "yes" if asked <= open_on else "partly"
    until = call.policy.logistics.delivers_until
    values = {"days": word, "some": _listed(call, asked & open_on), "rest": _listed(call, asked - open_on)}
    call.say(f"{response}_{answer}", until=until, **values)


def _listed(call: Call, days: frozenset[int]) -> str:
    return call.policy.listed(WEEKDAYS[number] for number in sorted(days))


def _say_holidays(call: Call) -> None:
    """The holidays to come on which the warehouse rests."""
    coming = [holiday for holiday in call.policy.shipping.holidays if holiday.ends >= today(call)]
    told = [call.words("utter_label_holiday", name=one.name, days=span(call, one.first, one.ends)) for one in coming]
    call.say("utter_ship_holidays" if told else "utter_ship_holidays_none", holidays=call.policy.listed(told))
