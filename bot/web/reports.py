"""Reports for leads: figures with their definitions as tables and charts, as CSV and Excel, and the daily sheets."""

from __future__ import annotations

import asyncio
from datetime import date, timedelta
from functools import partial
from typing import Annotated, Any, Literal
from urllib.parse import quote

from fastapi import APIRouter, Depends, Query
from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.responses import Response

from bot.desk import audit
from bot.desk.figures import Span, day_of
from bot.desk.questions import grouped
from bot.desk.report_rules import ReportRules, report_rules_for
from bot.desk.reports import REPORTS, answer
from bot.desk.services import Seconds
from bot.desk.staff import Agent, Role
from bot.errors import BadReportDays, InvalidRequest, PageNotFound
from bot.rulebooks import read_rules
from bot.shop.sales import titles_of
from bot.web.auth import admitted
from bot.web.chat_forms import Problem
from bot.web.daily_sheets import Names, consultation_sheet, sale_sheet
from bot.web.parts import Parts, UseParts
from bot.web.report_facts import RawEvents
from bot.web.report_forms import SENTENCES, Labels, as_json, as_sheets
from bot.web.spreadsheets import CSV_TYPE, EXCEL_TYPE, Sheet, as_csv, as_excel

LONGEST = 366
USUAL = 7
SHEETS = {"consultations": consultation_sheet, "sales": sale_sheet}


LEAD = admitted(Role.LEAD)
AsLead = Annotated[Agent, Depends(LEAD)]
Format = Literal["json", "csv", "xlsx"]
FILE: dict[int | str, dict[str, Any]] = {
    200: {
        "content": {
            "application/json": {},
            "text/csv": {"schema": {"type": "string"}},
            EXCEL_TYPE: {"schema": {"type": "string", "format": "binary"}},
        }
    }
}
router = APIRouter(
    prefix="/api/console",
    tags=["reports"],
    responses={
        401: {"model": Problem, "description": "Nobody is logged in"},
        403: {"model": Problem, "description": "The role does not allow it"},
        404: {"model": Problem, "description": "There is no such report"},
        400: {"model": Problem, "description": "The days are none, or too many"},
    },
)


@router.get("/reports", summary="Which reports there are, with every figure and its definition")
def list_reports(agent: AsLead, parts: UseParts) -> dict[str, Any]:
    rules = _rules(parts)
    listed = [
        {"name": name, "title": rules.reports[name], "by": list(report.by), "figures": _figures(rules, report.figures)}
        for name, report in REPORTS.items()
    ]
    sheets = [{"name": name, "title": rules.sheets[name]} for name in SHEETS]
    return {"ok": True, "reports": listed, "sheets": sheets}


@router.get(
    "/reports/{name}", responses=FILE, summary="A report for some days, for a group or an agent, or a file of it"
)
async def show_report(
    name: str,
    lead: AsLead,
    parts: UseParts,
    first: Annotated[date | None, Query(alias="from")] = None,
    last: Annotated[date | None, Query(alias="to")] = None,
    group: Annotated[str | None, Query(max_length=30)] = None,
    agent: int | None = None,
    by: Annotated[str | None, Query(max_length=10)] = None,
    format: Format = "json",
) -> Any:
    if name not in REPORTS:
        raise PageNotFound()
    span = _span(first, last, day_of(parts.clock()))
    make = partial(_report, parts, name, span, group, agent)
    shown, sheets = await asyncio.to_thread(make)
    if format == "json":
        return {"ok": True, "report": shown}
    detail = {"format": format, "from": span.first.isoformat(), "to": span.last.isoformat()}
    await asyncio.to_thread(_note, parts, lead, "report.export", name, detail)
    if format == "xlsx":
        return _file(as_excel(sheets), EXCEL_TYPE, f"{shown['title']} {span.first}~{span.last}.xlsx")
    chosen = _table_by(shown, by)
    return _file(as_csv(sheets[chosen]), CSV_TYPE, f"{sheets[chosen].title} {span.first}~{span.last}.csv")


@router.get("/sheets/{name}", responses=FILE, summary="A daily sheet as Excel: consultations or sales")
async def show_sheet(name: str, lead: AsLead, parts: UseParts, day: date | None = None) -> Response:
    if name not in SHEETS:
        raise PageNotFound()
    day = day or day_of(parts.clock())
    sheet = await asyncio.to_thread(_sheet, parts, name, day)
    await asyncio.to_thread(_note, parts, lead, "sheet.export", name, {"day": day.isoformat()})
    return _file(as_excel([sheet]), EXCEL_TYPE, f"{sheet.title}.xlsx")


def _report(
    parts: Parts, name: str, span: Span, group: str | None, agent: int | None
) -> tuple[dict[str, Any], list[Sheet]]:
    rules = _rules(parts)
    with parts.database() as session:
        raw = RawEvents(session, span, rules, _seconds(parts))
        answered = answer(name, span, raw.facts(name), group=group, agent=agent)
        questions = grouped(raw.unanswered) if name == SENTENCES else []
        items = {row.key for table in answered.tables if table.by == "item" for row in table.rows}
        titles = titles_of(session, items)
        labels = Labels(rules, _groups(parts), _agents(session), titles, _intents(parts))
    return as_json(answered, labels, questions, group, agent), as_sheets(answered, labels, questions)


def _sheet(parts: Parts, name: str, day: date) -> Sheet:
    with parts.database() as session:
        intents = _intents(parts)
        names = Names(_rules(parts), _agents(session), lambda intent: intents.get(intent, intent))
        return SHEETS[name](session, day, names)


def _note(parts: Parts, lead: Agent, action: str, name: str, detail: dict[str, str]) -> None:
    with parts.database() as session:
        audit.note(session, action, parts.clock(), agent_id=lead.id, subject=name, **detail)


def _span(first: date | None, last: date | None, today: date) -> Span:
    """The days asked for; by themselves the last week."""
    last = last or max(today, first or today)
    first = first or last - timedelta(days=USUAL - 1)
    if not 0 <= (last - first).days < LONGEST or not 2000 <= first.year <= last.year <= 2999:
        raise BadReportDays()
    return Span(first, last)


def _table_by(shown: dict[str, Any], by: str | None) -> int:
    dimensions = [table["by"] for table in shown["tables"]]
    if by is None:
        return 0
    if by == SENTENCES and shown["name"] == SENTENCES:
        return len(dimensions) + 1
    if by not in dimensions:
        raise InvalidRequest()
    # The second sheet holds the definitions.
    place = dimensions.index(by)
    return place + 1 if place else 0


def _file(content: bytes, media_type: str, name: str) -> Response:
    ascii_name = "report." + name.rpartition(".")[2]
    disposition = f"attachment; filename=\"{ascii_name}\"; filename*=UTF-8''{quote(name)}"
    return Response(content, media_type=media_type, headers={"Content-Disposition": disposition})


def _rules(parts: Parts) -> ReportRules:
    return report_rules_for(parts.settings.data_dir / "policy")


def _figures(rules: ReportRules, keys: tuple[str, ...]) -> list[dict[str, str]]:
    return [{"key": key, "title": rules.figures[key].title, "definition": rules.definition(key)} for key in keys]


def _seconds(parts: Parts) -> Seconds:
    return parts.reception.ledger.rota.seconds


def _groups(parts: Parts) -> dict[str, str]:
    return {key: group.name for key, group in parts.reception.ledger.rota.groups.groups.items()}


def _agents(session: Session) -> dict[int, str]:
    return {row.id: row.name for row in session.execute(select(Agent.id, Agent.name))}


def _intents(parts: Parts) -> dict[str, str]:
    topics = read_rules(parts.settings.data_dir / "policy" / "topics.yml")["topics"]
    return {str(intent): str(title) for intent, title in topics.items()}
