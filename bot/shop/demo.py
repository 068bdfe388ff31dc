"""The demo shop: CSV files with dates relative to today, so that it never grows old."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Boolean, Column, Date, Float, Integer, insert, select
from sqlalchemy import Enum as EnumType
from sqlalchemy.orm import Session

from bot.db import UtcDateTime
from bot.errors import BadShopData
from bot.shop.catalogue import PriceChange, Product, Sku
from bot.shop.logistics import Shipment, TrackingEvent
from bot.shop.offers import Coupon, OwnedCoupon, Promotion
from bot.shop.orders import Customer, Order, OrderEvent, OrderLine
from bot.shop.payments import Payment, Refund
from bot.shop.sizing import SizeChart, SizeRow
from bot.shop.units import SHANGHAI

# In this order every reference finds its row.
TABLES: tuple[Any, ...] = (
    SizeChart,
    SizeRow,
    Product,
    Sku,
    PriceChange,
    Promotion,
    Coupon,
    Customer,
    OwnedCoupon,
    Order,
    OrderLine,
    OrderEvent,
    Payment,
    Refund,
    Shipment,
    TrackingEvent,
)
_UNITS = {"d": "days", "h": "hours", "m": "minutes"}


def load_demo(session: Session, folder: Path, now: datetime) -> dict[str, int]:
    """Fill an empty database with the demo shop; rows written by table, none when the shop already has data.

    Raises:
        BadShopData: a file is missing or a cell cannot be read; nothing is to be committed then.
    """
    if any(session.execute(select(table).limit(1)).first() for table in TABLES):
        return {table.__tablename__: 0 for table in TABLES}
    return {table.__tablename__: _load(session, folder, table, now) for table in TABLES}


def relative_moment(text: str, now: datetime) -> datetime:
    """``-3d 10:20`` (days, then the shop's clock), ``-3d``, ``+20m`` or ``-2h``.

    Raises:
        ValueError: it is none of these.
    """
    found = re.fullmatch(r"([+-]\d+)([dhm])(?: (\d\d:\d\d))?", text)
    if not found or (found[3] and found[2] != "d"):
        raise ValueError(f"{text!r} is not a time such as -3d 10:20 or -20m")
    at = now.astimezone(SHANGHAI) + timedelta(**{_UNITS[found[2]]: int(found[1])})
    return datetime.combine(at.date(), time.fromisoformat(found[3]), SHANGHAI) if found[3] else at


def _load(session: Session, folder: Path, table: Any, now: datetime) -> int:
    rows = list(_rows(folder / f"{table.__tablename__}.csv", table, now))
    if rows:
        session.execute(insert(table), rows)
    return len(rows)


def _rows(file: Path, table: Any, now: datetime) -> Iterator[dict[str, Any]]:
    try:
        lines = file.read_text(encoding="utf-8-sig").splitlines()
    except OSError as error:
        raise BadShopData(f"{file}: cannot be read ({error.strerror})") from error
    for cells in (reader := csv.DictReader(lines)):
        place = f"{file}, line {reader.line_num}"
        if None in cells or None in cells.values():
            raise BadShopData(f"{place}: there are more or fewer cells than in the first line")
        yield {name: _cell(place, table.__table__.columns.get(name), name, text, now) for name, text in cells.items()}


def _cell(place: str, column: Column | None, name: str, text: str, now: datetime) -> Any:
    if column is None:
        raise BadShopData(f"{place}: {name}: there is no such column")
    if text == "" and column.nullable:
        return None
    try:
        return _reader(column)(text, now)
    except (ValueError, KeyError) as error:
        raise BadShopData(f"{place}, {name}: {text!r} does not fit ({error})") from error


def _reader(column: Column) -> Callable[[str, datetime], Any]:
    if isinstance(column.type, EnumType):
        return lambda text, _: column.type.enum_class(text)
    return next((read for kind, read in _READERS if isinstance(column.type, kind)), lambda text, _: text)


def _day(text: str, now: datetime) -> date:
    return relative_moment(text, now).date()


_READERS: tuple[tuple[Any, Callable[[str, datetime], Any]], ...] = (
    (Boolean, lambda text, _: {"1": True, "0": False}[text]),
    (Integer, lambda text, _: int(text)),
    (Float, lambda text, _: float(text)),
    (UtcDateTime, relative_moment),
    (Date, _day),
)
