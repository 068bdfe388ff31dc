"""Orders in the console: who may look and act, what would change, doing it once, and what is refused by which rule."""

import pytest
from sqlalchemy import select, update

from bot.db import session_on
from bot.desk.conversations import get_conversation
from bot.desk.messages import append_shopper_message
from bot.desk.staff import Role
from bot.desk.tickets import Ticket
from bot.shop.cases import AftersaleCase, CaseStatus
from bot.shop.changes import OrderChange
from bot.shop.orders import Order, OrderStatus
from bot.shop.payments import Payment
from tests.web.console_case import audited, talk_with


@pytest.fixture
def people(hire):
    """Two agents and a lead, with the headers of their sessions."""
    both = ["presale", "aftersale"]
    return {
        "lin": hire("xiaolin", name="小林", groups=both),
        "zhou": hire("xiaozhou", name="小周", groups=both),
        "amin": hire("amin", Role.LEAD, name="阿敏", groups=both),
    }


@pytest.fixture
def talk(settings, people, clock):
    return talk_with(settings, people["lin"][0], clock.now)


@pytest.fixture
def unpaid(settings):
    return first(settings, OrderStatus.PENDING_PAYMENT)


@pytest.fixture
def paid(settings):
    return first(settings, OrderStatus.PAID)


def first(settings, status):
    with session_on(settings.database_url) as session:
        query = select(Order.number).where(Order.customer_id == "demo", Order.status == status).order_by(Order.number)
        return session.execute(query.limit(1)).scalar_one()


@pytest.fixture
def ask(client, people, talk):
    def asked(method, number, path="", who="lin", conversation=talk, **body):
        address, headers = f"/api/console/orders/{number}{path}", people[who][1]
        if method == "get":
            params = {"conversation": conversation} if conversation else {}
            return client.get(address, params=params, headers=headers)
        return client.post(address, json={**body, "conversation": conversation}, headers=headers)

    return asked


@pytest.fixture
def carry_out(ask):
    """Look at what would change, and agree."""

    def carried(number, action, values, request_id="r-1", who="lin", **more):
        seen = ask("post", number, "/propose", who, action=action, values=values, **more).json()
        return ask("post", number, "/carry_out", who, action=action, values=values, digest=seen["digest"],
                   request_id=request_id, **more)  # fmt: skip

    return carried


def order(settings, number):
    with session_on(settings.database_url) as session:
        return session.get(Order, number)


def test_actions_come_with_their_fields_and_the_rest_with_the_rule_that_refuses(ask, unpaid):
    actions = {one["action"]: one for one in ask("get", unpaid, "/actions").json()["actions"]}

    assert (actions["price"]["title"], actions["price"]["person_only"]) == ("改价", True)
    assert actions["price"]["fields"][0].items() >= {"label": "改成", "kind": "money", "required": True}.items()
    assert "50 元" in actions["price"]["fields"][0]["hint"]
    assert actions["cancel"]["refused"] is None
    assert actions["compensation"]["refused"]["rule"] == {
        "id": "DD-12", "version": "2026.11", "text": "付了款、没在退款的订单才能补偿，订单现在是“待付款”",
    }  # fmt: skip


def test_a_price_is_shown_agreed_to_and_lowered_once(ask, carry_out, settings, unpaid, people, talk):
    before = order(settings, unpaid).amount_fen
    values = {"price": (before - 1000) / 100, "reason": "promised"}

    seen = ask("post", unpaid, "/propose", action="price", values=values).json()
    assert seen["lines"][0]["label"] == "应付金额"
    assert seen["rule"] == {"id": "DD-13", "version": "2026.11", "text": "改价额度"}
    assert carry_out(unpaid, "price", values).json() == {"ok": True, "done": True}
    again = ask("post", unpaid, "/carry_out", action="price", values=values, digest=seen["digest"], request_id="r-1")
    assert again.json() == {"ok": True, "done": False}
    assert order(settings, unpaid).amount_fen == before - 1000
    agent = people["lin"][0].id
    assert audited(settings)[-1] == (agent, "order.change", unpaid)
    with session_on(settings.database_url) as session:
        [change] = session.execute(select(OrderChange).where(OrderChange.kind == "price")).scalars()
        assert (change.actor, change.before["amount_fen"]) == (f"agent:{agent}", before)


def test_what_is_beyond_a_limit_is_refused_with_its_rule_and_asked_of_a_lead(ask, carry_out, settings, unpaid):
    values = {"price": (order(settings, unpaid).amount_fen - 5100) / 100, "reason": "promised"}

    refused = ask("post", unpaid, "/propose", action="price", values=values)
    assert (refused.status_code, refused.json()["error"]) == (403, "allowance_used_up")
    assert refused.json()["rule"]["id"] == "DD-13" and "50 元" in refused.json()["message"]
    assert ask("post", unpaid, "/ask_lead", action="price", values=values).json()["ok"]
    with session_on(settings.database_url) as session:
        [ticket] = session.execute(select(Ticket)).scalars()
        assert (ticket.kind, ticket.order_number) == ("approval", unpaid)
        assert "小林申请改价" in ticket.subject and "{" not in ticket.subject
    assert carry_out(unpaid, "price", values, who="amin").json()["done"] is True


def test_an_order_that_changed_meanwhile_is_looked_at_again(ask, settings, unpaid):
    values = {
        "receiver": "王小明",
        "province": "浙江省",
        "city": "宁波市",
        "district": "海曙区",
        "street": "南门街108号",
    }
    seen = ask("post", unpaid, "/propose", action="address", values=values).json()
    with session_on(settings.database_url) as session:
        session.execute(update(Order).where(Order.number == unpaid).values(receiver="别人"))

    answer = ask("post", unpaid, "/carry_out", action="address", values=values, digest=seen["digest"], request_id="r-1")

    assert (answer.status_code, answer.json()["error"]) == (409, "proposal_changed")
    assert order(settings, unpaid).street != "南门街108号"


def test_a_cancelled_order_is_paid_back(carry_out, settings, paid):
    with session_on(settings.database_url) as session:
        amount = session.get(Order, paid).amount_fen
        has_paid = session.execute(select(Payment).where(Payment.order_number == paid)).scalars().all()

    assert carry_out(paid, "cancel", {"reason": "wrong"}).json()["done"] is True
    assert order(settings, paid).status is OrderStatus.REFUNDING
    assert amount and has_paid


@pytest.mark.parametrize("path", ["/actions", ""])
def test_only_orders_of_this_shopper_are_seen(ask, settings, path):
    with session_on(settings.database_url) as session:
        query = select(Order.number).where(Order.customer_id != "demo").limit(1)
        foreign = session.execute(query).scalar_one()

    for number in (foreign, "no-such-order"):
        answer = ask("get", number, path)
        assert (answer.status_code, answer.json()["error"]) == (404, "order_not_found")


def test_nobody_acts_without_the_word_but_a_lead(ask, unpaid, people, talk):
    assert ask("get", unpaid, "/actions", "zhou").json()["error"] == "conversation_not_found"
    assert ask("get", unpaid, "/actions", "amin").json()["ok"] is True
    assert ask("get", unpaid, "/actions", "amin", conversation=None).json()["ok"] is True
    assert ask("get", unpaid, "/actions", conversation=None).json()["error"] == "not_allowed"


def test_who_has_given_it_back_looks_and_does_not_act(client, ask, unpaid, people, talk):
    client.post(f"/api/console/conversations/{talk}/return_to_bot", json={}, headers=people["lin"][1])

    shown = ask("get", unpaid).json()["order"]
    assert "****" in shown["receiver"]
    assert ask("get", unpaid, "/actions").json()["error"] == "not_in_charge"


def test_an_order_is_shown_in_full_to_who_has_the_word(ask, settings, people):
    number = first(settings, OrderStatus.SHIPPED)

    told = ask("get", number).json()

    assert told["order"]["status_title"] == "已发货" and "****" not in told["order"]["receiver"]
    assert told["parcels"][0]["events"] and told["payments"]
    assert (people["lin"][0].id, "order.view", number) in audited(settings)


def test_a_visitor_has_no_order_that_was_not_proved(ask, settings, people, clock, unpaid):
    stranger = talk_with(settings, people["lin"][0], clock.now, shopper=None, visitor="v-9")

    assert ask("get", unpaid, conversation=stranger).json()["error"] == "order_not_found"


def test_pictures_of_the_talk_become_evidence_of_a_case(ask, carry_out, settings, talk, clock):
    with session_on(settings.database_url) as session:
        [case, *_] = session.execute(select(AftersaleCase).where(AftersaleCase.status == CaseStatus.REVIEW)).scalars()
        session.get(Order, case.order_number).customer_id = "demo"
        talked = get_conversation(session, talk)
        append_shopper_message(session, talked, text="[图片]", image="upload:u1", now=clock.now, client_id="p1")
    number, values = case.order_number, {"case": str(case.id), "photos": "u1"}

    actions = {one["action"]: one for one in ask("get", number, "/actions").json()["actions"]}
    assert [one["value"] for one in actions["case_evidence"]["fields"][1]["options"]] == ["all", "u1"]
    assert carry_out(number, "case_evidence", values).json()["done"] is True
    with session_on(settings.database_url) as session:
        assert session.get(AftersaleCase, case.id).evidence[-1] == "u1"


@pytest.mark.parametrize(
    ("body", "error"),
    [
        ({"action": "price", "values": {"price": "x", "reason": "promised"}}, "bad_value"),
        ({"action": "explode", "values": {}}, "unknown_action"),
        ({"action": "price", "values": {"price": {"a": 1}}}, "invalid_request"),
        ({"action": "price", "values": {}, "as": "admin"}, "invalid_request"),
    ],
)
def test_what_is_sent_wrong_is_refused_in_words(ask, unpaid, body, error):
    answer = ask("post", unpaid, "/propose", **body)

    assert answer.json()["error"] == error
    assert answer.json()["message"].endswith("。")


def test_a_change_needs_the_token_of_the_page(client, people, unpaid, talk):
    headers = {"Cookie": people["lin"][1]["Cookie"]}
    body = {"action": "note", "values": {"note": "x"}, "digest": "d", "request_id": "r", "conversation": talk}

    answer = client.post(f"/api/console/orders/{unpaid}/carry_out", json=body, headers=headers)

    assert answer.json()["error"] == "bad_csrf"
