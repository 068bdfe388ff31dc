"""A database in memory, the policy of the repository, and a fixed clock for the shop's tests."""

from datetime import datetime
from shutil import copytree

import pytest
from sqlalchemy.orm import Session

from bot.db import Base, engine_for
from bot.migrations import import_models
from bot.settings import ROOT
from bot.shop.catalogue import Product, Sku
from bot.shop.demo import load_demo
from bot.shop.orders import Customer, Order, OrderLine, OrderStatus, Shopper
from bot.shop.policy import load_policy
from bot.shop.units import SHANGHAI

DATA = ROOT / "data"
WEDNESDAY = datetime(2026, 11, 18, 10, 0, tzinfo=SHANGHAI)


@pytest.fixture
def now():
    return WEDNESDAY


@pytest.fixture(scope="session")
def tables():
    """A database in memory with every table and no row, to be copied."""
    import_models()
    engine = engine_for.__wrapped__("sqlite://")
    Base.metadata.create_all(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def session(tables):
    engine = copied(tables)
    with Session(engine, future=True, expire_on_commit=False) as session:
        yield session
    engine.dispose()


@pytest.fixture(scope="session")
def policy():
    return load_policy(DATA / "policy")


@pytest.fixture
def policy_folder(tmp_path):
    return copytree(DATA / "policy", tmp_path / "policy")


@pytest.fixture
def edit(policy_folder):
    """Replace a text of a policy file, which must be there, once."""

    def replace(name, old, new):
        file = policy_folder / name
        text = file.read_text(encoding="utf-8")
        assert old in text
        file.write_text(text.replace(old, new, 1), encoding="utf-8")

    return replace


@pytest.fixture(scope="session")
def demo_shop(tables):
    """A database in memory with the demo shop, to be copied."""
    engine = copied(tables)
    with Session(engine, future=True) as session, session.begin():
        load_demo(session, DATA / "shop", WEDNESDAY)
    yield engine
    engine.dispose()


@pytest.fixture
def demo(session, demo_shop):
    _fill(session.get_bind(), demo_shop)
    return session


@pytest.fixture
def lin():
    return Shopper(id="lin", visitor="v-lin")


@pytest.fixture
def visitor():
    return Shopper(id=None, visitor="v-1")


@pytest.fixture
def place(session, now):
    """Place an order; one product and one customer stand behind all."""
    session.add(Product(id="P1", title="围巾", category="围巾", list_price_fen=12900))
    session.flush()
    session.add(Sku(id="P1-1", product_id="P1", price_fen=12900, stock=3))
    session.add(Customer(id="lin", name="林小姐", phone="13800006612", created_at=now))
    session.flush()

    def placed(number="202611180000123", status=OrderStatus.PENDING_PAYMENT, created_at=now, customer_id="lin"):
        order = Order(
            number=number,
            customer_id=customer_id,
            status=status,
            created_at=created_at,
            pay_before=created_at.replace(hour=23),
            receiver="林小姐",
            phone="13800006612",
            province="浙江省",
            city="杭州市",
            street="文三路 268 号",
            amount_fen=12900,
        )
        session.add(order)
        session.flush()
        session.add(
            OrderLine(order_number=number, sku_id="P1-1", title="围巾", color="驼色", quantity=1, price_fen=12900)
        )
        session.flush()
        return order

    return placed


def copied(source):
    """A database in memory like another one."""
    engine = engine_for.__wrapped__("sqlite://")
    _fill(engine, source)
    return engine


def _fill(target, source):
    source.raw_connection().dbapi_connection.backup(target.raw_connection().dbapi_connection)
