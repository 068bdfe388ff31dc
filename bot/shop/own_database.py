"""A shop's own database: whether it shows, as tables or views of our names, all that we read."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import inspect, select
from sqlalchemy.engine import Connection
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from bot.shop.tables import TABLES, ShopTable, connection_of

SAMPLE = 1000


def faults_of_shop(session: Session) -> Iterator[str]:
    """What is missing or cannot be read, table by table."""
    connection = connection_of(session)
    seen = inspect(connection)
    for table in TABLES:
        if not seen.has_table(table.name):
            yield f"there is no table or view {table.name}"
            continue
        there = {column["name"] for column in seen.get_columns(table.name)}
        missing = [column.name for column in table.model.__table__.columns if column.name not in there]
        if missing:
            yield f"{table.name} lacks {', '.join(missing)}"
        else:
            yield from _unreadable(connection, table)


def _unreadable(connection: Connection, table: ShopTable) -> Iterator[str]:
    """Look at some rows: what is there may still be no value of ours, such as a status in the shop's own words."""
    try:
        with connection.begin_nested():
            connection.execute(select(table.model.__table__).limit(SAMPLE)).all()
    except (SQLAlchemyError, LookupError, ValueError, TypeError, AttributeError) as error:
        yield f"{table.name} cannot be read ({str(error).splitlines()[0]})"
