"""Terms that stand in lists: colours, word sizes, carriers and categories, and what the catalogue names."""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from bot.nlu.entities.spans import Entity, found

# So many characters at the end of a title name the product.
END_OF_TITLE = 5
# A colour of one character is one only where nothing else can be meant: 要黑的, not 明白的.
_ONE_CHARACTER = re.compile(r"[\u4e00-\u9fff][的款]")
_SAFE_BEFORE = re.compile(r"(?:^|[^\u4e00-\u9fff]|[要想拍买换有选和个件双条款码号色穿成了还或那这是跟与点])$")


@dataclass(frozen=True)
class Term:
    """A word and what it stands for; an empty ``entity`` marks a word in which no term is to be found (大红袍)."""

    entity: str
    word: str
    value: str


def read_lexicon(folder: Path) -> list[Term]:
    """The terms of every ``<entity>.yml`` that names its entity; regions are read by ``places``."""
    terms = []
    for file in lexicon_files(folder):
        content: dict[str, Any] = yaml.safe_load(file.read_text(encoding="utf-8")) or {}
        if content.get("entity") in (None, "region"):
            continue
        terms += [Term("", str(word), str(word)) for word in content.get("except") or []]
        for value, aliases in (content.get("values") or {}).items():
            terms += [Term(content["entity"], str(word), str(value)) for word in [value, *(aliases or [])]]
    return terms


def lexicon_files(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.yml"))


def read_catalogue(folder: Path) -> list[Term]:
    """What the shop sells: products (value: their id), and its own names of categories and colours."""
    products = _rows(folder / "products.csv")
    categories = {row.get("category") or "" for row in products}
    colors = {row.get("color") or "" for row in _rows(folder / "skus.csv")}
    terms = [Term("category", name, name) for name in sorted(categories) if len(name) > 1]
    terms += [Term("color", name, name) for name in sorted(colors) if len(name) > 1]
    return terms + _product_terms(products)


def catalogue_files(folder: Path) -> list[Path]:
    return [folder / "products.csv", folder / "skus.csv"]


def _rows(file: Path) -> list[dict[str, str]]:
    if not file.exists():
        return []
    with file.open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.DictReader(lines))


def _product_terms(products: list[dict[str, str]]) -> list[Term]:
    """Titles, their ends and aliases; one that another product bears too, if only as a keyword (袜子), names neither.

    People leave out the first words of a long title; what is left must still be long enough to be no kind of goods.
    """
    owners: dict[str, set[str]] = defaultdict(set)
    names: dict[str, str] = {}
    for row in products:
        title, searched = row["title"], _listed(row, "keywords")
        ends = [title[at:] for at in range(1, len(title) - END_OF_TITLE + 1)]
        called = [title, *_listed(row, "aliases"), *ends]
        names.update(dict.fromkeys(called, row["id"]))
        for word in [*called, *searched]:
            owners[word].add(row["id"])
    return [Term("product", word, owner) for word, owner in names.items() if len(word) > 1 and len(owners[word]) == 1]


def _listed(row: dict[str, str], column: str) -> list[str]:
    return [word.strip() for word in (row.get(column) or "").split("|") if word.strip()]


def terms_by_word(terms: Iterable[Term]) -> dict[str, list[Term]]:
    """Look-up by the word as matched; what is named twice as the same kind has the meaning named last."""
    table: dict[str, dict[str, Term]] = defaultdict(dict)
    for term in terms:
        table[key(term.word)][term.entity] = term
    return {word: list(kinds.values()) for word, kinds in table.items()}


def key(written: str) -> str:
    return written.replace(" ", "").lower()


def find_terms(text: str, spans: Iterable[tuple[int, int]], table: dict[str, list[Term]]) -> list[Entity]:
    """What the matched spans stand for, without those that are only a part of a longer word."""
    return [
        found(term.entity, start, end, term.value)
        for start, end in spans
        if _is_whole(text, start, end)
        for term in table.get(key(text[start:end]), [])
    ]


def _is_whole(text: str, start: int, end: int) -> bool:
    word = text[start:end]
    if _ONE_CHARACTER.fullmatch(word) and not _SAFE_BEFORE.search(text[:start]):
        return False
    return not (_joined(text[start - 1 : start], word[0]) or _joined(word[-1], text[end : end + 1]))


def _joined(left: str, right: str) -> bool:
    """Whether two characters belong to one Latin word or figure: the XL of 2XL is no XL."""
    return left.isascii() and right.isascii() and left.isalnum() and right.isalnum()
