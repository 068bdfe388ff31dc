"""Log-in, session, roles and what keeps other sites out."""

import asyncio
import re
from dataclasses import replace
from datetime import timedelta
from http.cookies import SimpleCookie

import pytest
from fastapi.routing import APIRoute, APIWebSocketRoute
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from bot.db import session_on
from bot.desk import passwords
from bot.desk.audit import entries
from bot.desk.staff import Presence, Role, get_agent
from bot.web.app import create_app
from bot.web.auth import COOKIE, Admission

PASSWORD = "晴天-beach-42"
OTHER = "海边的-beach-7"
ANYBODY, LOGGED_IN = "anybody", "whoever is logged in"
# Every route of the console and whom it lets in; a new one must be named here.
ROLES = {
    "POST /login": ANYBODY,
    "POST /logout": LOGGED_IN,
    "GET /me": LOGGED_IN,
    "PUT /me/password": LOGGED_IN,
    "PUT /me/presence": Role.AGENT,
    "GET /staff": Role.AGENT,
    "GET /staff/accounts": Role.LEAD,
    "POST /staff/accounts": Role.ADMIN,
    "PUT /staff/accounts/{agent_id}": Role.ADMIN,
    "POST /staff/accounts/{agent_id}/reset_password": Role.ADMIN,
    "GET /audit": Role.LEAD,
    "GET /conversations": Role.AGENT,
    "GET /conversations/{conversation_id}": Role.AGENT,
    "GET /conversations/{conversation_id}/scheduled": Role.AGENT,
    "GET /photos/{upload_id}": Role.AGENT,
    "POST /conversations/{conversation_id}/take": Role.AGENT,
    "POST /conversations/{conversation_id}/transfer": Role.AGENT,
    "POST /conversations/{conversation_id}/resolve": Role.AGENT,
    "POST /conversations/{conversation_id}/return_to_bot": Role.AGENT,
    "POST /conversations/{conversation_id}/reply": Role.AGENT,
    "POST /conversations/{conversation_id}/photos": Role.AGENT,
    "POST /conversations/{conversation_id}/recall": Role.AGENT,
    "POST /conversations/{conversation_id}/schedule": Role.AGENT,
    "DELETE /conversations/{conversation_id}/scheduled/{planned_id}": Role.AGENT,
    "POST /conversations/{conversation_id}/notes": Role.AGENT,
    "POST /conversations/{conversation_id}/corrections": Role.AGENT,
    "POST /conversations/{conversation_id}/take_over": Role.LEAD,
    "POST /conversations/{conversation_id}/whisper": Role.LEAD,
    "GET /inspections/form": Role.LEAD,
    "GET /conversations/{conversation_id}/inspections": Role.LEAD,
    "POST /conversations/{conversation_id}/inspections": Role.LEAD,
    "GET /conversations/{conversation_id}/shopper": Role.AGENT,
    "GET /orders/{number}": Role.AGENT,
    "GET /orders/{number}/actions": Role.AGENT,
    "POST /orders/{number}/propose": Role.AGENT,
    "POST /orders/{number}/carry_out": Role.AGENT,
    "POST /orders/{number}/ask_lead": Role.AGENT,
    "GET /canned_replies": Role.AGENT,
    "POST /canned_replies": Role.AGENT,
    "PUT /canned_replies/{reply_id}": Role.AGENT,
    "DELETE /canned_replies/{reply_id}": Role.AGENT,
    "PUT /canned_replies/{reply_id}/picture": Role.AGENT,
    "DELETE /canned_replies/{reply_id}/picture": Role.AGENT,
    "POST /canned_replies/{reply_id}/fill": Role.AGENT,
    "GET /tickets": Role.AGENT,
    "POST /tickets": Role.AGENT,
    "POST /tickets/{ticket_id}/take": Role.AGENT,
    "POST /tickets/{ticket_id}/assign": Role.AGENT,
    "POST /tickets/{ticket_id}/close": Role.AGENT,
    "POST /tickets/f-{follow_up_id}/take": Role.AGENT,
    "POST /tickets/f-{follow_up_id}/close": Role.AGENT,
    "WS /ws": LOGGED_IN,
    "GET /reports": Role.LEAD,
    "GET /reports/{name}": Role.LEAD,
    "GET /sheets/{name}": Role.LEAD,
}
# A websocket (WS) is opened, not requested: its own tests see to that.
CLOSED = sorted(route for route, who in ROLES.items() if who is not ANYBODY and not route.startswith("WS"))
CHANGING = [route for route in CLOSED if not route.startswith("GET")]
pytestmark = pytest.mark.usefixtures("quick_passwords")


@pytest.fixture
def xiaolin(hire):
    """An agent who knows a password."""
    return hire(password_hash=passwords.hashed(PASSWORD))[0]


@pytest.fixture
def log_in(client, xiaolin):
    def tried(login="xiaolin", password=PASSWORD, **headers):
        return client.post("/api/console/login", json={"login": login, "password": password}, headers=headers)

    return tried


@pytest.fixture
def stored(settings):
    """An agent as the database has them."""

    def read(agent):
        with session_on(settings.database_url) as session:
            return get_agent(session, agent.id)

    return read


@pytest.fixture
def audit(settings):
    def told():
        with session_on(settings.database_url) as session:
            return [(entry.action, entry.agent_id) for entry in reversed(entries(session))]

    return told


def called(route):
    """Method and path of a route of the table, with something for each of its parameters."""
    return re.sub(r"{\w+}", "1", route).split(" ")


def me(client, **headers):
    return client.get("/api/console/me", headers=headers)


# ---- the log-in


def test_who_logs_in_is_told_who_they_are(client, log_in, xiaolin):
    answer = log_in()

    assert answer.json()["me"] == {
        "id": xiaolin.id,
        "login": "xiaolin",
        "name": "小林",
        "role": "agent",
        "groups": [],
        "capacity": 5,
        "presence": "offline",
        "must_change_password": False,
    }
    again = me(client).json()
    assert (again["me"], again["csrf"]) == (answer.json()["me"], answer.json()["csrf"])
    assert (again["shop"], again["max_photo"]) == ("禾木衣橱", 10)


def test_the_cookie_is_for_our_own_pages_and_no_script_reads_it(log_in):
    cookie = SimpleCookie(log_in().headers["set-cookie"])[COOKIE]

    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "strict", "/")
    assert (cookie["secure"], cookie["domain"], cookie["max-age"]) == ("", "", "43200")
    assert len(cookie.value) >= 43


def test_behind_https_the_cookie_never_goes_in_clear_text(settings, bot, clock, xiaolin):
    app = create_app(replace(settings, public_url="https://chat.example.com"), bot, clock=clock)

    with TestClient(app) as client:
        answer = client.post("/api/console/login", json={"login": "xiaolin", "password": PASSWORD})

    assert SimpleCookie(answer.headers["set-cookie"])[COOKIE]["secure"] is True


def test_neither_answer_nor_log_holds_the_password(log_in, caplog):
    answers = [log_in().text, log_in(password=OTHER).text]

    assert not any(secret in text for text in (*answers, caplog.text) for secret in (PASSWORD, OTHER))


@pytest.mark.parametrize(("login", "password"), [("xiaolin", OTHER), ("nobody", PASSWORD)])
def test_an_unknown_name_and_a_wrong_password_get_the_same_sentence(log_in, login, password):
    answer = log_in(login, password)

    assert answer.status_code == 401
    assert answer.json() == {"ok": False, "error": "wrong_log_in", "message": "账号或密码不对，请再试一次。"}
    assert "set-cookie" not in answer.headers


def test_letters_that_are_none_are_a_wrong_password_too(client, xiaolin):
    answer = client.post("/api/console/login", content=r'{"login": "xiaolin\u0000", "password": "\ud800"}')

    assert (answer.status_code, answer.json()["error"]) == (401, "wrong_log_in")


@pytest.mark.parametrize(
    "body", [{}, {"login": "xiaolin"}, {"login": 1, "password": 2}, {"login": "x", "password": "x" * 201}]
)
def test_a_log_in_without_the_right_form_is_a_clear_400(client, body):
    assert client.post("/api/console/login", json=body).status_code == 400


def test_after_five_wrong_passwords_a_login_waits_a_quarter_of_an_hour(log_in, clock):
    assert [log_in(password=OTHER).status_code for _ in range(5)] == [401] * 5

    refused = log_in()

    assert (refused.status_code, refused.json()["error"]) == (429, "too_many_log_ins")
    assert "15 分钟" in refused.json()["message"]
    clock.move(minutes=15)
    assert log_in().status_code == 200


def test_an_address_that_tries_many_names_waits_too(log_in):
    assert [log_in(f"n{name}").status_code for name in range(20)] == [401] * 20

    assert log_in().status_code == 429


async def test_guesses_at_the_same_time_are_counted_one_by_one(settings, bot, clock, xiaolin):
    import httpx

    app = create_app(settings, bot, clock=clock)
    body = {"login": "xiaolin", "password": OTHER}
    async with app.router.lifespan_context(app):
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://testserver") as client:
            guesses = (client.post("/api/console/login", json=body) for _ in range(30))
            answers = [answer.status_code for answer in await asyncio.gather(*guesses)]

    assert answers.count(401) <= 5
    assert answers.count(401) + answers.count(429) == 30


def test_log_in_failure_and_log_out_are_in_the_audit(client, log_in, audit, xiaolin):
    log_in(password=OTHER)
    csrf = log_in().json()["csrf"]
    client.post("/api/console/logout", headers={"X-CSRF-Token": csrf})

    assert audit() == [("agent.log_in_failed", xiaolin.id), ("agent.log_in", xiaolin.id), ("agent.log_out", xiaolin.id)]


# ---- the session


def test_who_logs_out_is_out(client, log_in):
    csrf = log_in().json()["csrf"]
    cookie = client.cookies[COOKIE]

    out = client.post("/api/console/logout", headers={"X-CSRF-Token": csrf})

    assert out.status_code == 200 and COOKIE not in client.cookies
    assert me(client, Cookie=f"{COOKIE}={cookie}").status_code == 401


@pytest.mark.parametrize(("hours", "status"), [(2, 200), (2.1, 401)])
def test_a_session_ends_two_hours_after_the_last_request(client, log_in, clock, hours, status):
    log_in()

    clock.move(hours=hours)

    assert me(client).status_code == status


def test_a_session_of_a_full_day_ends_all_the_same(client, log_in, clock):
    log_in()

    statuses = [(clock.move(hours=1), me(client).status_code)[1] for _ in range(12)]

    assert statuses == [200] * 11 + [401]


def test_a_made_up_cookie_is_nobodys(client):
    answer = me(client, Cookie=f"{COOKIE}={'x' * 43}")

    assert (answer.status_code, answer.json()["error"]) == (401, "unauthorised")


def test_who_has_left_is_out_with_the_next_request(client, hire, settings, clock):
    agent, headers = hire()
    assert me(client, **headers).status_code == 200

    with session_on(settings.database_url) as session:
        get_agent(session, agent.id).is_active = False

    assert me(client, **headers).status_code == 401


# ---- presence and password


def test_presence_is_kept_and_told(client, hire, stored, clock):
    agent, headers = hire()

    answer = client.put("/api/console/me/presence", json={"presence": "away"}, headers=headers)

    assert answer.json()["me"]["presence"] == "away"
    assert stored(agent).presence_at(clock.now) is Presence.AWAY


def test_an_unknown_presence_is_refused(client, agent):
    assert client.put("/api/console/me/presence", json={"presence": "asleep"}, headers=agent).status_code == 400


def test_presence_ends_with_the_last_session(client, hire, log_in, stored):
    agent, first = hire("xiaolan", password_hash=passwords.hashed(PASSWORD))
    client.put("/api/console/me/presence", json={"presence": "online"}, headers=first)
    second = {"X-CSRF-Token": log_in("xiaolan").json()["csrf"]}

    client.post("/api/console/logout", headers=second)
    after_one = stored(agent).presence
    client.post("/api/console/logout", headers=first)

    assert (after_one, stored(agent).presence) == (Presence.ONLINE, Presence.OFFLINE)


def test_a_password_is_changed_and_sessions_elsewhere_end(client, log_in, hire, audit, xiaolin):
    log_in()
    elsewhere = client.cookies[COOKIE]
    csrf = log_in().json()["csrf"]

    answer = client.put(
        "/api/console/me/password", json={"old": PASSWORD, "new": OTHER}, headers={"X-CSRF-Token": csrf}
    )

    assert answer.status_code == 200
    assert me(client).status_code == 200
    client.cookies.clear()
    assert me(client, Cookie=f"{COOKIE}={elsewhere}").status_code == 401
    assert [log_in(password=which).status_code for which in (PASSWORD, OTHER)] == [401, 200]
    assert ("agent.change_password", xiaolin.id) in audit()


@pytest.mark.parametrize(
    ("old", "new", "error", "says"),
    [
        ("wrong", OTHER, "wrong_password", "原密码"),
        (PASSWORD, "short", "password_too_short", "10"),
        (PASSWORD, "xiaolin-12345", "password_tells_name", "账号"),
        (PASSWORD, "woaini1314520", "password_common", "容易"),
        (PASSWORD, PASSWORD, "password_unchanged", "原来"),
    ],
)
def test_a_password_that_is_not_taken_is_told_why(client, log_in, old, new, error, says):
    csrf = log_in().json()["csrf"]

    answer = client.put("/api/console/me/password", json={"old": old, "new": new}, headers={"X-CSRF-Token": csrf})

    assert (answer.status_code, answer.json()["error"]) == (400, error)
    assert says in answer.json()["message"]


def test_who_finds_a_console_open_cannot_guess_its_password(client, agent):
    body = {"old": "guess", "new": OTHER}

    answers = [client.put("/api/console/me/password", json=body, headers=agent).status_code for _ in range(6)]

    assert answers == [400] * 5 + [429]


def test_with_a_temporary_password_nothing_else_can_be_done_first(client, hire):
    _, headers = hire(must_change_password=True, password_hash=passwords.hashed(PASSWORD))
    assert me(client, **headers).json()["me"]["must_change_password"] is True

    refused = client.get("/api/console/staff", headers=headers)
    client.put("/api/console/me/password", json={"old": PASSWORD, "new": OTHER}, headers=headers)

    assert (refused.status_code, refused.json()["error"]) == (403, "password_must_change")
    assert client.get("/api/console/staff", headers=headers).status_code == 200


# ---- who may do what


def routes(app):
    """``METHOD /path`` → route, for all of the console's API."""
    found = {}
    for route in app.routes:
        path = getattr(route, "path", "")
        inside = path.removeprefix("/api/console")
        if inside != path and isinstance(route, (APIRoute, APIWebSocketRoute)):
            for method in getattr(route, "methods", ["WS"]):
                found[f"{method} {inside}"] = route
    return found


def roles_of(dependant):
    """The roles that a route's dependencies ask for, at any depth."""
    own = [dependant.call.role] if isinstance(dependant.call, Admission) else []
    return own + [role for inner in dependant.dependencies for role in roles_of(inner)]


def test_every_route_of_the_console_names_its_role(client):
    found = {name: roles_of(route.dependant) for name, route in routes(client.app).items()}

    named = {name: [who] if isinstance(who, Role) else [] for name, who in ROLES.items()}
    assert found == named


@pytest.mark.parametrize("route", CLOSED)
def test_who_is_not_logged_in_gets_in_nowhere(client, route):
    method, path = called(route)

    answer = client.request(method, f"/api/console{path}", json={})

    assert (answer.status_code, answer.json()["error"]) == (401, "unauthorised")


@pytest.mark.parametrize(
    ("role", "allowed"),
    [
        (Role.TRAINER, [200, 403, 403, 403]),
        (Role.AGENT, [200, 200, 403, 403]),
        (Role.LEAD, [200, 200, 200, 403]),
        (Role.ADMIN, [200, 200, 200, 200]),
    ],
)
def test_each_role_gets_as_far_as_it_goes(client, hire, role, allowed):
    agent, headers = hire(role=role)
    tried = [("GET", "/me"), ("GET", "/staff"), ("GET", "/audit"), ("PUT", f"/staff/accounts/{agent.id}")]

    answers = [client.request(method, f"/api/console{path}", json={}, headers=headers) for method, path in tried]

    assert [answer.status_code for answer in answers] == allowed
    assert {answer.json().get("error") for answer in answers} <= {None, "not_allowed"}


@pytest.mark.parametrize(
    ("role", "status"), [(Role.TRAINER, 403), (Role.AGENT, 200), (Role.LEAD, 200), (Role.ADMIN, 200)]
)
def test_agents_answer_with_a_session_of_their_own(client, hire, role, status):
    _, headers = hire(role=role)

    assert client.get("/api/console/conversations", headers=headers).status_code == status


# ---- other sites


@pytest.mark.parametrize("given", [None, "", "x" * 43, "密"])
@pytest.mark.parametrize("route", CHANGING)
def test_no_change_without_the_sessions_csrf_token(client, hire, route, given):
    _, headers = hire(role=Role.ADMIN)
    method, path = called(route)
    token = {} if given is None else {"X-CSRF-Token": given.encode()}

    answer = client.request(method, f"/api/console{path}", json={}, headers={"Cookie": headers["Cookie"], **token})

    assert (answer.status_code, answer.json()["error"]) == (403, "bad_csrf")


def test_the_csrf_token_of_another_session_is_none(client, hire):
    (_, mine), (_, other) = hire("a"), hire("b")

    answer = client.post("/api/console/logout", headers={**mine, "X-CSRF-Token": other["X-CSRF-Token"]})

    assert answer.json()["error"] == "bad_csrf"


@pytest.mark.parametrize(
    "origin", ["https://evil.example", "null", "http://testserver.evil.example", "https://testserver"]
)
@pytest.mark.parametrize(("method", "path"), [("POST", "login"), ("GET", "me"), ("GET", "nowhere")])
def test_a_page_of_another_site_is_refused(client, method, path, origin):
    answer = client.request(method, f"/api/console/{path}", json={}, headers={"Origin": origin})

    assert (answer.status_code, answer.json()["error"]) == (403, "bad_csrf")
    assert "access-control-allow-origin" not in answer.headers


@pytest.mark.parametrize("origin", ["http://testserver", "http://127.0.0.1:8000"])
def test_our_own_page_is_let_in_under_the_public_and_the_called_address(log_in, origin):
    assert log_in(Origin=origin).status_code == 200


def test_a_page_in_clear_text_is_not_ours_behind_https(settings, bot, clock):
    with TestClient(create_app(replace(settings, public_url="https://testserver"), bot, clock=clock)) as client:
        statuses = [
            client.get("/api/console/me", headers={"Origin": origin}).status_code
            for origin in ("http://testserver", "https://testserver")
        ]

    assert statuses == [403, 401]


def test_a_websocket_of_another_site_is_refused_before_it_opens(client):
    with pytest.raises(WebSocketDisconnect) as closed:
        with client.websocket_connect("/api/console/ws", headers={"Origin": "https://evil.example"}):
            pass

    assert closed.value.code == 1008


def test_the_chat_of_a_shops_page_elsewhere_stays_open(client):
    answer = client.post("/api/chat/sessions", json={}, headers={"Origin": "https://shop.example"})

    assert answer.status_code == 200


def test_a_session_of_the_staff_lasts_no_longer_than_its_cookie():
    from bot.desk.log_ins import IDLE, LASTS

    assert (IDLE, LASTS) == (timedelta(hours=2), timedelta(hours=12))
