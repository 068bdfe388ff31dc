"""Spreadsheets: tables as CSV and Excel files that open rightly and in which no cell is ever a formula."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from unicodedata import east_asian_width

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

Value = str | int | float | None

CSV_TYPE = "text/csv; charset=utf-8"
EXCEL_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# How a program that opens CSV takes a cell for a formula (OWASP: CSV injection).
_FORMULA = re.compile(r"^[\s'\"]*[=+\-@\t\r＝＋－＠]")
_NOT_IN_TITLES = re.compile(r"[\[\]:*?/\\]")
LONGEST_CELL = 32_767
NARROWEST, WIDEST = 8, 60
_HEAD = PatternFill("solid", fgColor="DDE6F0")


@dataclass(frozen=True)
class Sheet:
    """A table with its header; ``formats`` are Excel's number formats by column, such as ``0.0%``."""

    title: str
    header: Sequence[str]
    rows: Sequence[Sequence[Value]]
    formats: dict[int, str] = field(default_factory=dict)


def as_csv(sheet: Sheet) -> bytes:
    """UTF-8 with its mark, without which Excel takes it for GBK."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow([_plain(cell) for cell in sheet.header])
    for row in sheet.rows:
        writer.writerow([_written(cell, sheet.formats.get(n, "")) for n, cell in enumerate(row)])
    return text.getvalue().encode("utf-8-sig")


def as_excel(sheets: Sequence[Sheet]) -> bytes:
    """A workbook with the header of each sheet in sight."""
    book = Workbook(write_only=True)
    for sheet in sheets:
        _add(book, sheet)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _add(book: Workbook, sheet: Sheet) -> None:
    page: WriteOnlyWorksheet = book.create_sheet(_NOT_IN_TITLES.sub(" ", sheet.title)[:31])
    page.freeze_panes = "A2"
    for n in range(len(sheet.header)):
        column = [sheet.header[n], *(row[n] for row in sheet.rows)]
        page.column_dimensions[get_column_letter(n + 1)].width = _width(column)
    page.append([_head(page, cell) for cell in sheet.header])
    for row in sheet.rows:
        page.append([_cell(page, value, sheet.formats.get(n, "")) for n, value in enumerate(row)])


def _head(page: WriteOnlyWorksheet, value: str) -> WriteOnlyCell:
    cell = _cell(page, value, "")
    cell.font, cell.fill = Font(bold=True), _HEAD
    return cell


def _cell(page: WriteOnlyWorksheet, value: Value, number_format: str) -> WriteOnlyCell:
    if not isinstance(value, str):
        cell = WriteOnlyCell(page, value)
        cell.number_format = number_format or "General"
        return cell
    cell = WriteOnlyCell(page, _legal(value))
    # openpyxl takes "=…" for a formula; a quoted cell stays text even after somebody has edited it.
    cell.data_type, cell.quotePrefix = "s", bool(_FORMULA.match(value))
    cell.alignment = Alignment(vertical="top", wrap_text=len(value) > WIDEST)
    return cell


def _written(value: Value, number_format: str) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return _plain(value)
    if number_format.endswith("%"):
        return f"{value:.1%}"
    return f"{value:.2f}" if isinstance(value, float) else str(value)


def _plain(value: str) -> str:
    return f"'{_legal(value)}" if _FORMULA.match(value) else _legal(value)


def _legal(value: str) -> str:
    return str(ILLEGAL_CHARACTERS_RE.sub("", value))[:LONGEST_CELL]


def _width(column: Sequence[Value]) -> int:
    """Enough for the longest cell; a Chinese character takes the room of two."""
    longest = max(sum(2 if east_asian_width(c) in "WF" else 1 for c in str(cell)) for cell in column)
    return min(max(longest + 2, NARROWEST), WIDEST)
