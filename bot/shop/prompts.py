"""Payment prompts: when a shopper may be reminded of an unpaid order, and when not. Pure rules over times."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Literal

from bot.shop.orders import OrderStatus
from bot.shop.rules import LaterTime, Unpaid
from bot.shop.units import SHANGHAI

DAY = timedelta(hours=24)
# The cap holds for every span of 24 hours, both ends included.
_BEYOND = timedelta(seconds=1)


@dataclass(frozen=True)
class Situation:
    """An order and its shopper as they stand; ``sent`` are the prompts that this shopper has had, for any order."""

    status: OrderStatus
    pay_before: datetime
    sent: tuple[datetime, ...] = ()
    refused: bool = False
    with_person: bool = False
    """A person has the word, or is waited for, or for another reason the bot must not speak now."""
    spoken_at: datetime | None = None
    """When something was last said in the conversation."""


@dataclass(frozen=True)
class Verdict:
    """What becomes of a prompt: sent now, looked at again ``at`` a later time, or dropped because of ``why``."""

    kind: Literal["send", "wait", "drop"]
    at: datetime | None = None
    why: str = ""


def next_due(created_at: datetime, sent: Sequence[datetime], rules: Unpaid) -> datetime | None:
    """When the next prompt for an order is due that has had so many; None when these were all."""
    if not sent:
        return created_at + timedelta(minutes=rules.first_reminder_minutes)
    if len(sent) > len(rules.further_reminder_minutes):
        return None
    return max(sent) + timedelta(minutes=rules.further_reminder_minutes[len(sent) - 1])


def judge(situation: Situation, due: datetime, rules: Unpaid, now: datetime) -> Verdict:
    """Whether a prompt that is due at a time may be sent now."""
    if situation.status is not OrderStatus.PENDING_PAYMENT:
        return Verdict("drop", why=situation.status.value)
    if situation.refused:
        return Verdict("drop", why="refused")
    if rules.reminders_per_day == 0:
        return Verdict("drop", why="switched_off")
    at = earliest(_undisturbed(situation, max(due, now), rules, now), situation.sent, rules)
    if at >= situation.pay_before:
        return Verdict("drop", why="closes_before")
    return Verdict("send", now) if at <= now else Verdict("wait", at)


def earliest(at: datetime, sent: Sequence[datetime], rules: Unpaid) -> datetime:
    """The first moment from ``at`` on at which neither the night nor what was sent already stands against it."""
    while (moved := awake(_within_cap(_apart(at, sent, rules), sent, rules), rules)) != at:
        at = moved
    return at


def awake(at: datetime, rules: Unpaid) -> datetime:
    """The moment itself, or the end of the quiet hours that it falls into."""
    local = at.astimezone(SHANGHAI)
    begins, ends = rules.quiet_from.time, rules.quiet_until.time
    if not _is_between(local.time(), begins, ends):
        return at
    day = local.date() + timedelta(days=1 if ends <= begins <= local.time() else 0)
    return datetime.combine(day, ends, SHANGHAI)


def is_quiet(at: datetime, rules: Unpaid) -> bool:
    """Whether shoppers are left in peace at this time."""
    return _is_between(at.astimezone(SHANGHAI).time(), rules.quiet_from.time, rules.quiet_until.time)


def time_of(choice: LaterTime, now: datetime) -> datetime | None:
    """The moment that an offered time means; None when it is over."""
    if choice.minutes is not None:
        return now + timedelta(minutes=choice.minutes)
    assert choice.clock is not None
    day = now.astimezone(SHANGHAI).date() + timedelta(days=choice.days)
    at = datetime.combine(day, choice.clock.time, SHANGHAI)
    return at if at > now else None


_FIGURES = {word: number for number, word in enumerate("零 一 二 三 四 五 六 七 八 九 十 十一 十二".split())} | {
    "两": 2
}
_NUMBER = r"(\d{1,2}|十[一二]?|[一二两三四五六七八九])"
_SPAN = re.compile(rf"(?:过|再过|等)?{_NUMBER}?(半)?个?(半)?(小时|钟头|分钟|刻钟)(?:以?后|之后|再|过后)?")
_CLOCK = re.compile(rf"{_NUMBER}(?:点|[:：])(半|一刻|三刻|\d{{1,2}})?")
_DAYS = (("大后天", 3), ("后天", 2), ("明", 1), ("今", 0))
# What people call a part of the day, its usual hour, and whether its hours are those of the afternoon.
_PARTS = (
    ("凌晨", 0, False), ("早", 9, False), ("上午", 10, False), ("中午", 12, True), ("下午", 15, True),
    ("傍晚", 18, True), ("下班", 18, True), ("晚", 20, True), ("夜里", 20, True),
)  # fmt: skip
_QUARTERS = {"半": 30, "一刻": 15, "三刻": 45}
# These name no evening and no hour of the clock.
_BY_AND_BY = re.compile(r"[晚早快有]一?[点些](?!半)")
_SOON = re.compile(r"一会|待会|等会|过会|晚一?[点些]|稍后|回头")


def said_time(text: str, now: datetime) -> datetime | None:
    """The coming moment that a shopper names, such as "明早九点" or "半小时后"; None when the words name none.

    A vague "later" is an hour from now; a clock time that is over is tomorrow's.
    """
    text = re.sub(r"\s", "", text)
    span = _SPAN.search(text)
    if span and (span[1] or span[2]):
        return now + _span(span)
    local = now.astimezone(SHANGHAI)
    days = next((count for word, count in _DAYS if word in text), None)
    plain = _BY_AND_BY.sub("", text)
    part = next((found for found in _PARTS if found[0] in plain), None)
    clock = _CLOCK.search(plain)
    if part is None and clock is None and days is None:
        return now + timedelta(hours=1) if _SOON.search(text) else None
    at = datetime.combine(local.date() + timedelta(days=days or 0), _hour(part, clock, local, days), SHANGHAI)
    return at if at > now else at + DAY


def _span(found: re.Match[str]) -> timedelta:
    minutes = {"小时": 60, "钟头": 60, "分钟": 1, "刻钟": 15}[found[4]]
    whole = _figure(found[1]) if found[1] else 0
    halves = 1 if found[2] or found[3] else 0
    return timedelta(minutes=whole * minutes + halves * minutes // 2)


def _hour(part: tuple[str, int, bool] | None, clock: re.Match[str] | None, now: datetime, days: int | None) -> time:
    if clock is None:
        return time(part[1]) if part else time(10)
    hour, rest = _figure(clock[1]), clock[2] or ""
    minute = _QUARTERS.get(rest) or (int(rest) if rest.isdigit() else 0)
    afternoon = part[2] if part else (not days and hour <= now.hour)
    is_noon = part is not None and part[0] == "中午" and hour >= 10
    is_midnight = part is not None and part[1] == 20 and hour == 12
    hour = hour + 12 if is_midnight or (afternoon and hour < 12 and not is_noon) else hour
    return time(hour % 24, minute % 60)


def _figure(text: str) -> int:
    return int(text) if text.isdigit() else _FIGURES[text]


def _undisturbed(situation: Situation, at: datetime, rules: Unpaid, now: datetime) -> datetime:
    """Not while a person has the word, nor into the middle of a talk."""
    if situation.with_person:
        at = max(at, now + timedelta(minutes=rules.person_pause_minutes))
    if situation.spoken_at is not None:
        at = max(at, situation.spoken_at + timedelta(minutes=rules.talk_pause_minutes))
    return at


def _apart(at: datetime, sent: Sequence[datetime], rules: Unpaid) -> datetime:
    return max([at, *(moment + timedelta(minutes=rules.apart_minutes) for moment in sent)])


def _within_cap(at: datetime, sent: Sequence[datetime], rules: Unpaid) -> datetime:
    # What another process with a faster clock has sent counts too, although it is still to come.
    recent = sorted(moment for moment in sent if moment >= at - DAY)
    return at if len(recent) < rules.reminders_per_day else recent[-rules.reminders_per_day] + DAY + _BEYOND


def _is_between(at: time, begins: time, ends: time) -> bool:
    if begins <= ends:
        return begins <= at < ends
    return at >= begins or at < ends
