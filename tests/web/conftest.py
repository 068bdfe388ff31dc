"""The whole desk in process: demo shop, an EchoBot, a clock that stands still, and a client that keeps its cookies."""

from datetime import datetime, timedelta

import jwt
import pytest
from starlette.testclient import TestClient

from bot.db import Base, engine_for, session_on
from bot.desk.log_ins import begin
from bot.desk.staff import Agent, Role
from bot.migrations import import_models
from bot.settings import Settings
from bot.shop.demo import load_demo
from bot.shop.units import SHANGHAI
from bot.web.app import create_app
from bot.web.auth import COOKIE
from tests.echo_bot import EchoBot


class Clock:
    """A Wednesday, ten in the morning, until moved."""

    def __init__(self):
        self.now = datetime(2026, 11, 18, 10, 0, tzinfo=SHANGHAI)

    def __call__(self):
        return self.now

    def move(self, **by):
        self.now += timedelta(**by)


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture(scope="session")
def demo_shop(tmp_path_factory):
    """A database file with the demo shop, to be copied."""
    import_models()
    file = tmp_path_factory.mktemp("shop") / "demo.db"
    url = f"sqlite:///{file}"
    Base.metadata.create_all(engine_for(url))
    with session_on(url) as session:
        load_demo(session, Settings().data_dir / "shop", Clock().now)
    engine_for(url).dispose()
    return file


@pytest.fixture
def settings(tmp_path, demo_shop):
    file = tmp_path / "desk.db"
    file.write_bytes(demo_shop.read_bytes())
    url = f"sqlite:///{file}"
    yield Settings(database_url=url, burst_window=0, bot_url="http://127.0.0.1:9")
    engine_for(url).dispose()


@pytest.fixture
def bot():
    return EchoBot()


@pytest.fixture
def client(settings, bot, clock):
    with TestClient(create_app(settings, bot, clock=clock)) as client:
        yield client


@pytest.fixture
def enter(client):
    """Open a session; the headers that go with it."""

    def entered(token=None, session=None):
        answer = client.post("/api/chat/sessions", json={"token": token, "session": session})
        return {"Authorization": f"Bearer {answer.json()['session']}"}

    return entered


@pytest.fixture
def me(enter):
    return enter()


@pytest.fixture
def say(client, me):
    """Say something over REST."""

    def said(text=None, client_id="c1", headers=me, **more):
        body = {"client_id": client_id, **({"text": text} if text is not None else {}), **more}
        return client.post("/api/chat/messages", json=body, headers=headers)

    return said


@pytest.fixture
def hire(settings, clock):
    """Somebody of the staff, and the headers of a session of theirs; nobody types a password for it."""

    def hired(login="xiaolin", role=Role.AGENT, **more):
        with session_on(settings.database_url) as session:
            values = {"name": "小林", "password_hash": "none", "created_at": clock.now, **more}
            agent = Agent(login=login, role=role, **values)
            session.add(agent)
            session.flush()
            entered, cookie = begin(session, agent, clock.now)
        return agent, {"Cookie": f"{COOKIE}={cookie}", "X-CSRF-Token": entered.csrf}

    return hired


@pytest.fixture
def agent(hire):
    """The headers of the session of an agent who helps with everything."""
    return hire(groups=["presale", "aftersale"])[1]


@pytest.fixture
def shop_token(settings, clock):
    """What the shop's site signs for its shopper."""

    def signed(sub="demo", key=settings.shop_key, **claims):
        return jwt.encode({"sub": sub, "exp": clock.now + timedelta(hours=1), **claims}, key, algorithm="HS256")

    return signed
