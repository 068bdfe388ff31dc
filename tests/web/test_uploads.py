import re
from io import BytesIO

import pytest
from PIL import Image
from sqlalchemy import func, select

from bot.db import session_on
from bot.desk.messages import Message
from bot.desk.uploads import Upload
from bot.web.pictures import SEALED
from tests.pictures import HEIC, HTML, SECRET, SVG, bomb, held_upside_down, jpeg, moving, png

NOW = "2026-11-18T02:00:00Z"


@pytest.fixture
def send(client, me):
    """Send a photo as a shopper."""

    def sent(content=None, client_id="c1", headers=me, **params):
        content = jpeg() if content is None else content
        return client.post(
            "/api/chat/photos", params={"client_id": client_id, **params}, content=content, headers=headers
        )

    return sent


@pytest.fixture
def stored(settings):
    """How many pictures and messages are kept."""

    def counted():
        with session_on(settings.database_url) as session:
            return tuple(session.execute(select(func.count(kind.id))).scalar_one() for kind in (Upload, Message))

    return counted


@pytest.fixture
def human(client, agent, say):
    """A conversation in the hands of a person: the address of its actions."""
    say("转人工", client_id="c0")
    [waiting] = client.get("/api/console/conversations?box=queue", headers=agent).json()["conversations"]
    address = f"/api/console/conversations/{waiting['id']}"
    client.post(f"{address}/take", headers=agent)
    return address


def test_a_photo_is_stored_shown_and_answered(client, send, bot, me, wait_for_answer):
    answer = send(product="P1001")

    message = answer.json()["message"]
    assert (answer.status_code, message["from"], message["kind"], message["text"]) == (
        200,
        "shopper",
        "image",
        "[图片]",
    )
    assert (message["client_id"], message["at"]) == ("c1", NOW)
    [photo, reply] = wait_for_answer(2)
    assert photo["image"] == message["image"]
    assert reply["from"] == "bot"
    assert (bot.turns[0].click.intent, bot.turns[0].metadata["product"]) == ("send_photo", "P1001")


@pytest.fixture
def wait_for_answer(client, me, bot):
    """The messages, once there are so many."""

    def waited(count):
        with client.websocket_connect("/api/chat/ws") as line:
            session = me["Authorization"].removeprefix("Bearer ")
            line.send_json({"type": "hello", "data": {"session": session, "after": 0}})
            seen = line.receive_json()["data"]["messages"]
            while len(seen) < count:
                event = line.receive_json()
                seen += [event["data"]] if event["type"] == "message" else []
        return seen

    return waited


def test_what_is_shown_is_a_new_picture_and_nothing_else(client, send):
    address = send(held_upside_down()).json()["message"]["image"]

    answer = client.get(address)

    assert answer.status_code == 200
    assert SECRET not in answer.content
    assert Image.open(BytesIO(answer.content)).size == (120, 80)
    headers = answer.headers
    assert (headers["content-type"], headers["content-disposition"]) == ("image/jpeg", "inline")
    assert (headers["content-security-policy"], headers["x-content-type-options"]) == (SEALED, "nosniff")
    assert re.fullmatch(r"private, max-age=\d+, immutable", headers["cache-control"])
    assert headers["referrer-policy"] == "no-referrer"


def test_an_address_opens_its_picture_for_an_hour_and_not_for_ever(client, send, me, clock):
    clock.move(minutes=30)
    address = send().json()["message"]["image"]

    clock.move(minutes=89)
    assert client.get(address).status_code == 200
    assert client.get(address).headers["cache-control"] == "private, max-age=60, immutable"
    clock.move(minutes=1)
    assert (client.get(address).status_code, client.get(address).json()["error"]) == (404, "not_found")

    [photo, *_] = client.get("/api/chat/messages", headers=me).json()["messages"]
    assert client.get(photo["image"]).status_code == 200


def test_within_an_hour_a_picture_keeps_its_address(client, send, me, clock):
    first = send().json()["message"]["image"]
    clock.move(minutes=59)

    [photo, *_] = client.get("/api/chat/messages", headers=me).json()["messages"]
    assert photo["image"] == first


def test_nobody_opens_a_picture_without_its_address(client, send, me, agent):
    address = send().json()["message"]["image"]
    session = me["Authorization"].removeprefix("Bearer ")
    forged = address[:-4] + ("AAAA" if not address.endswith("AAAA") else "BBBB")

    for wrong in (forged, f"/api/chat/photos/{session}", "/api/chat/photos/1", "/api/chat/photos/..%2f"):
        assert client.get(wrong, headers=me).status_code == 404


def test_a_stranger_sees_no_address(client, send, enter):
    send()

    assert client.get("/api/chat/messages", headers=enter()).json()["messages"] == []


def test_a_repeated_photo_is_stored_and_answered_once(send, stored, wait_for_answer, bot):
    first, again = send(), send()

    assert first.json() == again.json()
    wait_for_answer(2)
    assert stored() == (1, 2)
    assert len(bot.turns) == 1


REFUSED = {
    "svg named jpeg": (SVG, 415, "photo_unsupported", "JPG、PNG、WebP"),
    "html": (HTML, 415, "photo_unsupported", "JPG、PNG、WebP"),
    "jpeg and html": (jpeg() + HTML, 415, "photo_unsupported", "JPG、PNG、WebP"),
    "heic": (HEIC, 415, "photo_heic", "兼容性最佳"),
    "moving": (moving("WEBP"), 415, "photo_animated", "动图"),
    "truncated": (jpeg((800, 600))[:-600], 422, "photo_broken", "损坏"),
    "gigantic": (bomb(), 413, "photo_too_many_pixels", "尺寸"),
    "11 MB": (jpeg() + b"\0" * 11 * 2**20, 413, "photo_too_large", "10 MB"),
    "nothing": (b"", 415, "photo_unsupported", "JPG、PNG、WebP"),
}


@pytest.mark.parametrize(("content", "status", "error", "words"), REFUSED.values(), ids=REFUSED)
def test_a_refusal_says_why_and_leaves_nothing_behind(send, stored, bot, content, status, error, words):
    answer = send(content)

    assert (answer.status_code, answer.json()["ok"], answer.json()["error"]) == (status, False, error)
    assert words in answer.json()["message"]
    assert stored() == (0, 0)
    assert bot.turns == []


def chunks():
    yield jpeg()
    for _ in range(11 * 16):
        yield b"\0" * 64 * 1024


def test_a_body_that_hides_its_length_is_refused_as_well(send, stored):
    answer = send(chunks())

    assert (answer.status_code, answer.json()["error"]) == (413, "photo_too_large")
    assert stored() == (0, 0)


def test_a_photo_of_ten_megabytes_is_taken(send):
    assert send(jpeg() + b"\0" * (10 * 2**20 - len(jpeg()))).status_code == 200


def test_what_the_header_says_does_not_matter(client, me):
    answer = client.post(
        "/api/chat/photos?client_id=c1", content=png(), headers={**me, "Content-Type": "text/html; charset=utf-8"}
    )

    assert client.get(answer.json()["message"]["image"]).headers["content-type"] == "image/jpeg"


@pytest.mark.parametrize(
    "query", ["", "?client_id=", "?client_id=a%20b", "?client_id=" + "x" * 65, "?client_id=1&product=/"]
)
def test_a_photo_needs_a_proper_id(client, me, stored, query):
    answer = client.post(f"/api/chat/photos{query}", content=jpeg(), headers=me)

    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_request")
    assert stored() == (0, 0)


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer nonsense"}])
def test_only_a_session_sends_photos(send, stored, headers):
    assert send(headers=headers).status_code == 401
    assert stored() == (0, 0)


def test_more_photos_than_a_conversation_takes_in_an_hour_are_refused(send, stored, clock, settings):
    for number in range(settings.photos_an_hour):
        assert send(client_id=f"c{number}").status_code == 200
        clock.move(seconds=30)
    before = stored()[0]

    answer = send(client_id="too-many")

    assert (answer.status_code, answer.json()["error"]) == (429, "too_many_photos")
    assert "30 张" in answer.json()["message"]
    assert stored()[0] == before


def test_photos_count_as_messages_of_the_minute(send, say):
    answers = [send(HEIC).status_code for _ in range(31)]

    assert answers == [415] * 30 + [429]
    assert say("在吗").json()["error"] == "too_many_messages"


def test_a_shops_page_elsewhere_may_send_photos(client, me):
    asked = {
        "Origin": "https://shop.example",
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "authorization, content-type",
    }

    assert client.options("/api/chat/photos", headers=asked).status_code == 200


def test_the_description_names_what_may_be_uploaded(client):
    paths = client.get("/api/openapi.json").json()["paths"]

    for path in ("/api/chat/photos", "/api/console/conversations/{conversation_id}/photos"):
        described = paths[path]["post"]
        assert set(described["requestBody"]["content"]) == {"image/jpeg", "image/png", "image/webp"}
        assert {"413", "415", "422"} <= set(described["responses"])


def test_agents_see_what_the_shopper_sent(client, human, send, agent):
    send(client_id="photo")

    photo = client.get(human, headers=agent).json()["messages"][-1]
    opened = client.get(photo["image"], headers=agent)

    assert (opened.status_code, opened.headers["content-type"]) == (200, "image/jpeg")
    assert (client.get(photo["image"]).status_code, client.get("/api/console/photos/1", headers=agent).status_code) == (
        401,
        404,
    )


def test_an_agent_shows_the_shopper_a_picture(client, human, agent, me, send):
    answer = client.post(f"{human}/photos?client_id=p1", content=png(), headers=agent)

    assert (answer.status_code, answer.json()["message"]["agent"]) == (200, "小林")
    shown = client.get("/api/chat/messages", headers=me).json()["messages"][-1]
    assert (shown["from"], shown["kind"], shown["agent"]) == ("agent", "image", "小林")
    assert client.get(shown["image"]).status_code == 200


def test_what_an_agent_may_not_send_leaves_nothing_behind(client, human, agent, stored):
    before = stored()

    refused = client.post(f"{human}/photos?client_id=p1", content=HTML, headers=agent)
    stranger = client.post(f"{human}/photos?client_id=p1", content=png())
    client.post(f"{human}/resolve", headers=agent)
    after = stored()
    late = client.post(f"{human}/photos?client_id=p1", content=png(), headers=agent)

    assert [answer.status_code for answer in (refused, stranger, late)] == [415, 401, 409]
    assert (before[0], stored()) == (after[0], after)
