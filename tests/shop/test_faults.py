from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest

from bot.shop.cases import AftersaleCase, CaseStatus
from bot.shop.catalogue import Product, Sku
from bot.shop.faults import faults, pieces
from bot.shop.orders import OrderLine, OrderStatus
from bot.shop.sales import sales, titles_of

MONTH = timedelta(days=30)


@dataclass
class Advice:
    shopper_id: str | None
    product_id: str | None
    size: str
    at: datetime
    other_size: str | None = None


@pytest.fixture
def sell(session, place, now):
    """Sell a coat in a size; its order and line."""
    session.add(Product(id="P2", title="大衣", category="大衣", list_price_fen=90000))
    session.flush()
    session.add_all(Sku(id=f"P2-{size}", product_id="P2", size=size, price_fen=90000) for size in ("M", "L"))
    session.flush()

    def sold(number="n1", size="M", customer_id="lin", paid_at=now):
        order = place(number, OrderStatus.COMPLETED, customer_id=customer_id)
        order.paid_at = paid_at
        line = OrderLine(order_number=number, sku_id=f"P2-{size}", title="大衣", size=size, quantity=1, price_fen=90000)
        session.add(line)
        session.flush()
        return order, line

    return sold


@pytest.fixture
def complain(session, now):
    def opened(number, line_id, cause="size_unfit", wish="return", status=CaseStatus.REVIEW, **more):
        values = {
            "request_id": f"{number}-{line_id}-{cause}-{wish}",
            "decision": "review",
            "rule": "x@1",
            "order_status": "delivered",
        }
        session.add(
            AftersaleCase(
                order_number=number, line_id=line_id, wish=wish, cause=cause, status=status, opened_at=now, **values, **more
            )
        )  # fmt: skip
        session.flush()

    return opened


@pytest.fixture
def sold_pieces(session, now):
    """How each piece was advised and whether it came back."""

    def found(*advices):
        sold = sales(session, now - MONTH, now + MONTH)
        return [(one.advised, one.came_back) for one in pieces(session, sold, advices, MONTH) if one.product_id == "P2"]

    return found


def test_sales_are_the_orders_paid_in_a_span_with_their_lines(session, sell, now):
    sell("n1", "L")
    sell("n2", paid_at=now - timedelta(days=2))

    found = sales(session, now, now + timedelta(days=1))

    assert [(sale.number, [line.size for line in sale.lines]) for sale in found] == [("n1", ["", "L"])]
    assert titles_of(session, {"P2", "gone"}) == {"P2": "大衣"}


@pytest.mark.parametrize(
    ("advice", "told"),
    [
        ({"size": "M"}, "advised"),
        ({"size": "L"}, "other_size"),
        ({"size": "L", "other_size": "M"}, "advised"),
        ({"size": "M", "product_id": "P1"}, "unadvised"),
        ({"size": "M", "shopper_id": "wang"}, "unadvised"),
        ({"size": "M", "days": 31}, "unadvised"),
        ({"size": "M", "days": -1}, "unadvised"),
    ],
)
def test_a_piece_was_bought_as_advised_or_not(sell, sold_pieces, now, advice, told):
    sell()
    at = now - timedelta(days=advice.pop("days", 1))

    assert sold_pieces(Advice(**{"shopper_id": "lin", "product_id": "P2", "at": at, **advice})) == [(told, False)]


def test_a_visitors_advice_is_nobodys(sell, sold_pieces, now):
    sell(customer_id=None)

    assert sold_pieces(Advice(None, "P2", "M", now - timedelta(days=1))) == [("unadvised", False)]


@pytest.mark.parametrize(
    ("case", "came_back"),
    [
        ({}, True),
        ({"wish": "exchange"}, True),
        ({"status": CaseStatus.WITHDRAWN}, False),
        ({"cause": "no_reason"}, False),
        ({"wish": "repair"}, False),
    ],
)
def test_a_piece_comes_back_for_its_size_only(sell, complain, sold_pieces, case, came_back):
    order, line = sell()
    complain(order.number, line.id, **case)

    assert sold_pieces() == [("unadvised", came_back)]


def test_a_case_of_the_whole_order_is_one_of_each_piece(sell, complain, sold_pieces):
    order, _ = sell()
    complain(order.number, None)

    assert sold_pieces() == [("unadvised", True)]


def test_faults_name_the_product_and_leave_out_what_is_none(session, sell, complain, now):
    order, line = sell()
    complain(order.number, line.id, "quality", detail="有色差")
    complain(order.number, None, "damaged")
    complain(order.number, line.id, "no_reason")
    complain(order.number, line.id, "quality", wish="exchange", status=CaseStatus.WITHDRAWN)

    found = faults(session, now, now + timedelta(hours=1))

    assert [(one.product_id, one.cause, one.detail) for one in found] == [
        ("P2", "quality", "有色差"),
        (None, "damaged", ""),
    ]
