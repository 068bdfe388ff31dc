"""The dependency rule: who may import whom, as one table."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
BASE = {"bot.settings", "bot.errors", "bot.db", "bot.log", "bot.rulebooks", "bot.hours"}
CORE = {"bot.shop", "bot.desk", "bot.training"}
# part → what it may import of our own, beside itself and the base
ALLOWED = {
    "bot.shop": set(),
    "bot.desk": set(),
    "bot.training": set(),
    "bot.nlu": {"bot.shop"},
    "actions": CORE,
    "bot.engine": CORE,
    "bot.channels": CORE,
    "bot.adapters": CORE,
    "bot.migrations": CORE | {"bot.engine.dialogue_states"},
    "bot.web": CORE,
    "bot.web.app": CORE | {"bot.web", "bot.channels", "bot.adapters"},
    "bot.cli": CORE
    | {"bot.engine", "bot.migrations", "bot.web", "bot.channels", "bot.checks", "bot.processes", "bot.commands"},
    "bot.commands": CORE | {"bot.migrations"},
    "bot.checks": CORE | {"bot.processes"},
    "bot.processes": set(),
    "bot.settings": set(),
    "bot.errors": set(),
    "bot.rulebooks": set(),
    "bot.hours": set(),
    "bot.db": set(),
    "bot.log": set(),
}
# third-party packages that the core must not know
FOREIGN_TO_CORE = {"rasa", "rasa_sdk", "fastapi", "starlette", "sanic", "redis", "uvicorn"}
FILES = sorted(f for folder in ("bot", "actions") for f in (ROOT / folder).rglob("*.py") if "versions" not in f.parts)


def module_of(file):
    return ".".join(file.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def imports_of(file):
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def part_of(module):
    return next((part for part in sorted(ALLOWED, key=len, reverse=True) if f"{module}.".startswith(f"{part}.")), None)


@pytest.mark.parametrize("file", FILES, ids=module_of)
def test_arrows_point_inwards(file):
    here = part_of(module_of(file))
    allowed = ALLOWED.get(here, set()) | BASE | {here}

    ours = [name for name in imports_of(file) if name.split(".")[0] in ("bot", "actions") and name != "bot"]
    outward = [name for name in ours if not any(f"{name}.".startswith(f"{part}.") for part in allowed if part)]

    assert outward == []


@pytest.mark.parametrize("file", [f for f in FILES if part_of(module_of(f)) in CORE], ids=module_of)
def test_the_core_knows_neither_rasa_nor_the_web(file):
    assert [name for name in imports_of(file) if name.split(".")[0] in FOREIGN_TO_CORE] == []


@pytest.mark.parametrize("file", [f for f in FILES if module_of(f) != "bot.settings"], ids=module_of)
def test_only_settings_reads_the_environment(file):
    read = [
        node
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if (
            isinstance(node, ast.Subscript)
            and ast.unparse(node.value) == "os.environ"
            and isinstance(node.ctx, ast.Load)
        )
        or (isinstance(node, ast.Call) and ast.unparse(node.func) in ("os.getenv", "os.environ.get"))
    ]

    assert read == []


@pytest.mark.parametrize("file", [f for f in FILES if module_of(f) != "bot.db"], ids=module_of)
def test_only_db_makes_an_engine(file):
    assert [name for name in imports_of(file) if name.endswith("create_engine")] == []
