"""Imports: a folder of a shop's CSV files into its tables, all or nothing, every fault named, again and again."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import Column
from sqlalchemy.engine import Connection
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from bot.errors import BadShopData
from bot.shop.cells import Read, default_of, is_required, plain, reader
from bot.shop.compounds import SPLIT
from bot.shop.sheets import UnreadableSheet, read_rows
from bot.shop.staging import Staged, Written, lock_for_writing
from bot.shop.tables import COMPOUNDS, FEN, OWN_NAMES, TABLES, Layout, ShopTable, connection_of, folded

FAULT_LIMIT = 100
BATCH = 1000
UNPAID_MINUTES = 1440

Row = dict[str, Any]
Told = Callable[[Path, int], None]


@dataclass(frozen=True)
class Fault:
    """A place in a file and what is wrong there; ``column`` is the header as the file writes it."""

    file: str
    line: int
    column: str
    value: str
    reason: str

    def __str__(self) -> str:
        where = f"{self.file}, line {self.line}" + (f", {self.column}" if self.column else "")
        return f"{where}: {self.value!r} {self.reason}" if self.column else f"{where}: {self.reason}"


@dataclass(frozen=True)
class Imported:
    """What a run did: per table, and the headers of which nothing was used."""

    tables: dict[str, Written]
    ignored: dict[str, list[str]]


@dataclass
class _Run:
    """What the files of one run share."""

    connection: Connection
    layout: Layout
    limit: int
    unpaid: timedelta
    relative_to: datetime | None
    told: Told
    faults: list[Fault] = field(default_factory=list)
    spoiled: dict[str, set[str]] = field(default_factory=dict)
    """Keys of rows that have a fault of their own: what refers to them has none."""

    @property
    def is_full(self) -> bool:
        return len(self.faults) >= self.limit

    def blame(self, file: str, line: int, column: str, value: str, reason: str) -> None:
        if not self.is_full:
            self.faults.append(Fault(file, line, column, value, reason))


@dataclass
class _Sheet:
    """One file: which of its columns are ours, and its staged rows."""

    file: Path
    table: ShopTable
    headers: dict[str, str] = field(default_factory=dict)
    """Our column → the header as written."""
    ignored: list[str] = field(default_factory=list)
    staged: Staged | None = None


def import_shop(
    session: Session,
    folder: Path,
    *,
    layout: Layout = OWN_NAMES,
    unpaid_minutes: int = UNPAID_MINUTES,
    relative_to: datetime | None = None,
    limit: int = FAULT_LIMIT,
    tables: Sequence[ShopTable] = TABLES,
    told: Told = lambda _file, _bytes: None,
) -> Imported:
    """Bring the shop's tables to what the files of a folder say; tables without a file stay as they are.

    ``unpaid_minutes`` is the time to pay an order that names none; with ``relative_to`` times are read as in the demo.

    Raises:
        BadShopData: nothing is to be committed; ``faults`` are all faults up to the limit.
    """
    connection = connection_of(session)
    run = _Run(connection, layout, limit, timedelta(minutes=unpaid_minutes), relative_to, told)
    sheets = [_Sheet(file, table) for table, file in files_of(folder, layout, tables)]
    if not sheets:
        raise BadShopData(f"{folder}: there is no file such as orders.csv or products.csv")
    for sheet in sheets:
        _stage(run, sheet)
    lock_for_writing(connection, TABLES[0])
    _check(run, sheets)
    try:
        if run.faults:
            raise _bad(run)
        return _write(sheets)
    except IntegrityError as error:
        raise BadShopData(f"{folder}: the database refuses the rows ({error.orig})") from error
    finally:
        session.expire_all()


def files_of(folder: Path, layout: Layout, tables: Sequence[ShopTable] = TABLES) -> list[tuple[ShopTable, Path]]:
    """The files of a folder that belong to a table, in the order in which they are read.

    Raises:
        BadShopData: two files say what one table holds, or the folder cannot be read.
    """
    try:
        there = {folded(file.stem): file for file in folder.iterdir() if file.suffix.lower() in (".csv", ".txt")}
    except OSError as error:
        raise BadShopData(f"{folder}: cannot be read ({error.strerror})") from error
    found = []
    for table in tables:
        files = [there[folded(name)] for name in layout.file_names(table.name) if folded(name) in there]
        if len(files) > 1:
            raise BadShopData(f"{folder}: {files[0].name} and {files[1].name} are the same table")
        found += [(table, file) for file in files]
    return found


def _bad(run: _Run) -> BadShopData:
    told = [str(fault) for fault in run.faults]
    if run.is_full:
        told.append(f"… the first {run.limit} faults; there may be more")
    return BadShopData("\n".join(told), faults=run.faults)


# ---- reading


def _stage(run: _Run, sheet: _Sheet) -> None:
    if run.is_full:
        return
    rows = read_rows(sheet.file, lambda count: run.told(sheet.file, count))
    try:
        first = next(rows, None)
        if first is None:
            run.blame(sheet.file.name, 1, "", "", "is empty: the first line must name the columns")
            return
        readers = _readers(run, sheet, first[1])
        if readers is not None:
            _stage_rows(run, sheet, _Reading(sheet, readers, len(first[1]), run), rows)
    except UnreadableSheet as error:
        run.blame(sheet.file.name, error.line, "", "", error.reason)
    except OSError as error:
        run.blame(sheet.file.name, 1, "", "", f"cannot be read ({error.strerror})")
    run.told(sheet.file, sheet.file.stat().st_size)


def _stage_rows(run: _Run, sheet: _Sheet, reading: _Reading, rows: Iterator[tuple[int, list[str]]]) -> None:
    sheet.staged = Staged(run.connection, sheet.table)
    while chunk := list(islice(rows, BATCH)):
        good = [row for line, cells in chunk if (row := reading.row(line, cells)) is not None]
        if good:
            sheet.staged.add(good)
        if run.is_full:
            break
    sheet.staged.finish()


def _readers(run: _Run, sheet: _Sheet, header: list[str]) -> list[tuple[int, str, Read]] | None:
    """How each used cell is read; None when the header has a fault."""
    places = _places(run, sheet, header)
    columns = {column.name: column for column in sheet.table.columns}
    found: list[tuple[int, str, Read]] = []
    for name, index in places.items():
        sheet.headers[name] = plain(header[index])
        if (sheet.table.name, name) in COMPOUNDS:
            found.append((index, name, SPLIT[name]))
            continue
        read = reader(
            sheet.table.name,
            columns[name],
            run.layout,
            in_fen=folded(header[index]) == name and name.endswith(FEN),
            relative_to=run.relative_to,
        )
        found.append((index, name, read))
    missing = [column for column in columns.values() if is_required(column) and not _comes(column, sheet)]
    for column in missing:
        names = " / ".join([column.name, *run.layout.column(sheet.table.name, column.name).names[:3]])
        run.blame(sheet.file.name, 1, "", "", f"there is no column {names}")
    # Compounds come first, so that a column of its own wins over a part of one.
    return None if missing else sorted(found, key=lambda it: (sheet.table.name, it[1]) not in COMPOUNDS)


def _comes(column: Column, sheet: _Sheet) -> bool:
    """Whether the file says what this column holds, by itself or in parts."""
    derived = {"address": {"province", "city", "street"}, "created_at": {"pay_before"}}
    given = set(sheet.headers)
    return column.name in given | {name for source in given for name in derived.get(source, ())}


def _places(run: _Run, sheet: _Sheet, header: list[str]) -> dict[str, int]:
    """Our columns and where they stand; of several headers for one column the one listed first."""
    known = run.layout.headers(sheet.table.name)
    own = {column.name: (column.name, 0) for column in sheet.table.columns}
    own = {**{name.removesuffix(FEN): (name, 0) for name in own if name.endswith(FEN)}, **own}
    best: dict[str, tuple[int, int]] = {}
    for index, text in enumerate(header):
        name, rank = own.get(folded(plain(text))) or known.get(folded(plain(text))) or ("", 0)
        if name and rank < best.get(name, (99, 0))[0]:
            best[name] = (rank, index)
    used = {index for _, index in best.values()}
    sheet.ignored = [plain(text) for index, text in enumerate(header) if index not in used and text.strip()]
    return {name: index for name, (_, index) in best.items()}


class _Reading:
    """The rows of one file, read one after the other."""

    def __init__(self, sheet: _Sheet, readers: list[tuple[int, str, Read]], width: int, run: _Run) -> None:
        self._sheet, self._readers, self._width, self._run = sheet, readers, width, run
        self._compounds = {name for table, name in COMPOUNDS if table == sheet.table.name}
        self._defaults = {column.name: default_of(column) for column in sheet.table.columns}

    def row(self, line: int, cells: list[str]) -> Row | None:
        """The row as it is staged, or None when it has a fault, which is noted."""
        if len(cells) != self._width and any(cells[self._width :]) | (len(cells) < self._width):
            self._run.blame(
                self._sheet.file.name, line, "", "", f"has {len(cells)} cells, the first line {self._width}"
            )
            return None
        row = {**self._defaults, "line_": line}
        try:
            for index, name, read in self._readers:
                if name in self._compounds:
                    row.update(read(cells[index]))
                else:
                    row[name] = read(cells[index])
        except ValueError:
            self._blame(line, cells)
            return None
        if self._sheet.table.name == "orders" and row["pay_before"] is None:
            row["pay_before"] = row["created_at"] + self._run.unpaid
        return row

    def _blame(self, line: int, cells: list[str]) -> None:
        """Note every bad cell of a row, and whose row it is."""
        for index, name, read in self._readers:
            try:
                value = read(cells[index])
                if (name,) == self._sheet.table.key:
                    self._run.spoiled.setdefault(self._sheet.table.name, set()).add(str(value))
            except ValueError as error:
                self._run.blame(self._sheet.file.name, line, self._sheet.headers[name], plain(cells[index]), str(error))


# ---- checking and writing


def _check(run: _Run, sheets: list[_Sheet]) -> None:
    staged = {sheet.table.name: sheet.staged for sheet in sheets if sheet.staged}
    for sheet in sheets:
        if sheet.staged is None:
            continue
        for flaw in sheet.staged.doubles(run.limit):
            place = (sheet.file.name, flaw.line, sheet.headers.get(flaw.column, flaw.column), flaw.value)
            run.blame(*place, f"stands already on line {flaw.other}")
        for flaw in sheet.staged.dangling(staged, run.limit):
            if flaw.value not in run.spoiled.get(flaw.refers_to, ()) and not _unread(flaw.refers_to, sheets):
                place = (sheet.file.name, flaw.line, sheet.headers.get(flaw.column, flaw.column), flaw.value)
                run.blame(*place, f"is not in {flaw.refers_to}, neither in the files nor in the shop")


def _unread(table: str, sheets: list[_Sheet]) -> bool:
    """Whether the file of a table could not be read at all, so that nothing can be said of what refers to it."""
    return any(sheet.table.name == table and sheet.staged is None for sheet in sheets)


def _write(sheets: list[_Sheet]) -> Imported:
    written = {}
    for sheet in sheets:
        if sheet.staged is not None:
            written[sheet.table.name] = sheet.staged.write(_given(sheet))
            sheet.staged.drop()
    return Imported(written, {sheet.file.name: sheet.ignored for sheet in sheets if sheet.ignored})


def _given(sheet: _Sheet) -> list[str]:
    """The columns about which the file says something."""
    names = [part for header in sheet.headers for part in COMPOUNDS.get((sheet.table.name, header), (header,))]
    return list(dict.fromkeys(names))
