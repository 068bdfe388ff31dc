"""Cells: one value as a spreadsheet writes it, read into ours and written so that no spreadsheet runs it."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import Boolean, Column, Date, Float, Integer, String
from sqlalchemy import Enum as EnumType

from bot.db import UtcDateTime
from bot.shop.tables import FEN, Layout, folded
from bot.shop.units import SHANGHAI

Read = Callable[[str], Any]
ARMOUR = "'"
# A spreadsheet takes a cell that begins so for a formula, or eats the character.
DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", ARMOUR)
INT32 = 2**31
_SHORTENED = re.compile(r"\d(\.\d+)?[eE]\+\d{2}")
_AMOUNT = re.compile(r"[¥￥]?(\d{1,3}(?:,\d{3})+|\d+)(?:\.(\d{1,2})0*)?元?")
_TIME = re.compile(
    r"(\d{4})(?:[-/.年])(\d{1,2})(?:[-/.月])(\d{1,2})日?"
    r"(?:[ T]*(\d{1,2})(?:[:：时点])(\d{1,2})(?:[:：分](?:(\d{1,2})(?:\.(\d{1,6}))?秒?)?)?)?"
)
_COMPACT_TIME = re.compile(r"(\d{4})(\d\d)(\d\d)(?:(\d\d)(\d\d)(\d\d)?)?")
_UNITS = {"d": "days", "h": "hours", "m": "minutes"}


def plain(cell: str) -> str:
    r"""A cell without blanks around it and without what keeps spreadsheets from touching it.

    >>> plain('="202611180000123"'), plain("'0571"), plain(" 202611180000123\t")
    ('202611180000123', '0571', '202611180000123')
    """
    if cell[:1] == ARMOUR:
        return cell[1:]
    text = cell.strip()
    if text[:2] == '="' and text[-1:] == '"' and len(text) > 2:
        return text[2:-1].strip()
    return text[1:] if text[:1] == ARMOUR else text


def reader(table: str, column: Column, layout: Layout, *, in_fen: bool, relative_to: datetime | None = None) -> Read:
    """How the cells of a column are read.

    ``in_fen``: amounts are fen, not yuan. ``relative_to``: times may be written ``-3d 10:20``. What it returns raises
    ValueError with a reason for a person.
    """
    convert = _converter(table, column, layout, in_fen, relative_to)
    is_text = isinstance(column.type, String) and not isinstance(column.type, EnumType)
    empty = {""} if is_text or isinstance(column.type, Boolean) else {"", *layout.empty}
    blank = _blank(column)

    def read(cell: str) -> Any:
        text = plain(cell)
        if cell[:1] != ARMOUR:
            if text in empty:
                return blank()
            if is_text and _SHORTENED.fullmatch(text):
                raise ValueError("a spreadsheet has shortened this number; export it as text")
        return convert(text)

    return read


def default_of(column: Column) -> Any:
    """What a new row gets where the file says nothing; None where nothing is allowed or there is no default."""
    if column.default is None:
        return None
    return column.default.arg(None) if column.default.is_callable else column.default.arg


def is_required(column: Column) -> bool:
    return not column.nullable and column.default is None


def written(table: str, column: Column, value: Any, layout: Layout, *, in_fen: bool) -> str:
    """A value as an exported cell: read again, it is the same value."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return _word(layout.words.get("boolean", {}), "1" if value else "0")
    if isinstance(value, datetime):
        return value.astimezone(SHANGHAI).replace(tzinfo=None).isoformat(" ")
    if isinstance(column.type, Integer) and column.name.endswith(FEN) and not in_fen:
        return f"{Decimal(value) / 100:.2f}"
    if not isinstance(column.type, (String, EnumType)):
        return str(value)
    text = str(getattr(value, "value", value))
    word = _word(layout.words_of(table, column), text)
    return armoured(word, blank_differs=column.nullable or column.default is None)


def armoured(text: str, *, blank_differs: bool = False) -> str:
    """A text that no spreadsheet takes for a formula or a number in short form.

    >>> armoured("=1+1"), armoured("云朵"), armoured("1E+05")
    ("'=1+1", '云朵', "'1E+05")
    """
    spoiled = text.startswith(DANGEROUS) or text != text.strip() or _SHORTENED.fullmatch(text)
    return ARMOUR + text if spoiled or (text == "" and blank_differs) else text


def relative_moment(text: str, now: datetime) -> datetime:
    """``-3d 10:20`` (days, then the shop's clock), ``-3d``, ``+20m`` or ``-2h``.

    Raises:
        ValueError: it is none of these.
    """
    found = re.fullmatch(r"([+-]\d+)([dhm])(?: (\d\d:\d\d))?", text)
    if not found or (found[3] and found[2] != "d"):
        raise ValueError("is not a time such as -3d 10:20 or -20m")
    at = now.astimezone(SHANGHAI) + timedelta(**{_UNITS[found[2]]: int(found[1])})
    return datetime.combine(at.date(), time.fromisoformat(found[3]), SHANGHAI) if found[3] else at


def _word(words: dict[str, tuple[str, ...]], value: str) -> str:
    return next(iter(words.get(value, ())), value)


def _blank(column: Column) -> Callable[[], Any]:
    def refuse() -> Any:
        raise ValueError("must not be empty")

    if is_required(column):
        return refuse
    value = default_of(column)
    return lambda: value


def _converter(table: str, column: Column, layout: Layout, in_fen: bool, relative_to: datetime | None) -> Read:
    kind, words = column.type, layout.words_of(table, column)
    if isinstance(kind, EnumType):
        members = {member.value: member for member in kind.enum_class}
        return _one_of({**members, **{folded(text): members[value] for value, text in _pairs(words)}})
    if isinstance(kind, Boolean):
        truth = {"1": True, "0": False}
        pairs = _pairs(layout.words.get("boolean", {}))
        return _one_of({**truth, **{folded(text): truth[value] for value, text in pairs}})
    if isinstance(kind, UtcDateTime):
        return read_moment if relative_to is None else lambda text: relative_moment(text, relative_to)
    if isinstance(kind, Date):
        return _day(relative_to)
    if isinstance(kind, Float):
        return _float
    if isinstance(kind, Integer):
        if column.name.endswith(FEN):
            return _fen if in_fen else _yuan
        return _integer if column.name == "stock" else _count
    return _text(kind.length, words, layout.column(table, column.name).open)


def _pairs(words: dict[str, tuple[str, ...]]) -> list[tuple[str, str]]:
    return [(value, text) for value, texts in words.items() for text in texts]


def _one_of(known: dict[str, Any]) -> Read:
    def read(text: str) -> Any:
        value = known.get(text)
        if value is None:
            value = known.get(folded(text))
        if value is None:
            raise ValueError("is not a known word; add it to data/shop-columns.yml")
        return value

    return read


def _text(length: int | None, words: dict[str, tuple[str, ...]], is_open: bool) -> Read:
    known = {**{value: value for value in words}, **{folded(text): value for value, text in _pairs(words)}}
    strict = _one_of(known)

    def read(text: str) -> str:
        if known:
            text = (known.get(text) or known.get(folded(text), text)) if is_open else strict(text)
        if length is not None and len(text) > length:
            raise ValueError(f"is longer than {length} characters")
        return text

    return read


def read_moment(text: str) -> datetime:
    """A time as Chinese spreadsheets write it, on the shop's clock unless it names another zone.

    >>> read_moment("2026/11/8 9:05").isoformat(), read_moment("20261108090500").isoformat()
    ('2026-11-08T09:05:00+08:00', '2026-11-08T09:05:00+08:00')
    """
    try:
        at = datetime.fromisoformat(text.replace("Z", "+00:00"))
    except ValueError:
        found = _TIME.fullmatch(text) or _COMPACT_TIME.fullmatch(text)
        if not found:
            raise ValueError("is not a time such as 2026-11-08 09:05:00") from None
        at = _from_parts(found.groups())
    if at.year < 1970:
        raise ValueError("lies before 1970")
    return at if at.tzinfo else at.replace(tzinfo=SHANGHAI)


def _from_parts(parts: tuple[str | None, ...]) -> datetime:
    year, month, day, hour, minute, second = (int(part or 0) for part in parts[:6])
    fraction = parts[6] if len(parts) > 6 else None
    try:
        return datetime(year, month, day, hour, minute, second, int((fraction or "").ljust(6, "0")))
    except ValueError:
        raise ValueError("is no day or time of the calendar") from None


def _day(relative_to: datetime | None) -> Read:
    def read(text: str) -> date:
        at = read_moment(text) if relative_to is None else relative_moment(text, relative_to)
        return at.astimezone(SHANGHAI).date()

    return read


def _yuan(text: str) -> int:
    found = _AMOUNT.fullmatch(text.replace(" ", "").replace("，", ","))
    if not found:
        raise ValueError("is not an amount such as 1,299.00")
    return _limited(int(found[1].replace(",", "")) * 100 + int((found[2] or "").ljust(2, "0")))


def _fen(text: str) -> int:
    return _count(text)


def _count(text: str) -> int:
    number = _integer(text)
    if number < 0:
        raise ValueError("is less than 0")
    return number


def _integer(text: str) -> int:
    # Spreadsheets and databases like to write whole numbers as 3.0.
    if not re.fullmatch(r"[+-]?\d+(\.0+)?", text):
        raise ValueError("is not a whole number")
    return _limited(int(text.partition(".")[0]))


def _limited(number: int) -> int:
    if abs(number) >= INT32:
        raise ValueError("is too large")
    return number


def _float(text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        raise ValueError("is not a number") from None
    if not math.isfinite(number):
        raise ValueError("is not a number")
    return number
