from datetime import date, datetime, timedelta, timezone

import pytest

from bot.shop.catalogue import Product, Sku
from bot.shop.cells import armoured, plain, reader, written
from bot.shop.orders import Order, OrderStatus
from bot.shop.payments import Payment
from bot.shop.sizing import SizeRow
from bot.shop.tables import OWN_NAMES, load_layout
from bot.shop.units import SHANGHAI
from tests.shop.conftest import DATA

LAYOUT = load_layout(DATA / "shop-columns.yml")


def read(column, cell, *, in_fen=False, layout=LAYOUT):
    return reader(column.class_.__tablename__, column.property.columns[0], layout, in_fen=in_fen)(cell)


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ('="202611180000123"', "202611180000123"),
        ("'00123", "00123"),
        ("\t202611180000123\t", "202611180000123"),
        ("\u3000云朵 羽绒服 ", "云朵 羽绒服"),
        ("=", "="),
    ],
)
def test_armour_and_blanks_of_spreadsheets_are_taken_off(cell, value):
    assert plain(cell) == value


@pytest.mark.parametrize(
    ("cell", "fen"),
    [
        ("1299", 129900),
        ("¥1,299.00", 129900),
        ("￥ 1，299.5", 129950),
        ("79.9元", 7990),
        ("0", 0),
        ("0.010", 1),
        ("12345678.90", 1234567890),
    ],
)
def test_amounts_are_yuan(cell, fen):
    assert read(Order.amount_fen, cell) == fen


@pytest.mark.parametrize("cell", ["四百", "12.345", "-5", "1,29", "¥", "1e3", "99999999999", "12.", "nan"])
def test_what_is_no_amount_is_refused(cell):
    with pytest.raises(ValueError, match=r"is not an amount|is too large"):
        read(Order.amount_fen, cell)


def test_amounts_under_our_own_name_are_fen():
    assert read(Order.amount_fen, "129900", in_fen=True) == 129900


@pytest.mark.parametrize(
    "cell",
    [
        "2026-11-18 09:05:00", "2026-11-18 09:05", "2026/11/18 9:05", "2026.11.18 9:05:00", "2026年11月18日 9时05分",
        "2026年11月18日9时5分0秒", "20261118090500", "2026-11-18T01:05:00Z", "2026-11-18T09:05:00+08:00",
        "2026-11-18 09：05：00", "2026-11-18 09:05:00.000",
    ],
)  # fmt: skip
def test_times_are_on_the_shops_clock(cell):
    assert read(Order.created_at, cell) == datetime(2026, 11, 18, 1, 5, tzinfo=timezone.utc)


@pytest.mark.parametrize("cell", ["昨天", "2026-13-01 08:00", "2026/2/30", "11-18", "25:00", "0001-01-01", "46344.38"])
def test_what_is_no_time_is_refused(cell):
    with pytest.raises(ValueError, match=r"is not a time|is no day|before 1970"):
        read(Order.created_at, cell)


@pytest.mark.parametrize("cell", ["2026-11-23", "2026/11/23", "2026年11月23日", "20261123"])
def test_a_day_alone_is_a_day(cell):
    assert read(Sku.restock_on, cell) == date(2026, 11, 23)


@pytest.mark.parametrize(
    ("cell", "status"),
    [
        ("待付款", "pending_payment"), ("等待买家付款", "pending_payment"), ("已付款", "paid"), ("待发货", "paid"),
        ("买家已付款,等待卖家发货", "paid"), ("买家已付款，等待卖家发货", "paid"), ("处理中", "packing"), ("配货中", "packing"),
        ("已发货", "shipped"), ("卖家已发货，等待买家确认", "shipped"), ("已签收", "delivered"), ("交易成功", "completed"),
        ("已完成", "completed"), ("已取消", "cancelled"), ("交易关闭", "cancelled"), ("退款中", "refunding"),
        ("已退款", "refunded"), ("退款成功", "refunded"), ("shipped", "shipped"),
    ],
)  # fmt: skip
def test_the_words_of_the_platforms_are_states(cell, status):
    assert read(Order.status, cell) is OrderStatus(status)


def test_every_state_has_words():
    assert set(LAYOUT.words["order_status"]) == {status.value for status in OrderStatus}


@pytest.mark.parametrize(
    ("cell", "value"), [("是", True), ("1", True), ("上架", True), ("否", False), ("FALSE", False)]
)
def test_yes_and_no(cell, value):
    assert read(Product.listed, cell) is value


@pytest.mark.parametrize(
    ("column", "cell", "reason"),
    [
        (Order.status, "不知道", "is not a known word"),
        (Product.listed, "也许", "is not a known word"),
        (Product.fit, "很大", "is not a known word"),
        (Order.number, "2.02611E+14", "a spreadsheet has shortened"),
        (Order.number, "", "must not be empty"),
        (Order.receiver, "", "must not be empty"),
        (Order.receiver, "林" * 41, "is longer than 40 characters"),
        (Sku.stock, "3.5", "is not a whole number"),
        (SizeRow.height_min, "高", "is not a number"),
        (SizeRow.height_min, "inf", "is not a number"),
        (SizeRow.position, "-1", "is less than 0"),
    ],
)
def test_a_cell_that_does_not_fit_says_why(column, cell, reason):
    with pytest.raises(ValueError, match=reason):
        read(column, cell)


@pytest.mark.parametrize(
    ("column", "cell", "value"),
    [
        (Order.paid_at, "--", None),
        (Order.paid_at, "0000-00-00 00:00:00", None),
        (Order.customer_id, "", None),
        (Order.discount_fen, "", 0),
        (Product.listed, "", True),
        (Product.fit, "", "regular"),
        (Order.note, "无", "无"),
        (Sku.stock, "-2", -2),
        (Sku.stock, "46.0", 46),
        (Payment.gateway, "微信", "wechat"),
        (Order.pay_method, "先用后付", "先用后付"),
    ],
)
def test_an_empty_cell_is_what_a_new_row_has(column, cell, value):
    assert read(column, cell) == value


@pytest.mark.parametrize("text", ["=1+1", "+86", "-1", "@a", "\tx", "\rx", "\nx", "'x", " x", "x ", "1E+05"])
def test_a_text_that_a_spreadsheet_would_run_or_change_is_armoured(text):
    assert armoured(text) == "'" + text
    assert read(Order.note, armoured(text)) == text


def test_values_are_written_in_the_shops_words():
    def shown(column, value):
        return written(column.class_.__tablename__, column.property.columns[0], value, LAYOUT, in_fen=False)

    assert shown(Order.status, OrderStatus.PENDING_PAYMENT) == "待付款"
    assert shown(Order.amount_fen, 129905) == "1299.05"
    assert shown(Product.listed, False) == "否"
    assert shown(Order.created_at, datetime(2026, 11, 18, 1, 5, tzinfo=timezone.utc)) == "2026-11-18 09:05:00"
    assert shown(Order.customer_id, None) == ""
    assert shown(Order.customer_id, "") == "'"


def test_without_a_layout_our_own_names_are_written():
    assert written("orders", Order.status.property.columns[0], OrderStatus.PAID, OWN_NAMES, in_fen=True) == "paid"
    assert written("products", Product.listed.property.columns[0], True, OWN_NAMES, in_fen=True) == "1"


def test_a_time_keeps_its_fraction():
    at = datetime(2026, 11, 18, 9, 5, 0, 250000, tzinfo=SHANGHAI)

    cell = written("orders", Order.created_at.property.columns[0], at.astimezone(timezone.utc), LAYOUT, in_fen=False)

    assert read(Order.created_at, cell) - at == timedelta()
