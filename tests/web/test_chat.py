import json
from datetime import timedelta

import pytest

from bot.db import engine_for
from tests.echo_bot import says


def problem(response):
    body = response.json()
    assert set(body) == {"ok", "error", "message"}
    assert body["ok"] is False
    assert body["message"].endswith(("。", "；"))
    return response.status_code, body["error"]


def test_a_session_opens_with_what_the_window_shows_first(client):
    body = client.post("/api/chat/sessions", json={"token": None, "session": None}).json()

    assert (body["ok"], body["shop"], body["max_message"]) == (True, "禾木衣橱", 500)
    assert "禾木衣橱" in body["greeting"]
    assert "尺码怎么选" in body["quick"]
    assert len(body["conversation"]) == 32


def test_a_session_may_be_asked_for_with_nothing(client):
    assert client.post("/api/chat/sessions", json={}).status_code == 200


def test_an_earlier_session_goes_on_with_its_conversation(client):
    first = client.post("/api/chat/sessions", json={}).json()
    second = client.post("/api/chat/sessions", json={"session": first["session"]}).json()

    assert second["conversation"] == first["conversation"]


def test_a_message_comes_back_with_its_replies(say):
    body = say("在吗", product="P1001").json()

    assert (body["ok"], body["owner"]) == (True, "bot")
    assert (body["message"]["from"], body["message"]["text"], body["message"]["client_id"]) == ("shopper", "在吗", "c1")
    assert [(m["from"], m["text"], m["buttons"]) for m in body["replies"]] == [
        ("bot", "您说：在吗", [{"id": "b1", "title": "查物流"}])
    ]


def test_a_click_is_answered(say, bot):
    offered = say("在吗").json()["replies"][0]

    body = say(client_id="c2", click={"message_id": offered["id"], "button": "b1"}).json()

    assert body["message"]["text"] == "查物流"
    assert bot.turns[-1].click.intent == "track_parcel"


def test_the_product_being_viewed_reaches_the_bot(say, bot):
    say("这件偏小吗", product="P1001")

    assert bot.turns[0].metadata["product"] == "P1001"


def test_who_the_shop_vouches_for_reaches_the_bot(enter, say, bot, shop_token):
    say("在吗", headers=enter(token=shop_token()))

    assert bot.turns[0].shopper_id == "demo"


def test_asking_for_a_person_changes_the_owner(say):
    body = say("转人工").json()

    assert body["owner"] == "waiting"
    assert [message["from"] for message in body["replies"]] == ["bot", "system"]
    assert say("在吗", client_id="c2").json()["replies"] == []


def test_history_is_read_from_any_point(client, me, say):
    first = say("在吗").json()
    say("好的", client_id="c2")

    whole = client.get("/api/chat/messages", headers=me).json()
    rest = client.get(f"/api/chat/messages?after={first['replies'][0]['id']}", headers=me).json()

    assert [message["text"] for message in whole["messages"]] == ["在吗", "您说：在吗", "好的", "您说：好的"]
    assert rest["messages"] == whole["messages"][2:]
    assert (whole["owner"], whole["position"], whole["agent"]) == ("bot", None, None)


def test_the_same_client_id_is_answered_once(say, bot):
    assert say("在吗").json() == say("在吗").json()
    assert bot.heard == ["在吗"]


@pytest.mark.parametrize(
    ("body", "error"),
    [
        ({"client_id": "c1", "text": ""}, "empty_message"),
        ({"client_id": "c1", "text": "   \n "}, "empty_message"),
        ({"client_id": "c1", "text": "\x00\x07"}, "empty_message"),
        ({"client_id": "c1", "text": "好" * 501}, "too_long"),
        ({"client_id": "c1", "text": "好" * 10_000}, "too_long"),
        ({"client_id": "c1", "text": 5}, "invalid_request"),
        ({"client_id": "c1", "text": None}, "invalid_request"),
        ({"client_id": "c1"}, "invalid_request"),
        ({"text": "在吗"}, "invalid_request"),
        ({"client_id": "", "text": "在吗"}, "invalid_request"),
        ({"client_id": "x" * 65, "text": "在吗"}, "invalid_request"),
        ({"client_id": "c1\n", "text": "在吗"}, "invalid_request"),
        ({"client_id": "c1", "text": "在吗", "product": "../../etc"}, "invalid_request"),
        ({"client_id": "c1", "text": "在吗", "click": {"message_id": 1, "button": "b1"}}, "invalid_request"),
        ({"client_id": "c1", "click": {"message_id": "x", "button": "b1"}}, "invalid_request"),
        ({"client_id": "c1", "click": {"message_id": 10**30, "button": "b1"}}, "invalid_request"),
        ({"client_id": "c1", "click": {"message_id": 1, "button": "/greet"}}, "invalid_request"),
        ([], "invalid_request"),
        ("在吗", "invalid_request"),
        (None, "invalid_request"),
    ],
)
def test_bad_input_is_a_clear_400_and_nothing_is_stored(client, me, bot, body, error):
    response = client.post("/api/chat/messages", json=body, headers=me)

    assert problem(response) == (400, error)
    assert client.get("/api/chat/messages", headers=me).json()["messages"] == []
    assert bot.turns == []


@pytest.mark.parametrize(
    "content", [b"", b"{", b"\xff\xfe", b'{"client_id": "c1", "text": "a"', b"[" * 30_000, b'"\xe4"', b"NaN"]
)
def test_what_is_not_json_is_a_clear_400(client, me, content):
    headers = {**me, "Content-Type": "application/json"}

    assert problem(client.post("/api/chat/messages", content=content, headers=headers)) == (400, "invalid_request")


@pytest.mark.parametrize(
    "text",
    [
        "😊😊😊",
        "<script>alert(1)</script><img src=x onerror=alert(1)>",
        "'; DROP TABLE messages; --",
        '/request_human{"a": "b"}',
        "／greet",
        "{{ 7 * 7 }} {shop} %s",
    ],
)
def test_odd_texts_are_only_texts(client, me, say, bot, text):
    assert say(text).json()["message"]["text"] == text

    assert (bot.turns[0].text, bot.turns[0].click) == (text, None)
    assert client.get("/api/chat/messages", headers=me).json()["messages"][0]["text"] == text


def test_half_an_emoji_does_not_break_anything(client, me, bot):
    headers = {**me, "Content-Type": "application/json"}
    body = json.dumps({"client_id": "c1", "text": "好\ud83d的"})

    assert client.post("/api/chat/messages", content=body, headers=headers).status_code == 200
    assert bot.heard == ["好的"]


@pytest.mark.parametrize("button", ["b2", "b999"])
def test_a_button_that_was_not_offered_is_unknown(say, button):
    offered = say("在吗").json()["replies"][0]["id"]

    assert problem(say(client_id="c2", click={"message_id": offered, "button": button})) == (404, "unknown_button")


def test_a_button_of_somebody_else_is_unknown(enter, say):
    offered = say("在吗").json()["replies"][0]["id"]

    stranger = say(client_id="c2", click={"message_id": offered, "button": "b1"}, headers=enter())

    assert problem(stranger) == (404, "unknown_button")


def test_nobody_reads_anothers_conversation(client, enter, say):
    say("我的手机号是13800006612")

    assert client.get("/api/chat/messages", headers=enter()).json()["messages"] == []


@pytest.mark.parametrize(
    "header", [None, "", "Bearer", "Bearer x", "Bearer a.b.c", "Basic eDp5", "Bearer 令牌".encode()]
)
def test_without_a_good_session_nothing_is_done(client, header):
    headers = {"Authorization": header} if header is not None else {}

    assert problem(client.get("/api/chat/messages", headers=headers)) == (401, "bad_session")
    assert problem(client.post("/api/chat/messages", json={"client_id": "c", "text": "a"}, headers=headers)) == (
        401,
        "bad_session",
    )


def test_a_session_ends_after_thirty_days(client, me, clock):
    clock.move(days=31)

    assert problem(client.get("/api/chat/messages", headers=me)) == (401, "bad_session")
    old = me["Authorization"].removeprefix("Bearer ")
    assert problem(client.post("/api/chat/sessions", json={"session": old})) == (401, "bad_session")


def test_a_session_whose_conversation_has_gone_is_over(client, me, settings):
    with engine_for(settings.database_url).begin() as connection:
        connection.exec_driver_sql("DELETE FROM conversations")

    assert problem(client.get("/api/chat/messages", headers=me)) == (401, "bad_session")


@pytest.mark.parametrize("change", [{"key": "x" * 40}, {"sub": ""}, {"aud": "xiaoer.chat"}])
def test_a_token_that_the_shop_did_not_sign_is_refused(client, shop_token, change):
    assert problem(client.post("/api/chat/sessions", json={"token": shop_token(**change)})) == (401, "bad_token")


def test_an_old_token_of_the_shop_is_refused(client, shop_token, clock):
    token = shop_token(exp=clock.now - timedelta(seconds=1))

    assert problem(client.post("/api/chat/sessions", json={"token": token})) == (401, "bad_token")


def test_more_than_thirty_messages_a_minute_are_too_many(say, enter):
    answers = [say("在吗", client_id=f"c{number}") for number in range(31)]

    assert [answer.status_code for answer in answers] == [200] * 30 + [429]
    assert problem(answers[-1]) == (429, "too_many_messages")
    assert say("在吗", headers=enter()).status_code == 200


def test_a_bot_that_fails_is_excused(say, bot):
    bot.script.append(RuntimeError("secret detail"))

    body = say("在吗").json()

    assert body["replies"][0]["buttons"] == [{"id": "b1", "title": "转人工"}]
    assert "secret" not in json.dumps(body)


def test_cards_reach_the_shopper_whole(say, bot):
    card = {"type": "size", "size": "L", "other_size": None, "rows": [["身高", "178 cm"]]}
    bot.script.append(says())
    bot.script[0].messages.append({"kind": "card", "text": "L 码", "card": card})

    assert say("穿什么码").json()["replies"][0]["card"] == card


@pytest.mark.parametrize("after", ["-1", "x", "1e3", str(10**30)])
def test_a_bad_after_is_refused(client, me, after):
    assert problem(client.get(f"/api/chat/messages?after={after}", headers=me)) == (400, "invalid_request")


def test_the_api_is_documented(client):
    paths = client.get("/api/openapi.json").json()["paths"]

    assert {"/api/chat/sessions", "/api/chat/messages", "/api/console/conversations", "/health"} <= set(paths)
    for methods in paths.values():
        for operation in methods.values():
            assert operation["summary"].isascii()
