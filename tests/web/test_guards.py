from dataclasses import replace
from shutil import copytree

import pytest
from starlette.testclient import TestClient

from bot.db import engine_for
from bot.web.app import create_app
from bot.web.guards import BODY_LIMIT, CONTENT_SECURITY_POLICY

ELSEWHERE = {"Origin": "https://shop.example"}


@pytest.mark.parametrize(
    "path", ["/", "/health", "/static/widget.js", "/nowhere", "/api/chat/messages", "/api/console/conversations"]
)
def test_every_answer_has_safe_headers(client, path):
    headers = client.get(path).headers

    assert headers["content-security-policy"] == CONTENT_SECURITY_POLICY
    assert (headers["x-content-type-options"], headers["x-frame-options"]) == ("nosniff", "DENY")


def test_what_is_somebodys_own_is_neither_kept_nor_leaked(client):
    for path in ("/api/chat/messages", "/pay/x"):
        headers = client.get(path).headers
        assert (headers["cache-control"], headers["referrer-policy"]) == ("no-store", "no-referrer")


def test_a_shops_page_elsewhere_may_call_the_chat(client):
    asked = {**ELSEWHERE, "Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "authorization"}

    preflight = client.options("/api/chat/messages", headers=asked)
    answer = client.post("/api/chat/sessions", json={}, headers=ELSEWHERE)

    assert preflight.status_code == 200
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "access-control-allow-credentials" not in answer.headers


def test_refusals_can_be_read_elsewhere_too(client):
    assert client.get("/api/chat/messages", headers=ELSEWHERE).headers["access-control-allow-origin"] == "*"


@pytest.mark.parametrize("path", ["/", "/api/console/conversations", "/health"])
def test_nothing_else_is_open_to_other_sites(client, path):
    assert "access-control-allow-origin" not in client.get(path, headers=ELSEWHERE).headers


def chunks(size):
    for _ in range(size // 1024):
        yield b"x" * 1024


@pytest.mark.parametrize("content", [b"x" * (BODY_LIMIT + 1), chunks(BODY_LIMIT + 2048)])
def test_a_body_that_is_too_large_is_refused(client, content):
    answer = client.post("/api/chat/sessions", content=content)

    assert (answer.status_code, answer.json()["error"]) == (413, "request_too_large")


def test_a_body_in_pieces_is_put_together(client):
    pieces = iter([b'{"token"', b": null}"])

    answer = client.post("/api/chat/sessions", content=pieces, headers={"Content-Type": "application/json"})

    assert answer.status_code == 200


def test_a_wrong_method_is_told_in_the_same_shape(client):
    answer = client.delete("/api/chat/messages")

    assert (answer.status_code, answer.json()["error"]) == (405, "method_not_allowed")
    assert "allow" in answer.headers


def test_a_fault_of_ours_is_logged_and_told_without_details(client, settings, caplog):
    with engine_for(settings.database_url).begin() as connection:
        connection.exec_driver_sql("ALTER TABLE products RENAME TO gone")

    answer = client.get("/")

    assert answer.status_code == 500
    assert answer.json() == {
        "ok": False,
        "error": "internal",
        "message": "系统出了点小问题，请稍后再试；着急的话可以联系人工客服。",
    }
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "no such table" in caplog.text


def test_a_policy_that_broke_before_the_first_request_is_a_fault_of_ours(settings, bot, tmp_path):
    folder = copytree(settings.data_dir / "policy", tmp_path / "data" / "policy")
    (folder / "service.yml").unlink()

    with TestClient(create_app(replace(settings, data_dir=tmp_path / "data"), bot)) as client:
        answer = client.post("/api/chat/sessions", json={})

    assert (answer.status_code, answer.json()["error"]) == (500, "bad_policy")
