import pytest

BASE = "/api/agent/conversations"


@pytest.fixture
def waiting(say, client, agent):
    """The id of a conversation that waits for a person."""
    say("转人工")
    return client.get(f"{BASE}?owner=waiting", headers=agent).json()["conversations"][0]["id"]


@pytest.fixture
def post(client, agent):
    def posted(path, **body):
        return client.post(f"{BASE}/{path}", json=body, headers=agent)

    return posted


def test_the_queue_is_listed_with_reason_and_waiting_time(client, agent, waiting):
    (listed,) = client.get(f"{BASE}?owner=waiting", headers=agent).json()["conversations"]

    assert (listed["owner"], listed["reason"], listed["channel"]) == ("waiting", "asked_for", "web")
    assert listed["waiting_since"].startswith("2026-11-18T02:00:00")


def test_a_conversation_is_shown_with_packet_and_understanding(client, agent, waiting):
    shown = client.get(f"{BASE}/{waiting}", headers=agent).json()

    assert shown["hand_off"] == {
        "reason": "asked_for",
        "summary": "想找人工",
        "slots": {"order_number": "1"},
        "order_number": "1",
        "agent": None,
        "at": "2026-11-18T02:00:00Z",
        "assigned_at": None,
        "resolved_at": None,
    }
    assert shown["messages"][0]["understood"] == [{"intent": "greet", "confidence": 0.9}]
    assert [message["from"] for message in shown["messages"]] == ["shopper", "bot", "system"]


def test_a_conversation_with_the_bot_has_no_packet(client, agent, say):
    say("在吗")
    (listed,) = client.get(f"{BASE}?owner=bot", headers=agent).json()["conversations"]

    assert client.get(f"{BASE}/{listed['id']}", headers=agent).json()["hand_off"] is None


def test_from_taking_over_to_the_end(post, waiting, say, bot):
    assert post(f"{waiting}/assign", agent="小林").json()["conversation"]["agent"] == "小林"
    assert post(f"{waiting}/reply", text="您好").json()["message"]["agent"] == "小林"
    assert say("好的", client_id="c2").json()["owner"] == "human"
    assert post(f"{waiting}/resolve").json()["conversation"]["owner"] == "closed"

    again = say("还有个问题", client_id="c3").json()
    assert (again["owner"], again["replies"][0]["text"]) == ("bot", "您说：还有个问题")
    assert bot.heard == ["转人工", "还有个问题"]


def test_the_word_goes_back_to_the_bot(post, waiting):
    assert post(f"{waiting}/return_to_bot").json()["conversation"]["owner"] == "bot"


@pytest.mark.parametrize("step", ["resolve", "reply"])
def test_what_is_not_allowed_now_is_a_conflict(post, waiting, step):
    answer = post(f"{waiting}/{step}", text="您好")

    assert (answer.status_code, answer.json()["error"]) == (409, "owner_conflict")


def test_the_second_agent_is_too_late(post, waiting):
    post(f"{waiting}/assign", agent="小林")

    assert post(f"{waiting}/assign", agent="小陈").status_code == 409


@pytest.mark.parametrize("path", ["none/resolve", "none/return_to_bot"])
def test_an_unknown_conversation_is_not_found(post, path):
    answer = post(path)

    assert (answer.status_code, answer.json()["error"]) == (404, "conversation_not_found")


@pytest.mark.parametrize(
    ("path", "body", "error"),
    [
        ("assign", {}, "invalid_request"),
        ("assign", {"agent": ""}, "invalid_request"),
        ("assign", {"agent": "x" * 41}, "invalid_request"),
        ("assign", {"agent": "小\n林"}, "invalid_request"),
        ("reply", {"text": 5}, "invalid_request"),
        ("reply", {"text": " "}, "empty_message"),
        ("reply", {"text": "好" * 2001}, "too_long"),
    ],
)
def test_bad_input_is_a_clear_400(post, waiting, path, body, error):
    answer = post(f"{waiting}/{path}", **body)

    assert (answer.status_code, answer.json()["error"]) == (400, error)


def test_an_unknown_owner_is_refused(client, agent):
    assert client.get(f"{BASE}?owner=nobody", headers=agent).status_code == 400


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", ""),
        ("GET", "/none"),
        ("POST", "/none/assign"),
        ("POST", "/none/reply"),
        ("POST", "/none/resolve"),
        ("POST", "/none/return_to_bot"),
    ],
)
def test_who_is_not_logged_in_does_not_get_in(client, method, path):
    answer = client.request(method, f"{BASE}{path}", json={})

    assert (answer.status_code, answer.json()["error"]) == (401, "unauthorised")


def test_a_shoppers_session_is_no_log_in(client, me):
    assert client.get(BASE, headers=me).status_code == 401
