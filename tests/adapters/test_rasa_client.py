import asyncio
import json

import httpx
import pytest

from bot.adapters.rasa_client import RasaClient
from bot.desk.turns import Click, Turn
from bot.errors import BotUnavailable

GOOD = {
    "messages": [
        {
            "kind": "buttons",
            "text": "查哪一单？",
            "buttons": [{"title": "这单", "intent": "track_parcel", "entities": {"order_number": "1"}}],
        },
        {"kind": "card", "text": "L 码", "card": {"type": "size", "other_size": None}},
    ],
    "understood": [{"intent": "track_parcel", "confidence": 0.9}],
    "hand_off": None,
}
TURN = Turn("c1", "v1", "lin", "在吗", Click("greet", {"a": 1}), {"product": "P1001"})


class Neighbour:
    """The bot's end of the line."""

    def __init__(self):
        self.requests = []
        self.response = httpx.Response(200, json=GOOD)

    async def __call__(self, request):
        self.requests.append(request)
        if isinstance(self.response, Exception):
            raise self.response
        if self.response is None:
            await asyncio.Event().wait()
        return self.response


@pytest.fixture
def neighbour():
    return Neighbour()


@pytest.fixture
async def open_client(neighbour):
    opened = []

    def client(timeout=5.0):
        transport = httpx.MockTransport(neighbour)
        opened.append(RasaClient("http://bot.example:5005", "secret", timeout, transport))
        return opened[-1]

    yield client
    for one in opened:
        await one.close()


@pytest.fixture
def client(open_client):
    return open_client()


async def test_a_turn_goes_out_with_the_secret_and_everything_in_it(client, neighbour):
    await client.answer(TURN)

    (request,) = neighbour.requests
    assert str(request.url) == "http://bot.example:5005/webhooks/desk/webhook"
    assert request.headers["X-Xiaoer-Secret"] == "secret"
    assert json.loads(request.content) == {
        "conversation_id": "c1",
        "visitor": "v1",
        "shopper_id": "lin",
        "text": "在吗",
        "click": {"intent": "greet", "entities": {"a": 1}},
        "metadata": {"product": "P1001"},
    }


async def test_a_text_has_no_click(client, neighbour):
    await client.answer(Turn("c1", "v1", None, "在吗"))

    assert json.loads(neighbour.requests[0].content)["click"] is None


async def test_an_answer_comes_back_whole(client):
    answer = await client.answer(TURN)

    assert answer.messages[0]["buttons"] == GOOD["messages"][0]["buttons"]
    assert answer.messages[1]["card"] == {"type": "size", "other_size": None}
    assert (answer.understood, answer.hand_off) == (GOOD["understood"], None)


async def test_a_hand_over_comes_back(client, neighbour):
    neighbour.response = httpx.Response(200, json={**GOOD, "messages": [], "hand_off": {"reason": "asked_for"}})

    assert (await client.answer(TURN)).hand_off == {"reason": "asked_for"}


@pytest.mark.parametrize(
    "response",
    [
        httpx.ConnectError("refused"),
        httpx.ReadTimeout("late"),
        httpx.Response(403, json={"ok": False}),
        httpx.Response(500, text="Traceback"),
        httpx.Response(302, headers={"Location": "http://elsewhere.example"}),
        httpx.Response(204),
        httpx.Response(200, text="<html>"),
        httpx.Response(200, content=b"\xff\xfe\x00"),
        httpx.Response(200, json=[]),
        httpx.Response(200, json={"messages": []}),
        httpx.Response(200, json={**GOOD, "messages": [{"kind": "text"}]}),
        httpx.Response(200, json={**GOOD, "messages": [{"kind": "dance", "text": "a"}]}),
        httpx.Response(200, json={**GOOD, "messages": [{"kind": "text", "text": 5}]}),
        httpx.Response(200, json={**GOOD, "messages": [{"kind": "buttons", "text": "a", "buttons": [{"title": "b"}]}]}),
        httpx.Response(200, json={**GOOD, "hand_off": "yes"}),
    ],
)
async def test_whatever_is_not_an_answer_means_unavailable(client, neighbour, response):
    neighbour.response = response

    with pytest.raises(BotUnavailable):
        await client.answer(TURN)


async def test_a_bot_that_does_not_answer_in_time_is_unavailable(open_client, neighbour):
    neighbour.response = None

    with pytest.raises(BotUnavailable):
        await open_client(timeout=0).answer(TURN)


async def test_trouble_is_logged_once_and_its_end_once(client, neighbour, caplog):
    good, neighbour.response = neighbour.response, httpx.Response(500)
    for _ in range(2):
        with pytest.raises(BotUnavailable):
            await client.answer(TURN)
    neighbour.response = good
    for _ in range(2):
        await client.answer(TURN)

    assert [record.event for record in caplog.records if hasattr(record, "event")] == [
        "bot.unavailable",
        "bot.back",
    ]
    assert "在吗" not in caplog.text


@pytest.mark.parametrize(
    ("response", "ready"),
    [
        (httpx.Response(200, json={"status": "ok"}), True),
        (httpx.Response(503), False),
        (httpx.ConnectError("x"), False),
    ],
)
async def test_health_asks_whether_the_bot_is_there(client, neighbour, response, ready):
    neighbour.response = response

    assert await client.is_ready() is ready


async def test_a_bot_that_hangs_is_not_ready(open_client, neighbour):
    neighbour.response = None

    assert not await open_client(timeout=0).is_ready()
