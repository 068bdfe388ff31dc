"""The panel beside a conversation: what agents see of a shopper, and what they do not."""

import pytest
from sqlalchemy import event, select, update

from bot.db import engine_for, session_on
from bot.desk.conversations import get_conversation
from bot.desk.notes import add_note
from bot.desk.staff import Agent, Role
from bot.shop.orders import Order, OrderProof
from bot.shop.profiles import remember_body
from bot.shop.sizing import Body
from tests.web.console_case import audited, talk_with

BOTH = ["presale", "aftersale"]


@pytest.fixture
def lin(hire):
    return hire("xiaolin", name="小林", groups=BOTH)


@pytest.fixture
def talk(settings, lin, clock):
    return talk_with(settings, lin[0], clock.now)


@pytest.fixture
def panel(client, lin):
    def shown(conversation, who=lin):
        return client.get(f"/api/console/conversations/{conversation}/shopper", headers=who[1])

    return shown


def pairs(rows):
    return {row["label"]: row["value"] for row in rows}


def test_a_shopper_is_shown_with_everything_that_is_theirs(panel, talk):
    told = panel(talk).json()

    assert pairs(told["profile"])["名字"] and "单，共" in pairs(told["profile"])["买过"]
    numbers = {order["number"] for order in told["orders"]}
    assert numbers and {each["order_number"] for each in (*told["parcels"], *told["cases"])} <= numbers
    assert all(order["status_title"] and order["lines"] for order in told["orders"])
    assert all(parcel["carrier"] and parcel["events"][0]["text"] for parcel in told["parcels"] if parcel["events"])
    assert all(case["state_title"] and case["kind_title"] for case in told["cases"])


def test_measurements_are_told_with_their_units(panel, talk, settings, clock):
    with session_on(settings.database_url) as session:
        remember_body(session, owner="shopper:demo", body=Body(height_cm=165, usual_size="M"), now=clock.now)

    measured = pairs(panel(talk).json()["measurements"])

    assert (measured["身高"], measured["平时尺码"]) == ("165 cm", "M")


def test_phones_and_streets_are_whole_only_for_who_acts_for_the_shopper(client, panel, talk, lin, hire):
    mine = panel(talk).json()
    lead = panel(talk, hire("amin", Role.LEAD, groups=BOTH)).json()
    client.post(f"/api/console/conversations/{talk}/return_to_bot", json={}, headers=lin[1])
    later = panel(talk).json()

    assert "*" not in mine["orders"][0]["receiver"] and "*" not in pairs(lead["profile"])["手机"]
    assert "***" in later["orders"][0]["receiver"] and "****" in pairs(later["profile"])["手机"]
    assert mine["orders"][0]["receiver"].split()[1] not in str(later)


def test_who_may_not_see_the_conversation_does_not_see_the_shopper(panel, talk, hire):
    answer = panel(talk, hire("xiaozhou", groups=BOTH))

    assert (answer.status_code, answer.json()["error"]) == (404, "conversation_not_found")


def test_looking_is_written_down_once_in_a_while(panel, talk, settings, lin):
    panel(talk)
    panel(talk)

    assert audited(settings).count((lin[0].id, "shopper.view", talk)) == 1


def test_of_a_visitor_only_what_they_proved_is_shown(panel, settings, lin, clock):
    visitor = talk_with(settings, lin[0], clock.now, shopper=None, visitor="v-9")
    assert panel(visitor).json().items() >= {"orders": [], "parcels": [], "coupons": [], "notes": []}.items()

    with session_on(settings.database_url) as session:
        number = session.execute(select(Order.number).limit(1)).scalar_one()
        session.add(OrderProof(visitor="v-9", order_number=number, at=clock.now))
    told = panel(visitor).json()

    assert [order["number"] for order in told["orders"]] == [number]
    assert pairs(told["profile"]) == {"身份": "没有登录的访客"}


def test_earlier_conversations_and_notes_about_the_shopper_stand_there(panel, settings, lin, clock, talk):
    earlier = talk_with(settings, lin[0], clock.now, visitor="v-2")
    others = talk_with(settings, lin[0], clock.now, shopper="lin", visitor="v-3")
    unseen = talk_with(settings, None, clock.now, visitor="v-4")
    with session_on(settings.database_url) as session:
        author = session.get(Agent, lin[0].id)
        add_note(session, get_conversation(session, earlier), author, "脚背高", clock.now, about_shopper=True)
        add_note(session, get_conversation(session, earlier), author, "只在这个会话里", clock.now)

    told = panel(talk).json()

    assert [one["id"] for one in told["conversations"]] == [earlier]
    assert told["conversations"][0]["wish"] == "想退货"
    assert {others, unseen} & {one["id"] for one in told["conversations"]} == set()
    assert [note["text"] for note in told["notes"]] == ["脚背高"]


def test_many_orders_take_no_more_queries_than_one(panel, settings, lin, clock, talk):
    with session_on(settings.database_url) as session:
        numbers = session.execute(select(Order.number).where(Order.customer_id == "demo")).scalars().all()
    panel(talk)  # the first look of all is written down, the next ones are not
    with_all = counted(settings, lambda: panel(talk))
    with session_on(settings.database_url) as session:
        session.execute(update(Order).where(Order.number.in_(numbers[1:])).values(customer_id=None))
    with_one = counted(settings, lambda: panel(talk))

    assert len(numbers) > 5
    # A table without any row about the orders needs not be asked for what hangs on its rows.
    assert with_all - with_one <= 3


def counted(settings, work):
    seen, engine = [], engine_for(settings.database_url)

    def note(connection, cursor, statement, *rest):
        seen.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    work()
    event.remove(engine, "before_cursor_execute", note)
    return len(seen)
