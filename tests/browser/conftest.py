"""A real desk on a free port with the whole bot in process, and Debian's chromium to visit it."""

import asyncio
import shutil
import socket
import threading
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace
from uuid import uuid4

import httpx
import pytest
import uvicorn
from playwright.sync_api import expect, sync_playwright

from actions.base import settings as action_settings
from bot.db import engine_for, session_on
from bot.desk.log_ins import begin
from bot.desk.staff import Agent, Role, find_by_login
from bot.engine.launcher import BotInProcess, load_agent
from bot.migrations import migrate
from bot.settings import Settings
from bot.shop.demo import load_demo
from bot.shop.units import SHANGHAI
from bot.web.app import create_app
from bot.web.auth import COOKIE
from tests.browser import console_stand_in
from tests.browser.console_steps import log_in

CHROMIUM = shutil.which("/usr/bin/chromium") or shutil.which("chromium")
ARGUMENTS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run "
    "--disable-background-networking --disable-component-update --disable-sync"
).split()
OUT = Path(__file__).parent / "out"
DESKTOP = {"viewport": {"width": 1280, "height": 800}}
PHONE = {"viewport": {"width": 390, "height": 844}, "device_scale_factor": 2, "is_mobile": True, "has_touch": True}
# A Monday afternoon before the cut-off, within service hours; it stands still in the desk and in the browser.
NOW = datetime(2026, 11, 23, 14, 0, tzinfo=SHANGHAI)
NIGHT = datetime(2026, 11, 23, 3, 0, tzinfo=SHANGHAI)
# Milliseconds for what a loaded machine does slowly; nothing waits longer than it has to.
PATIENCE = 30_000

expect.set_options(timeout=PATIENCE)


class Server(uvicorn.Server):
    """Says when it listens."""

    def __init__(self, config):
        super().__init__(config)
        self.listens = threading.Event()

    async def startup(self, sockets=None):
        await super().startup(sockets)
        self.listens.set()


class Desk:
    """The app under uvicorn, which may be stopped and started again on the same port."""

    def __init__(self, loop, settings, bot):
        self.address = settings.public_address
        self.now = NOW
        self._loop = loop
        self._settings = settings
        self._bot = bot

    def start(self):
        app = create_app(self._settings, self._bot, clock=lambda: self.now)
        port = self._settings.desk_port
        config = uvicorn.Config(app, port=port, ws="wsproto", log_config=None, timeout_graceful_shutdown=5)
        self._server = Server(config)
        self._served = asyncio.run_coroutine_threadsafe(self._server.serve(), self._loop)
        assert self._server.listens.wait(60), "the desk did not start"

    def stop(self):
        self._server.should_exit = True
        self._served.result(60)

    def conversations(self):
        return self._ask("GET", "?box=all")["conversations"]

    def transcript(self):
        """What is stored of the only conversation."""
        [conversation] = self.conversations()
        return self._ask("GET", f"/{conversation['id']}")["messages"]

    def agent(self, deed, content=None, **body):
        """What a person does with the only conversation: take, reply, resolve, or show photos (``content``)."""
        [conversation] = self.conversations()
        client_id = uuid4().hex
        if content:
            given = {"content": content, "params": {"client_id": client_id}}
        else:
            given = {"json": {**body, **({"client_id": client_id} if deed == "reply" else {})}}
        return self._ask("POST", f"/{conversation['id']}/{deed}", **given)

    def _ask(self, method, path, **more):
        with session_on(self._settings.database_url) as session:
            entered, cookie = begin(session, _agent(session, self.now), self.now)
        headers = {"Cookie": f"{COOKIE}={cookie}", "X-CSRF-Token": entered.csrf}
        url = f"{self.address}/api/console/conversations{path}"
        return (
            httpx.request(method, url, headers=headers, trust_env=False, timeout=30, **more).raise_for_status().json()
        )


def _agent(session, now):
    """The one person who answers here; as a lead they see all there is."""
    agent = find_by_login(session, "xiaolin")
    if agent is None:
        agent = Agent(login="xiaolin", name="小林", role=Role.LEAD, password_hash="none", created_at=now)
        session.add(agent)
        session.flush()
    return agent


@pytest.fixture(scope="module")
def loop():
    """An event loop that runs beside the tests: playwright keeps theirs for itself."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    yield loop
    loop.call_soon_threadsafe(loop.stop)
    thread.join()
    loop.close()


def _new_database(file):
    url = f"sqlite:///{file}"
    migrate(url)
    return url


@pytest.fixture(scope="module")
def demo_shop(tmp_path_factory):
    """A database file with the demo shop, to be copied."""
    file = tmp_path_factory.mktemp("shop") / "demo.db"
    url = _new_database(file)
    with session_on(url) as session:
        load_demo(session, Settings().data_dir / "shop", NOW)
    engine_for(url).dispose()
    return file


@pytest.fixture(scope="module")
def bot(trained_model, tmp_path_factory):
    """The live bot; what it remembers of its conversations is in a database of its own."""
    url = _new_database(tmp_path_factory.mktemp("bot") / "bot.db")
    yield BotInProcess(load_agent(Settings(database_url=url), trained_model))
    engine_for(url).dispose()


def _free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def desk(loop, bot, demo_shop, tmp_path, monkeypatch):
    file = tmp_path / "desk.db"
    file.write_bytes(demo_shop.read_bytes())
    settings = Settings(database_url=f"sqlite:///{file}", desk_port=_free_port(), burst_window=0, bot_timeout=60)
    monkeypatch.setenv("XIAOER_DATABASE_URL", settings.database_url)
    monkeypatch.setenv("XIAOER_PUBLIC_URL", settings.public_address)
    action_settings.cache_clear()
    desk = Desk(loop, settings, bot)
    desk.start()
    yield desk
    desk.stop()
    engine_for(settings.database_url).dispose()
    action_settings.cache_clear()


@pytest.fixture(scope="module")
def chromium():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def visit(chromium, desk):
    """Open a page of the shop in a browser of one's own: ``visit("/products/P1001", PHONE)``."""
    contexts = []

    def opened(path="/", device=DESKTOP):
        context = chromium.new_context(
            base_url=desk.address, locale="zh-CN", timezone_id="Asia/Shanghai", reduced_motion="reduce", **device
        )
        context.set_default_timeout(PATIENCE)
        context.clock.set_fixed_time(NOW)
        contexts.append(context)
        page = context.new_page()
        page.goto(path)
        return page

    yield opened
    for context in contexts:
        context.close()


@pytest.fixture
def shoot():
    """Keep what a page looks like now as tests/browser/out/<name>.png."""
    OUT.mkdir(exist_ok=True)
    return lambda page, name: page.screenshot(path=OUT / f"{name}.png")


@pytest.fixture
def stand_in(loop):
    """The stand-in on a free port, and what tests play of its world."""
    app, port = console_stand_in.create_app(), _free_port()
    server = Server(uvicorn.Config(app, port=port, ws="wsproto", log_config=None, timeout_graceful_shutdown=1))
    served = asyncio.run_coroutine_threadsafe(server.serve(), loop)
    assert server.listens.wait(60), "the stand-in did not start"
    address = f"http://127.0.0.1:{port}"

    def play(path, **body):
        return httpx.post(f"{address}/stand-in/{path}", json=body, trust_env=False, timeout=30).raise_for_status()

    def shopper_says(key, text, **more):
        play("say", conversation=key, text=text, **more)

    yield SimpleNamespace(address=address, world=app.state.world, play=play, shopper_says=shopper_says)
    server.should_exit = True
    served.result(60)


@pytest.fixture
def enter(chromium, stand_in):
    """Log in as somebody, in a browser of one's own; whatever a page complains of fails the test at its end."""
    contexts, complaints = [], []

    def entered(login, device=DESKTOP, path="/console"):
        context = chromium.new_context(
            base_url=stand_in.address, locale="zh-CN", timezone_id="Asia/Shanghai", reduced_motion="reduce", **device
        )
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on(
            "console", lambda said: complaints.append(said.text) if "Content Security Policy" in said.text else None
        )
        page.goto(path)
        if login:
            log_in(page, login)
            expect(page.get_by_role("navigation", name="工作台")).to_be_visible()
            expect(page.locator(".line-down")).to_have_count(0)
        return page

    yield entered
    for context in contexts:
        context.close()
    assert complaints == []
