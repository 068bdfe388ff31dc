"""Days and spans of time: date → ISO date, duration → hours or days."""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable
from datetime import date, timedelta

from bot.nlu.entities.numbers import HAN_NUMBER, number_value, without_idioms
from bot.nlu.entities.spans import Entity, blank, found

_NAMED_DAYS = {
    "大前": -3, "前": -2, "昨": -1, "今": 0, "明": 1, "后": 2, "大后": 3,
}  # fmt: skip
_FESTIVALS = {
    "双十一": (11, 11), "双11": (11, 11), "双十二": (12, 12), "双12": (12, 12), "618": (6, 18),
    "六一八": (6, 18), "元旦": (1, 1), "情人节": (2, 14), "妇女节": (3, 8),
    "女神节": (3, 8), "劳动节": (5, 1), "五一": (5, 1),
    "儿童节": (6, 1),
    "六一": (6, 1), "国庆": (10, 1), "圣诞": (12, 25),
}  # fmt: skip
_WEEKDAYS = {"一": 0, "二": 1, "三": 2, "四": 3, "五": 4, "六": 5, "日": 6, "天": 6, "末": 5}
_N = rf"(?:\d{{1,3}}|{HAN_NUMBER})"

_NAMED_DAY = re.compile(r"(大前|前|昨|今|明|大后|后)(?:天|日(?!子|期|常|用))|([今明昨])(?:晚上?|早上?|夜)(?!就知|已)")
_WEEKDAY = re.compile(
    rf"(?<!一)(?<!每)(?<!\d)(下下|下|上|这|本)?个?(?:周|星期|礼拜)([一二三四五六日天末])(?!{HAN_NUMBER}|"
    r"[个年次天]|周)"
)
_FULL = re.compile(r"(?<!\d)(20\d\d)[年./-](\d{1,2})[月./-](\d{1,2})[日号]?(?!\d)")
_MONTH_DAY = re.compile(rf"(?<![\d./-])({_N})月份?({_N})(?:[号日](?!楼|院|店|码)|(?!\d|[个元块件点]))")
_DOTTED = re.compile(r"(?<![\d./-])(\d{1,2})[./-](\d{1,2})[号日](?!楼|院|店|码)")
_DAY = re.compile(
    rf"(?<![\d.大小/-])(?<![路街道巷弄里村组栋楼镇院区月])({_N})号(?!楼|院|店|线|码|色|鞋|房|款|链接|仓|库|机|"
    r"电池|的?鞋|的脚|裤|衣|针|钉|[大小]|[A-Za-z\d])"
)
_FESTIVAL = re.compile(
    "|".join(sorted((rf"(?<!\d){re.escape(f)}(?!\d|[元块包件月点])" for f in _FESTIVALS), key=len, reverse=True))
)
# 1月12日订的 lies in the past, however near the next one is.
_PAST = re.compile(r"(?:就|才|早上|下午|晚上)?(?:订|定|买|拍|下|付|发|收|签|寄)(?:单|的|了|款|到)")
_MONTH_END = re.compile(r"(?<!每)(这个?|本|下个?)?月底")
# In such talk a number with 号 is a size, unless something happens on it.
_SIZE_TALK = re.compile(r"[穿码鞋脚圈]|戒指|色号|尺寸|尺码|号码|几号|多大")

_HAPPENS = re.compile(r"(?:之?前|早|晚|上午|下午|就|才|都|能|会|要)*(?:发|到|买|拍|下单|收|送|寄|走|订|付|之?前)")

_DURATION = re.compile(
    rf"(?<![\d.第每这那前近-])(?P<n>\d{{1,4}}(?:\.5)?|{HAN_NUMBER}|"
    rf"半)(?:[-~至到](?P<m>\d{{1,3}}))?\s?(?P<more>个半|多个?|来个?|个)?"
    r"(?P<u>小时|钟头|h(?![a-z])|天|日(?=内|之内|达)|周(?!年|边|岁|到|围|转|[一二三四五六日])|星期|礼拜|月(?!\d|"
    r"份|底|初|亮|饼|嫂|子)|年(?!级|货|轻|龄|底|初|前|份))",
    re.I,
)
_UNITS = {
    "小时": ("hours", 1), "钟头": ("hours", 1), "h": ("hours", 1), "天": ("days", 1), "日": ("days", 1),
    "周": ("days", 7), "星期": ("days", 7), "礼拜": ("days", 7), "月": ("days", 30), "年": ("days", 365),
}  # fmt: skip
_NO_WAIT = re.compile(r"无理由|大的?宝|的?宝宝|大了?$|大的?孩|四夜")
_AGE = re.compile(r"(?:宝宝|孩子|小孩|娃|宝贝|儿子|女儿|婴儿)[^,，。]{0,4}$")


def find_dates(text: str, today: date) -> list[Entity]:
    """Days as seen from ``today`` (``date``) and spans of time (``duration``: {"days": 3} or {"hours": 48})."""
    festivals = _each(_FESTIVAL, lambda m: _nearest_year(today, *_FESTIVALS[m.group()]), text)
    rest = blank(without_idioms(text), festivals)
    dates = festivals
    for pattern, read in _readers(today, bool(_SIZE_TALK.search(text))):
        dates = dates + _each(pattern, read, blank(rest, dates))
    return sorted(dates + _durations(blank(rest, dates)), key=lambda e: e.start)


_Reader = tuple["re.Pattern[str]", "Callable[[re.Match[str]], date | None]"]


def _readers(today: date, size_talk: bool) -> list[_Reader]:
    def day_of_month(match: re.Match[str]) -> date | None:
        if size_talk and not _HAPPENS.match(match.string, match.end()):
            return None
        return _nearest_month(today, _int(match.group(1)), _is_past(match))

    return [
        (_FULL, lambda m: _day(int(m.group(1)), int(m.group(2)), int(m.group(3)))),
        (_MONTH_DAY, lambda m: _nearest_year(today, _int(m.group(1)), _int(m.group(2)), _is_past(m))),
        (_DOTTED, lambda m: _nearest_year(today, int(m.group(1)), int(m.group(2)), _is_past(m))),
        (_NAMED_DAY, lambda m: today + timedelta(days=_NAMED_DAYS[m.group(1) or m.group(2)])),
        (_WEEKDAY, lambda m: _weekday(today, m.group(1) or "", _WEEKDAYS[m.group(2)])),
        (_MONTH_END, lambda m: _month_end(today, (m.group(1) or "").startswith("下"))),
        (_DAY, day_of_month),
    ]


def _each(pattern: re.Pattern[str], read: Callable[[re.Match[str]], date | None], text: str) -> list[Entity]:
    return [found("date", m.start(), m.end(), day.isoformat()) for m in pattern.finditer(text) if (day := read(m))]


def _int(word: str) -> int:
    return int(number_value(word) or 0)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _is_past(match: re.Match[str]) -> bool:
    return bool(_PAST.match(match.string, match.end()))


def _nearest(today: date, days: list[date | None], past: bool) -> date | None:
    known = [day for day in days if day and not (past and day > today)]
    return min(known, key=lambda day: abs((day - today).days), default=None)


def _nearest_year(today: date, month: int, day: int, past: bool = False) -> date | None:
    return _nearest(today, [_day(today.year + shift, month, day) for shift in (-1, 0, 1)], past)


def _nearest_month(today: date, day: int, past: bool = False) -> date | None:
    months = [(today.year * 12 + today.month - 1 + shift) for shift in (-1, 0, 1)]
    return _nearest(today, [_day(month // 12, month % 12 + 1, day) for month in months], past)


def _weekday(today: date, which: str, weekday: int) -> date:
    monday = today - timedelta(days=today.weekday())
    if which:
        weeks = {"上": -1, "这": 0, "本": 0, "下": 1, "下下": 2}[which]
        return monday + timedelta(weeks=weeks, days=weekday)
    return today + timedelta(days=(weekday - today.weekday()) % 7)


def _month_end(today: date, following: bool) -> date:
    months = today.year * 12 + today.month - 1 + following
    year, month = months // 12, months % 12 + 1
    return date(year, month, calendar.monthrange(year, month)[1])


def _durations(text: str) -> list[Entity]:
    durations = []
    for match in _DURATION.finditer(text):
        value = _length(match)
        if value and not _NO_WAIT.match(text, match.end()) and not _AGE.search(text[: match.start()]):
            durations.append(found("duration", match.start(), match.end(), value))
    return durations


def _length(match: re.Match[str]) -> dict[str, float] | None:
    """Of 两三天 and 2到3天 the longer one: nobody complains of a parcel that is early."""
    word = match.group("m") or match.group("n")
    if re.fullmatch(r"[一二两三四五六七八九]{2}", word):
        word = word[1]
    number, (unit, size) = number_value(word), _UNITS[match.group("u").lower()]
    if not number or (match.group("u") == "年" and number > 20) or _is_month_name(match):
        return None
    if match.group("more") == "个半":
        number += 0.5
    if unit == "days" and number * size < 1:
        unit, size = "hours", 24
    total = number * size
    return {unit: int(total) if total == int(total) else total}


def _is_month_name(match: re.Match[str]) -> bool:
    return match.group("u") == "月" and match.group("more") is None and match.group("n") != "半"
