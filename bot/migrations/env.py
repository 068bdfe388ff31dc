"""Alembic's entry: runs the migrations on the project's own engine."""

from __future__ import annotations

from alembic import context

from bot.db import Base, engine_for
from bot.migrations import import_models

import_models()

with engine_for(context.config.get_main_option("sqlalchemy.url") or "").connect() as connection:
    context.configure(connection=connection, target_metadata=Base.metadata, render_as_batch=True, compare_type=False)
    with context.begin_transaction():
        context.run_migrations()
    connection.commit()
