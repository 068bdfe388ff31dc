"""Fixtures of the whole suite: Rasa without TensorFlow, and one trained model for those that need it."""

import bot.engine.light  # noqa: F401  # isort: skip  (before the first import of Rasa)

import logging
import os
from datetime import datetime, timezone
from pathlib import Path

import pytest
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.utils.log_utils import configure_structlog

configure_structlog(logging.WARNING)
os.environ.pop("XIAOER_PRODUCTION", None)


def pytest_addoption(parser):
    parser.addoption("--write-transcript", action="store_true", help="write the README's conversation and tree anew")


@pytest.fixture
def storage(tmp_path):
    """A model storage, a resource in it and a context: what Rasa gives a component."""
    return LocalModelStorage(tmp_path), Resource("component"), ExecutionContext(GraphSchema({}))


@pytest.fixture(scope="session")
def trained_model(tmp_path_factory) -> Path:
    """A model trained on the project's data as it is; or, to save time, the one that XIAOER_TEST_MODEL names."""
    if given := os.environ.get("XIAOER_TEST_MODEL"):
        return Path(given)
    from bot.engine.training import train

    return train(tmp_path_factory.mktemp("models"), now=datetime.now(timezone.utc))


@pytest.fixture
def quick_passwords(monkeypatch):
    """Hashes that cost next to nothing; how much real ones cost is tested in tests/desk/test_passwords.py."""
    from argon2 import PasswordHasher

    from bot.desk import passwords

    monkeypatch.setattr(passwords, "_hasher", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    passwords._decoy.cache_clear()
    yield
    passwords._decoy.cache_clear()
