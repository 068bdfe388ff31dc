"""The one place that makes a database engine, and the transaction that edges open."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timezone
from enum import Enum
from functools import lru_cache
from pathlib import Path
from typing import Any

from sqlalchemy import DateTime, create_engine, event
from sqlalchemy import Enum as EnumType
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Engine, make_url
from sqlalchemy.orm import Session, declarative_base
from sqlalchemy.pool import QueuePool, StaticPool
from sqlalchemy.types import TypeDecorator

from bot.errors import ShopIsReadOnly

Base: Any = declarative_base()
READ_ONLY = "shop_is_read_only"
# Seconds that a writer waits for the one before.
BUSY = 10
_WRITES = "writes"
_WRITING = ("INSERT", "UPDATE", "DELETE")


class ShopBase(Base):
    """What a shop may keep in a database of its own, as tables or views of these names.

    Tables that are ours refer to such rows by plain ids: a foreign key cannot reach into another database.
    """

    __abstract__ = True


class UtcDateTime(TypeDecorator):
    """An aware UTC time in Python, a naive UTC time in the database (SQLite keeps no zone)."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without a zone must not reach the database")
        return value.astimezone(timezone.utc).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Any) -> datetime | None:
        if value is None:
            return None
        # A view of the shop's own database may give times with a zone.
        return value.astimezone(timezone.utc) if value.tzinfo else value.replace(tzinfo=timezone.utc)


def kinds(of: type[Enum], length: int = 10) -> EnumType:
    """The column type of an enum: short words, checked by Python alone."""
    return EnumType(of, native_enum=False, length=length, values_callable=lambda all_: [kind.value for kind in all_])


def utc_now() -> datetime:
    return datetime.now(timezone.utc)


@lru_cache(maxsize=8)
def engine_for(url: str) -> Engine:
    """The engine of a database, one per address and process; ``sqlite://`` is one shared database in memory."""
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        return create_engine(url, future=True, pool_pre_ping=True)
    in_memory = parsed.database in (None, "", ":memory:")
    if not in_memory:
        Path(str(parsed.database)).parent.mkdir(parents=True, exist_ok=True)
    # Kept open: the last connection that closes would write the log back into the file, and wait for the disk.
    kept: dict[str, Any] = {"poolclass": QueuePool, "pool_size": 10, "max_overflow": 50}
    options = {"poolclass": StaticPool} if in_memory else kept
    engine = create_engine(url, future=True, connect_args={"check_same_thread": False, "timeout": BUSY}, **options)
    event.listen(engine, "connect", _prepare_sqlite)
    if not in_memory:
        _OneWriter().watch(engine)
    return engine


class _OneWriter:
    """Lets the writers of this process into a SQLite file one after the other.

    SQLite itself lets only one in, but has the others look again and again, after up to 100 ms and in no order: under
    load some of them wait for seconds while nobody writes.
    """

    def __init__(self) -> None:
        self._turn = threading.Lock()

    def watch(self, engine: Engine) -> None:
        event.listen(engine, "before_cursor_execute", self._enter)
        event.listen(engine, "checkin", self._leave)

    def _enter(self, connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if statement.startswith(_WRITING) and not connection.info.get(_WRITES):
            # Whoever waits in vain is told by SQLite that the database is locked.
            connection.info[_WRITES] = self._turn.acquire(timeout=BUSY)

    def _leave(self, _connection: Any, record: Any) -> None:
        if record.info.pop(_WRITES, False):
            self._turn.release()


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    cursor = connection.cursor()
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=NORMAL")
    cursor.close()


@contextmanager
def session_on(url: str, shop_url: str = "", shop_writable: bool = False) -> Iterator[Session]:
    """One transaction: commits at the end of the block, rolls back when it raises.

    ``shop_url`` is the shop's own database, if its data are elsewhere; nothing is written there unless
    ``shop_writable``.

    Raises:
        ShopIsReadOnly: a statement in the block would have written into the shop's own database.
    """
    binds = {ShopBase: engine_for(shop_url)} if shop_url else {}
    with Session(engine_for(url), binds=binds, future=True, expire_on_commit=False) as session:
        if shop_url and not shop_writable:
            session.info[READ_ONLY] = True
            event.listen(session, "before_flush", _refuse_flush)
            event.listen(session, "do_orm_execute", _refuse_statement)
        with session.begin():
            yield session


def is_read_only(session: Session) -> bool:
    """Whether the shop's data are in a database of its own, in which we may not write."""
    return bool(session.info.get(READ_ONLY))


def _refuse_flush(session: Session, _context: Any, _instances: Any) -> None:
    if any(isinstance(it, ShopBase) for it in (*session.new, *session.dirty, *session.deleted)):
        raise ShopIsReadOnly()


def _refuse_statement(state: Any) -> None:
    # By name: the ORM wraps the table of a statement, so that it is not the very same object.
    name = getattr(getattr(state.statement, "table", None), "name", None)
    if (state.is_insert or state.is_update or state.is_delete) and name in _tables_of_the_shop():
        raise ShopIsReadOnly()


def _tables_of_the_shop() -> set[str]:
    mappers = Base.registry.mappers
    return {mapper.local_table.name for mapper in mappers if issubclass(mapper.class_, ShopBase)}


def insert_once(session: Session, table: Any, **values: Any) -> bool:
    """Insert a row unless one with its key is there already; whether it was inserted.

    Unlike asking first, this holds when two processes do it at the same time.
    """
    session.flush()
    dialect = postgresql if session.get_bind(table).dialect.name == "postgresql" else sqlite
    return bool(session.execute(dialect.insert(table).values(**values).on_conflict_do_nothing()).rowcount == 1)
