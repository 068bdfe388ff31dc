"""Staging: rows wait in temporary tables until all are known to be good, then go into the shop's tables at once.

Temporary tables keep memory flat, let the database look for doubles and missing references, and lock nothing: a desk
that is in use waits only while the good rows are written.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    Column,
    Index,
    Integer,
    MetaData,
    Table,
    and_,
    delete,
    exists,
    false,
    func,
    insert,
    not_,
    or_,
    select,
    text,
)
from sqlalchemy.engine import Connection

from bot.shop.tables import ShopTable

LINE = "line_"


@dataclass(frozen=True)
class Flaw:
    """What is wrong with a staged row; ``other`` is the line that has the same key."""

    line: int
    column: str
    value: str
    other: int | None = None
    refers_to: str = ""


@dataclass(frozen=True)
class Written:
    """How the rows of a file met those of the shop."""

    rows: int
    new: int
    updated: int

    @property
    def unchanged(self) -> int:
        return self.rows - self.new - self.updated


class Staged:
    """The rows of one file in a temporary table."""

    def __init__(self, connection: Connection, table: ShopTable) -> None:
        self._connection = connection
        self.of = table
        self._target: Table = table.model.__table__
        self._table = Table(
            f"import_{table.name}",
            MetaData(),
            Column(LINE, Integer, primary_key=True, autoincrement=False),
            *(Column(column.name, column.type) for column in table.columns),
            prefixes=["TEMPORARY"],
        )
        # Without its place SQLite would look through the shop's tables too, which fixes what we see of them.
        place = "temp" if connection.dialect.name == "sqlite" else "pg_temp"
        connection.execute(text(f"DROP TABLE IF EXISTS {place}.{self._table.name}"))
        self._table.create(connection, checkfirst=False)
        self._insert = insert(self._table)

    def add(self, rows: Sequence[dict[str, Any]]) -> None:
        self._connection.execute(self._insert, rows)

    def finish(self) -> None:
        """All rows are here: make them quick to find."""
        Index(f"ix_{self._table.name}", *(self._table.c[name] for name in self.of.key)).create(self._connection)
        for column in self._target.columns:
            if column.foreign_keys and column.name != self.of.key[0]:
                Index(f"ix_{self._table.name}_{column.name}", self._table.c[column.name]).create(self._connection)

    def drop(self) -> None:
        self._table.drop(self._connection, checkfirst=False)

    def doubles(self, limit: int) -> Iterator[Flaw]:
        """Rows whose key, or whose value of a unique column, stands on an earlier line."""
        yield from self._doubles(self.of.key, limit)
        for column in self.of.columns:
            if column.unique:
                yield from self._doubles((column.name,), limit)

    def _doubles(self, key: Sequence[str], limit: int) -> Iterator[Flaw]:
        rows, line = self._table, self._table.c[LINE]
        columns = [rows.c[name] for name in key]
        query = select(*columns, func.min(line).label("first_")).where(columns[0].isnot(None))
        groups = query.group_by(*columns).having(func.count() > 1).subquery()
        same = and_(*(rows.c[name] == groups.c[name] for name in key))
        query = select(line, columns[0], groups.c.first_).join(groups, same).where(line > groups.c.first_)
        for at, value, first in self._connection.execute(query.order_by(line).limit(limit)).all():
            yield Flaw(at, key[0], str(value), other=first)

    def dangling(self, staged: dict[str, Staged], limit: int) -> Iterator[Flaw]:
        """Rows that refer to what is neither in the shop nor in the other files."""
        for column in self._target.columns:
            for reference in column.foreign_keys:
                target = reference.column
                value = self._table.c[column.name]
                places = [target.table]
                if target.table.name in staged:
                    places.append(staged[target.table.name]._table)
                missing = [not_(exists().where(place.c[target.name] == value)) for place in places]
                query = select(self._table.c[LINE], value).where(value.isnot(None), *missing)
                query = query.order_by(self._table.c[LINE]).limit(limit)
                for line, found in self._connection.execute(query).all():
                    yield Flaw(line, column.name, str(found), refers_to=target.table.name)

    def write(self, given: Sequence[str]) -> Written:
        """Bring the shop's table to what the file says; columns that the file lacks stay as they are."""
        rows: int = self._connection.execute(select(func.count()).select_from(self._table)).scalar_one()
        updated = self._update([name for name in given if name not in self.of.key])
        return Written(rows, self._insert_new(), updated)

    def _insert_new(self) -> int:
        same = and_(*(self._target.c[name] == self._table.c[name] for name in self.of.key))
        names = [column.name for column in self.of.columns]
        query = select(*(self._table.c[name] for name in names)).where(not_(exists().where(same)))
        new = insert(self._target).from_select(names, query.order_by(self._table.c[LINE]), include_defaults=False)
        return int(self._connection.execute(new).rowcount)

    def _update(self, names: Sequence[str]) -> int:
        if not names:
            return 0
        # SQLAlchemy 1.4 has no UPDATE … FROM for SQLite; SQLite and PostgreSQL write it alike.
        quote = self._connection.dialect.identifier_preparer.quote
        target, source = quote(self._target.name), quote(self._table.name)
        values = ", ".join(f"{quote(name)} = {source}.{quote(name)}" for name in names)
        same = and_(*(self._target.c[name] == self._table.c[name] for name in self.of.key))
        differs = or_(*(self._target.c[name].is_distinct_from(self._table.c[name]) for name in names))
        where = and_(same, differs).compile(dialect=self._connection.dialect)
        change = f"UPDATE {target} SET {values} FROM {source} WHERE {where}"
        return int(self._connection.exec_driver_sql(change).rowcount)


def lock_for_writing(connection: Connection, table: ShopTable) -> None:
    """Wait for our turn to write before the first look at the shop's tables.

    SQLite refuses to write after a look that somebody else's write has made old; a deletion of nothing comes first.
    """
    connection.execute(delete(table.model.__table__).where(false()))
