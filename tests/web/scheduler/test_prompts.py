"""Payment prompts as the desk sends them, on a clock that the test moves."""

import asyncio
from datetime import timedelta

from sqlalchemy import update

from bot.desk import conversations, outbox
from bot.desk.conversations import get_conversation
from bot.desk.outbox import PROMPT
from bot.shop.orders import Customer, OrderLine
from bot.shop.profiles import allow_prompts, refuse_prompts
from tests.echo_bot import PACKET
from tests.web.scheduler.conftest import MORNING, POLICY, assign


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
    desk.talk(assign, talk)
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
    for change, more in ((conversations.hand_off, [PACKET]), (assign, [])):
        desk.talk(change, talk, *more)
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
