"""Thumbs and scores, over REST and over the websocket."""

import pytest

from bot.desk.photos import Photo
from bot.desk.staff import Presence


@pytest.fixture
def attend(client, hire):
    """What a person does with a conversation: ``attend("reply", chat, "您好")``."""
    agent, _ = hire(presence=Presence.AWAY, groups=["presale", "aftersale"])

    def done(deed, conversation, *more):
        attendance = client.app.state.parts.attendance
        return client.portal.call(getattr(attendance, deed), conversation, agent.id, *more)

    return done


@pytest.fixture
def asked(client, me, say, attend):
    """The id of the message that asks for a score at the end of a person's service."""
    say("转人工")
    chat = client.portal.call(client.app.state.parts.attendance.conversations)[0].id
    attend("take", chat)
    attend("reply", chat, "查好了")
    attend("resolve", chat)
    last = client.get("/api/chat/messages", headers=me).json()["messages"][-1]
    assert last["card"]["type"] == "rating"
    return last["id"]


@pytest.fixture
def line(client, me):
    """A connection after its state."""
    with client.websocket_connect("/api/chat/ws") as socket:
        session = me["Authorization"].removeprefix("Bearer ")
        socket.send_json({"type": "hello", "data": {"session": session, "after": 0}})
        assert socket.receive_json()["type"] == "state"
        yield socket


def shown(client, me, message_id):
    return next(m for m in client.get("/api/chat/messages", headers=me).json()["messages"] if m["id"] == message_id)


def test_a_thumb_is_kept_and_may_be_changed(client, me, say):
    answer = say("在吗").json()["replies"][0]["id"]

    kept = []
    for liked in (True, False, None):
        done = client.post(f"/api/chat/messages/{answer}/like", json={"liked": liked}, headers=me)
        kept.append((done.status_code, shown(client, me, answer)["liked"]))

    assert kept == [(200, True), (200, False), (200, None)]


@pytest.mark.parametrize("body", [{}, {"liked": "yes"}, {"liked": 1}])
def test_a_thumb_is_up_down_or_none(client, me, say, body):
    answer = say("在吗").json()["replies"][0]["id"]

    refused = client.post(f"/api/chat/messages/{answer}/like", json=body, headers=me)

    assert (refused.status_code, refused.json()["error"]) == (400, "invalid_request")


def test_only_ones_own_answers_have_thumbs(client, enter, me, say):
    answer = say("在吗").json()["replies"][0]["id"]

    refused = client.post(f"/api/chat/messages/{answer}/like", json={"liked": True}, headers=enter())

    assert (refused.status_code, refused.json()["error"]) == (404, "not_an_answer")
    assert client.post(f"/api/chat/messages/{answer}/like", json={"liked": True}).status_code == 401


def test_a_service_is_rated_once(client, me, asked):
    first = client.post(f"/api/chat/messages/{asked}/rating", json={"score": 4, "word": "回复快"}, headers=me)
    second = client.post(f"/api/chat/messages/{asked}/rating", json={"score": 1}, headers=me)

    assert (first.status_code, second.status_code, second.json()["error"]) == (200, 409, "already_rated")
    card = shown(client, me, asked)["card"]
    assert (card["score"], card["word"]) == (4, "回复快")


@pytest.mark.parametrize("body", [{}, {"score": 0}, {"score": 6}, {"score": "5"}, {"score": 5, "word": "好" * 201}])
def test_a_score_is_one_to_five(client, me, asked, body):
    assert client.post(f"/api/chat/messages/{asked}/rating", json=body, headers=me).status_code == 400
    assert shown(client, me, asked)["card"]["score"] is None


def test_a_thumb_over_the_line_comes_back_to_every_window(line, say):
    answer = say("在吗").json()["replies"][0]["id"]

    line.send_json({"type": "like", "data": {"id": answer, "liked": False}})

    assert until(line, "liked")["data"] == {"id": answer, "liked": False}


def test_a_score_over_the_line_comes_back_to_every_window_and_a_second_one_is_refused(line, asked):
    for score in (5, 1):
        line.send_json({"type": "rate", "data": {"id": asked, "score": score, "word": ""}})

    assert until(line, "rated")["data"] == {"id": asked, "score": 5, "word": ""}
    assert until(line, "refused")["data"]["error"] == "already_rated"


def test_who_was_away_hears_what_was_taken_back(client, me, say, attend):
    say("转人工")
    chat = client.portal.call(client.app.state.parts.attendance.conversations)[0].id
    attend("take", chat)
    said = attend("reply", chat, "发错了")
    photo = attend("show", chat, Photo(b"pixels", 12, 8))
    attend("recall", chat, said.id)

    state = client.get(f"/api/chat/messages?after={photo.id}", headers=me).json()

    assert (state["recalled"], state["messages"]) == ([said.id], [])
    gone = shown(client, me, said.id)
    assert (gone["text"], gone["recalled"], gone["agent"]) == ("", True, "小林")


def test_a_waiting_shopper_reads_the_wait_and_what_the_agent_has_seen(client, me, say, attend):
    say("转人工")
    waiting = client.get("/api/chat/messages", headers=me).json()
    chat = client.portal.call(client.app.state.parts.attendance.conversations)[0].id
    attend("take", chat)
    attend("read", chat, waiting["messages"][-1]["id"])

    served = client.get("/api/chat/messages", headers=me).json()

    assert (waiting["position"], waiting["wait"], waiting["seen_id"]) == (1, 3, 0)
    assert (served["wait"], served["seen_id"]) == (None, waiting["messages"][-1]["id"])


def until(socket, kind):
    """The next frame of a kind; those before it are passed over."""
    while True:
        frame = socket.receive_json()
        if frame["type"] == kind:
            return frame
