"""Alembic's entry: runs the migrations on the project's own engine."""

from __future__ import annotations

from typing import Any, Literal

from alembic import context

from bot.db import Base, UtcDateTime, engine_for
from bot.migrations import import_models

import_models()


def _render(kind: str, item: Any, _context: Any) -> str | Literal[False]:
    """A migration names no type of ours: it must still run when that type is gone."""
    return "sa.DateTime()" if kind == "type" and isinstance(item, UtcDateTime) else False


with engine_for(context.config.get_main_option("sqlalchemy.url") or "").connect() as connection:
    context.configure(connection=connection, target_metadata=Base.metadata, render_as_batch=True, render_item=_render)
    with context.begin_transaction():
        context.run_migrations()
    connection.commit()
