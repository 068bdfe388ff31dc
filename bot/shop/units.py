"""What a shop owner writes into a policy file (money, moments, provinces), read strictly."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from bot.hours import SHANGHAI as SHANGHAI
from bot.hours import Checked
from bot.hours import Clock as Clock
from bot.hours import OpenHours as OpenHours
from bot.hours import Weekdays as Weekdays

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


class Fen(int, Checked):
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


class Province(str, Checked):
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
