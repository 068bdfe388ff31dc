"""The demo shop: CSV files with dates relative to today, so that it never grows old."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.errors import BadShopData
from bot.shop.imports import files_of, import_shop
from bot.shop.tables import OURS, OWN_NAMES, TABLES


def load_demo(session: Session, folder: Path, now: datetime) -> dict[str, int]:
    """Fill an empty database with the demo shop; rows written by table, none when the shop already has data.

    Raises:
        BadShopData: a file is missing or a cell cannot be read; nothing is to be committed then.
    """
    if any(session.execute(select(table.model).limit(1)).first() for table in TABLES):
        return {table.name: 0 for table in TABLES}
    there = {table.name for table, _ in files_of(folder, OWN_NAMES)}
    for table in TABLES:
        if table.name not in there:
            raise BadShopData(f"{folder / table.name}.csv: there is no such file")
    done = import_shop(session, folder, relative_to=now, tables=(*TABLES, *OURS))
    return {name: written.new for name, written in done.tables.items()}
