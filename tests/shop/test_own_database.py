"""A shop that keeps its data in a database of its own, and shows them as views."""

from datetime import timedelta

import pytest
from sqlalchemy import delete, inspect, select, text, update

from bot.checks import checks
from bot.db import Base, engine_for, is_read_only, session_on
from bot.errors import ShopIsReadOnly
from bot.migrations import migrate
from bot.settings import Settings
from bot.shop.catalogue import Product, Sku, find_product, recommend, search_products, stock_of
from bot.shop.exports import export_shop
from bot.shop.logistics import latest_event, shipment_of
from bot.shop.order_notes import OrderNote
from bot.shop.orders import Order, OrderProof, OrderStatus, Shopper, mark_paid, order_for, orders_of, prove_order
from bot.shop.own_database import faults_of_shop
from bot.shop.tables import TABLES
from tests.own_shop import make_own_shop
from tests.shop.conftest import WEDNESDAY

LIN = Shopper("demo", "v-1")


@pytest.fixture(scope="session")
def own_shop(tmp_path_factory):
    file = tmp_path_factory.mktemp("own") / "erp.db"
    make_own_shop(f"sqlite:///{file}", WEDNESDAY)
    return file


@pytest.fixture
def urls(own_shop, tmp_path):
    """The address of our database and of the shop's."""
    (tmp_path / "erp.db").write_bytes(own_shop.read_bytes())
    ours, theirs = f"sqlite:///{tmp_path / 'ours.db'}", f"sqlite:///{tmp_path / 'erp.db'}"
    migrate(ours)
    yield ours, theirs
    engine_for(ours).dispose()
    engine_for(theirs).dispose()


@pytest.fixture
def shop(urls):
    with session_on(*urls) as session:
        yield session


def shop_check(urls):
    settings = Settings(database_url=urls[0], shop_database_url=urls[1])
    return next(check for check in checks(settings) if check.name == "shop database")


def test_the_catalogue_is_read_from_the_views(shop):
    product = find_product(shop, "P1001")

    assert search_products(shop, "云朵羽绒服")[0] is product
    assert {sku.color for sku in stock_of(shop, product, size="M")} >= {"米白色"}
    assert recommend(shop, category="羽绒服")


def test_a_shoppers_orders_are_read_from_the_views(shop, now):
    orders = orders_of(shop, LIN, now=now)
    moving = next(order for order in orders if order.status is OrderStatus.SHIPPED)

    assert orders[0].amount_fen == 47900 and orders[0].lines[0].title == "云朵轻暖短款羽绒服"
    assert orders[0].created_at == now - timedelta(minutes=40)
    assert latest_event(shipment_of(shop, moving)).place == "杭州西湖文三路网点"


def test_a_visitor_proves_an_order_of_the_views_and_the_proof_is_ours(urls, now):
    visitor = Shopper(None, "v-2")
    with session_on(*urls) as session:
        assert prove_order(session, visitor, "202611180000045", "0853", now)

    with session_on(*urls) as session:
        assert order_for(session, visitor, "202611180000045", now).receiver == "陈思远"
        assert [order.number for order in orders_of(session, visitor, now=now)] == ["202611180000045"]
        assert session.execute(select(OrderProof.visitor)).scalar_one() == "v-2"


def test_the_shops_database_has_none_of_our_tables(urls):
    names = {table.name for table in TABLES}

    assert not set(inspect(engine_for(urls[1])).get_table_names()) & set(Base.metadata.tables)
    assert set(inspect(engine_for(urls[1])).get_view_names()) == names


def test_the_shops_data_are_exported_from_the_views(shop, tmp_path):
    assert export_shop(shop, tmp_path / "out")["orders"] > 60


@pytest.mark.parametrize(
    "write",
    [
        lambda session, now: mark_paid(session, session.get(Order, "202611220000101"), "alipay", now),
        lambda session, now: setattr(session.get(Order, "202611220000101"), "note", "快点") or session.flush(),
        lambda session, now: session.add(Product(id="x", title="x", category="x", list_price_fen=1)) or session.flush(),
        lambda session, now: session.delete(session.get(Sku, "P1001-01-M")) or session.flush(),
        lambda session, now: session.execute(update(Order).values(note="")),
        lambda session, now: session.execute(delete(Order.__table__)),
    ],
)
def test_nothing_is_written_into_the_shops_database(urls, now, write):
    with pytest.raises(ShopIsReadOnly), session_on(*urls) as session:
        write(session, now)

    with session_on(*urls) as session:
        assert session.get(Order, "202611220000101").is_unpaid


def test_what_is_ours_is_written_beside_a_read_only_shop(urls, now):
    with session_on(*urls) as session:
        session.add(OrderNote(order_number="202611220000101", kind="note", text="快点发", at=now))

    with session_on(urls[0]) as session:
        assert session.execute(select(OrderNote.text)).scalar_one() == "快点发"


def test_a_shop_that_allows_it_is_written_into(urls, now):
    """With the tables themselves under our names; whether views can be written is the shop's matter."""
    with engine_for(urls[1]).begin() as connection:
        for name in ("orders", "order_events"):
            connection.execute(text(f"DROP VIEW {name}"))
            connection.execute(text(f"ALTER TABLE erp_{name} RENAME TO {name}"))
    with session_on(*urls, shop_writable=True) as session:
        mark_paid(session, session.get(Order, "202611220000101"), "alipay", now)

    with session_on(*urls) as session:
        assert session.get(Order, "202611220000101").status is OrderStatus.PAID


@pytest.mark.parametrize(("writable", "read_only"), [(True, False), (False, True)])
def test_a_session_knows_whether_the_shop_is_read_only(urls, writable, read_only):
    with session_on(*urls, shop_writable=writable) as session:
        assert is_read_only(session) is read_only


def test_a_shop_in_our_own_database_may_always_be_written(session):
    assert not is_read_only(session)


def test_doctor_finds_all_views(urls):
    check = shop_check(urls)

    assert check.passed and "read only, changes go to a person" in check.told


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ("DROP VIEW coupons", "there is no table or view coupons"),
        (
            "DROP VIEW skus; CREATE VIEW skus AS SELECT id, product_id, color FROM erp_skus",
            "skus lacks size, price_fen, stock, restock_on",
        ),
        ("UPDATE erp_trades SET state = '冻结' WHERE trade_no = '202611220000101'", "orders cannot be read"),
    ],
)
def test_doctor_says_what_is_missing(urls, change, told):
    with engine_for(urls[1]).begin() as connection:
        for statement in change.split(";"):
            connection.execute(text(statement))

    check = shop_check(urls)

    assert not check.passed and told in check.told


def test_doctor_says_when_the_shops_database_cannot_be_reached(urls, tmp_path):
    (tmp_path / "nothing.db").write_bytes(b"this is no database" * 100)

    check = shop_check((urls[0], f"sqlite:///{tmp_path / 'nothing.db'}"))

    assert not check.passed and "XIAOER_SHOP_DATABASE_URL" in check.told


def test_an_empty_database_lacks_everything(tmp_path):
    url = f"sqlite:///{tmp_path / 'empty.db'}"
    with session_on(url) as session:
        assert len(list(faults_of_shop(session))) == len(TABLES)
    engine_for(url).dispose()
