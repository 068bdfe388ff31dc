import json

import pytest
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from bot.db import engine_for
from bot.desk.events import SERVER_FRAMES
from bot.desk.staff import Role
from bot.web.app import create_app
from bot.web.chat_socket import FRAME_LIMIT, FRAMES


@pytest.fixture
def token(me):
    return me["Authorization"].removeprefix("Bearer ")


@pytest.fixture
def dial(client, token):
    """Connect and say hello; the socket, after its state."""

    def dialled(session=token, after=0):
        socket = client.websocket_connect("/api/chat/ws").__enter__()
        opened.append(socket)
        socket.send_json({"type": "hello", "data": {"session": session, "after": after}})
        return socket

    opened = []
    yield dialled
    for socket in opened:
        socket.__exit__(None, None, None)


@pytest.fixture
def line(dial):
    """A connection after its state."""
    socket = dial()
    assert socket.receive_json()["type"] == "state"
    return socket


def text(client_id="c1", words="在吗", **more):
    return {"type": "text", "data": {"client_id": client_id, "text": words, "product": None, **more}}


def until(socket, kind):
    """The next frame of a kind; those before it are passed over."""
    while True:
        frame = socket.receive_json()
        if frame["type"] == kind:
            return frame


def exchange(socket, frame):
    """Send a text and read everything up to the reply."""
    socket.send_json(frame)
    frames = [socket.receive_json() for _ in range(5)]
    return {frame["type"]: frame for frame in frames}, [frame["type"] for frame in frames]


def closed(socket):
    with pytest.raises(WebSocketDisconnect) as end:
        while True:
            socket.receive_json()
    return end.value.code


def test_the_state_comes_first(dial, say):
    said = say("在吗").json()

    state = dial().receive_json()

    assert (state["type"], state["id"]) == ("state", said["replies"][-1]["id"])
    assert {key: state["data"][key] for key in ("owner", "position", "agent")} == {
        "owner": "bot",
        "position": None,
        "agent": None,
    }
    assert state["data"]["messages"] == [said["message"], *said["replies"]]


def test_after_an_id_only_what_is_new_comes(dial, say):
    said = say("在吗").json()

    state = dial(after=said["message"]["id"]).receive_json()

    assert state["data"]["messages"] == said["replies"]


def test_a_text_is_accepted_shown_and_answered(line):
    frames, kinds = exchange(line, text(product="P1001"))

    assert sorted(kinds) == ["accepted", "message", "message", "typing", "typing"]
    assert frames["accepted"]["data"]["client_id"] == "c1"
    assert (frames["message"]["data"]["from"], frames["message"]["data"]["text"]) == ("bot", "您说：在吗")
    assert set(kinds) <= set(SERVER_FRAMES)


def test_a_message_sent_again_is_accepted_again_and_stored_once(line, client, me):
    exchange(line, text())
    line.send_json(text())

    again = until(line, "accepted")

    stored = client.get("/api/chat/messages", headers=me).json()["messages"]
    assert again["data"] == {"client_id": "c1", "id": stored[0]["id"]}
    assert len(stored) == 2


def test_a_click_is_accepted_and_answered(line, bot):
    frames, _ = exchange(line, text())
    offered = frames["message"]["data"]

    line.send_json({"type": "click", "data": {"client_id": "c2", "message_id": offered["id"], "button": "b1"}})
    until(line, "accepted")
    until(line, "typing")

    assert bot.turns[-1].click.entities == {"order_number": "1"}


def test_two_tabs_stay_in_step(dial, line):
    other = dial()
    other.receive_json()

    frames, _ = exchange(line, text())

    own = until(other, "message")["data"]
    assert (own["from"], own["client_id"], own["id"]) == ("shopper", "c1", frames["accepted"]["data"]["id"])
    assert until(other, "message")["data"] == frames["message"]["data"]


def test_the_owner_is_told_when_the_bot_hands_over(line):
    line.send_json(text(words="转人工"))

    told = until(line, "owner")["data"]
    assert told == {"owner": "waiting", "position": 1, "wait": 3, "agent": None, "seen_id": 0}


def test_an_agents_words_arrive_at_once(line, client, agent, me):
    line.send_json(text(words="转人工"))
    until(line, "owner")
    [waiting] = client.get("/api/console/conversations?box=queue", headers=agent).json()["conversations"]
    address = f"/api/console/conversations/{waiting['id']}"
    client.post(f"{address}/take", headers=agent)
    standing = until(line, "owner")["data"]
    assert (standing["owner"], standing["position"], standing["agent"]) == ("human", None, "小林")

    client.post(f"{address}/reply", json={"text": "您好", "client_id": "a1"}, headers=agent)

    said = until(line, "message")["data"]
    assert (said["from"], said["agent"], said["text"]) == ("agent", "小林", "您好")


def test_a_ping_is_answered(line):
    line.send_json({"type": "ping"})

    assert line.receive_json() == {"type": "pong"}


def test_what_was_read_is_kept(line, client, hire):
    frames, _ = exchange(line, text())
    line.send_json({"type": "read", "data": {"id": frames["message"]["id"]}})
    line.send_json({"type": "ping"})
    until(line, "pong")

    lead = hire("amin", Role.LEAD)[1]
    [listed] = client.get("/api/console/conversations", headers=lead).json()["conversations"]
    opened = client.get(f"/api/console/conversations/{listed['id']}", headers=lead).json()
    assert opened["read_id"] == frames["message"]["id"]


@pytest.mark.parametrize(
    ("frame", "error", "client_id"),
    [
        (text(words=""), "empty_message", "c1"),
        (text(words="\x00"), "empty_message", "c1"),
        (text(words="好" * 501), "too_long", "c1"),
        ({"type": "click", "data": {"client_id": "c9", "message_id": 1, "button": "b1"}}, "unknown_button", "c9"),
        ({"type": "click", "data": {"client_id": "c9", "message_id": 1}}, "invalid_request", "c9"),
        ({"type": "text", "data": {"client_id": 5, "text": "a"}}, "invalid_request", None),
        ({"type": "text"}, "invalid_request", None),
        ({"type": "text", "data": "在吗"}, "invalid_request", None),
        ({"type": "read", "data": {"id": -1}}, "invalid_request", None),
        ({"type": "typing", "data": {"on": "yes"}}, "invalid_request", None),
        ({"type": "hello", "data": {}}, "invalid_request", None),
        ({"type": "state"}, "invalid_request", None),
        ({"type": ["text"]}, "invalid_request", None),
        ({}, "invalid_request", None),
        ([], "invalid_request", None),
        (None, "invalid_request", None),
    ],
)
def test_a_bad_frame_is_refused_and_the_connection_stays(line, client, me, frame, error, client_id):
    line.send_json(frame)

    refused = line.receive_json()
    assert (refused["type"], refused["data"]["error"], refused["data"]["client_id"]) == ("refused", error, client_id)
    assert refused["data"]["message"].endswith("。")
    assert client.get("/api/chat/messages", headers=me).json()["messages"] == []
    line.send_json({"type": "ping"})
    assert line.receive_json() == {"type": "pong"}


@pytest.mark.parametrize("content", ["", "{", "hello", "[" * 40_000, '{"type": "ping"'])
def test_what_is_not_json_is_refused_and_the_connection_stays(line, content):
    line.send_text(content)

    assert line.receive_json()["data"]["error"] == "invalid_request"
    line.send_json({"type": "ping"})
    assert line.receive_json() == {"type": "pong"}


def test_binary_frames_are_refused_and_the_connection_stays(line):
    line.send_bytes(json.dumps({"type": "ping"}).encode())

    assert line.receive_json()["data"]["error"] == "invalid_request"
    line.send_json({"type": "ping"})
    assert line.receive_json() == {"type": "pong"}


@pytest.mark.parametrize(
    "send", [lambda s: s.send_text("x" * (FRAME_LIMIT + 1)), lambda s: s.send_bytes(b"x" * 70_000)]
)
def test_a_frame_that_is_too_large_ends_the_connection(line, send):
    send(line)

    assert closed(line) == 1009


def test_too_many_messages_are_refused(line):
    for number in range(31):
        line.send_json(text(client_id=f"c{number}"))

    assert until(line, "refused")["data"]["error"] == "too_many_messages"


@pytest.mark.parametrize(
    "first",
    [
        {"type": "hello", "data": {"session": "x", "after": 0}},
        {"type": "hello", "data": {"session": None}},
        {"type": "hello"},
        {"type": "ping"},
        {"type": "text", "data": {"client_id": "c1", "text": "在吗"}},
        [],
    ],
)
def test_without_a_good_hello_the_connection_ends(client, first):
    with client.websocket_connect("/api/chat/ws") as socket:
        socket.send_json(first)

        refused = socket.receive_json()
        assert (refused["type"], refused["data"]["error"]) == ("refused", "bad_session")
        assert closed(socket) == 4401


def test_who_does_not_say_hello_in_time_is_let_go(settings, bot):
    with (
        TestClient(create_app(settings, bot, hello_within=0)) as client,
        client.websocket_connect("/api/chat/ws") as socket,
    ):
        assert socket.receive_json()["data"]["error"] == "bad_session"
        assert closed(socket) == 4401


def test_a_hello_for_a_conversation_that_has_gone_ends_the_connection(dial, token, settings):
    with engine_for(settings.database_url).begin() as connection:
        connection.exec_driver_sql("DELETE FROM conversations")

    assert closed(dial(token)) == 4401


def test_a_session_that_ends_meanwhile_ends_the_connection(line, clock):
    clock.move(days=31)
    line.send_json(text())

    assert line.receive_json()["data"] == {
        "client_id": "c1",
        "error": "bad_session",
        "message": "本次会话已过期，请刷新页面后再试。",
    }
    assert closed(line) == 4401


def test_a_fault_of_ours_is_told_without_details(line, settings, caplog):
    with engine_for(settings.database_url).begin() as connection:
        connection.exec_driver_sql(
            "CREATE TRIGGER broken BEFORE INSERT ON messages BEGIN SELECT RAISE(ABORT, 'x'); END"
        )

    line.send_json(text())

    assert line.receive_json()["data"]["error"] == "internal"
    assert "A frame could not be handled." in caplog.text


def test_every_frame_that_a_widget_sends_has_a_handler():
    assert set(FRAMES) == {"text", "click", "read", "typing", "like", "rate", "ping"}
