"""The shop's data on the command line: import, export, template."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from bot.errors import BadShopData, ShopIsReadOnly
from bot.settings import Settings

if TYPE_CHECKING:
    from bot.shop.imports import Imported
    from bot.shop.tables import Layout

console = Console(stderr=True)


class Lang(str, Enum):
    """Whose headers and words a file has: spreadsheets' Chinese ones, or the database's own."""

    ZH = "zh"
    EN = "en"


def register(app: typer.Typer) -> None:
    """Add the commands of this module to the command line."""
    app.command(name="import")(import_folder)
    app.command(name="export")(export_folder)
    app.command(name="template")(template_folder)


def import_folder(
    folder: Path = typer.Argument(..., metavar="DIR", exists=True, file_okay=False, help="A folder of CSV files."),
    limit: int = typer.Option(100, min=1, help="Faults after which to stop looking."),
    as_json: bool = typer.Option(False, "--json", help="What was done, or the faults, as JSON."),
) -> None:
    """Bring the shop's data to what CSV files say: all or nothing, repeatable."""
    from bot.db import session_on
    from bot.migrations import migrate
    from bot.shop.imports import files_of, import_shop
    from bot.shop.policy import load_policy

    settings = Settings.from_env()
    if settings.shop_database_url:
        raise ShopIsReadOnly(
            "The shop's data are read from XIAOER_SHOP_DATABASE_URL; an import would fill tables that nobody reads."
        )
    migrate(settings.database_url)
    layout = _layout(settings)
    minutes = load_policy(settings.data_dir / "policy").unpaid.close_after_minutes
    try:
        with _progress() as bar, session_on(settings.database_url) as session:
            told = _Bars(bar, [file for _, file in files_of(folder, layout)])
            done = import_shop(session, folder, layout=layout, unpaid_minutes=minutes, limit=limit, told=told)
    except BadShopData as error:
        _refuse(error, as_json)
        sys.exit(1)
    _print_json(_as_dict(done)) if as_json else _show(done)


def export_folder(
    folder: Path = typer.Argument(..., metavar="DIR", file_okay=False, help="Where to write the CSV files."),
    lang: Lang = typer.Option(Lang.ZH, help="Headers and words: Chinese, or those of the database."),
    as_json: bool = typer.Option(False, "--json", help="Rows by table as JSON."),
) -> None:
    """Write the shop's data as CSV files that `import` reads back unchanged."""
    from bot.db import session_on
    from bot.shop.exports import export_shop

    settings = Settings.from_env()
    with _progress() as bar, session_on(settings.database_url, settings.shop_database_url) as session:
        task = bar.add_task("", total=None)
        counts = export_shop(
            session,
            folder,
            layout=_layout_for(settings, lang),
            told=lambda table, rows: bar.update(task, description=f"{table}: {rows}"),
        )
    if as_json:
        _print_json({"ok": True, "tables": counts})
    else:
        console.print(f"{sum(counts.values())} rows in {len(counts)} files in {folder}.")


def template_folder(
    folder: Path = typer.Argument(..., metavar="DIR", file_okay=False, help="Where to write the CSV files."),
    lang: Lang = typer.Option(Lang.ZH, help="Headers and words: Chinese, or those of the database."),
) -> None:
    """Write the CSV files with their headers and one example row each."""
    from bot.shop.exports import write_template

    settings = Settings.from_env()
    files = write_template(folder, examples=_layout(settings), layout=_layout_for(settings, lang))
    console.print(f"{len(files)} files in {folder}: fill them in, then `xiaoer import {folder}`.")


def _layout(settings: Settings) -> Layout:
    from bot.shop.tables import load_layout

    return load_layout(settings.data_dir / "shop-columns.yml")


def _layout_for(settings: Settings, lang: Lang) -> Layout:
    from bot.shop.tables import OWN_NAMES

    return _layout(settings) if lang is Lang.ZH else OWN_NAMES


def _progress() -> Progress:
    columns = (TextColumn("{task.description:24}"), BarColumn(), DownloadColumn(), TimeElapsedColumn())
    return Progress(*columns, console=console, transient=True)


class _Bars:
    """One bar per file, filled by the bytes that have been read."""

    def __init__(self, progress: Progress, files: list[Path]) -> None:
        self._progress = progress
        self._tasks = {file: progress.add_task(file.name, total=file.stat().st_size) for file in files}

    def __call__(self, file: Path, read: int) -> None:
        self._progress.update(self._tasks[file], completed=read)


def _refuse(error: BadShopData, as_json: bool) -> None:
    if as_json:
        faults = [asdict(fault) for fault in error.faults]
        _print_json({"ok": False, "error": error.code, "message": str(error), "faults": faults})
        return
    console.print(str(error), style="red", highlight=False, markup=False, soft_wrap=True)
    console.print("Nothing was written.")


def _show(done: Imported) -> None:
    table = Table("table", "rows", "new", "updated", "unchanged")
    for name, it in done.tables.items():
        table.add_row(name, *(str(number) for number in (it.rows, it.new, it.updated, it.unchanged)))
    console.print(table)
    for file, headers in done.ignored.items():
        told = f"{file}: not used: {', '.join(headers)}"
        console.print(told, style="yellow", highlight=False, markup=False, soft_wrap=True)


def _as_dict(done: Imported) -> dict[str, Any]:
    tables = {name: {**asdict(it), "unchanged": it.unchanged} for name, it in done.tables.items()}
    return {"ok": True, "tables": tables, "ignored": done.ignored}


def _print_json(value: Any) -> None:
    sys.stdout.write(json.dumps(value, ensure_ascii=False) + "\n")
