"""A shop of one customer for the scheduler's tests, and what people do there."""

from dataclasses import replace
from datetime import timedelta
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from sqlalchemy import select
from sqlalchemy.engine import make_url

from bot.db import Base, engine_for, session_on
from bot.desk import conversations
from bot.desk.conversations import get_conversation
from bot.desk.groups import Rota, load_groups
from bot.desk.ledger import Ledger
from bot.desk.messages import Message, append_shopper_message
from bot.desk.outbox import Outgoing
from bot.desk.staff import Agent
from bot.desk.wording import load_wording
from bot.migrations import import_models
from bot.settings import ROOT, Settings
from bot.shop.catalogue import Product, Sku
from bot.shop.orders import Customer, Order, OrderLine, OrderStatus, mark_paid
from bot.shop.policy import load_policy
from bot.web.scheduler import Scheduler
from tests.web.conftest import Clock

POLICY = load_policy(ROOT / "data" / "policy")
WORDING = load_wording(ROOT / "data" / "policy" / "desk.yml")
ROTA = Rota(load_groups(ROOT / "data" / "policy" / "groups.yml"), POLICY.service)
MORNING = Clock().now


def assign(session, conversation, now):
    """Somebody takes a waiting conversation."""
    conversations.assign(session, conversation, Agent(id=1, name="小美"), now, now + timedelta(minutes=3))


class Desk:
    """A database with a shop, and what people do there; every step is a transaction of its own."""

    def __init__(self, url, clock):
        self.url, self.clock, self.policy = url, clock, POLICY
        address = make_url(url)
        if address.get_backend_name() == "sqlite":
            Path(address.database).write_bytes(_built())
        else:
            build(url)

    def scheduler(self, **settings):
        ledger = Ledger(self.url, lambda: ROTA, self.clock)
        values = replace(Settings(database_url=self.url, public_url="https://shop.example"), **settings)
        return Scheduler(ledger, values, lambda: self.policy, lambda: WORDING)

    def open(self, visitor="v-1", shopper_id="lin"):
        with session_on(self.url) as session:
            return conversations.start(
                session, visitor=visitor, shopper_id=shopper_id, channel="web", now=self.clock.now
            ).id

    def order(self, number="1", hours=24, customer_id="lin"):
        with session_on(self.url) as session:
            order = Order(
                number=number, customer_id=customer_id, status=OrderStatus.PENDING_PAYMENT, created_at=self.clock.now,
                pay_before=self.clock.now + timedelta(hours=hours), receiver="林小姐", phone="13800006612",
                province="浙江省", city="杭州市", street="文三路", amount_fen=12900,
            )  # fmt: skip
            session.add(order)
            session.flush()
            session.add(OrderLine(order_number=number, sku_id="P1-1", title="围巾", quantity=1, price_fen=12900))

    def do(self, work):
        with session_on(self.url) as session:
            return work(session)

    def talk(self, change, conversation_id, *more):
        """Let the conversation change hands: ``hand_off``, ``assign`` (ours), ``return_to_bot``, ``resolve``."""
        self.do(lambda session: change(session, get_conversation(session, conversation_id), *more, self.clock.now))

    def write(self, conversation_id, text="在吗"):
        self.do(
            lambda session: append_shopper_message(
                session, get_conversation(session, conversation_id), text=text, now=self.clock.now
            )
        )

    def pay(self, number="1"):
        self.do(lambda session: mark_paid(session, session.get(Order, number), "alipay", self.clock.now))

    def said(self, conversation_id=None):
        query = select(Message).where(Message.author == "bot").order_by(Message.id)
        query = query.where(Message.conversation_id == conversation_id) if conversation_id else query
        return self.do(lambda session: session.execute(query).scalars().all())

    def cards(self, conversation_id=None):
        return [message for message in self.said(conversation_id) if message.card]

    def entries(self):
        return self.do(lambda session: session.execute(select(Outgoing).order_by(Outgoing.id)).scalars().all())


def build(url):
    """Make the tables and what every test finds there."""
    import_models()
    Base.metadata.create_all(engine_for(url))
    with session_on(url) as session:
        session.add(Product(id="P1", title="围巾", category="围巾", list_price_fen=12900))
        session.add(Customer(id="lin", name="林小姐", created_at=MORNING))
        session.flush()
        session.add(Sku(id="P1-1", product_id="P1", color="驼色", size="均码", price_fen=12900, stock=0))


@lru_cache
def _built():
    with TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/desk.db"
        build(url)
        engine_for(url).dispose()
        return (Path(folder) / "desk.db").read_bytes()


@pytest.fixture
def desk(tmp_path, clock):
    desk = Desk(f"sqlite:///{tmp_path / 'desk.db'}", clock)
    yield desk
    engine_for(desk.url).dispose()


@pytest.fixture
def scheduler(desk):
    return desk.scheduler()


@pytest.fixture
def pass_time(clock, scheduler):
    """Let the clock go on in steps, with a look at every step."""

    async def passing(minutes, step=None):
        step = step or (5 if minutes < 120 else 20 if minutes < 600 else 60)
        for _ in range(0, minutes, step):
            clock.move(minutes=step)
            await scheduler.tick()

    return passing
