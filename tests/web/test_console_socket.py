import re

import pytest
from starlette.websockets import WebSocketDisconnect

from bot.db import session_on
from bot.desk.log_ins import end_sessions
from bot.desk.staff import Presence, Role, get_agent
from bot.settings import ROOT
from bot.web.app import create_app
from bot.web.console_frames import CONSOLE_FRAMES
from bot.web.console_socket import FRAMES
from tests.web.console_desk import heard, heard_until_pong, hired

STORE = ROOT / "bot" / "web" / "static" / "console" / "store.js"


@pytest.fixture
def opened(client):
    """Sockets that are closed at the end, before the desk is."""
    sockets = []
    yield sockets
    for socket in sockets:
        socket.__exit__(None, None, None)


@pytest.fixture
def lin(client, hire):
    return hired(client, hire)


@pytest.fixture
def zhou(client, hire):
    return hired(client, hire, "xiaozhou")


@pytest.fixture
def amin(client, hire):
    return hired(client, hire, "amin", Role.LEAD)


@pytest.fixture
def dial(opened):
    """A console's line after its state."""

    def dialled(console):
        socket = console.dial(opened)
        assert heard(socket, "state")
        return socket

    return dialled


@pytest.fixture
def waiting(say, lin):
    """The id of a conversation that waits."""
    say("转人工", client_id="c0")
    return lin.listed("queue")[0]


@pytest.fixture
def shopper(client, me, opened):
    """The line of the shopper's widget, after its state."""
    socket = client.websocket_connect("/api/chat/ws").__enter__()
    opened.append(socket)
    session = me["Authorization"].removeprefix("Bearer ")
    socket.send_json({"type": "hello", "data": {"session": session, "after": 0}})
    assert socket.receive_json()["type"] == "state"
    return socket


def ask(socket, kind, **data):
    socket.send_json({"type": kind, "data": data})


def follow(socket, conversation, after=0):
    ask(socket, "follow", conversation=conversation, after=after)
    return heard(socket, "opened")


def kinds(frames):
    return [kind for kind, _ in frames]


def everything(socket):
    """All that a shopper has been told by now."""
    socket.send_json({"type": "ping"})
    return list(iter(socket.receive_json, {"type": "pong"}))


def closed(socket):
    with pytest.raises(WebSocketDisconnect) as end:
        while True:
            socket.receive_json()
    return end.value.code


# ---- coming in


def test_the_state_comes_first(waiting, lin, opened, clock):
    state = lin.dial(opened).receive_json()

    assert (state["type"], state["data"]["me"]["name"]) == ("state", "小林")
    assert ([one["id"] for one in state["data"]["queue"]], state["data"]["mine"]) == ([waiting], [])
    assert [(one["name"], one["presence"]) for one in state["data"]["staff"]] == [("小林", "away")]


@pytest.mark.parametrize(
    "hello",
    [{"type": "hello", "data": {"csrf": "wrong"}}, {"type": "hello"}, {"type": "ping"}, {"type": "follow"}, []],
)
def test_who_does_not_know_the_pages_secret_stays_out(client, lin, hello):
    with client.websocket_connect("/api/console/ws", headers={"Cookie": lin.headers["Cookie"]}) as socket:
        socket.send_json(hello)

        assert (heard(socket, "refused")["message"][-1], closed(socket)) == ("。", 4401)


def test_a_cookie_of_nobody_and_a_page_of_others_stay_out(client, lin, opened):
    stranger = lin.dial(opened, headers={"Cookie": "xiaoer_agent=x"})

    assert closed(stranger) == 4401
    elsewhere = {"Cookie": lin.headers["Cookie"], "Origin": "https://evil.example"}
    with pytest.raises(WebSocketDisconnect):
        lin.dial([], headers=elsewhere)


@pytest.mark.parametrize("facts", [{"role": Role.TRAINER}, {"must_change_password": True}])
def test_who_may_not_serve_stays_out(client, hire, opened, facts):
    socket = hired(client, hire, "xiaomei", **facts).dial(opened)

    assert (bool(heard(socket, "refused")), closed(socket)) == (True, 4403)


def test_a_line_ends_with_its_session(settings, dial, lin):
    line = dial(lin)
    with session_on(settings.database_url) as session:
        end_sessions(session, get_agent(session, lin.id))

    ask(line, "ping")

    assert (heard(line, "refused")["error"], closed(line)) == ("unauthorised", 4401)


# ---- what is told


def test_whoever_may_see_it_hears_of_a_new_conversation(client, hire, say, dial, lin, amin):
    stranger = hired(client, hire, "laowu", groups=["aftersale"])
    lines = [dial(console) for console in (lin, amin, stranger)]

    say("转人工")

    told = [[data["id"] for kind, data in heard_until_pong(line) if kind == "conversation"] for line in lines]
    assert (len(set(told[0])), set(told[0]) == set(told[1]), told[2]) == (1, True, [])


def test_who_loses_sight_of_a_conversation_is_told_once(waiting, dial, lin, zhou):
    line = dial(zhou)
    follow(line, waiting)

    lin.post(f"{waiting}/take")
    lin.reply(waiting)

    frames = heard_until_pong(line)
    assert [data for kind, data in frames if kind == "gone"] == [{"id": waiting}]
    assert "您好" not in str(frames)


def test_who_gave_a_conversation_away_still_sees_what_becomes_of_it(waiting, dial, lin):
    lin.post(f"{waiting}/take")
    line = dial(lin)
    follow(line, waiting)

    lin.post(f"{waiting}/transfer", group="aftersale", note="")

    frames = heard_until_pong(line)
    assert [data["owner"] for kind, data in frames if kind == "conversation"] == ["waiting"]
    assert "gone" not in kinds(frames)


def test_words_reach_who_follows_and_nobody_else(waiting, dial, lin, say):
    lin.post(f"{waiting}/take")
    follows, looks_away = dial(lin), dial(lin)
    follow(follows, waiting)

    say("怎么还没发货", client_id="c5")

    assert heard(follows, "message")["text"] == "怎么还没发货"
    assert heard(follows, "conversation", id=waiting)["unread"] == 2
    frames = heard_until_pong(looks_away)
    assert ("message" in kinds(frames), "conversation" in kinds(frames)) == (False, True)


def test_who_stops_following_hears_no_more(waiting, dial, lin, say):
    lin.post(f"{waiting}/take")
    line = dial(lin)
    follow(line, waiting)

    ask(line, "unfollow", conversation=waiting)
    heard_until_pong(line)
    say("在吗", client_id="c5")

    assert "message" not in kinds(heard_until_pong(line))


def test_notes_and_recalls_come_at_once(waiting, dial, lin):
    lin.post(f"{waiting}/take")
    line = dial(lin)
    follow(line, waiting)

    lin.post(f"{waiting}/notes", text="老顾客")
    said = lin.reply(waiting).json()["message"]
    lin.post(f"{waiting}/recall", message=said["id"])

    assert heard(line, "note")["text"] == "老顾客"
    assert heard(line, "message", id=said["id"])["recalled_at"] is None
    assert heard(line, "message", id=said["id"])["recalled_at"]


def test_nothing_is_told_of_what_is_refused(waiting, dial, lin, zhou):
    lin.post(f"{waiting}/take")
    line = dial(lin)
    follow(line, waiting)

    zhou.reply(waiting)
    zhou.post(f"{waiting}/notes", text="看看")

    assert heard_until_pong(line) == []


def test_typing_and_read_marks_go_both_ways(waiting, dial, lin, shopper):
    lin.post(f"{waiting}/take")
    line = dial(lin)
    said = follow(line, waiting)["messages"][-1]["id"]

    ask(shopper, "typing", on=True)
    assert heard(line, "typing") == {"conversation": waiting, "on": True, "by": "shopper"}
    ask(shopper, "read", id=said)
    assert heard(line, "read") == {"conversation": waiting, "read_id": said}
    ask(line, "typing", conversation=waiting, on=True)
    ask(line, "read", conversation=waiting, id=said)
    heard_until_pong(line)
    told = everything(shopper)
    assert {"type": "typing", "data": {"on": True, "by": "agent"}} in told
    assert {"type": "seen", "data": {"id": said}} in told


def test_alerts_reach_whom_they_concern(waiting, dial, lin, zhou, amin):
    lin.post(f"{waiting}/take")
    lines = {console.agent.name: dial(console) for console in (lin, zhou, amin)}

    amin.post(f"{waiting}/whisper", text="先道歉")

    told = {name: [data for kind, data in heard_until_pong(line) if kind == "alert"] for name, line in lines.items()}
    text = f"访客 {waiting[:4].upper()}：先道歉"
    assert told == {"小林": [{"kind": "whisper", "conversation": waiting, "text": text}], "小周": [], "阿敏": []}


def test_everybody_hears_who_is_there_and_how_much_they_have(waiting, dial, lin, zhou, client):
    line = dial(zhou)

    lin.post(f"{waiting}/take")
    client.put("/api/console/me/presence", json={"presence": "online"}, headers=lin.headers)

    assert heard(line, "staff", name="小林")["load"] == 1
    assert heard(line, "staff", name="小林", presence="online")["load"] == 1


# ---- nothing is lost


def test_coming_back_is_the_same_as_coming(waiting, dial, lin, say, opened):
    lin.post(f"{waiting}/take")
    before = dial(lin)
    known = follow(before, waiting)["messages"]
    opened.remove(before)
    before.__exit__(None, None, None)
    said = lin.reply(waiting).json()["message"]
    lin.post(f"{waiting}/recall", message=said["id"])
    say("在吗", client_id="c5")

    again = follow(dial(lin), waiting, after=said["id"])

    texts = {message["id"]: message for message in again["messages"]}
    assert set(texts) == {*(one["id"] for one in known), said["id"], again["messages"][-1]["id"]}
    assert (texts[said["id"]]["recalled_at"] is not None, again["messages"][-1]["text"]) == (True, "在吗")


def test_after_a_long_absence_nothing_is_left_out(waiting, dial, lin, say):
    lin.post(f"{waiting}/take")
    known = lin.get(f"/{waiting}").json()["messages"][-1]["id"]
    sent = [lin.reply(waiting, client_id=f"a{number}").json()["message"]["id"] for number in range(45)]

    back = follow(dial(lin), waiting, after=known)

    assert [message["id"] for message in back["messages"]] == sent


# ---- what is said


def test_each_frame_is_authorised_anew(waiting, dial, lin, zhou):
    line = dial(zhou)
    lin.post(f"{waiting}/take")
    heard_until_pong(line)

    for kind, more in (("follow", {"after": 0}), ("typing", {"on": True}), ("read", {"id": 1})):
        ask(line, kind, conversation=waiting, **more)
        refused = heard(line, "refused")
        assert (refused["error"], refused["conversation"]) == ("conversation_not_found", waiting)


def test_who_only_looks_on_neither_types_nor_reads(waiting, dial, lin, amin, shopper):
    lin.post(f"{waiting}/take")
    line = dial(amin)
    follow(line, waiting)

    ask(line, "typing", conversation=waiting, on=True)
    ask(line, "read", conversation=waiting, id=1)
    heard_until_pong(line)

    assert {"typing", "seen"} & {frame["type"] for frame in everything(shopper)} == set()


@pytest.mark.parametrize(
    "frame",
    [
        {"type": "follow"}, {"type": "follow", "data": {"conversation": 1}}, {"type": "typing", "data": {"conversation": "x"}},
        {"type": "state"}, {"type": ["ping"]}, {}, [], {"type": "ping", "data": {"x": 1}},
    ],
)  # fmt: skip
def test_a_bad_frame_is_refused_and_the_line_stays(dial, lin, frame):
    line = dial(lin)

    line.send_json(frame)

    assert heard(line, "refused")["error"] == "invalid_request"
    assert heard_until_pong(line) == []


def test_new_groups_show_other_conversations_at_once(client, hire, settings, waiting, dial):
    admin = hired(client, hire, "admin", Role.ADMIN)
    wu = hired(client, hire, "laowu", groups=["aftersale"])
    line = dial(wu)

    client.put(f"/api/console/staff/accounts/{wu.id}", json={"groups": ["presale"]}, headers=admin.headers)

    assert [one["id"] for one in heard(line, "state")["queue"]] == [waiting]


# ---- who has gone


@pytest.fixture
def attendance(client):
    return client.app.state.parts.attendance


def test_who_opens_the_console_gets_what_waits(client, hire, waiting, dial):
    wang = hired(client, hire, "laowang", presence=Presence.ONLINE)

    dial(wang)

    assert wang.listed("mine") == [waiting]


def test_whose_console_fell_silent_gives_back_whom_they_have_not_answered(
    client, hire, waiting, dial, lin, amin, attendance, clock, say
):
    lin.post(f"{waiting}/take")
    lin.ask("me")
    dial(lin)
    clock.move(seconds=61)
    lead = dial(amin)

    client.portal.call(attendance.let_go)

    assert lin.listed("queue") == [waiting]
    assert heard(lead, "staff", name="小林")["presence"] == "offline"
    told = client.app.state.parts.wording().queue_next[0][:8]
    assert any(message["text"].startswith(told) for message in amin.get(f"/{waiting}").json()["messages"][-1:])


def test_leads_hear_of_conversations_that_somebody_left_behind(client, waiting, dial, lin, amin, attendance, clock):
    lin.post(f"{waiting}/take")
    lin.reply(waiting)
    dial(lin)
    clock.move(seconds=61)
    lead = dial(amin)

    client.portal.call(attendance.let_go)
    client.portal.call(attendance.let_go)

    alerts = [data for kind, data in heard_until_pong(lead) if kind == "alert"]
    assert alerts == [{"kind": "left", "conversation": None, "text": "小林离线了，手上还有 1 个会话没有结束"}]
    assert lin.listed("mine") == [waiting]


def test_who_comes_back_is_what_they_were(dial, lin, amin, attendance, clock, client):
    dial(lin)
    clock.move(seconds=61)
    client.portal.call(attendance.let_go)
    lead = dial(amin)

    dial(lin)

    assert heard(lead, "staff", name="小林")["presence"] == "away"


# ---- the table


@pytest.mark.skipif(not STORE.exists(), reason="the console's page is not here")
def test_every_frame_of_the_table_has_a_handler_in_the_page():
    handled = re.search(r"export const FRAMES = \{(.*?)\n\};", STORE.read_text(encoding="utf-8"), re.S)[1]

    assert set(re.findall(r"^  (\w+)\(", handled, re.M)) | {"pong"} == set(CONSOLE_FRAMES)


def test_every_frame_that_a_console_sends_has_a_handler():
    assert set(FRAMES) | {"hello"} == {"hello", "follow", "unfollow", "typing", "read", "ping"}


def test_who_does_not_say_hello_in_time_is_let_go(settings, bot, lin):
    from starlette.testclient import TestClient

    with (
        TestClient(create_app(settings, bot, hello_within=0)) as client,
        client.websocket_connect("/api/console/ws", headers={"Cookie": lin.headers["Cookie"]}) as socket,
    ):
        assert closed(socket) == 4401
