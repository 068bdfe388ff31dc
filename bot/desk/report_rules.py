"""Report rules: the names and definitions of figures, and the numbers they depend on, from data/policy/reports.yml."""

from __future__ import annotations

from pathlib import Path
from string import Formatter
from typing import Any

from pydantic import Field, ValidationError, validator

from bot.desk.figures import DIMENSIONS, MEASURES, Measure
from bot.desk.reports import REPORTS
from bot.errors import BadPolicy
from bot.rulebooks import Rulebook, Section, read_rules

FILE = "reports.yml"
CONSULTATION_COLUMNS = (
    "time", "shopper", "channel", "question", "intent", "product", "order", "answered_by", "result", "rating",
)  # fmt: skip
SALE_COLUMNS = (
    "paid_at", "order", "items", "amount", "receiver", "phone", "region", "consulted", "agent", "prompts",
)  # fmt: skip
ANSWERS = (
    "bot", "person", "nobody", "resolved", "silent", "returned", "left", "open", "unresolved", "answered", "yes", "no",
    "visitor",
)  # fmt: skip


class Numbers(Section):
    """What the definitions depend on."""

    paid_within_hours: int = Field(gt=0, le=24 * 30)
    recovered_within_hours: int = Field(gt=0, le=24 * 30)
    reopened_within_days: int = Field(gt=0, le=31)
    advice_counts_days: int = Field(gt=0, le=365)
    satisfied_from: int = Field(ge=1, le=5)


class Figure(Section):
    """How a figure is called and what it is."""

    title: str = Field(min_length=1)
    definition: str = Field(min_length=1)


class ComplaintKind(Section):
    """A kind of fault, how it is told, and who can mend it."""

    key: str
    title: str
    team: str
    words: tuple[str, ...] = ()
    """Any of these in the shopper's words, where the cause is quality or a wrong description."""
    intents: frozenset[str] = frozenset()
    causes: frozenset[str] = frozenset()


class ReportRules(Section):
    """The whole file."""

    numbers: Numbers
    reports: dict[str, str]
    by: dict[str, str]
    sheets: dict[str, str]
    units: dict[Measure, str]
    figures: dict[str, Figure]
    kinds: dict[str, str]
    complaints: tuple[ComplaintKind, ...]
    consultation_columns: dict[str, str]
    sale_columns: dict[str, str]
    answers: dict[str, str]

    @validator("reports")
    def _names_the_reports(cls, reports: dict[str, str]) -> dict[str, str]:
        return _names(reports, tuple(REPORTS))

    @validator("units")
    def _names_the_units(cls, units: dict[Measure, str]) -> dict[Measure, str]:
        return _names(units, tuple(Measure))

    @validator("by")
    def _names_the_dimensions(cls, by: dict[str, str]) -> dict[str, str]:
        return _names(by, (*DIMENSIONS, "total", "nobody", "no_item"))

    @validator("sheets")
    def _names_the_sheets(cls, sheets: dict[str, str]) -> dict[str, str]:
        known = ("definitions", "figure", "unit", "definition", "sentences", "times", "last", "consultations", "sales")
        return _names(sheets, known)

    @validator("figures")
    def _defines_every_figure(cls, figures: dict[str, Figure], values: dict[str, Any]) -> dict[str, Figure]:
        _names(figures, tuple(MEASURES))
        places = set(values["numbers"].dict()) if "numbers" in values else None
        for key, figure in figures.items():
            unknown = {name for _, name, _, _ in Formatter().parse(figure.definition) if name} - (places or set())
            if places is not None and unknown:
                raise ValueError(f"{key} does not know {{{min(unknown)}}}")
        return figures

    @validator("complaints")
    def _no_kind_twice(cls, kinds: tuple[ComplaintKind, ...]) -> tuple[ComplaintKind, ...]:
        keys = [kind.key for kind in kinds]
        doubles = sorted({key for key in keys if keys.count(key) > 1})
        if doubles:
            raise ValueError(f"{doubles[0]} is listed twice")
        return kinds

    @validator("consultation_columns")
    def _names_the_columns(cls, columns: dict[str, str]) -> dict[str, str]:
        return _names(columns, CONSULTATION_COLUMNS)

    @validator("sale_columns")
    def _names_the_columns_of_sales(cls, columns: dict[str, str]) -> dict[str, str]:
        return _names(columns, SALE_COLUMNS)

    @validator("answers")
    def _names_the_answers(cls, answers: dict[str, str]) -> dict[str, str]:
        missing = sorted(set(ANSWERS) - set(answers))
        if missing:
            raise ValueError(f"lacks {', '.join(missing)}")
        return answers

    def kind(self, key: str) -> str:
        """How a kind of what is counted is called; empty when it has no name here."""
        complaints = {kind.key: f"{kind.title}（{kind.team}）" for kind in self.complaints}
        return self.kinds.get(key) or complaints.get(key) or ""

    def definition(self, figure: str) -> str:
        """What a figure is, in one sentence, with its numbers."""
        return self.figures[figure].definition.format(**self.numbers.dict())

    def kind_of_complaint(self, text: str, *, cause: str = "", intent: str = "") -> ComplaintKind | None:
        """The kind that a case with this cause, or a message with this intent, belongs to; None: it is no complaint."""
        plain = next((k for k in self.complaints if cause in k.causes or intent in k.intents), None)
        # A word alone tells nothing: "no colour difference, I just do not like it" is no complaint.
        if plain is None or not (plain.causes | plain.intents) & _VAGUE:
            return plain
        return next((kind for kind in self.complaints if any(word in text for word in kind.words)), plain)


# What says that something is wrong with the goods, but not what.
_VAGUE = {"quality", "not_as_described", "report_quality_issue"}


def _names(given: dict[Any, Any], known: tuple[str, ...]) -> dict[Any, Any]:
    missing, unknown = sorted(set(known) - set(given)), sorted(set(given) - set(known))
    if missing or unknown:
        faults = [f"lacks {name}" for name in missing] + [f"does not know {name}" for name in unknown]
        raise ValueError("; ".join(faults))
    return given


def load_report_rules(file: Path) -> ReportRules:
    """Read and check the file.

    Raises:
        BadPolicy: it is missing, is not YAML, or lacks or misspells something; the message names the key.
    """
    content = read_rules(file)
    try:
        return ReportRules.parse_obj(content)
    except ValidationError as error:
        first = error.errors()[0]
        raise BadPolicy(f"{file}: {'.'.join(str(part) for part in first['loc'])}: {first['msg']}") from error


_RULES = Rulebook("report rules", load_report_rules, lambda file: [file])


def report_rules_for(folder: Path) -> ReportRules:
    """The rules in a policy folder as the file stands now; after a bad edit the last good ones stay in force.

    Raises:
        BadPolicy: the file is bad and no good one has been seen yet.
    """
    return _RULES.at(folder / FILE)
