"""The daily sheets that shops keep: who asked what and how it ended, and what was sold after which consultation."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.desk.consultations import Consultation, consultations
from bot.desk.day_sheet import SheetRow, day_sheet
from bot.desk.figures import Span, day_of
from bot.desk.happenings import read_happenings
from bot.desk.purchases import before_purchase, prompts_before
from bot.desk.report_rules import CONSULTATION_COLUMNS, SALE_COLUMNS, ReportRules
from bot.hours import SHANGHAI
from bot.log import masked
from bot.shop.orders import Customer
from bot.shop.sales import Sale, sales, titles_of
from bot.web.spreadsheets import Sheet, Value

_CUSTOMERS: Any = Customer  # SQLAlchemy 1.4 is untyped: on the class these are columns
MONEY = "0.00"


@dataclass(frozen=True)
class Names:
    """How people call what the data name by keys."""

    rules: ReportRules
    agents: dict[int, str]
    intent: Callable[[str], str]

    def word(self, key: str) -> str:
        return self.rules.answers.get(key, key)

    def agent(self, agent_id: int | None) -> str:
        return self.agents.get(agent_id or 0, "")


def consultation_sheet(session: Session, day: date, names: Names) -> Sheet:
    """Each consultation of a day."""
    rows = day_sheet(session, Span(day, day))
    titles = titles_of(session, {row.asked.product_id for row in rows if row.asked.product_id})
    shoppers = _shoppers(session, {row.consultation.who.shopper_id for row in rows})
    table = [_consultation(row, titles, shoppers, names) for row in rows]
    header = [names.rules.consultation_columns[key] for key in CONSULTATION_COLUMNS]
    return Sheet(f"{names.rules.sheets['consultations']} {day}", header, table)


def sale_sheet(session: Session, day: date, names: Names) -> Sheet:
    """Each order that was paid on a day."""
    span = Span(day, day)
    sold = sales(session, span.begins, span.ends)
    within = timedelta(hours=names.rules.numbers.paid_within_hours)
    asked = consultations(read_happenings(session, Span(day_of(span.begins - within), day)))
    before = before_purchase(sold, asked, within)
    prompts = prompts_before(session, {sale.number: sale.paid_at for sale in sold})
    rows = [_sale(sale, before.get(sale.number), prompts.get(sale.number, 0), names) for sale in sold]
    header = [names.rules.sale_columns[key] for key in SALE_COLUMNS]
    amount = SALE_COLUMNS.index("amount")
    return Sheet(f"{names.rules.sheets['sales']} {day}", header, rows, {amount: MONEY})


def _consultation(row: SheetRow, titles: dict[str, str], shoppers: dict[str, str], names: Names) -> list[Value]:
    one, asked = row.consultation, row.asked
    shopper = one.who.shopper_id
    cells: dict[str, Value] = {
        "time": _time(one.first.at),
        "shopper": masked(shoppers.get(shopper, shopper)) if shopper else names.word("visitor"),
        "channel": names.word(one.who.channel),
        "question": asked.question,
        "intent": names.intent(asked.intent),
        "product": titles.get(asked.product_id or "", ""),
        "order": asked.order_number,
        "answered_by": _answered_by(one, names),
        "result": names.word(row.result),
        "rating": row.score,
    }
    return [cells[key] for key in CONSULTATION_COLUMNS]


def _answered_by(one: Consultation, names: Names) -> str:
    if one.by_person:
        return names.agent(one.agent_id) or names.word("person")
    return names.word("bot" if one.by_bot else "nobody")


def _sale(sale: Sale, one: Consultation | None, prompts: int, names: Names) -> list[Value]:
    items = (f"{line.title} {line.color} {line.size}".strip() + f" ×{line.quantity}" for line in sale.lines)
    cells: dict[str, Value] = {
        "paid_at": _time(sale.paid_at),
        "order": sale.number,
        "items": "；".join(" ".join(item.split()) for item in items),
        "amount": sale.amount_fen / 100,
        "receiver": f"{sale.receiver[:1]}**",
        "phone": hidden(sale.phone),
        "region": f"{sale.province}{sale.city}",
        "consulted": names.word("yes" if one else "no"),
        "agent": _answered_by(one, names) if one else "",
        "prompts": prompts,
    }
    return [cells[key] for key in SALE_COLUMNS]


def hidden(phone: str) -> str:
    """A phone number of which only the first three and the last four characters are to be read.

    >>> hidden("13800006612"), hidden("0571-12345678"), hidden("6612")
    ('138****6612', '057******5678', '****')
    """
    return f"{phone[:3]}{'*' * (len(phone) - 7)}{phone[-4:]}" if len(phone) > 7 else "*" * len(phone)


def _time(at: datetime) -> str:
    return at.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M")


def _shoppers(session: Session, ids: Collection[str | None]) -> dict[str, str]:
    known = sorted(id_ for id_ in ids if id_)
    found: dict[str, str] = {}
    for start in range(0, len(known), 500):
        query = select(_CUSTOMERS.id, _CUSTOMERS.name).where(_CUSTOMERS.id.in_(known[start : start + 500]))
        found.update({row.id: row.name for row in session.execute(query)})
    return found
