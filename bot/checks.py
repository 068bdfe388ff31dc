"""Checks: what an installation needs, each with what to do when it is missing."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from sqlalchemy import inspect, text
from sqlalchemy.exc import SQLAlchemyError

from bot.db import engine_for, session_on
from bot.desk.console_words import load_words
from bot.desk.inspections import load_form
from bot.desk.wording import load_wording
from bot.errors import ServiceError
from bot.processes import refuse_taken
from bot.settings import ROOT, Settings
from bot.shop.own_database import faults_of_shop
from bot.shop.policy import load_policy
from bot.training.release import live_model

FREE_BYTES = 500 * 2**20


@dataclass(frozen=True)
class Check:
    """One fact about the installation; ``told`` is what was found, or what to do."""

    name: str
    passed: bool
    told: str


def checks(settings: Settings) -> Iterator[Check]:
    """All checks, in the order in which a newcomer meets their faults."""
    python = ".".join(str(part) for part in sys.version_info[:3])
    yield Check("Python", sys.version_info[:2] == (3, 10), f"{python}; Rasa 3.6 needs 3.10: run through `uv run`")
    free = shutil.disk_usage(ROOT).free
    yield Check(
        "disk", free > FREE_BYTES, f"{free // 2**20} MB free; 500 are needed to train and to keep conversations"
    )
    yield _database(settings)
    if settings.shop_database_url:
        yield _shop_database(settings)
    yield _told_by("policy", lambda: load_policy(settings.data_dir / "policy").shop.name)
    yield _told_by("desk's wording", lambda: load_wording(settings.data_dir / "policy" / "desk.yml").human_button)
    yield _told_by("console's words", lambda: load_words(settings.data_dir / "policy").no_wish)
    yield _told_by("inspection form", lambda: load_form(settings.data_dir / "policy" / "inspection.yml").items[0].title)
    yield _told_by("live model", lambda: live_model(settings.models_dir).name)
    for port, setting in ((settings.desk_port, "XIAOER_DESK_PORT"), (settings.bot_port, "XIAOER_BOT_PORT")):
        yield _told_by(f"port {port}", partial(_free, port, setting))


def _database(settings: Settings) -> Check:
    try:
        engine = engine_for(settings.database_url)
        with engine.connect() as connection:
            connection.execute(text("select 1"))
        ready = inspect(engine).has_table("conversations")
    except Exception as error:
        return Check("database", False, f"cannot be reached: {error!r}; see XIAOER_DATABASE_URL")
    told = "ready" if ready else "has no tables yet: `xiaoer up` makes them"
    return Check("database", ready, f"{engine.url.get_backend_name()}: {told}")


def _shop_database(settings: Settings) -> Check:
    """Whether the shop's own database has every table or view, with every column, and what is in them can be read."""
    try:
        with session_on(settings.database_url, settings.shop_database_url) as session:
            faults = list(faults_of_shop(session))
    except SQLAlchemyError as error:
        return Check("shop database", False, f"cannot be reached: {error!r}; see XIAOER_SHOP_DATABASE_URL")
    allowed = "changes are written" if settings.shop_database_writable else "read only, changes go to a person"
    return Check("shop database", not faults, "; ".join(faults) or f"all tables and views are there; {allowed}")


def _free(port: int, setting: str) -> str:
    refuse_taken(port, setting)
    return "free"


def _told_by(name: str, look: Callable[[], str]) -> Check:
    try:
        return Check(name, True, look())
    except ServiceError as error:
        return Check(name, False, str(error))
