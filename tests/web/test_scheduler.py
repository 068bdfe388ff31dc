"""What the desk does of itself, on a shop of one customer and a clock that the test moves."""

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select, update

from bot.db import Base, engine_for, session_on
from bot.desk import conversations, outbox
from bot.desk.conversations import Conversation, Owner, get_conversation
from bot.desk.groups import Rota, groups_for
from bot.desk.ledger import Ledger
from bot.desk.messages import Message, append_shopper_message
from bot.desk.outbox import PROMPT, Outgoing
from bot.desk.wording import load_wording
from bot.migrations import import_models
from bot.settings import ROOT, Settings
from bot.shop.catalogue import Product, Sku
from bot.shop.orders import Customer, Order, OrderLine, OrderStatus, mark_paid
from bot.shop.policy import load_policy
from bot.shop.profiles import allow_prompts, refuse_prompts
from bot.shop.restocks import RestockWish
from bot.shop.units import SHANGHAI
from bot.web.scheduler import Scheduler

POLICY = load_policy(ROOT / "data" / "policy")
WORDING = load_wording(ROOT / "data" / "policy" / "desk.yml")
MORNING = datetime(2026, 11, 18, 10, 0, tzinfo=SHANGHAI)
PACKET = {"reason": "asked"}


class Clock:
    def __init__(self):
        self.now = MORNING

    def __call__(self):
        return self.now

    def move(self, **by):
        self.now += timedelta(**by)


class Desk:
    """A database with a shop, and what people do there; every step is a transaction of its own."""

    def __init__(self, url, clock):
        self.url, self.clock, self.policy = url, clock, POLICY
        import_models()
        Base.metadata.create_all(engine_for(url))
        with session_on(url) as session:
            session.add(Product(id="P1", title="围巾", category="围巾", list_price_fen=12900))
            session.add(Customer(id="lin", name="林小姐", created_at=clock.now))
            session.flush()
            session.add(Sku(id="P1-1", product_id="P1", color="驼色", size="均码", price_fen=12900, stock=0))

    def scheduler(self, **settings):
        ledger = Ledger(self.url, lambda: Rota(groups_for(Settings().data_dir / "policy"), POLICY.service), self.clock)
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
        """Let the conversation change hands: ``hand_off``, ``assign``, ``return_to_bot``, ``resolve``."""
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


@pytest.fixture
def clock():
    return Clock()


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


def minutes_after(cards, start=MORNING):
    return [int((message.at - start).total_seconds() // 60) for message in cards]


async def test_an_unpaid_order_is_brought_to_mind_with_its_card_and_the_question_why(desk, pass_time):
    talk = desk.open()
    desk.order()

    await pass_time(25)

    text, card, question = desk.said(talk)
    assert "围巾" in text.text and "明天 10:00" in text.text
    assert card.card["number"] == "1" and card.card["pay_url"].startswith("https://shop.example/pay/")
    assert card.card["pay_url"] in card.text
    assert [button["title"] for button in question.buttons] == [*POLICY.unpaid.reasons.values(), "别再提醒了"]
    assert question.buttons[0]["intent"] == "tell_unpaid_reason"
    assert question.buttons[0]["entities"] == {"unpaid_order": "1", "unpaid_reason": "price"}
    assert question.buttons[-1]["intent"] == "stop_prompts"


async def test_the_first_comes_after_twenty_minutes_the_others_in_growing_gaps(desk, pass_time):
    desk.open()
    desk.order()

    await pass_time(23 * 60)

    # The looks at the full hours: 10:20 is told at 11:00, two hours later, eight hours later
    assert minutes_after(desk.cards()) == [60, 180, 660]


async def test_the_reason_is_asked_once_the_sentences_differ(desk, pass_time):
    talk = desk.open()
    desk.order()

    await pass_time(12 * 60)

    said = [message.text for message in desk.said(talk) if not message.card]
    assert len(said) == len(set(said)) == 6
    assert [len(message.buttons) for message in desk.said(talk) if message.buttons] == [7, 3, 3]


async def test_nothing_is_said_where_the_customer_never_came_to_talk(desk, pass_time):
    desk.open(shopper_id=None)
    desk.order()

    await pass_time(60)

    assert desk.said() == desk.entries() == []


async def test_a_shopper_who_comes_later_is_prompted_then(desk, clock, pass_time):
    desk.order()
    await pass_time(60)
    desk.open()

    await pass_time(10)

    # Five minutes of silence first.
    assert minutes_after(desk.cards()) == [65]


async def test_the_latest_conversation_gets_the_prompt(desk, clock, pass_time):
    old = desk.open("v-1")
    desk.order()
    await pass_time(10)
    new = desk.open("v-2")

    await pass_time(15)

    assert (len(desk.cards(old)), len(desk.cards(new))) == (0, 1)


async def test_the_night_moves_a_prompt_to_the_morning(desk, clock, pass_time):
    clock.now = MORNING.replace(hour=21, minute=50)
    desk.open()
    desk.order()

    await pass_time(11 * 60, step=10)

    # 21:50 and ten hours and ten minutes: eight o'clock; the second comes after ten
    assert minutes_after(desk.cards(), MORNING.replace(hour=21, minute=50)) == [610]


async def test_an_order_that_closes_in_the_night_is_not_prompted(desk, clock, pass_time):
    clock.now = MORNING.replace(hour=21, minute=50)
    desk.open()
    desk.order(hours=8)

    await pass_time(12 * 60)

    assert desk.cards() == []


async def test_after_payment_nothing_comes(desk, pass_time):
    desk.open()
    desk.order()
    await pass_time(25)
    desk.pay()

    await pass_time(12 * 60)

    assert len(desk.cards()) == 1
    assert desk.entries()[-1].why == "paid"


async def test_after_a_refusal_nothing_comes_until_it_is_taken_back(desk, clock, pass_time):
    desk.open()
    desk.order()
    await pass_time(25)
    desk.do(lambda session: refuse_prompts(session, "shopper:lin", clock.now))
    await pass_time(6 * 60)
    assert len(desk.cards()) == 1

    desk.do(lambda session: allow_prompts(session, "shopper:lin", clock.now))
    await pass_time(5)

    assert len(desk.cards()) == 2


async def test_what_a_visitor_refused_counts_when_they_have_logged_in(desk, clock, pass_time):
    desk.open("v-1")
    desk.order()
    desk.do(lambda session: refuse_prompts(session, "visitor:v-1", clock.now))

    await pass_time(60)

    assert desk.cards() == []


async def test_no_prompt_while_a_person_has_the_word_and_one_afterwards(desk, clock, pass_time):
    talk = desk.open()
    desk.order()
    await pass_time(15)
    desk.talk(conversations.hand_off, talk, PACKET)
    await pass_time(30)
    desk.talk(conversations.assign, talk, "小美")
    await pass_time(30)
    assert desk.cards() == []

    desk.talk(conversations.return_to_bot, talk)
    await pass_time(35)

    assert len(desk.cards()) == 1


async def test_a_person_in_another_conversation_of_the_shopper_holds_prompts_back(desk, clock, pass_time):
    desk.open("v-1")
    talk = desk.open("v-2")
    desk.order()
    desk.talk(conversations.hand_off, talk, PACKET)

    await pass_time(60)

    assert desk.cards() == []


async def test_a_closed_conversation_is_left_alone(desk, clock, pass_time):
    talk = desk.open()
    desk.order()
    await pass_time(15)
    for change, more in ((conversations.hand_off, PACKET), (conversations.assign, "小美")):
        desk.talk(change, talk, more)
    desk.talk(conversations.resolve, talk)

    await pass_time(120)

    assert desk.cards() == []


async def test_nobody_is_interrupted_in_the_middle_of_a_talk(desk, clock, pass_time):
    talk = desk.open()
    desk.order()
    await pass_time(19, step=1)
    desk.write(talk)

    await pass_time(10, step=1)

    assert minutes_after(desk.cards()) == [24]


async def test_two_orders_make_no_more_prompts_than_one(desk, clock, pass_time):
    desk.open()
    desk.order("1")
    desk.order("2")

    await pass_time(23 * 60)

    assert len(desk.cards()) == 3
    assert {message.card["number"] for message in desk.cards()} == {"1", "2"}


async def test_a_restart_forgets_nothing_and_repeats_nothing(desk, clock):
    desk.open()
    desk.order()

    for _ in range(30):
        clock.move(minutes=30)
        await desk.scheduler().tick()

    assert minutes_after(desk.cards()) == [30, 150, 630]


async def test_after_a_long_standstill_one_prompt_comes_and_not_all(desk, clock, scheduler):
    desk.open()
    desk.order()
    await scheduler.tick()
    clock.move(hours=9)

    await scheduler.tick()
    await scheduler.tick()

    assert len(desk.cards()) == 1


async def test_two_schedulers_say_it_once(desk, clock):
    for number in range(1, 4):
        desk.do(lambda session, n=number: session.add(Customer(id=f"c{n}", name="买家", created_at=clock.now)))
        desk.open(f"v-{number}", shopper_id=f"c{number}")
        desk.order(str(number), customer_id=f"c{number}")
    schedulers = [desk.scheduler() for _ in range(3)]

    for _ in range(32):
        clock.move(minutes=20)
        await asyncio.gather(*(scheduler.tick() for scheduler in schedulers))

    assert len(desk.cards()) == 9
    assert len([entry for entry in desk.entries() if entry.state == "sent"]) == 9


async def test_listeners_hear_a_prompt_at_once(desk, clock):
    talk = desk.open()
    desk.order()
    scheduler = desk.scheduler()
    with scheduler._ledger.subscribe(talk) as events:
        clock.move(minutes=25)
        await scheduler.tick()

        first = await events.__anext__()
    assert first["type"] == "message" and "围巾" in first["data"]["text"]


async def test_a_time_that_the_shopper_named_replaces_what_was_planned(desk, clock, pass_time):
    talk = desk.open()
    desk.order()
    await pass_time(25)
    evening = MORNING.replace(hour=20)
    desk.do(
        lambda session: outbox.plan(
            session, key=outbox.asked_key("1", clock.now), kind=PROMPT, about="1", due_at=evening, now=clock.now,
            conversation=get_conversation(session, talk), payload={"asked_for": True},
        )
    )  # fmt: skip

    await pass_time(10 * 60, step=25)

    assert minutes_after(desk.cards()) == [20, 600]
    assert "约好" in desk.said()[3].text


async def test_a_reminder_asked_for_by_a_visitor_comes_where_it_was_asked_for(desk, clock, pass_time):
    here = desk.open("v-9", shopper_id=None)
    desk.order()
    desk.do(
        lambda session: outbox.plan(
            session, key="asked", kind=PROMPT, about="1", due_at=clock.now + timedelta(hours=1), now=clock.now,
            conversation=get_conversation(session, here), payload={"asked_for": True},
        )
    )  # fmt: skip

    await pass_time(70)

    assert len(desk.cards(here)) == 1


async def test_an_order_that_is_gone_is_not_spoken_of(desk, clock, scheduler):
    talk = desk.open()
    desk.do(
        lambda session: outbox.plan(
            session, key="gone", kind=PROMPT, about="404", due_at=clock.now, now=clock.now,
            conversation=get_conversation(session, talk),
        )
    )  # fmt: skip

    await scheduler.tick()

    assert desk.entries()[0].why == "gone"


async def test_a_fault_with_one_prompt_does_not_keep_the_others(desk, clock, scheduler, caplog):
    for number in ("1", "2"):
        desk.do(lambda session, n=number: session.add(Customer(id=f"c{n}", name="买家", created_at=clock.now)))
        desk.open(f"v-{number}", shopper_id=f"c{number}")
        desk.order(number, customer_id=f"c{number}")
    await scheduler.tick()
    clock.move(minutes=25)
    broken = update(OrderLine).where(OrderLine.order_number == "1").values(price_fen="kaputt")
    desk.do(lambda session: session.execute(broken))

    await scheduler.tick()

    assert [message.card["number"] for message in desk.cards()] == ["2"]
    waiting = next(entry for entry in desk.entries() if entry.about == "1")
    assert (waiting.state, waiting.due_at) == ("waiting", clock.now + timedelta(minutes=10))
    assert "could not be said" in caplog.text


async def test_an_order_is_closed_when_nobody_has_paid(desk, clock, pass_time):
    desk.open()
    desk.order(hours=1)

    await pass_time(65)

    assert desk.do(lambda session: session.get(Order, "1").status) is OrderStatus.CANCELLED


async def test_a_shop_that_closes_its_orders_itself_is_left_to_it(desk, clock, pass_time):
    unpaid = POLICY.unpaid.copy(update={"closes_itself": False})
    desk.policy = POLICY.copy(update={"unpaid": unpaid})
    desk.order(hours=1)

    await pass_time(65)

    assert desk.do(lambda session: session.get(Order, "1").status) is OrderStatus.PENDING_PAYMENT


@pytest.fixture
def wish(desk, clock):
    """Let somebody wait for the scarf; it is there again in the evening."""

    def wished(conversation_id):
        desk.do(lambda session: session.add(RestockWish(conversation_id=conversation_id, sku_id="P1-1", at=clock.now)))

    return wished


def stock(desk, pieces):
    desk.do(lambda session: session.execute(update(Sku).values(stock=pieces)))


async def test_who_waits_for_an_article_hears_once_that_it_is_back(desk, wish, pass_time):
    talk = desk.open(shopper_id=None)
    wish(talk)
    await pass_time(10)
    assert desk.said() == []

    stock(desk, 2)
    await pass_time(30)

    (notice,) = desk.said(talk)
    assert "「围巾」（驼色 均码）到货" in notice.text
    assert notice.buttons[0]["intent"] == "place_order"


async def test_nobody_is_woken_for_an_article(desk, clock, wish, scheduler):
    wish(desk.open())
    stock(desk, 2)
    clock.now = MORNING.replace(hour=23)

    await scheduler.tick()
    assert desk.said() == []
    clock.move(hours=9)
    await scheduler.tick()

    assert len(desk.said()) == 1


async def test_a_person_is_not_talked_over_with_an_article_either(desk, wish, scheduler):
    talk = desk.open()
    wish(talk)
    stock(desk, 2)
    desk.talk(conversations.hand_off, talk, PACKET)

    await scheduler.tick()
    assert desk.said() == []
    desk.talk(conversations.return_to_bot, talk)
    await scheduler.tick()

    assert len(desk.said()) == 1


async def test_a_closed_conversation_goes_on_for_an_article_that_was_waited_for(desk, wish, scheduler):
    talk = desk.open()
    wish(talk)
    stock(desk, 2)
    desk.talk(conversations.hand_off, talk, PACKET)
    desk.talk(conversations.assign, talk, "小美")
    desk.talk(conversations.resolve, talk)

    await scheduler.tick()

    assert len(desk.said()) == 1
    assert desk.do(lambda session: session.get(Conversation, talk).owner) is Owner.BOT


async def test_an_article_is_told_of_by_one_scheduler(desk, wish, clock):
    for number in range(5):
        wish(desk.open(f"v-{number}"))
    stock(desk, 1)

    await asyncio.gather(*(desk.scheduler().tick() for _ in range(4)))

    assert len(desk.said()) == 5


async def test_it_runs_until_the_desk_ends(desk, clock):
    desk.open()
    desk.order()
    looks = asyncio.Queue()
    ended = asyncio.Event()

    async def pause(seconds):
        looks.put_nowait(seconds)
        clock.move(minutes=25)
        if looks.qsize() > 2:
            ended.set()
            await asyncio.Event().wait()

    scheduler = desk.scheduler(scheduler_seconds=7)
    scheduler._pause = pause
    async with scheduler.running():
        await ended.wait()

    assert looks.get_nowait() == 7
    assert len(desk.cards()) == 1


async def test_it_can_be_switched_off(desk):
    async with desk.scheduler(scheduler_seconds=0).running():
        assert len(asyncio.all_tasks()) == 1


async def test_a_fault_in_one_step_does_not_keep_the_next_from_its_turn(desk, clock, pass_time, caplog):
    desk.open()
    desk.order()
    desk.do(lambda session: session.execute(update(Order).values(pay_before=clock.now + timedelta(hours=1))))
    desk.do(lambda session: session.connection().exec_driver_sql("drop table restock_wishes"))

    await pass_time(25)

    assert "tell_restocks" in caplog.text
    assert len(desk.cards()) == 1
    assert desk.do(lambda session: session.execute(select(func.count()).select_from(Message)).scalar()) == 3
