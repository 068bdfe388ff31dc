"""The forms of a report: JSON for tables and charts, and sheets with the definitions on the second one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from bot.desk.figures import MEASURES, Measure, Row, Table
from bot.desk.messages import iso
from bot.desk.questions import Question
from bot.desk.report_rules import ReportRules
from bot.desk.reports import REPORTS, Answer
from bot.hours import SHANGHAI
from bot.web.spreadsheets import Sheet, Value

# The report that has sentences beside its figures.
SENTENCES = "questions"
_FORMATS = {Measure.SHARE: "0.0%", Measure.SECONDS: "0", Measure.SCORE: "0.00", Measure.FEN: "0.00"}


@dataclass(frozen=True)
class Labels:
    """How people call the keys of rows."""

    rules: ReportRules
    groups: dict[str, str]
    agents: dict[int, str]
    products: dict[str, str]
    intents: dict[str, str]

    def row(self, by: str, key: Any) -> str:
        """What stands before a row."""
        if by == "day":
            return key.isoformat() if isinstance(key, date) else self.rules.by["total"]
        if by == "item":
            return self.products.get(key, key) or self.rules.by["no_item"]
        if key is None:
            return self.rules.by["nobody"]
        if by == "group":
            return self.groups.get(key, key)
        return self.agents.get(key, str(key)) if by == "agent" else self.kind(key)

    def kind(self, key: str) -> str:
        return self.rules.kind(key) or self.intents.get(key) or key

    def unit(self, figure: str) -> str:
        return self.rules.units[MEASURES[figure]]

    def head(self, figure: str) -> str:
        title, unit = self.rules.figures[figure].title, self.unit(figure)
        return f"{title}（{unit}）" if unit and unit != "%" else title


def as_json(
    answer: Answer, labels: Labels, questions: Sequence[Question], group: str | None, agent: int | None
) -> dict[str, Any]:
    """Shares are fractions of 1, times seconds, money yuan; None where there is nothing to reckon with."""
    rules = labels.rules
    return {
        "name": answer.name,
        "title": rules.reports[answer.name],
        "from": answer.span.first.isoformat(),
        "to": answer.span.last.isoformat(),
        "group": group,
        "agent": agent,
        "figures": [
            {
                "key": figure,
                "title": rules.figures[figure].title,
                "definition": rules.definition(figure),
                "measure": MEASURES[figure].value,
                "unit": labels.unit(figure),
            }
            for figure in answer.figures
        ],
        "total": _numbers(answer.total, answer.figures),
        "tables": [_table(table, labels) for table in answer.tables],
        "chart": {
            "days": [day.isoformat() for day in answer.span.days],
            "first": list(REPORTS[answer.name].charted),
            "series": [
                {"figure": one.figure, "points": [_number(one.figure, point) for point in one.points]}
                for one in answer.series
            ],
        },
        "questions": [
            {
                "text": one.text,
                "why": one.why,
                "why_title": labels.kind(one.why),
                "times": one.times,
                "last_at": iso(one.last_at),
                "others": list(one.others),
            }
            for one in questions
        ],
    }


def as_sheets(answer: Answer, labels: Labels, questions: Sequence[Question]) -> list[Sheet]:
    """The main table, the definitions, the other tables, the sentences."""
    main, *others = [_sheet(answer, table, labels) for table in answer.tables]
    sentences = [_questions(questions, labels)] if answer.name == SENTENCES else []
    return [main, _definitions(answer, labels), *others, *sentences]


def _table(table: Table, labels: Labels) -> dict[str, Any]:
    rows = [
        {
            "key": row.key.isoformat() if isinstance(row.key, date) else row.key,
            "name": labels.row(table.by, row.key),
            "values": _numbers(row, table.figures),
        }
        for row in table.rows
    ]
    return {"by": table.by, "title": labels.rules.by[table.by], "rows": rows}


def _numbers(row: Row, figures: Sequence[str]) -> list[float | None]:
    return [_number(figure, value) for figure, value in zip(figures, row.values, strict=True)]


def _number(figure: str, value: float | None) -> float | None:
    if value is None:
        return None
    return value / 100 if MEASURES[figure] is Measure.FEN else round(value, 6)


def _sheet(answer: Answer, table: Table, labels: Labels) -> Sheet:
    rules = labels.rules
    header = [rules.by[table.by], *(labels.head(figure) for figure in table.figures)]
    rows: list[list[Value]] = [[labels.row(table.by, row.key), *_numbers(row, table.figures)] for row in table.rows]
    rows.append([rules.by["total"], *_numbers(table.total, table.figures)])
    measures = (MEASURES[figure] for figure in table.figures)
    formats = {n: _FORMATS[measure] for n, measure in enumerate(measures, start=1) if measure in _FORMATS}
    return Sheet(f"{rules.reports[answer.name]}-{rules.by[table.by]}", header, rows, formats)


def _definitions(answer: Answer, labels: Labels) -> Sheet:
    words = labels.rules.sheets
    rows: list[list[Value]] = [
        [labels.rules.figures[figure].title, labels.unit(figure), labels.rules.definition(figure)]
        for figure in answer.figures
    ]
    return Sheet(words["definitions"], [words["figure"], words["unit"], words["definition"]], rows)


def _questions(questions: Sequence[Question], labels: Labels) -> Sheet:
    words = labels.rules.sheets
    header = [words["sentences"], labels.rules.by["kind"], words["times"], words["last"]]
    rows: list[list[Value]] = [
        [one.text, labels.kind(one.why), one.times, one.last_at.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M")]
        for one in questions
    ]
    return Sheet(words["sentences"], header, rows)
