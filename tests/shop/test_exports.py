"""What is exported is imported unchanged, and no spreadsheet runs it."""

import csv

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from bot.shop.catalogue import PriceChange, Product, Sku
from bot.shop.cells import DANGEROUS
from bot.shop.exports import export_shop, write_template
from bot.shop.imports import import_shop
from bot.shop.offers import Coupon, OwnedCoupon, Promotion
from bot.shop.orders import OrderEvent, OrderStatus
from bot.shop.payments import Payment
from bot.shop.tables import OWN_NAMES, TABLES, load_layout
from tests.shop.conftest import DATA, copied

LAYOUT = load_layout(DATA / "shop-columns.yml")
# All that a database takes; half of it begins as a formula does.
TEXTS = st.builds(
    lambda first, rest: first + rest,
    st.sampled_from(["", *DANGEROUS, '="', " ", "1E+0", "\ufeff"]),
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=20),
)


@pytest.fixture
def other(tables):
    """Another empty database."""
    engine = copied(tables)
    with Session(engine, future=True) as session:
        yield session
    engine.dispose()


@pytest.fixture
def full_shop(demo, now):
    """The demo shop with a row in every table."""
    rows = [
        PriceChange(sku_id="P1001-01-M", at=now, price_fen=45900),
        Promotion(id="new", title="满减", threshold_fen=100, add_on="袜子", add_on_fen=990, piece_limit=2),
        Coupon(id="new10", title="满 100 减 10", begins_at=now, threshold_fen=10000, discount_fen=1000),
        OrderEvent(order_number="202611210000087", at=now, status=OrderStatus.PAID),
        Payment(
            id="x1",
            order_number="202611210000087",
            gateway="alipay",
            amount_fen=18800,
            status="succeeded",
            created_at=now,
        ),
    ]
    demo.add_all(rows)
    demo.flush()
    demo.add(OwnedCoupon(coupon_id="new10", customer_id="demo", got_at=now))
    demo.flush()
    return demo


def content(session):
    return {
        table.name: sorted(map(str, session.execute(select(*table.columns)).all())) for table in TABLES
    }  # fmt: skip


@pytest.mark.parametrize("layout", [LAYOUT, OWN_NAMES], ids=["zh", "en"])
def test_an_empty_database_becomes_the_same_shop(full_shop, other, tmp_path, layout):
    counts = export_shop(full_shop, tmp_path, layout=layout)

    import_shop(other, tmp_path, layout=LAYOUT)

    assert min(counts.values()) > 0
    assert content(other) == content(full_shop)


@pytest.mark.parametrize("layout", [LAYOUT, OWN_NAMES], ids=["zh", "en"])
def test_importing_ones_own_export_changes_nothing(full_shop, tmp_path, layout):
    export_shop(full_shop, tmp_path, layout=layout)

    done = import_shop(full_shop, tmp_path, layout=LAYOUT)

    assert {(it.new, it.updated) for it in done.tables.values()} == {(0, 0)}
    assert done.ignored == {}


def test_lines_and_news_keep_their_order(full_shop, other, tmp_path):
    export_shop(full_shop, tmp_path)

    import_shop(other, tmp_path)

    for table in TABLES:
        order = table.model.__table__.primary_key.columns
        rows = [session.execute(select(*table.columns).order_by(*order)).all() for session in (full_shop, other)]
        assert rows[0] == rows[1]


@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(st.tuples(TEXTS, TEXTS, st.integers(-9, 999), st.integers(0, 2**31 - 1)), min_size=1))
@pytest.mark.parametrize("layout", [LAYOUT, OWN_NAMES], ids=["zh", "en"])
def test_any_text_comes_back_unchanged_and_none_is_a_formula(session, other, tmp_path, layout, rows):
    for one in (session, other):
        one.execute(delete(Sku))
        one.execute(delete(Product))
    for number, (title, color, stock, price) in enumerate(rows):
        product = Product(id=f"P{number}", title=title, category=color, description=title, list_price_fen=price)
        session.add_all(
            [product, Sku(id=f"S{number}", product_id=product.id, color=color, price_fen=price, stock=stock)]
        )
    session.flush()

    export_shop(session, tmp_path, layout=layout)
    import_shop(other, tmp_path, layout=LAYOUT)

    assert content(other) == content(session)
    with (tmp_path / "products.csv").open(encoding="utf-8-sig", newline="") as file:
        cells = [cell for row in csv.reader(file) for cell in row]
    assert [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))] == []
    session.expunge_all()


def test_a_formula_in_the_shops_data_is_written_harmless(session, tmp_path):
    session.add(Product(id="P1", title='=HYPERLINK("http://x")', category="围巾", list_price_fen=1))
    session.flush()

    export_shop(session, tmp_path)

    assert """'=HYPERLINK(""http://x"")""" in (tmp_path / "products.csv").read_text(encoding="utf-8-sig")


def test_excel_sees_chinese_headers_and_yuan(demo, tmp_path):
    told = []

    export_shop(demo, tmp_path, layout=LAYOUT, told=lambda table, rows: told.append((table, rows)))

    raw = (tmp_path / "orders.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    assert raw.decode("utf-8-sig").splitlines()[0].startswith("订单编号,买家会员名,订单状态,订单创建时间")
    assert ",479.00," in raw.decode("utf-8-sig") and "待付款" in raw.decode("utf-8-sig")
    assert [table for table, _ in told] == [table.name for table in TABLES]


@pytest.mark.parametrize("layout", [LAYOUT, OWN_NAMES], ids=["zh", "en"])
def test_a_template_is_a_shop_that_can_be_imported(session, tmp_path, layout):
    files = write_template(tmp_path / "template", examples=LAYOUT, layout=layout)

    done = import_shop(session, tmp_path / "template", layout=LAYOUT)

    assert len(files) == len(TABLES)
    assert {it.new for it in done.tables.values()} == {1}
    assert session.execute(select(Sku.price_fen)).scalar_one() == 49900
