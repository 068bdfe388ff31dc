"""The trainers' files that components read: where they are, and a fingerprint so that an edit retrains."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

from bot.settings import ROOT


def located(path: str | Path) -> Path:
    """A path of config.yml, which is relative to the project."""
    return ROOT / path


def fingerprint_of(paths: Iterable[str | Path]) -> str:
    """A hash over the content of files and folders (recursively); Rasa retrains a component when it changes."""
    digest = hashlib.sha256()
    for path in paths:
        place = located(path)
        for file in sorted(place.rglob("*")) if place.is_dir() else [place]:
            if file.is_file():
                digest.update(file.relative_to(place.parent).as_posix().encode())
                digest.update(file.read_bytes())
    return digest.hexdigest()
