"""Migrations: the history of the tables, from an empty database to today's models."""

from __future__ import annotations

import importlib
import pkgutil
from pathlib import Path

from alembic import command
from alembic.config import Config

FOLDER = Path(__file__).parent


def configuration(url: str) -> Config:
    """Alembic's configuration for one database, without an ini file."""
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.set_main_option("sqlalchemy.url", url.replace("%", "%%"))
    return config


def migrate(url: str) -> None:
    """Bring a database to today's tables; nothing happens when it is there already."""
    command.upgrade(configuration(url), "head")


def import_models() -> None:
    """Import every module that declares tables, so that ``Base.metadata`` is complete."""
    for package in ("bot.shop", "bot.desk"):
        for module in pkgutil.iter_modules(importlib.import_module(package).__path__):
            importlib.import_module(f"{package}.{module.name}")
    importlib.import_module("bot.engine.dialogue_states")
