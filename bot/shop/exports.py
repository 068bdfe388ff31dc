"""Exports: the shop's tables as CSV files that an import reads back unchanged, and templates to fill in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import Column, func, select
from sqlalchemy.orm import Session

from bot.shop.cells import reader, written
from bot.shop.sheets import write_rows
from bot.shop.tables import OWN_NAMES, TABLES, Layout, ShopTable, connection_of

BATCH = 1000


def export_shop(
    session: Session, folder: Path, *, layout: Layout = OWN_NAMES, told: Callable[[str, int], None] = lambda *_: None
) -> dict[str, int]:
    """Write every table into a folder, rows by table; with a layout under its headers and words.

    ``told`` hears how many rows of which table are about to be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    counts = {}
    for table in TABLES:
        rows = session.execute(select(func.count()).select_from(table.model)).scalar_one()
        told(table.name, rows)
        counts[table.name] = write_rows(_file(folder, table), _header(table, layout), _rows(session, table, layout))
    return counts


def write_template(folder: Path, *, examples: Layout, layout: Layout = OWN_NAMES) -> list[Path]:
    """Write a file per table with the header and the one row that ``examples`` gives."""
    folder.mkdir(parents=True, exist_ok=True)
    files = []
    for table in TABLES:
        row = [_example(table, column, examples, layout) for column in table.columns]
        write_rows(_file(folder, table), _header(table, layout), iter([row]))
        files.append(_file(folder, table))
    return files


def _file(folder: Path, table: ShopTable) -> Path:
    return folder / f"{table.name}.csv"


def _header(table: ShopTable, layout: Layout) -> list[str]:
    return [_named(table, column, layout) or column.name for column in table.columns]


def _named(table: ShopTable, column: Column, layout: Layout) -> str:
    """The header of a spreadsheet; empty when the column keeps our name, and with it fen."""
    return next(iter(layout.column(table.name, column.name).names), "")


def _rows(session: Session, table: ShopTable, layout: Layout) -> Iterator[list[str]]:
    # A running number keeps the order in which lines and events were written.
    order = table.model.__table__.primary_key.columns
    query = select(*table.columns).order_by(*order).execution_options(yield_per=BATCH)
    columns = [(index, column, not _named(table, column, layout)) for index, column in enumerate(table.columns)]
    for row in connection_of(session).execute(query):
        yield [written(table.name, column, row[index], layout, in_fen=own) for index, column, own in columns]


def _example(table: ShopTable, column: Column, examples: Layout, layout: Layout) -> str:
    text = examples.column(table.name, column.name).example
    if not text:
        return ""
    value: Any = reader(table.name, column, examples, in_fen=False)(text)
    return written(table.name, column, value, layout, in_fen=not _named(table, column, layout))
