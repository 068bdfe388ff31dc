from datetime import datetime, timedelta, timezone

import jwt
import pytest

from bot.channels.widget import AUDIENCE, SESSION_LASTS, WidgetChannel
from bot.db import Base, engine_for
from bot.desk.conversations import get_conversation
from bot.desk.reception import Reception
from bot.errors import BadSession, BadToken
from tests.echo_bot import EchoBot

SESSION_KEY = "the-key-of-sessions-in-these-tests-01234"
SHOP_KEY = "the-key-of-the-shop-in-these-tests-01234"
NOW = datetime(2026, 11, 18, 2, 0, tzinfo=timezone.utc)
LATER = NOW + timedelta(hours=1)


@pytest.fixture
def channel():
    return WidgetChannel(SESSION_KEY, SHOP_KEY)


@pytest.fixture
async def reception(tmp_path):
    url = f"sqlite:///{tmp_path / 'desk.db'}"
    Base.metadata.create_all(engine_for(url))
    reception = Reception(EchoBot(), url, wording=None, rota=None, clock=lambda: NOW, window=0)
    yield reception
    await reception.close()
    engine_for(url).dispose()


@pytest.fixture
def enter(channel, reception):
    """Come in; the session token and what it stands for."""

    async def entered(token=None, session=None, now=NOW):
        return await channel.enter(reception, token, session, now)

    return entered


@pytest.fixture
def shopper_of(reception):
    async def found(session):
        conversation = await reception.ledger.run(lambda s: get_conversation(s, session.conversation))
        return conversation.shopper_id

    return found


def vouch(sub="lin", key=SHOP_KEY, **claims):
    return jwt.encode({"sub": sub, "exp": LATER, **claims}, key, algorithm="HS256")


def signed(key=SESSION_KEY, **claims):
    everything = {"visitor": "v", "conversation": "c", "exp": LATER, "aud": AUDIENCE, **claims}
    kept = {name: value for name, value in everything.items() if value is not None}
    return jwt.encode(kept, key, algorithm="HS256")


async def test_a_visitor_gets_a_conversation(enter, channel, shopper_of):
    token, session = await enter()

    assert channel.read(token, NOW).conversation == session.conversation
    assert channel.read(token, NOW).visitor == session.visitor
    assert await shopper_of(session) is None


async def test_two_visitors_get_two_conversations(enter):
    (_, one), (_, other) = await enter(), await enter()

    assert one.conversation != other.conversation
    assert one.visitor != other.visitor


async def test_who_comes_back_goes_on(enter):
    token, first = await enter()
    _, second = await enter(session=token, now=NOW + timedelta(days=29))

    assert (second.visitor, second.conversation) == (first.visitor, first.conversation)
    assert second.expires_at == NOW + timedelta(days=29) + SESSION_LASTS


async def test_a_session_lasts_thirty_days(enter, channel):
    token, _ = await enter()

    channel.read(token, NOW + timedelta(days=30, seconds=-1))
    with pytest.raises(BadSession):
        channel.read(token, NOW + timedelta(days=30))


async def test_a_shopper_is_known_from_the_start(enter, shopper_of):
    _, session = await enter(token=vouch())

    assert await shopper_of(session) == "lin"


async def test_a_visitor_who_logs_in_keeps_the_conversation(enter, shopper_of):
    token, first = await enter()
    _, second = await enter(token=vouch(), session=token)

    assert second.conversation == first.conversation
    assert await shopper_of(second) == "lin"


async def test_the_next_shopper_at_the_same_browser_begins_anew(enter, shopper_of):
    token, first = await enter(token=vouch("lin"))
    _, second = await enter(token=vouch("chen"), session=token)

    assert second.conversation != first.conversation
    assert (await shopper_of(first), await shopper_of(second)) == ("lin", "chen")


async def test_a_session_whose_conversation_has_gone_begins_anew(enter):
    _, session = await enter(session=signed())

    assert session.conversation != "c"


async def test_a_conversation_of_another_visitor_is_not_gone_on_with(enter):
    _, first = await enter()
    _, second = await enter(session=signed(conversation=first.conversation))

    assert second.conversation != first.conversation


@pytest.mark.parametrize(
    "token",
    [
        "",
        "x",
        "a.b.c",
        "\ud800",
        signed(key="another-key-that-is-long-enough-01234567"),
        signed(exp=NOW),
        signed(exp=None),
        signed(aud=None),
        signed(aud="xiaoer.pay"),
        signed(visitor=None),
        signed(conversation=None),
        vouch(key=SESSION_KEY),
        jwt.encode({"visitor": "v", "conversation": "c", "exp": LATER, "aud": AUDIENCE}, "", algorithm="none"),
    ],
)
def test_a_session_that_is_not_ours_or_over_is_refused(channel, token):
    with pytest.raises(BadSession):
        channel.read(token, NOW)


@pytest.mark.parametrize(
    "token",
    [
        "x",
        vouch(key="another-key-that-is-long-enough-01234567"),
        vouch(exp=NOW),
        vouch(sub=""),
        vouch(sub="x" * 65),
        vouch(aud=AUDIENCE),
        jwt.encode({"sub": "lin"}, SHOP_KEY, algorithm="HS256"),
        jwt.encode({"exp": LATER}, SHOP_KEY, algorithm="HS256"),
        jwt.encode({"sub": "lin", "exp": LATER}, "", algorithm="none"),
        signed(),
    ],
)
async def test_a_token_that_the_shop_did_not_sign_or_is_over_is_refused(enter, token):
    with pytest.raises(BadToken):
        await enter(token=token)


def test_an_end_that_is_no_time_is_refused(channel):
    token = jwt.api_jws.encode(b'{"sub": "lin", "exp": "never"}', SHOP_KEY, algorithm="HS256")

    with pytest.raises(BadToken):
        channel.shopper_of(token, NOW)
