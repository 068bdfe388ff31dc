"""Evaluate: how well labelled sentences are understood, in the figures that decide about a model."""

from __future__ import annotations

import csv
import html
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

OUT_OF_SCOPE = "out_of_scope"
NOT_UNDERSTOOD = "nlu_fallback"
_STYLE = """
body { font: 15px/1.6 sans-serif; margin: 2em auto; max-width: 60em }
td, th { padding: .2em .8em; text-align: left; border-bottom: 1px solid #ddd }
"""


@dataclass(frozen=True)
class Row:
    """A sentence with its intent and, where a careful agent would accept it too, a second one."""

    text: str
    intent: str
    also: str = ""


@dataclass(frozen=True)
class Outcome:
    row: Row
    predicted: str
    confidence: float

    @property
    def right(self) -> bool:
        return self.predicted in (self.row.intent, self.row.also)


@dataclass(frozen=True)
class Report:
    """The outcome of a set; rates are fractions of 1."""

    outcomes: tuple[Outcome, ...]
    seconds: float

    @property
    def accuracy(self) -> float:
        return _rate(sum(o.right for o in self.outcomes), len(self.outcomes))

    @property
    def macro_f1(self) -> float:
        """Mean of the F1 of every intent of the set; a row that its second intent makes right counts for its first."""
        scores = [self._f1(intent) for intent in sorted({o.row.intent for o in self.outcomes})]
        return _rate(sum(scores), len(scores))

    @property
    def out_of_scope_answered(self) -> float:
        """Of the sentences that are none of the shop's business: how many got an answer as if they were."""
        asked = [o for o in self.outcomes if o.row.intent == OUT_OF_SCOPE]
        return _rate(sum(not o.right and o.predicted != NOT_UNDERSTOOD for o in asked), len(asked))

    @property
    def wrong_confident(self) -> float:
        """Of all rows: a wrong intent that was acted upon."""
        return _rate(sum(not o.right and o.predicted != NOT_UNDERSTOOD for o in self.outcomes), len(self.outcomes))

    @property
    def not_understood(self) -> float:
        return _rate(sum(o.predicted == NOT_UNDERSTOOD for o in self.outcomes), len(self.outcomes))

    @property
    def ms_per_row(self) -> float:
        return 1000 * _rate(self.seconds, len(self.outcomes))

    @property
    def failures(self) -> list[Outcome]:
        return [o for o in self.outcomes if not o.right]

    def per_intent(self) -> list[tuple[str, int, float]]:
        """Intent, rows, accuracy; the weakest first."""
        totals = Counter(o.row.intent for o in self.outcomes)
        right = Counter(o.row.intent for o in self.outcomes if o.right)
        return sorted(((name, n, right[name] / n) for name, n in totals.items()), key=lambda row: (row[2], row[0]))

    def confusions(self, limit: int = 15) -> list[tuple[str, str, int]]:
        """Intent, what it was taken for, how often; the most frequent first."""
        pairs = Counter((o.row.intent, o.predicted) for o in self.failures)
        return [(*pair, count) for pair, count in sorted(pairs.items(), key=lambda item: (-item[1], item[0]))[:limit]]

    def as_dict(self) -> dict[str, Any]:
        return {
            "rows": len(self.outcomes),
            "accuracy": round(self.accuracy, 4),
            "macro_f1": round(self.macro_f1, 4),
            "out_of_scope_answered": round(self.out_of_scope_answered, 4),
            "wrong_confident": round(self.wrong_confident, 4),
            "not_understood": round(self.not_understood, 4),
            "ms_per_row": round(self.ms_per_row, 3),
            "failures": [
                {
                    "text": o.row.text,
                    "intent": o.row.intent,
                    "also": o.row.also,
                    "predicted": o.predicted,
                    "confidence": round(o.confidence, 4),
                }
                for o in self.failures
            ],
        }

    def _f1(self, intent: str) -> float:
        counted = [(o.row.intent, o.row.intent if o.right else o.predicted) for o in self.outcomes]
        both = sum(gold == intent == predicted for gold, predicted in counted)
        return _rate(2 * both, sum(gold == intent for gold, _ in counted) + sum(p == intent for _, p in counted))


def read_rows(file: Path) -> list[Row]:
    """Rows of a TSV with the columns ``text``, ``intent`` and perhaps ``also``.

    Raises:
        ValueError: a column is missing or a row has no text or intent; the message names the line.
    """
    with file.open(encoding="utf-8-sig", newline="") as lines:
        table = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
        if not {"text", "intent"} <= set(table.fieldnames or ()):
            raise ValueError(f"{file}: the first line must name the columns text and intent.")
        rows = []
        for number, line in enumerate(table, start=2):
            if not line["text"] or not line["intent"]:
                raise ValueError(f"{file}, line {number}: text or intent is empty.")
            rows.append(Row(line["text"], line["intent"], line.get("also") or ""))
        return rows


def evaluate(rows: Sequence[Row], predict: Callable[[str], tuple[str, float]]) -> Report:
    """Ask ``predict`` (text → intent, confidence) about every row."""
    began = time.perf_counter()
    outcomes = tuple(Outcome(row, *predict(row.text)) for row in rows)
    return Report(outcomes, time.perf_counter() - began)


def as_html(report: Report, title: str) -> str:
    """The report as one page for a browser."""
    figures = [(key, value) for key, value in report.as_dict().items() if key != "failures"]
    failing = [(o.row.text, o.row.intent, o.row.also, o.predicted, f"{o.confidence:.2f}") for o in report.failures]
    parts = [
        f"<h1>{html.escape(title)}</h1>",
        _table(("指标", "值"), figures),
        "<h2>每个意图</h2>",
        _table(("意图", "句数", "正确率"), [(n, c, f"{a:.2f}") for n, c, a in report.per_intent()]),
        "<h2>最常混淆</h2>",
        _table(("应为", "判为", "次数"), report.confusions(40)),
        "<h2>判错的句子</h2>",
        _table(("句子", "应为", "或", "判为", "把握"), failing),
    ]
    head = f'<meta charset="utf-8"><title>{html.escape(title)}</title><style>{_STYLE}</style>'
    return f"<!doctype html>{head}" + "".join(parts)


def _table(head: Iterable[Any], rows: Iterable[Iterable[Any]]) -> str:
    def line(cells: Iterable[Any], tag: str) -> str:
        return "<tr>" + "".join(f"<{tag}>{html.escape(str(cell))}</{tag}>" for cell in cells) + "</tr>"

    return "<table>" + line(head, "th") + "".join(line(row, "td") for row in rows) + "</table>"


def _rate(part: float, whole: float) -> float:
    return part / whole if whole else 0.0
