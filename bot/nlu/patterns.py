"""Patterns: what trainers wrote down as certain about a sentence, in ``data/lexicon/patterns``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from bot.errors import BadLexicon
from bot.nlu.concepts import Concepts


@dataclass(frozen=True)
class Pattern:
    """One entry of ``data/lexicon/patterns/*.yml``."""

    id: str
    intent: str
    strength: int
    when: re.Pattern[str]
    unless: re.Pattern[str] | None
    after: str = ""
    """The type of the card that must have been shown just before; empty: whatever was."""

    def fires(self, text: str, shown: str = "") -> bool:
        if self.after not in ("", shown):
            return False
        return bool(self.when.search(text)) and not (self.unless and self.unless.search(text))


def read_patterns(folder: Path, concepts: Concepts) -> list[Pattern]:
    """All patterns of a folder.

    Raises:
        BadLexicon: an entry has no id, intent or ``when``, an id is used twice, or an expression cannot be compiled.
    """
    found: dict[str, Pattern] = {}
    for file in sorted(folder.glob("*.yml")):
        for entry in (yaml.safe_load(file.read_text(encoding="utf-8")) or {}).get("patterns") or []:
            pattern = _pattern(file.name, entry, concepts)
            if pattern.id in found:
                raise BadLexicon(f"{file.name}: the id {pattern.id} is used twice.")
            found[pattern.id] = pattern
    return list(found.values())


def _pattern(file: str, entry: dict[str, Any], concepts: Concepts) -> Pattern:
    try:
        unless = entry.get("unless")
        return Pattern(
            id=entry["id"],
            intent=entry["intent"],
            strength=int(entry.get("strength", 5)),
            when=re.compile("|".join(concepts.expand(word) for word in entry["when"])),
            unless=re.compile("|".join(concepts.expand(word) for word in unless)) if unless else None,
            after=str(entry.get("after", "")),
        )
    except KeyError as error:
        raise BadLexicon(f"{file}: the entry {entry.get('id', entry)!r} has no {error}.") from error
    except re.error as error:
        raise BadLexicon(f"{file}: the entry {entry['id']} has an expression that cannot be read: {error}.") from error


def strongest(patterns: list[Pattern], text: str, likelihood: dict[str, float], shown: str = "") -> Pattern | None:
    """The pattern that decides about a text in the form of ``features.core``: the strongest, ties by likelihood.

    ``shown`` is the type of the card that the shopper has just been shown.
    """
    fired = [pattern for pattern in patterns if pattern.fires(text, shown)]
    return max(fired, key=lambda p: (p.strength, likelihood.get(p.intent, 0.0), p.id), default=None)
