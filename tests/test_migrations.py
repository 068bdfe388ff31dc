"""The history of the tables ends at today's models."""

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from bot.db import Base, engine_for
from bot.migrations import import_models, migrate


def _is_ours(name, kind, _parents):
    return not (kind == "table" and str(name).startswith(("sqlite_", "alembic_")))


def test_migrations_lead_to_the_models(tmp_path):
    url = f"sqlite:///{tmp_path / 'new.db'}"
    migrate(url)
    import_models()

    with engine_for(url).connect() as connection:
        context = MigrationContext.configure(connection, opts={"include_name": _is_ours})
        assert compare_metadata(context, Base.metadata) == []


def test_migrating_twice_changes_nothing(tmp_path):
    url = f"sqlite:///{tmp_path / 'new.db'}"
    migrate(url)

    migrate(url)

    assert "conversations" in Base.metadata.tables
