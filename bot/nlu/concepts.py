"""Concepts: the words of the trade by meaning, kept by trainers, seen by patterns and by the classifier."""

from __future__ import annotations

import re
from pathlib import Path

import yaml

from bot.errors import BadLexicon


class Concepts:
    """Named groups of words (``data/lexicon/concepts.yml``); a word may be a regular expression."""

    def __init__(self, groups: dict[str, list[str]]) -> None:
        self.groups = groups
        self._patterns = [(name, _alternatives(name, words)) for name, words in groups.items()]

    @classmethod
    def read(cls, file: Path) -> Concepts:
        """Raises BadLexicon when a word is not a regular expression."""
        content = yaml.safe_load(file.read_text(encoding="utf-8")) if file.exists() else {}
        return cls({name: str(words).split() for name, words in (content or {}).get("concepts", {}).items()})

    def sequence(self, text: str) -> list[str]:
        """The concepts met in the text in order of appearance, each once."""
        first = {name: match.start() for name, pattern in self._patterns if (match := pattern.search(text))}
        return sorted(first, key=lambda name: (first[name], name))

    def expand(self, pattern: str) -> str:
        """A trainer's pattern with every ``<concept>`` replaced by its words."""
        return re.sub(r"<([a-z_]+)>", self._words, pattern)

    def _words(self, match: re.Match[str]) -> str:
        if match.group(1) not in self.groups:
            raise BadLexicon(f"<{match.group(1)}> is not a concept of concepts.yml.")
        return "(?:" + "|".join(self.groups[match.group(1)]) + ")"


def _alternatives(name: str, words: list[str]) -> re.Pattern[str]:
    try:
        return re.compile("|".join(sorted(words, key=len, reverse=True)))
    except re.error as error:
        raise BadLexicon(f"concepts.yml: a word of {name} is not a valid pattern: {error}.") from error
