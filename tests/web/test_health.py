from starlette.testclient import TestClient

from bot.db import engine_for
from bot.web.app import create_app


def test_everything_that_is_needed_can_be_reached(client):
    answer = client.get("/health")

    assert (answer.status_code, answer.json()) == (200, {"ok": True, "database": True, "bot": True})


def test_a_bot_that_cannot_be_reached_is_told(settings):
    with TestClient(create_app(settings)) as client:
        answer = client.get("/health")

    assert (answer.status_code, answer.json()) == (503, {"ok": False, "database": True, "bot": False})


def test_a_database_that_cannot_be_reached_is_told(client, settings, tmp_path, caplog):
    engine_for(settings.database_url).dispose()
    (tmp_path / "desk.db").write_bytes(b"this is not a database, although it is long enough to look like one" * 20)

    answer = client.get("/health")

    assert (answer.status_code, answer.json()["database"]) == (503, False)
    assert "The database cannot be reached." in caplog.text


def test_without_a_bot_shoppers_hear_an_excuse(settings, clock):
    with TestClient(create_app(settings, clock=clock)) as client:
        session = client.post("/api/chat/sessions", json={}).json()["session"]
        body = {"client_id": "c1", "text": "在吗"}
        answer = client.post("/api/chat/messages", json=body, headers={"Authorization": f"Bearer {session}"}).json()

    assert [message["kind"] for message in answer["replies"]] == ["buttons"]
