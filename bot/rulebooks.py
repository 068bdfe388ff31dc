"""Rulebooks: what owners and trainers write in YAML, read strictly, and read again when somebody changes a file."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Generic, TypeVar

import yaml
from pydantic import BaseModel

from bot.errors import BadPolicy

logger = logging.getLogger(__name__)
T = TypeVar("T")


class Section(BaseModel):
    """A block of a policy file: unchangeable, and an unknown key is a fault rather than a rule that never works."""

    class Config:
        frozen = True
        extra = "forbid"
        anystr_strip_whitespace = True
        allow_population_by_field_name = True


class Rulebook(Generic[T]):
    """A reader that looks at each question whether its files have changed.

    A shop that is at work keeps its last good rules when an edit is bad; the fault is logged, once per edit.
    ``name`` is what the log calls it, ``load`` reads a place, ``files`` are those that make it up.
    """

    def __init__(self, name: str, load: Callable[[Path], T], files: Callable[[Path], list[Path]]) -> None:
        self._name = name
        self._load = load
        self._files = files
        self._known: dict[Path, tuple[list[tuple[int, int]], T]] = {}

    def at(self, place: Path) -> T:
        """The rules of a place as its files stand now.

        Raises:
            BadPolicy: the files are bad and no good ones have been seen yet.
        """
        stamps = [_stamp(file) for file in self._files(place)]
        known = self._known.get(place)
        if known and known[0] == stamps:
            return known[1]
        try:
            rules = self._load(place)
        except BadPolicy as error:
            if known is None:
                raise
            rules = known[1]
            extra = {"event": f"{self._name}.rejected"}
            logger.error("The old %s stays in force: %s", self._name, error, extra=extra, exc_info=True)
        self._known[place] = (stamps, rules)
        return rules


def read_rules(file: Path) -> Mapping[str, Any]:
    """The keys of a file.

    Raises:
        BadPolicy: it is missing, is not YAML, gives a key twice, or has none.
    """
    try:
        content = yaml.load(file.read_text(encoding="utf-8"), Loader=_StrictLoader)
    except (OSError, UnicodeDecodeError) as error:
        raise BadPolicy(f"{file}: cannot be read ({error})") from error
    except yaml.YAMLError as error:
        raise BadPolicy(f"{file}: {' '.join(str(error).split())}") from error
    if not isinstance(content, dict):
        raise BadPolicy(f"{file}: has no keys")
    return content


def _stamp(file: Path) -> tuple[int, int]:
    try:
        status = file.stat()
    except OSError:
        return (0, 0)
    return (status.st_mtime_ns, status.st_size)


# The C parser reads the decision table ten times as fast; not every build of PyYAML has it.
class _StrictLoader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """YAML silently takes the last of two equal keys; an owner who repeats one would wonder which counts."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        keys = [key.value for key, _ in node.value]
        doubles = sorted({key for key in keys if keys.count(key) > 1})
        if doubles:
            line = node.start_mark.line + 1
            raise yaml.YAMLError(f"{doubles[0]}: is given twice in the block from line {line}")
        return super().construct_mapping(node, deep)
