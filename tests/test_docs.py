"""The README cannot lie: its tree is the modules' own first lines, its commands and targets exist."""

import ast
import re

import pytest

from bot.settings import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCK = re.compile(r"(<!-- tree -->\n```text\n)(.*?)(\n```\n<!-- /tree -->)", re.S)
FOLDERS = ("actions", "bot")


def first_line(file):
    return (ast.get_docstring(ast.parse(file.read_text(encoding="utf-8"))) or "").splitlines()[0]


def modules():
    for folder in FOLDERS:
        for file in sorted((ROOT / folder).rglob("*.py"), key=lambda f: (f.parent, f.name)):
            if "versions" not in file.parts:
                yield file


def tree():
    """A line per module: its path and its first line; a package shows as its folder."""
    rows = []
    for file in modules():
        path = file.relative_to(ROOT).as_posix().removesuffix("__init__.py")
        rows.append(f"{path:34} {first_line(file)}")
    return "\n".join(rows)


@pytest.mark.parametrize("file", modules(), ids=lambda file: file.relative_to(ROOT).as_posix())
def test_every_module_says_what_it_is(file):
    assert first_line(file).endswith((".", ":"))


def test_the_tree_of_the_readme_is_the_tree(request):
    told = BLOCK.search(README)[2]
    if request.config.getoption("--write-transcript"):
        written = BLOCK.sub(lambda m: m[1] + tree() + m[3], README)
        (ROOT / "README.md").write_text(written, encoding="utf-8")

    assert told == tree()


@pytest.mark.parametrize("target", sorted(set(re.findall(r"`?make (\w+)", README))))
def test_every_make_target_of_the_readme_exists(target):
    assert re.search(rf"^{target}:", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M)


@pytest.mark.parametrize("command", sorted(set(re.findall(r"xiaoer (\w+)", README))))
def test_every_command_of_the_readme_exists(command):
    from bot.cli import app

    names = {entry.name or entry.callback.__name__ for entry in app.registered_commands} | {
        group.name for group in app.registered_groups
    }
    assert command in names


@pytest.mark.parametrize("path", sorted(set(re.findall(r"\]\(((?!http)[^)#]+)\)", README))))
def test_every_file_the_readme_points_to_exists(path):
    assert (ROOT / path).exists()
