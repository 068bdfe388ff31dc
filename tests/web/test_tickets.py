"""Tickets over the API: opened, taken, given on, closed; promises of the shop beside them."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.db import session_on
from bot.desk import conversations
from bot.desk.conversations import get_conversation, last_hand_off
from bot.desk.staff import Role
from bot.desk.tickets import MESSAGE, open_ticket
from bot.shop.follow_ups import register
from bot.shop.orders import Order
from tests.web.console_case import PACKET, audited, talk_with

ROOM = "/api/console/tickets"


@pytest.fixture
def lin(hire):
    return hire("xiaolin", name="小林", groups=["presale"])


@pytest.fixture
def zhou(hire):
    return hire("xiaozhou", name="小周", groups=["aftersale"])


@pytest.fixture
def amin(hire):
    return hire("amin", Role.LEAD, name="阿敏", groups=[])


@pytest.fixture
def listed(client):
    def found(who, box="open", **more):
        return client.get(ROOM, params={"box": box, **more}, headers=who[1]).json()["tickets"]

    return found


@pytest.fixture
def post(client, lin):
    def sent(path="", who=lin, **body):
        return client.post(f"{ROOM}{path}", json=body, headers=who[1])

    return sent


@pytest.fixture
def new(clock):
    due = (clock.now + timedelta(hours=3)).isoformat()
    return {"subject": "跟仓库核实漏发", "group": "aftersale", "due_at": due}


@pytest.fixture
def promise(settings, clock):
    """The shop has promised to hurry an order."""
    with session_on(settings.database_url) as session:
        number = session.execute(select(Order.number).where(Order.customer_id == "demo").limit(1)).scalar_one()
        due = clock.now + timedelta(hours=1)
        values = {"kind": "urge_delivery", "now": clock.now, "due_at": due, "rule": "x"}
        return register(session, order_number=number, **values)[0]


@pytest.fixture
def left(settings, clock):
    """A message that a shopper left out of hours: the ticket's id and the conversation's."""
    talk = talk_with(settings, None, clock.now)
    with session_on(settings.database_url) as session:
        conversation = get_conversation(session, talk)
        conversations.hand_off(session, conversation, PACKET, clock.now, group="aftersale")
        conversations.return_to_bot(session, conversation, clock.now)
        ticket = open_ticket(
            session, kind=MESSAGE, group="aftersale", subject="想退货", due_at=clock.now + timedelta(hours=1),
            now=clock.now, conversation=conversation, hand_off=last_hand_off(session, conversation),
        )  # fmt: skip
        return ticket.id, talk


def test_a_ticket_is_opened_taken_and_closed(post, new, listed, lin, zhou, settings):
    made = post(**new).json()["ticket"]
    assert made.items() >= {"kind": "task", "kind_title": "跟进", "group_name": "售后", "agent": None}.items()

    taken = post(f"/{made['id']}/take", zhou).json()["ticket"]
    assert taken["agent"] == "小周"
    assert [one["id"] for one in listed(zhou, "mine")] == [made["id"]]
    closed = post(f"/{made['id']}/close", zhou, outcome="补发了").json()["ticket"]
    assert closed["outcome"] == "补发了" and closed["closed_at"]
    assert post(f"/{made['id']}/close", zhou, outcome="又办").json()["error"] == "ticket_closed"
    told = [(agent, action) for agent, action, subject in audited(settings) if subject == str(made["id"])]
    assert told == [(lin[0].id, "ticket.open"), (zhou[0].id, "ticket.give"), (zhou[0].id, "ticket.close")]


def test_a_message_left_brings_its_conversation_to_who_takes_it(client, post, left, zhou):
    ticket, talk = left

    answer = post(f"/{ticket}/take", zhou).json()

    assert answer["ticket"]["agent_id"] == zhou[0].id
    assert answer["conversation"].items() >= {"id": talk, "owner": "human", "agent": "小周", "wish": "想退货"}.items()
    shown = client.get(f"/api/console/conversations/{talk}", headers=zhou[1]).json()
    assert shown["packet"]["reason_title"] == "要人工"
    assert "客服小周已接入" in shown["messages"][-1]["text"]


def test_a_ticket_is_given_on_by_a_lead(post, new, amin, zhou, lin, listed):
    made = post(**new).json()["ticket"]["id"]
    post(f"/{made}/take", zhou)

    assert post(f"/{made}/assign", lin, agent=lin[0].id).json()["ticket"]["agent"] == "小林"
    assert post(f"/{made}/assign", amin, group="aftersale").json()["ticket"]["agent"] is None
    assert post(f"/{made}/assign", amin, group="nowhere").json()["error"] == "bad_group"
    assert post(f"/{made}/assign", amin, agent=999).json()["error"] == "agent_not_found"


def test_a_ticket_of_another_group_looks_like_none(post, new, zhou, hire, listed):
    made = post(who=zhou, **new).json()["ticket"]["id"]
    stranger = hire("xiaoqi", groups=["presale"])

    assert listed(stranger) == []
    assert post(f"/{made}/take", stranger).json()["error"] == "ticket_not_found"


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        ({"subject": " "}, "empty_message"),
        ({"group": "nowhere"}, "bad_group"),
        ({"due_at": "2026-11-18T09:00:00+08:00"}, "bad_due_date"),
        ({"due_at": "2026-11-18T19:00:00"}, "invalid_request"),
        ({"conversation": "nowhere"}, "conversation_not_found"),
        ({"agent": 999}, "agent_not_found"),
    ],
)
def test_what_cannot_be_opened_says_why(post, new, wrong, error):
    assert post(**{**new, **wrong}).json()["error"] == error


def test_a_ticket_about_a_conversation_names_its_shopper(post, new, settings, lin, clock):
    talk = talk_with(settings, lin[0], clock.now)

    made = post(**{**new, "conversation": talk, "order_number": "1"}).json()["ticket"]

    assert (made["conversation"], made["order_number"]) == (talk, "1")
    assert made["shopper_name"]


def test_promises_of_the_shop_stand_beside_and_are_closed_once(post, listed, promise, zhou, lin, clock, settings):
    [told] = listed(zhou)
    assert (told["id"], told["kind_title"], told["group"]) == (f"f-{promise.id}", "承诺", "aftersale")
    assert promise.order_number in told["subject"] and told["shopper_name"]
    assert listed(lin) == [] == listed(zhou, "overdue")
    clock.move(hours=2)
    assert len(listed(zhou, "overdue")) == 1

    assert post(f"/f-{promise.id}/take", zhou).json()["error"] == "nobodys_to_take"
    assert post(f"/f-{promise.id}/close", lin, outcome="x").json()["error"] == "ticket_not_found"
    assert post(f"/f-{promise.id}/close", zhou, outcome="催过了").json()["ticket"]["closed_at"]
    assert post(f"/f-{promise.id}/close", zhou, outcome="又催").json()["error"] == "ticket_closed"
    assert [one["id"] for one in listed(zhou, "closed")] == [f"f-{promise.id}"]
    assert (zhou[0].id, "follow_up.close", f"{promise.order_number}/urge_delivery") in audited(settings)


def test_a_ticket_takes_a_log_in(client):
    assert client.get(ROOM).status_code == 401
