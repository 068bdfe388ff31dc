"""Sheets: CSV files as spreadsheets and databases write them, read row by row whatever their encoding."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import IO

CHUNK = 2**20
# The encodings of Chinese spreadsheets, the strictest first: nearly any bytes pass for GB18030.
ENCODINGS = ("utf-8-sig", "gb18030")


class UnreadableSheet(Exception):
    """A file is no text that can be read; ``line`` is where it ends to be one."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(reason)
        self.line = line
        self.reason = reason


def encoding_of(file: Path) -> str:
    """The encoding of a file: UTF-16 by its mark, else the first of ours in which all of it is text.

    Raises:
        UnreadableSheet: none is.
    """
    with file.open("rb") as opened:
        if opened.read(2) in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
            return "utf-16"
    line = 1
    for encoding in ENCODINGS:
        broken = _first_broken_line(file, encoding)
        if broken is None:
            return encoding
        line = max(line, broken)
    raise UnreadableSheet(line, "is neither UTF-8 nor GB18030")


def _first_broken_line(file: Path, encoding: str) -> int | None:
    decoder = codecs.getincrementaldecoder(encoding)()
    lines = 1
    with file.open("rb") as opened:
        try:
            while chunk := opened.read(CHUNK):
                lines += decoder.decode(chunk).count("\n")
            decoder.decode(b"", final=True)
        except UnicodeDecodeError as error:
            return lines + error.object[: error.start].count(b"\n")
    return None


def read_rows(file: Path, told: Callable[[int], None] = lambda _: None) -> Iterator[tuple[int, list[str]]]:
    """The rows that are not blank, each with the line on which it begins; ``told`` hears the bytes read so far.

    Raises:
        UnreadableSheet: the file is no CSV.
    """
    with file.open("rb") as raw:
        yield from _rows(raw, encoding_of(file), told)


def _rows(raw: IO[bytes], encoding: str, told: Callable[[int], None]) -> Iterator[tuple[int, list[str]]]:
    lines = io.TextIOWrapper(raw, encoding=encoding, newline="")
    first = lines.readline()
    reader = csv.reader(_from(first, lines), delimiter="\t" if "\t" in first and "," not in first else ",", strict=True)
    line = 1
    try:
        for number, row in enumerate(reader):
            if any(cell.strip() for cell in row):
                yield line, row
            line = reader.line_num + 1
            if number % 1000 == 0:
                told(raw.tell())
    except (csv.Error, UnicodeError) as error:
        raise UnreadableSheet(line, f"is no CSV ({error})") from error


def _from(first: str, rest: Iterator[str]) -> Iterator[str]:
    if first:
        yield first
    yield from rest


def write_rows(file: Path, header: Sequence[str], rows: Iterator[Sequence[str]]) -> int:
    """Write a CSV file as Excel opens it rightly; it takes its name only once it is whole."""
    unfinished = file.with_suffix(".part")
    with unfinished.open("w", encoding="utf-8-sig", newline="") as opened:
        writer = csv.writer(opened)
        writer.writerow(header)
        count = 0
        for row in rows:
            writer.writerow(row)
            count += 1
    unfinished.replace(file)
    return count
