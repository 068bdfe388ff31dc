"""The console's own modules and the libraries beside them: everything that is imported is there, and unchanged."""

import hashlib
import json
import re
from pathlib import Path

import pytest

STATIC = Path(__file__).parents[2] / "bot" / "web" / "static"
CONSOLE, VENDOR = STATIC / "console", STATIC / "vendor"
IMPORTS = json.loads((CONSOLE / "imports.json").read_text(encoding="utf-8"))["imports"]
MODULES = sorted(CONSOLE.rglob("*.js"))
NAMES = [str(path.relative_to(CONSOLE)) for path in MODULES]
LISTED = dict(re.findall(r"^\| ([^|<` ]+) \| `([0-9a-f]{64})` \|$", (VENDOR / "README.md").read_text("utf-8"), re.M))
IMPORTED = re.compile(r"""(?:\bfrom\s*|\bimport\s*\(?\s*)['"]([^'"]+)['"]""")
MOST_LINES = 350


def imported_by(path):
    return IMPORTED.findall(path.read_text(encoding="utf-8"))


def file_of(name, importer):
    return STATIC / IMPORTS[name].removeprefix("/static/") if name in IMPORTS else (importer.parent / name).resolve()


@pytest.mark.parametrize("path", MODULES, ids=NAMES)
def test_every_import_of_a_module_leads_to_a_file(path):
    missing = [name for name in imported_by(path) if not file_of(name, path).is_file()]

    assert not missing


@pytest.mark.parametrize("path", MODULES, ids=NAMES)
def test_a_module_says_what_it_is_and_stays_short(path):
    text = path.read_text(encoding="utf-8")

    assert text.startswith("/* ")
    assert len(text.splitlines()) <= MOST_LINES


@pytest.mark.parametrize("path", MODULES, ids=NAMES)
def test_no_module_builds_html_from_strings_or_runs_text(path):
    assert not re.search(
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function", path.read_text("utf-8")
    )


def test_every_module_is_used():
    reached, waiting = set(), [CONSOLE / "main.js"]
    while waiting:
        path = waiting.pop()
        reached.add(path)
        waiting += [
            found
            for name in imported_by(path)
            if (found := file_of(name, path)).is_relative_to(CONSOLE) and found not in reached
        ]

    assert reached == set(MODULES)


def test_the_vendored_files_are_those_that_their_list_names():
    found = {
        str(path.relative_to(VENDOR)): path for path in VENDOR.rglob("*") if path.is_file() and path.parent != VENDOR
    }

    assert {name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in found.items()} == LISTED


def test_every_vendored_library_brings_its_licence():
    assert [folder.name for folder in VENDOR.iterdir() if folder.is_dir() and not (folder / "LICENSE").is_file()] == []


def test_the_icons_are_those_that_the_console_shows():
    icons = "@element-plus/icons-vue"
    offered = re.findall(r"_default as (\w+)", file_of(icons, CONSOLE).read_text(encoding="utf-8"))
    wanted = {
        name.strip()
        for path in MODULES
        for names in re.findall(rf"import \{{([^}}]+)\}} from '{icons}'", path.read_text(encoding="utf-8"))
        for name in names.split(",")
    }

    assert set(offered) == wanted
