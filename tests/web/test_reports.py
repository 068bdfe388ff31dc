import csv
import io
from datetime import datetime, timedelta

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from bot.db import session_on
from bot.desk.audit import AuditEntry
from bot.desk.conversations import Conversation, HandOff
from bot.desk.journal import record
from bot.desk.messages import Author, Message
from bot.desk.outbox import Outgoing
from bot.desk.ratings import Rating
from bot.desk.reports import REPORTS
from bot.desk.staff import Role
from bot.shop.cases import AftersaleCase, CaseStatus
from bot.shop.catalogue import Product, Sku
from bot.shop.orders import Customer, Order, OrderLine, OrderStatus
from bot.shop.units import SHANGHAI

# Long before the demo shop's orders.
NOON = datetime(2025, 3, 5, 12, 0, tzinfo=SHANGHAI)
DAY = "from=2025-03-05&to=2025-03-05"


@pytest.fixture
def lead(client, hire):
    """Let a lead in."""
    me, headers = hire("lead", Role.LEAD, name="林主管", groups=[], created_at=NOON)
    client.headers.update(headers)
    return me


@pytest.fixture
def day(settings, lead):
    """A day of the shop: a question about sizes, an order, a complaint that a person deals with."""
    with session_on(settings.database_url) as session:
        session.add_all(
            [
                Customer(id="su", name="苏小姐", phone="13900001234", created_at=NOON),
                Product(id="PX", title="=羊绒大衣", category="大衣", list_price_fen=1),
            ]
        )
        session.flush()
        session.add(Sku(id="PX-M", product_id="PX", size="M", price_fen=1))
        talk = Conversation(
            id="c1", visitor="v", shopper_id="su", channel="web", created_at=NOON, updated_at=NOON, group="after"
        )
        session.add(talk)
        session.flush()
        _talk(session, talk, lead)
        _sell(session)
    return lead


def _said(session, minute, author, text="好的", **values):
    at = NOON + timedelta(minutes=minute)
    message = Message(conversation_id="c1", author=author, text=text, at=at, epoch=0, **values)
    session.add(message)
    session.flush()


def _wish(text, intent, **entities):
    told = [{"entity": name, "value": value} for name, value in entities.items()]
    return [{"text": text, "intent": intent, "entities": told, "ranking": [["report_damaged", 0.1]]}]


def _talk(session, talk, lead):
    size = {"type": "size", "size": "M", "other_size": None, "product": "PX", "rows": []}
    _said(session, 0, Author.SHOPPER, "你好", understood=_wish("你好", "greet"))
    _said(session, 1, Author.SHOPPER, "165穿几码", understood=_wish("165穿几码", "ask_size", product="PX"))
    _said(session, 1, Author.BOT, kind="card", card=size)
    _said(session, 2, Author.SHOPPER, "=能寄到火星吗", understood=_wish("=能寄到火星吗", "nlu_fallback"))
    damaged = _wish("收到是坏的", "report_damaged", order_number="250305000000001")
    _said(session, 200, Author.SHOPPER, "收到是坏的", understood=damaged)
    at = NOON + timedelta(minutes=200)
    record(session, "conversation.handed_off", at, talk, reason="asked")
    hand_off = HandOff(conversation_id="c1", reason="asked", at=at, group="after")
    session.add(hand_off)
    session.flush()
    record(session, "conversation.assigned", at + timedelta(minutes=1), talk, agent_id=lead.id)
    _said(session, 203, Author.AGENT, agent_id=lead.id)
    record(session, "conversation.closed", at + timedelta(minutes=10), talk, agent_id=lead.id, why="resolved")
    session.add(
        Rating(hand_off_id=hand_off.id, conversation_id="c1", agent_id=lead.id, score=5, at=at + timedelta(minutes=11))
    )


def _sell(session):
    number, paid = "250305000000001", NOON + timedelta(hours=1)
    session.add(
        Order(
            number=number, customer_id="su", status=OrderStatus.PAID, created_at=NOON, pay_before=NOON + timedelta(days=1), paid_at=paid,
            receiver="苏小姐", phone="13900001234", province="浙江省", city="杭州市", street="文三路 268 号", amount_fen=89900,
        )
    )  # fmt: skip
    session.flush()
    session.add(OrderLine(order_number=number, sku_id="PX-M", title="=羊绒大衣", size="M", quantity=1, price_fen=89900))
    session.flush()
    line = session.execute(select(OrderLine.id).where(OrderLine.order_number == number)).scalar_one()
    for cause, detail in (("size_unfit", ""), ("quality", "有色差")):
        session.add(
            AftersaleCase(
                request_id=cause, order_number=number, line_id=line, wish="return", cause=cause, status=CaseStatus.REVIEW, detail=detail,
                decision="review", rule="x@1", order_status="paid", opened_at=NOON + timedelta(hours=2),
            )
        )  # fmt: skip
    at = NOON + timedelta(minutes=30)
    session.add(
        Outgoing(key="k", kind="payment_prompt", conversation_id="c1", about=number, due_at=at, planned_at=at, state="sent", finished_at=at)
    )  # fmt: skip


@pytest.fixture
def totals(client, day):
    """The figures of a report over everything, by their keys."""

    def of(name, more=""):
        report = client.get(f"/api/console/reports/{name}?{DAY}{more}").json()["report"]
        return dict(zip([figure["key"] for figure in report["figures"]], report["total"], strict=True))

    return of


@pytest.mark.parametrize("path", ["reports", "reports/overview", "reports/overview?format=xlsx", "sheets/sales"])
def test_nobody_comes_in_without_a_log_in(client, path):
    answer = client.get(f"/api/console/{path}")

    assert (answer.status_code, answer.json()["error"]) == (401, "unauthorised")


def test_the_list_names_every_report_with_its_definitions(client, lead):
    told = client.get("/api/console/reports").json()

    assert [one["name"] for one in told["reports"]] == list(REPORTS)
    assert all(figure["definition"].endswith("。") for one in told["reports"] for figure in one["figures"])


@pytest.mark.parametrize("name", REPORTS)
def test_every_report_has_tables_for_each_dimension_and_a_point_for_each_day(client, day, name):
    report = client.get(f"/api/console/reports/{name}?from=2025-03-04&to=2025-03-06").json()["report"]

    assert [table["by"] for table in report["tables"]] == list(REPORTS[name].by)
    assert {len(one["points"]) for one in report["chart"]["series"]} == {3}


def test_the_overview_tells_who_answered_and_how_fast(totals):
    told = totals("overview")

    assert (told["conversations"], told["by_person"], told["handed_over_share"]) == (1, 1, 1)
    assert (told["reply_from_hand_over"], told["average_reply"], told["rating"]) == (180, 120, 5)


def test_a_group_that_did_nothing_has_no_figures(totals):
    assert totals("overview", "&group=pre")["conversations"] == 0
    assert totals("overview", "&group=after")["conversations"] == 1


def test_an_order_is_bought_after_a_consultation_and_a_reminder(totals):
    assert totals("conversion") == {
        "consulted": 1,
        "converted_share": 1,
        "converted_orders": 1,
        "converted_amount": 899,
    }
    assert totals("recovery") == {
        "prompts": 1,
        "prompted_orders": 1,
        "recovered_orders": 1,
        "recovery_share": 1,
        "recovered_amount": 899,
    }


def test_an_advised_piece_that_came_back_is_seen(totals):
    told = totals("sizes")

    assert (told["size_advices"], told["advised_pieces"], told["advised_return_share"]) == (1, 1, 1)
    assert (told["unadvised_pieces"], told["unadvised_return_share"]) == (0, None)


def test_complaints_go_by_kind_and_product(client, day):
    report = client.get(f"/api/console/reports/complaints?{DAY}").json()["report"]
    tables = {table["by"]: {row["name"]: row["values"] for row in table["rows"]} for table in report["tables"]}

    assert tables["kind"] == {"色差（设计）": [1, 0], "破损（仓库）": [0, 1]}
    assert tables["item"] == {"=羊绒大衣": [1, 1]}


def test_questions_without_an_answer_are_listed(client, day):
    report = client.get(f"/api/console/reports/questions?{DAY}").json()["report"]

    assert [(one["text"], one["why_title"], one["times"]) for one in report["questions"]] == [
        ("=能寄到火星吗", "没听懂", 1)
    ]


def test_a_file_of_sentences_holds_no_formula(client, day):
    answer = client.get(f"/api/console/reports/questions?{DAY}&format=csv&by=questions")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))

    assert rows[1][:3] == ["'=能寄到火星吗", "没听懂", "1"]


def test_a_workbook_has_the_definitions_on_its_second_sheet(client, day):
    answer = client.get(f"/api/console/reports/replies?{DAY}&format=xlsx")
    book = load_workbook(io.BytesIO(answer.content))

    assert book.sheetnames == ["人工响应-日期", "指标说明", "人工响应-客服组", "人工响应-客服"]
    assert book["指标说明"]["C2"].value.endswith("。")
    assert [cell.value for cell in book["人工响应-客服"][2]][:3] == ["林主管", 1, 0]


def test_exports_are_in_the_audit_log_and_looking_is_not(client, settings, day):
    client.get(f"/api/console/reports/replies?{DAY}")
    client.get(f"/api/console/reports/replies?{DAY}&format=csv")
    client.get("/api/console/sheets/sales?day=2025-03-05")

    with session_on(settings.database_url) as session:
        noted = session.execute(select(AuditEntry).order_by(AuditEntry.id)).scalars().all()
    assert [(one.action, one.subject, one.agent_id) for one in noted] == [
        ("report.export", "replies", day.id),
        ("sheet.export", "sales", day.id),
    ]


def test_the_sheet_of_consultations_has_a_row_for_each(client, day):
    book = load_workbook(io.BytesIO(client.get("/api/console/sheets/consultations?day=2025-03-05").content))
    head, row = [[cell.value for cell in line] for line in book.active]

    assert head == ["时间", "买家", "渠道", "首问", "咨询内容", "商品", "订单号", "接待", "结果", "评分"]
    assert row == [
        "2025-03-05 12:00", "苏小姐", "网页", "165穿几码", "尺码怎么选", "=羊绒大衣", "250305000000001", "林主管", "人工已解决", 5,
    ]  # fmt: skip


def test_the_sheet_of_sales_hides_phone_and_address(client, day):
    book = load_workbook(io.BytesIO(client.get("/api/console/sheets/sales?day=2025-03-05").content))
    _, row = [[cell.value for cell in line] for line in book.active]

    assert row == [
        "2025-03-05 13:00", "250305000000001", "=羊绒大衣 M ×1", 899, "苏**", "139****1234", "浙江省杭州市", "是", "林主管", 1,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("path", "status", "error"),
    [
        ("reports/nothing", 404, "not_found"),
        ("sheets/nothing", 404, "not_found"),
        ("reports/overview?from=2025-03-06&to=2025-03-05", 400, "bad_report_days"),
        ("reports/overview?from=2024-01-01&to=2025-03-05", 400, "bad_report_days"),
        ("reports/overview?from=0001-01-01&to=0001-01-02", 400, "bad_report_days"),
        ("reports/overview?format=csv&by=item", 400, "invalid_request"),
        ("reports/overview?from=yesterday", 400, "invalid_request"),
    ],
)
def test_what_there_is_not_is_refused(client, lead, path, status, error):
    answer = client.get(f"/api/console/{path}")

    assert (answer.status_code, answer.json()["error"]) == (status, error)
