"""A shopper and two agents in three windows on the real desk, through cut lines and a killed process."""

import os
import signal
import subprocess
import sys
import time
from datetime import datetime, timezone

import httpx
import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from bot.db import engine_for, session_on
from bot.desk.canned_replies import Wording, create_reply
from bot.desk.messages import Author, Message
from bot.desk.ratings import Rating
from bot.desk.staff_accounts import create_agent
from bot.settings import ROOT
from bot.shop.orders import Order
from tests.browser import window_steps as step
from tests.browser.conftest import CHROMIUM, DESKTOP, NOW, PATIENCE, PHONE, _free_port
from tests.browser.service_desk import ORDER, SLOWLY
from tests.browser.test_widget import bot_said, settled

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM, reason="needs Debian's chromium (apt-get install chromium); none was found"),
]

# The browser's clock goes with the desk's; its timers are left alone.
SHIFTED = """
  const Real = Date, ahead = %d;
  window.Date = class extends Real {
    constructor(...given) { if (given.length) super(...given); else super(Real.now() + ahead); }
    static now() { return Real.now() + ahead; }
  };
"""


class Process:
    """A desk that can be killed and started again on the same port and database."""

    def __init__(self, file, log):
        self.database_url = f"sqlite:///{file}"
        self.ahead = (NOW - datetime.now(timezone.utc)).total_seconds()
        self.port = _free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self._log = log

    def start(self):
        own = {"XIAOER_DATABASE_URL": self.database_url, "XIAOER_DESK_PORT": str(self.port)}
        more = {"XIAOER_BURST_WINDOW": "0", "XIAOER_SCHEDULER_SECONDS": "1", "XIAOER_BOT_TIMEOUT": "30"}
        command = [sys.executable, "-m", "tests.browser.service_desk", str(self.ahead)]
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **own, **more}, stderr=log)
        until = time.monotonic() + 60
        while not self._answers():
            assert time.monotonic() < until, self._log.read_text()
            time.sleep(0.1)

    def kill(self):
        self._process.send_signal(signal.SIGKILL)
        self._process.wait(30)

    def _answers(self):
        try:
            return httpx.get(f"{self.address}/health", trust_env=False, timeout=5).status_code == 200
        except httpx.TransportError:
            return False

    def said(self, *authors):
        """Every text that is stored of these authors, in order."""
        with session_on(self.database_url) as session:
            query = select(Message).where(Message.author.in_(authors)).order_by(Message.id)
            return [message.text for message in session.execute(query).scalars()]

    def look(self, query):
        with session_on(self.database_url) as session:
            return session.execute(query).scalar_one()


@pytest.fixture
def desk(demo_shop, tmp_path):
    file = tmp_path / "desk.db"
    file.write_bytes(demo_shop.read_bytes())
    desk = Process(file, tmp_path / "desk.log")
    with session_on(desk.database_url) as session:
        given = {"password": step.PASSWORD, "temporary": False, "now": NOW, "by": None}
        lin = create_agent(session, login="xiaolin", name="小林", groups=["presale"], **given)
        create_agent(session, login="xiaozhou", name="小周", groups=["presale", "aftersale"], **given)
        wording = Wording("地址", "核对", "订单 {订单号} 的地址改好了，请核对。", set())
        create_reply(session, lin, wording, own=True, now=NOW)
    desk.start()
    yield desk
    desk.kill()
    engine_for(desk.database_url).dispose()


@pytest.fixture
def window(chromium, desk):
    """A browser of one's own; whatever a page complains of fails the test at its end."""
    contexts, complaints = [], []

    def opened(device=DESKTOP):
        context = chromium.new_context(
            base_url=desk.address, locale="zh-CN", timezone_id="Asia/Shanghai", reduced_motion="reduce", **device
        )
        context.set_default_timeout(PATIENCE)
        context.add_init_script(SHIFTED % (desk.ahead * 1000))
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        return page

    yield opened
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.fixture
def shoot_both(shoot):
    """Keep what a page looks like at a desk and on a phone."""

    def shot(page, name):
        shoot(page, f"service-{name}")
        page.set_viewport_size(PHONE["viewport"])
        shoot(page, f"service-{name}-phone")
        page.set_viewport_size(DESKTOP["viewport"])

    return shot


@pytest.fixture
def served(window, desk):
    """A shopper whom 小林 has been given, and 小林."""
    shopper, agent = window(), window()
    step.go_to_work(agent, "xiaolin")
    step.come_in(shopper)
    step.ask(shopper, "转人工")
    step.is_joined_by(shopper, "小林")
    step.has_been_given(agent)
    return shopper, agent


def test_a_question_goes_from_the_bot_through_two_people_and_back(window, desk, shoot_both):
    shopper, lin, zhou = window(), window(), window()
    for page, login in ((lin, "xiaolin"), (zhou, "xiaozhou")):
        step.go_to_work(page, login)
    step.come_in(shopper)

    _asks_the_bot_and_then_for_a_person(shopper)
    _is_served_by_the_first(shopper, lin, desk, shoot_both)
    _is_passed_on(shopper, lin, zhou, shoot_both)
    _rates_and_comes_back(shopper, zhou, shoot_both)

    asked = ["这件有货吗", "再问一句"]
    bot = [f"您说：{asked[0]}", "好的，马上为您转接。", f"您说：{asked[1]}", "好的，马上为您转接。"]
    assert desk.said(Author.BOT) == bot
    assert desk.look(select(Rating.score)) == 5


def _asks_the_bot_and_then_for_a_person(shopper):
    step.ask(shopper, "这件有货吗")
    expect(bot_said(shopper).last).to_have_text("您说：这件有货吗")
    step.ask(shopper, "转人工")
    step.is_joined_by(shopper, "小林")


def _is_served_by_the_first(shopper, lin, desk, shoot_both):
    step.has_been_given(lin)
    expect(lin.locator(".packet-wish")).to_have_text("想找人工")
    expect(lin.locator(".packet")).to_contain_text("这边马上帮您看订单。")
    shoot_both(lin, "packet")
    step.says(lin, "您好，我是小林。")
    step.hears(shopper, "您好，我是小林。")
    expect(lin.locator(".marks .read")).to_have_text("已读")
    dialog = step.sends_order_to(lin, "文一路 1 号 2 幢 301 室")
    shoot_both(lin, "order-change")
    dialog.get_by_role("button", name="确认办理").click()
    expect(dialog).to_be_hidden()
    assert desk.look(select(Order.street).where(Order.number == ORDER)) == "文一路 1 号 2 幢 301 室"
    step.sends_photo(shopper)
    expect(lin.locator(".from-shopper .bubble-image img")).to_have_count(1)
    step.shows_photo(lin, shopper)
    canned = f"订单 {ORDER} 的地址改好了，请核对。"
    step.says_by_shortcut(lin, "核对", canned)
    step.hears(shopper, canned)
    step.notes(lin, "地址改好了，等买家确认")
    shoot_both(lin, "served")
    shoot_both(shopper, "shopper")


def _is_passed_on(shopper, lin, zhou, shoot_both):
    dialog = step.transfers_to(lin, "小周", "地址已改，只差确认尺码")
    shoot_both(lin, "transfer")
    dialog.get_by_role("button", name="转接", exact=True).click()
    expect(lin.locator(".items .item")).to_have_count(0)
    step.is_joined_by(shopper, "小周")
    step.has_been_given(zhou)
    expect(zhou.locator(".note", has_text="地址已改，只差确认尺码")).to_be_visible()
    expect(zhou.locator(".note", has_text="地址改好了，等买家确认")).to_be_visible()
    step.says(zhou, "我来接着看尺码。")
    step.hears(shopper, "我来接着看尺码。")
    shoot_both(zhou, "passed-on")


def _rates_and_comes_back(shopper, zhou, shoot_both):
    expect(shopper.get_by_role("log").get_by_text("等买家确认")).to_have_count(0)
    step.resolves(zhou)
    shoot_both(zhou, "resolved")
    step.rates(shopper, 5, "很耐心")
    shoot_both(shopper, "rated")
    step.ask(shopper, "再问一句")
    expect(bot_said(shopper).last).to_have_text("您说：再问一句")
    step.ask(shopper, "还是转人工吧")
    step.is_joined_by(shopper, "小周", times=2)
    step.has_been_given(zhou)


@pytest.mark.parametrize("cut", ["shopper", "agent"])
def test_what_is_said_while_a_line_is_cut_arrives_once(served, desk, cut):
    shopper, agent = served
    step.says(agent, "断网之前")
    step.hears(shopper, "断网之前")
    line = {"shopper": shopper, "agent": agent}[cut].context

    line.set_offline(True)
    step.ask(shopper, "买家断网时说的")
    step.console.say(agent, "客服断网时说的")
    expect(agent.locator(".line-down")).to_have_count(1 if cut == "agent" else 0)
    line.set_offline(False)

    step.sees(agent, "买家断网时说的")
    step.sees(agent, "客服断网时说的")
    step.hears(shopper, "客服断网时说的")
    settled(shopper)
    step.says(agent, "断网之后")
    step.hears(shopper, "断网之后")
    assert desk.said(Author.SHOPPER) == ["转人工", "买家断网时说的"]
    assert desk.said(Author.AGENT) == ["断网之前", "客服断网时说的", "断网之后"]
    assert desk.said(Author.BOT) == ["好的，马上为您转接。"]


def test_a_killed_desk_comes_back_and_the_talk_goes_on(served, desk, shoot_both):
    shopper, agent = served
    step.says(agent, "停机之前")
    step.hears(shopper, "停机之前")

    desk.kill()
    expect(agent.locator(".line-down")).to_be_visible()
    step.ask(shopper, "停机时买家说的")
    step.console.say(agent, "停机时客服说的")
    shoot_both(agent, "line-down")
    shoot_both(shopper, "shopper-line-down")
    desk.start()

    step.sees(agent, "停机时买家说的")
    step.sees(agent, "停机时客服说的")
    step.hears(shopper, "停机时客服说的")
    settled(shopper)
    step.says(agent, "停机之后")
    step.hears(shopper, "停机之后")
    assert desk.said(Author.SHOPPER) == ["转人工", "停机时买家说的"]
    assert desk.said(Author.AGENT) == ["停机之前", "停机时客服说的", "停机之后"]
    assert desk.said(Author.BOT) == ["好的，马上为您转接。"]


def test_a_desk_killed_while_the_bot_thinks_answers_when_it_is_back(window, desk):
    shopper = window()
    step.come_in(shopper)
    step.ask(shopper, SLOWLY)
    expect(shopper.locator(".typing")).to_be_visible()

    desk.kill()
    desk.start()

    expect(bot_said(shopper)).to_have_text([f"您说：{SLOWLY}"])
    settled(shopper)
    assert desk.said(Author.SHOPPER, Author.BOT) == [SLOWLY, f"您说：{SLOWLY}"]
