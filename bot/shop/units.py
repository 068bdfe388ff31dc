"""What a shop owner writes into a policy file (money, clock times, weekdays, provinces), read strictly."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta, timezone
from decimal import Decimal, InvalidOperation
from typing import Any

# China has one zone and no summer time, so no zone database is needed.
SHANGHAI = timezone(timedelta(hours=8), "Asia/Shanghai")

CLOSED = "休息"
EVERY_DAY = "每天"
WEEKDAYS = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")
PROVINCES = (
    "北京 天津 河北 山西 内蒙古 辽宁 吉林 黑龙江 上海 江苏 浙江 安徽 福建 江西 山东 河南 湖北 湖南 广东 广西 "
    "海南 重庆 四川 贵州 云南 西藏 陕西 甘肃 青海 宁夏 新疆 香港 澳门 台湾"
).split()


def yuan(fen: int) -> str:
    """An amount as people write it, without the unit.

    >>> yuan(1200), yuan(1250), yuan(-5)
    ('12', '12.50', '-0.05')
    """
    sign, fen = ("-", -fen) if fen < 0 else ("", fen)
    return f"{sign}{fen // 100}" if fen % 100 == 0 else f"{sign}{fen // 100}.{fen % 100:02d}"


def same_region(one: str, other: str) -> bool:
    """Whether two names mean one province or city, with or without its suffix.

    >>> same_region("新疆", "新疆维吾尔自治区"), same_region("内蒙", "内蒙古"), same_region("", "浙江")
    (True, True, False)
    """
    shorter, longer = sorted((one.strip(), other.strip()), key=len)
    return len(shorter) >= 2 and longer.startswith(shorter)


class _Checked:
    """A type that pydantic fills through ``read``."""

    @classmethod
    def __get_validators__(cls) -> Iterator[Callable[[Any], Any]]:
        yield cls.read

    @classmethod
    def read(cls, value: Any) -> Any:
        raise NotImplementedError  # pragma: no cover


class Fen(int, _Checked):
    """Money in integer fen, written in yuan."""

    @classmethod
    def read(cls, value: Any) -> Fen:
        if isinstance(value, Fen):
            return value
        try:
            amount = Decimal(str(value)) * 100
        except InvalidOperation:
            raise ValueError(f"{value!r} is not an amount of yuan") from None
        if isinstance(value, bool) or not amount.is_finite() or amount < 0 or amount != int(amount):
            raise ValueError(f"{value!r} is not an amount of yuan")
        return cls(int(amount))


class Clock(str, _Checked):
    """A time of day, written ``16:00``."""

    @classmethod
    def read(cls, value: Any) -> Clock:
        # YAML 1.1 reads an unquoted 16:00 as the number 960, to base 60.
        if isinstance(value, int) and not isinstance(value, bool):
            value = f"{value // 60}:{value % 60:02d}"
        found = re.fullmatch(r"([01]?\d|2[0-3]):([0-5]\d)", str(value).strip())
        if not found:
            raise ValueError(f"{value!r} is not a time such as 16:00")
        return cls(f"{int(found[1]):02d}:{found[2]}")

    @property
    def time(self) -> time:
        return time.fromisoformat(self)


class OpenHours(str, _Checked):
    """Hours of one day, written ``09:00-22:00``, or the word for a day off."""

    @classmethod
    def read(cls, value: Any) -> OpenHours:
        text = str(value).strip()
        if text == CLOSED:
            return cls(text)
        ends = re.split(r"\s*[-–~至]\s*", text)
        if len(ends) != 2:
            raise ValueError(f"{value!r} is not a span such as 09:00-22:00, nor {CLOSED}")
        begins, until = Clock.read(ends[0]), ends[1] if ends[1] == "24:00" else Clock.read(ends[1])
        if begins >= until:
            raise ValueError(f"{value!r} ends before it begins")
        return cls(f"{begins}-{until}")

    @property
    def is_closed(self) -> bool:
        return self == CLOSED

    @property
    def begins(self) -> time:
        """Undefined on a day off."""
        return time.fromisoformat(self[:5])

    @property
    def ends(self) -> time:
        """Undefined on a day off; 24:00 is the last moment of the day."""
        return time.max if self.endswith("24:00") else time.fromisoformat(self[-5:])


class Weekdays(str, _Checked):
    """Days of the week in the owner's words: every day, one day, a span, or several of these joined by ``、``."""

    @classmethod
    def read(cls, value: Any) -> Weekdays:
        days = cls(str(value).strip())
        _ = days.numbers
        return days

    @property
    def numbers(self) -> frozenset[int]:
        """0 is Monday."""
        if self == EVERY_DAY:
            return frozenset(range(7))
        return frozenset(number for part in self.split("、") for number in _span_of_days(part))


_NAMED_DAYS = re.compile(r"周末|双休日?|(?:周|星期|礼拜)([一二三四五六日天])")


def weekdays_named(text: str) -> tuple[str, frozenset[int]] | None:
    """The days of the week that a text names, in its own word.

    >>> weekdays_named("星期天发货吗"), weekdays_named("今天发吗")
    (('星期天', frozenset({6})), None)
    """
    found = _NAMED_DAYS.search(text)
    if found is None:
        return None
    return found[0], frozenset({min("一二三四五六日天".index(found[1]), 6)} if found[1] else {5, 6})


def _span_of_days(text: str) -> range:
    first, _, last = text.partition("至")
    try:
        start, end = WEEKDAYS.index(first), WEEKDAYS.index(last or first)
    except ValueError:
        raise ValueError(
            f"{text!r} is not a day such as {WEEKDAYS[0]}, {WEEKDAYS[0]}至{WEEKDAYS[4]} or {EVERY_DAY}"
        ) from None
    if end < start:
        raise ValueError(f"{text!r} runs backwards")
    return range(start, end + 1)


class Province(str, _Checked):
    """A province by its short name; a misspelt one would silently never match an address."""

    @classmethod
    def read(cls, value: Any) -> Province:
        text = str(value).strip()
        known = next((name for name in PROVINCES if same_region(name, text)), None)
        if known is None:
            raise ValueError(f"{value!r} is not a province")
        return cls(known)


def moment(value: Any, *, end_of_day: bool = False) -> Any:
    """A time on the shop's clock; a day alone is its beginning, or its end.

    Raises:
        ValueError: the text is neither a day nor a time.
    """
    if isinstance(value, str):
        day_only = re.fullmatch(r"\d{4}-\d\d-\d\d", value.strip())
        value = date.fromisoformat(value.strip()) if day_only else datetime.fromisoformat(value.strip())
    if isinstance(value, datetime):
        return value if value.tzinfo else value.replace(tzinfo=SHANGHAI)
    if isinstance(value, date):
        return datetime.combine(value, time(), SHANGHAI) + timedelta(days=1 if end_of_day else 0)
    return value
