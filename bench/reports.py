"""The benchmark of reports: seconds for each at 100,000 messages, 10,000 conversations and 10,000 orders in 30 days.

Usage: python bench/reports.py [CONVERSATIONS]. XIAOER_BENCH_DATABASE names a database to use instead of a new SQLite file;
it must be empty. Prints one table; bench/out/reports.json holds it too. The seconds are those of a processor, so that
they mean the same on a busy machine; a database server's own time is not in them.
"""
# ruff: noqa: E501  (rows of data stay rows)

from __future__ import annotations

import json
import os
import random
import sys
import tempfile
import time
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from bot.db import session_on
from bot.desk.conversations import Conversation, HandOff, Owner
from bot.desk.figures import Span, day_of
from bot.desk.journal import JournalEntry
from bot.desk.messages import Author, Message
from bot.desk.outbox import Outgoing
from bot.desk.questions import grouped
from bot.desk.ratings import Rating
from bot.desk.report_rules import report_rules_for
from bot.desk.reports import REPORTS, answer
from bot.desk.service_hours import served_between
from bot.desk.staff import Agent
from bot.hours import SHANGHAI
from bot.migrations import migrate
from bot.settings import ROOT
from bot.shop.cases import AftersaleCase, CaseStatus
from bot.shop.catalogue import Product, Sku
from bot.shop.orders import Customer, Order, OrderLine, OrderStatus
from bot.shop.policy import policy_for
from bot.web.daily_sheets import Names, consultation_sheet, sale_sheet
from bot.web.report_facts import RawEvents

OUT = Path(__file__).parent / "out"
FIRST = datetime(2026, 10, 1, 9, 0, tzinfo=SHANGHAI)
DAYS = 30
ASKED = ("这件什么时候发货", "我158 52kg穿什么码", "有没有色差", "能不能便宜点", "退货运费谁出", "可以货到付款不")
INTENTS = ("ask_ship_time", "ask_size", "ask_product_info", "bargain", "ask_return_fee", "nlu_fallback")
Rows = dict[Any, list[dict[str, Any]]]


def understood(text: str, intent: str) -> list[dict[str, Any]]:
    """What an analysis looks like in the database."""
    ranking = [[name, 0.2] for name in INTENTS[:4]]
    return [
        {
            "text": text, "intent": intent, "confidence": 0.9, "entities": [{"entity": "product", "value": "P1", "start": 0, "end": 2}],
            "because": {"pattern": "x" * 80}, "ranking": ranking, "actions": ["action_ask_size"],
        }
    ]  # fmt: skip


def talk(n: int, dice: random.Random, rows: Rows) -> None:
    """Ten messages: six with the bot, in a third of the talks the rest with a person."""
    at = FIRST + timedelta(days=dice.randrange(DAYS), minutes=dice.randrange(720))
    id_, shopper = f"{n:032x}", f"u{n % 4000}"
    rows[Conversation].append(
        {
            "id": id_, "visitor": f"v{n}", "shopper_id": shopper, "channel": "web", "owner": Owner.BOT, "epoch": 0, "priority": 0,
            "read_id": 0, "agent_read_id": 0, "created_at": at, "updated_at": at,
        }
    )  # fmt: skip
    started = {"at": at, "kind": "conversation.started", "conversation_id": id_, "agent_id": None, "group": None}
    rows[JournalEntry].append({**started, "data": {"channel": "web"}})
    with_person = n % 3 == 0
    for turn in range(5):
        pick = dice.randrange(len(ASKED))
        text, person = f"{ASKED[pick]}{'啊呢吗了'[dice.randrange(4)]}", with_person and turn > 2
        card = {"type": "size", "size": "M", "other_size": None, "rows": [], "product": "P1"}
        base = {"conversation_id": id_, "kind": "text", "buttons": [], "context": {}, "epoch": 0, "answered": True}
        analysis = None if person else understood(text, INTENTS[pick])
        author = Author.AGENT if person else Author.BOT
        rows[Message] += [
            {**base, "author": Author.SHOPPER, "text": text, "at": at, "understood": analysis, "agent_id": None, "card": None},
            {
                **base, "author": author, "text": "好的亲，这边帮您看一下。", "at": at + timedelta(seconds=40), "understood": None,
                "agent_id": n % 20 + 1 if person else None, "card": card if pick == 1 and not person else None,
            },
        ]  # fmt: skip
        if with_person and turn == 2:
            hand_over(n, id_, at + timedelta(seconds=50), rows)
        at += timedelta(minutes=2)


def hand_over(n: int, id_: str, at: datetime, rows: Rows) -> None:
    """From the hand-over to the rating."""
    agent, group = n % 20 + 1, ("presale", "aftersale")[n % 2]
    lines = (
        ("handed_off", 0, None, {"reason": ("asked", "complaint", "bargain")[n % 3]}), ("queued", 0, None, {"why": "routed"}),
        ("assigned", 30, agent, {"waited": 30}), ("replied", 90, agent, {"after": 60}), ("closed", 900, agent, {"why": "resolved"}),
    )  # fmt: skip
    rows[JournalEntry] += [
        {"at": at + timedelta(seconds=s), "kind": f"conversation.{kind}", "conversation_id": id_, "agent_id": who, "group": group, "data": data}
        for kind, s, who, data in lines
    ]  # fmt: skip
    number = len(rows[HandOff]) + 1
    rows[HandOff].append(
        {"id": number, "conversation_id": id_, "reason": "asked", "summary": "", "slots": {}, "mood": "calm", "suggestions": [], "group": group, "at": at}
    )  # fmt: skip
    if n % 2:
        score = {"hand_off_id": number, "conversation_id": id_, "agent_id": agent, "score": 1 + n % 5, "word": ""}
        rows[Rating].append({**score, "at": at + timedelta(seconds=900)})


def order(n: int, dice: random.Random, rows: Rows) -> None:
    """Placed, perhaps reminded of, paid, and now and then come back."""
    at = FIRST + timedelta(days=dice.randrange(DAYS), minutes=dice.randrange(720))
    number = f"20261001{n:07d}"
    rows[Order].append(
        {
            "number": number, "customer_id": f"u{n % 4000}", "status": OrderStatus.COMPLETED, "created_at": at,
            "pay_before": at + timedelta(days=1), "paid_at": at + timedelta(hours=1), "receiver": "林小姐", "phone": "13800006612",
            "province": "浙江省", "city": "杭州市", "district": "", "street": "文三路 268 号", "amount_fen": 12900, "freight_fen": 0,
            "discount_fen": 0, "note": "",
        }
    )  # fmt: skip
    size = "ML"[n % 2]
    rows[OrderLine].append(
        {"id": n + 1, "order_number": number, "sku_id": f"P1-{size}", "title": "羊绒大衣", "color": "驼色", "size": size, "quantity": 1, "price_fen": 12900}
    )  # fmt: skip
    if n % 3 == 0:
        rows[Outgoing].append(
            {
                "key": f"p{n}", "kind": "payment_prompt", "conversation_id": f"{0:032x}", "about": number, "payload": {}, "due_at": at,
                "planned_at": at, "state": "sent", "finished_at": at + timedelta(minutes=20), "why": "",
            }
        )  # fmt: skip
    if n % 10 == 0:
        cause = ("size_unfit", "quality", "damaged")[n % 3]
        rows[AftersaleCase].append(
            {
                "request_id": f"r{n}", "order_number": number, "line_id": n + 1, "wish": "return", "cause": cause, "status": CaseStatus.DONE,
                "facts": {}, "decision": "approve", "rule": "x@1", "freight_payer": "", "detail": "有色差", "evidence": [],
                "refund_fen": 0, "order_status": "delivered", "opened_at": at + timedelta(days=3),
            }
        )  # fmt: skip


def fill(session: Session, talks: int) -> None:
    """The whole month, the same every time."""
    dice, base = (
        random.Random(talks),
        {"password_hash": "", "groups": [], "role": "agent", "capacity": 5, "presence": "offline"},
    )
    tables = (
        Agent,
        Customer,
        Product,
        Sku,
        Conversation,
        Message,
        JournalEntry,
        HandOff,
        Rating,
        Order,
        OrderLine,
        Outgoing,
        AftersaleCase,
    )
    rows: Rows = {table: [] for table in tables}
    rows[Agent] = [
        {**base, "id": n, "login": f"a{n}", "name": f"客服{n}", "is_active": True, "created_at": FIRST}
        for n in range(1, 21)
    ]
    rows[Customer] = [{"id": f"u{n}", "name": f"买家{n}", "phone": "", "created_at": FIRST} for n in range(4000)]
    rows[Product] = [{"id": "P1", "title": "羊绒大衣", "category": "大衣", "list_price_fen": 12900}]
    rows[Sku] = [{"id": f"P1-{size}", "product_id": "P1", "size": size, "price_fen": 12900} for size in "ML"]
    for n in range(talks):
        talk(n, dice, rows)
        order(n, dice, rows)
    for table, values in rows.items():
        session.execute(insert(table), values)


def measure(session: Session) -> dict[str, float]:
    """Seconds of each report and sheet."""
    folder = ROOT / "data" / "policy"
    rules, hours = report_rules_for(folder), policy_for(folder).service
    span = Span(day_of(FIRST), day_of(FIRST) + timedelta(days=DAYS - 1))
    names = Names(rules, {}, str)
    taken = {}
    for name in REPORTS:
        begun = time.process_time()
        raw = RawEvents(session, span, rules, lambda _, a, b: int(served_between(hours, a, b).total_seconds()))
        answer(name, span, raw.facts(name))
        if name == "questions":
            grouped(raw.unanswered)
        taken[name] = round(time.process_time() - begun, 2)
    for name, make in (("consultations", consultation_sheet), ("sales", sale_sheet)):
        begun = time.process_time()
        make(session, day_of(FIRST), names)
        taken[f"sheet of {name}"] = round(time.process_time() - begun, 2)
    return taken


def main() -> None:
    talks = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    with tempfile.TemporaryDirectory() as folder:
        url = os.environ.get("XIAOER_BENCH_DATABASE") or f"sqlite:///{folder}/reports.db"
        migrate(url)
        with session_on(url) as session:
            fill(session, talks)
        with session_on(url) as session:
            taken = measure(session)
    for name, seconds in taken.items():
        print(f"{name:24} {seconds:6.2f} s")
    OUT.mkdir(exist_ok=True)
    (OUT / "reports.json").write_text(json.dumps({"conversations": talks, **taken}, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
