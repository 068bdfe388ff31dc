"""Accounts over the API, who is there, and what the staff did."""

from dataclasses import replace

import pytest
from starlette.testclient import TestClient

from bot.db import session_on
from bot.desk import audit
from bot.desk.staff import Presence, Role
from bot.web.app import create_app

ACCOUNTS = "/api/console/staff/accounts"
NEW = {"login": "xiaozhou", "name": "小周", "role": "agent", "groups": ["aftersale"], "capacity": 8}
pytestmark = pytest.mark.usefixtures("quick_passwords")


@pytest.fixture
def boss(hire):
    return hire("boss", Role.ADMIN, name="店主")


@pytest.fixture
def post(client, boss):
    def posted(path="", **body):
        return client.post(f"{ACCOUNTS}{path}", json=body, headers=boss[1])

    return posted


@pytest.fixture
def put(client, boss):
    def changed(agent_id, **body):
        return client.put(f"{ACCOUNTS}/{agent_id}", json=body, headers=boss[1])

    return changed


@pytest.fixture
def told(client, boss):
    """The audit as a lead reads it."""

    def read(**wanted):
        return client.get("/api/console/audit", params=wanted, headers=boss[1]).json()

    return read


def test_a_new_account_logs_in_with_the_password_that_was_told_once(client, post):
    made = post(**NEW).json()

    entered = client.post("/api/console/login", json={"login": "xiaozhou", "password": made["password"]})

    assert made["account"].items() >= {**NEW, "is_active": True, "must_change_password": True}.items()
    assert entered.json()["me"]["must_change_password"] is True


def test_accounts_are_listed_without_anything_of_their_passwords(client, hire, post):
    post(**NEW)
    _, lead = hire("amin", Role.LEAD)

    listed = client.get(ACCOUNTS, headers=lead)

    assert {account["login"] for account in listed.json()["accounts"]} == {"boss", "xiaozhou", "amin"}
    assert "argon2" not in listed.text and "password_hash" not in listed.text


@pytest.mark.parametrize(
    ("wrong", "status", "error"),
    [
        ({"login": "boss"}, 409, "login_taken"),
        ({"login": "x"}, 400, "bad_login"),
        ({"name": ""}, 400, "bad_name"),
        ({"groups": ["售后"]}, 400, "bad_group"),
        ({"capacity": 1000}, 400, "bad_capacity"),
        ({"role": "owner"}, 400, "invalid_request"),
    ],
)
def test_an_account_that_cannot_be_made_is_told_why(post, wrong, status, error):
    answer = post(**{**NEW, **wrong})

    assert (answer.status_code, answer.json()["error"]) == (status, error)


def test_what_is_not_given_stays(post, put):
    made = post(**NEW).json()["account"]

    changed = put(made["id"], capacity=3, role="lead").json()["account"]

    assert changed == {**made, "capacity": 3, "role": "lead"}


def test_a_role_that_is_taken_away_is_gone_with_the_next_request(client, hire, put):
    lead, headers = hire("amin", Role.LEAD)
    assert client.get(ACCOUNTS, headers=headers).status_code == 200

    put(lead.id, role="agent")

    assert client.get(ACCOUNTS, headers=headers).status_code == 403


def test_who_is_closed_out_is_out_and_may_be_let_in_again(client, hire, put):
    agent, headers = hire()

    closed = put(agent.id, is_active=False).json()["account"]
    statuses = [client.get("/api/console/me", headers=headers).status_code]
    opened = put(agent.id, is_active=True).json()["account"]
    statuses.append(client.get("/api/console/me", headers=headers).status_code)

    assert (closed["is_active"], opened["is_active"]) == (False, True)
    assert statuses == [401, 401]


@pytest.mark.parametrize("change", [{"is_active": False}, {"role": "agent"}])
def test_the_last_admin_stays(boss, put, change):
    answer = put(boss[0].id, **change)

    assert (answer.status_code, answer.json()["error"]) == (409, "last_admin")


@pytest.mark.parametrize("agent_id", [99, 2**53 - 1])
def test_an_unknown_account_is_not_found(put, agent_id):
    answer = put(agent_id, capacity=3)

    assert (answer.status_code, answer.json()["error"]) == (404, "agent_not_found")


def test_a_reset_password_ends_the_sessions(client, hire, post):
    agent, headers = hire()

    password = post(f"/{agent.id}/reset_password").json()["password"]

    assert client.get("/api/console/me", headers=headers).status_code == 401
    entered = client.post("/api/console/login", json={"login": "xiaolin", "password": password})
    assert entered.json()["me"]["must_change_password"] is True


def test_colleagues_see_who_is_there(client, hire, clock):
    _, headers = hire()
    hire("xiaozhou", name="小周", presence=Presence.ONLINE, seen_at=clock.now, groups=["aftersale"])

    listed = client.get("/api/console/staff", headers=headers).json()["staff"]

    assert [(one["name"], one["presence"], one["load"], one["capacity"], one["groups"]) for one in listed] == [
        ("小周", "online", 0, 5, ["aftersale"]),
        ("小林", "offline", 0, 5, []),
    ]
    assert not any("login" in one for one in listed)


def test_whoever_comes_or_changes_is_told_to_who_gives_out_conversations(settings, bot, clock, hire):
    agent, headers = hire()
    _, boss = hire("boss", Role.ADMIN)
    heard = []

    async def hear(agent_id):
        heard.append(agent_id)

    with TestClient(create_app(settings, bot, clock=clock)) as client:
        client.app.state.parts = replace(client.app.state.parts, presence_changed=hear)
        client.put("/api/console/me/presence", json={"presence": "online"}, headers=headers)
        client.put(f"{ACCOUNTS}/{agent.id}", json={"groups": ["presale"]}, headers=boss)
        client.post("/api/console/logout", headers=headers)

    assert heard == [agent.id] * 3


# ---- the audit


def test_each_change_of_an_account_is_in_the_audit(boss, post, put, told):
    account = post(**NEW).json()["account"]
    put(account["id"], capacity=3)
    post(f"/{account['id']}/reset_password")
    put(account["id"], is_active=False)

    listed = told(action="agent.")["entries"]

    assert [entry["action"] for entry in listed] == [
        "agent.deactivate",
        "agent.reset_password",
        "agent.change",
        "agent.create",
    ]
    assert {(entry["agent"], entry["subject"]) for entry in listed} == {("店主", "xiaozhou")}
    assert listed[2]["detail"] == {"before": {"capacity": 8}, "after": {"capacity": 3}}


def test_the_audit_is_read_page_by_page(told, post):
    for number in range(3):
        post(**{**NEW, "login": f"agent{number}"})

    first = told(limit=2)
    second = told(limit=2, before=first["entries"][-1]["id"])

    assert [entry["subject"] for entry in first["entries"]] == ["agent2", "agent1"]
    assert [entry["subject"] for entry in second["entries"]] == ["agent0"]
    assert (first["more"], second["more"]) == (True, False)


def test_the_audit_is_narrowed_to_days_of_the_shop(settings, told, clock):
    with session_on(settings.database_url) as session:
        for day in (17, 18, 19):
            at = clock.now.replace(day=day, hour=0, minute=30)
            audit.note(session, "conversation.view", at, agent_id=None, subject=str(day))

    listed = told(**{"from": "2026-11-18", "to": "2026-11-18"})["entries"]

    assert [entry["subject"] for entry in listed] == ["18"]
    assert listed[0]["at"] == "2026-11-17T16:30:00Z"


@pytest.mark.parametrize("wanted", [{"from": "yesterday"}, {"limit": 1000}, {"agent": 0}])
def test_a_question_that_makes_no_sense_is_refused(told, wanted):
    assert told(**wanted)["error"] == "invalid_request"
