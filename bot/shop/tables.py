"""Tables: what a shop can import and export, in which order, and the headers and words of its spreadsheets."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from pydantic import Field, ValidationError
from sqlalchemy import Column, inspect
from sqlalchemy import Enum as EnumType
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session

from bot.errors import BadShopData
from bot.shop.cases import AftersaleCase, CaseEvent
from bot.shop.catalogue import PriceChange, Product, Sku
from bot.shop.logistics import Shipment, TrackingEvent
from bot.shop.offers import Coupon, OwnedCoupon, Promotion
from bot.shop.orders import Customer, Order, OrderEvent, OrderLine
from bot.shop.payments import Payment, Refund
from bot.shop.rules import Section
from bot.shop.sizing import SizeChart, SizeRow

FEN = "_fen"
_VARIANT = ("color", "size")
COMPOUNDS = {
    ("orders", "address"): ("province", "city", "district", "street"),
    ("skus", "variant"): _VARIANT,
    ("order_lines", "variant"): _VARIANT,
}
"""Columns of spreadsheets that hold several of ours."""


@dataclass(frozen=True)
class ShopTable:
    """A table and what makes two of its rows the same one."""

    model: Any
    key: tuple[str, ...]

    @property
    def name(self) -> str:
        return str(self.model.__tablename__)

    @property
    def columns(self) -> list[Column]:
        """All but a running number, which means nothing outside the database."""
        return [column for column in self.model.__table__.columns if column.name != "id" or "id" in self.key]


# In this order every reference finds its row. The price at which a line was bought never changes, so it may be part of
# the key: a gift beside the same article is a line of its own.
TABLES = (
    ShopTable(SizeChart, ("id",)),
    ShopTable(SizeRow, ("chart_id", "position")),
    ShopTable(Product, ("id",)),
    ShopTable(Sku, ("id",)),
    ShopTable(PriceChange, ("sku_id", "at")),
    ShopTable(Promotion, ("id",)),
    ShopTable(Coupon, ("id",)),
    ShopTable(Customer, ("id",)),
    ShopTable(OwnedCoupon, ("coupon_id", "customer_id", "got_at")),
    ShopTable(Order, ("number",)),
    ShopTable(OrderLine, ("order_number", "sku_id", "price_fen")),
    ShopTable(OrderEvent, ("order_number", "status", "at")),
    ShopTable(Payment, ("id",)),
    ShopTable(Shipment, ("id",)),
    ShopTable(TrackingEvent, ("shipment_id", "at", "text")),
)
# What we keep ourselves about a shop's orders; only the demo comes with some.
OURS = (
    ShopTable(Refund, ("id",)),
    ShopTable(AftersaleCase, ("id",)),
    ShopTable(CaseEvent, ("case_id", "at", "status")),
)


def connection_of(session: Session) -> Connection:
    """The connection to the database in which the shop's tables are."""
    return session.connection(bind_arguments={"mapper": inspect(TABLES[0].model)})


class ColumnLayout(Section):
    """How a column is called and filled in spreadsheets."""

    names: tuple[str, ...] = ()
    words: str = ""
    open: bool = False
    example: str = ""


class TableLayout(Section):
    """How a table is called in spreadsheets."""

    title: str
    columns: dict[str, ColumnLayout]


class Layout(Section):
    """The headers and words of data/shop-columns.yml; without them only our own names are known."""

    tables: dict[str, TableLayout] = Field(default_factory=dict)
    empty: tuple[str, ...] = ()
    words: dict[str, dict[str, tuple[str, ...]]] = Field(default_factory=dict)

    def column(self, table: str, name: str) -> ColumnLayout:
        known = self.tables.get(table)
        return known.columns.get(name, ColumnLayout()) if known else ColumnLayout()

    def headers(self, table: str) -> dict[str, tuple[str, int]]:
        """Spreadsheets' names of columns → ours, and how far back each stands when several name one column."""
        known = self.tables[table].columns if table in self.tables else {}
        return {folded(text): (name, rank) for name, it in known.items() for rank, text in enumerate(it.names, start=1)}

    def file_names(self, table: str) -> list[str]:
        return [table, self.tables[table].title] if table in self.tables else [table]

    def words_of(self, table: str, column: Column) -> dict[str, tuple[str, ...]]:
        """Our value → the words for it, the first for writing; empty where any text stands for itself."""
        return self.words.get(self.column(table, column.name).words, {})


OWN_NAMES = Layout()


def folded(text: str) -> str:
    """A header or a word without what spreadsheets write differently: width, case, blanks, marks of required columns.

    >>> folded(" 买家已付款，等待卖家发货"), folded("*实付金额（元）")
    ('买家已付款,等待卖家发货', '实付金额')
    """
    plain = re.sub(r"[\s*\ufeff]", "", unicodedata.normalize("NFKC", text)).casefold()
    return plain.removesuffix("(元)")


def load_layout(file: Path) -> Layout:
    """Read data/shop-columns.yml.

    Raises:
        BadShopData: it cannot be read, or names what does not exist; the message says which.
    """
    try:
        layout = Layout.parse_obj(yaml.safe_load(file.read_text(encoding="utf-8")) or {})
    except OSError as error:
        raise BadShopData(f"{file}: cannot be read ({error.strerror})") from error
    except (yaml.YAMLError, ValidationError, UnicodeDecodeError) as error:
        raise BadShopData(f"{file}: {' '.join(str(error).split())}") from error
    for fault in _faults(layout):
        raise BadShopData(f"{file}: {fault}")
    return layout


def _faults(layout: Layout) -> Iterator[str]:
    ours = {table.name: table for table in TABLES}
    yield from (f"there is no table {name}" for name in layout.tables if name not in ours)
    for name, known in layout.tables.items():
        columns = {column.name: column for column in ours[name].columns}
        for column, told in known.columns.items():
            if column not in columns and (name, column) not in COMPOUNDS:
                yield f"{name} has no column {column}"
            if told.words and told.words not in layout.words:
                yield f"{name}.{column}: there are no words {told.words}"
            yield from _wrong_words(f"{name}.{column}", columns.get(column), layout.words.get(told.words, {}))
        yield from _doubles(name, [folded(text) for told in known.columns.values() for text in told.names])
    for group, words in layout.words.items():
        yield from _doubles(group, [folded(text) for texts in words.values() for text in texts])


def _wrong_words(place: str, column: Column | None, words: dict[str, Any]) -> Iterator[str]:
    if column is not None and isinstance(column.type, EnumType):
        yield from (f"{place} is never {word}" for word in words if word not in column.type.enums)


def _doubles(place: str, texts: list[str]) -> Iterator[str]:
    yield from (f"{place}: {text} is listed twice" for text in sorted(set(texts)) if texts.count(text) > 1)
