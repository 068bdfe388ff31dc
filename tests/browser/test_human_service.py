"""Human service as shoppers see it: the wait, the person, read marks, what is taken back, thumbs, and the score."""

import asyncio
import re

import pytest
from playwright.sync_api import expect

from bot.db import session_on
from bot.desk.attendance import Attendance
from bot.desk.staff import Agent, Presence, Role
from tests.browser.conftest import CHROMIUM, NOW, PHONE
from tests.browser.test_widget import bot_said, enter, field, own, say, settled

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(not CHROMIUM, reason="needs Debian's chromium (apt-get install chromium); none was found"),
]

DESKTOP = {"viewport": {"width": 1280, "height": 800}}
DEVICES = pytest.mark.parametrize(("device", "name"), [(DESKTOP, "desktop"), (PHONE, "phone")])


class Person:
    """小林, who takes what waits and does with it what she is told; she works beside the desk's own console."""

    def __init__(self, desk, loop):
        self._desk, self._loop = desk, loop
        with session_on(desk._settings.database_url) as session:
            agent = Agent(
                login="lin", name="小林", role=Role.AGENT, groups=["presale", "aftersale"], capacity=5,
                password_hash="-", presence=Presence.AWAY, seen_at=NOW, created_at=NOW,
            )  # fmt: skip
            session.add(agent)
            session.flush()
            self.id = agent.id

    @property
    def _attendance(self):
        parts = self._desk._server.config.app.state.parts
        return Attendance(parts.reception.ledger, parts.wording)

    def does(self, deed, *more):
        """Something to the only conversation."""
        return self._wait(self._do(deed, *more))

    def conversation(self):
        return self._wait(self._attendance.conversations())[0]

    def said(self):
        return self._wait(self._attendance.case(self.conversation().id)).messages

    async def _do(self, deed, *more):
        [conversation] = await self._attendance.conversations()
        return await getattr(self._attendance, deed)(conversation.id, self.id, *more)

    def _wait(self, work):
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(30)


@pytest.fixture
def person(desk, loop):
    return Person(desk, loop)


def log(page):
    return page.get_by_role("log")


def ask_for_a_person(page):
    page.get_by_role("button", name="转人工").first.click()
    expect(page.get_by_role("status")).to_contain_text("您排在第 1 位")
    settled(page)


def served(page, person, words="您好，我是小林，帮您看一下。"):
    ask_for_a_person(page)
    person.does("take")
    person.does("reply", words)
    expect(log(page)).to_contain_text(words)


def reload(page, name):
    """A phone's chat fills the page, so that it does not open by itself."""
    page.reload()
    if name == "phone":
        enter(page)


def done(page, person):
    person.does("resolve")
    expect(page.locator(".card-rating")).to_be_visible()


@DEVICES
def test_who_waits_sees_the_place_the_wait_and_the_ways_out(visit, shoot, device, name):
    page = visit("/products/P1001", device)
    enter(page)

    ask_for_a_person(page)

    expect(page.get_by_role("status")).to_have_text("您排在第 1 位，大约需要等 3 分钟")
    expect(page.get_by_role("button", name="不排了，先问店小二")).to_be_enabled()
    shoot(page, f"waiting-{name}")


def test_who_leaves_the_queue_goes_on_with_the_bot(visit, person):
    page = visit()
    enter(page)
    ask_for_a_person(page)

    page.get_by_role("button", name="不排了，先问店小二").click()

    expect(log(page)).to_contain_text("已为您退出排队")
    expect(page.get_by_role("status")).to_be_hidden()
    expect(page.get_by_role("button", name="不等了，留言")).to_be_disabled()
    say(page, "满多少包邮")
    expect(bot_said(page).last).to_contain_text("包邮")


def test_who_will_not_wait_leaves_a_message(visit, person):
    page = visit()
    enter(page)
    ask_for_a_person(page)

    page.get_by_role("button", name="不等了，留言").click()

    expect(log(page)).to_contain_text("已经为您记下留言")
    assert person.conversation().owner == "bot"


@DEVICES
def test_the_person_joins_types_and_reads(visit, person, shoot, device, name):
    page = visit("/?as=demo", device)
    enter(page)
    ask_for_a_person(page)
    person.does("take")
    expect(log(page)).to_contain_text("客服小林已接入")
    say(page, "我的鞋子开胶了")
    expect(own(page, "我的鞋子开胶了").locator(".mark")).to_have_text("✓ 已送达")

    person.does("read", person.said()[-1].id)
    expect(own(page, "我的鞋子开胶了").locator(".mark")).to_have_text("已读")
    say(page, "能换一双吗")
    expect(own(page, "能换一双吗").locator(".mark")).to_have_text("✓ 已送达")
    person.does("typing", True)

    expect(page.locator(".typing")).to_contain_text("小林正在输入")
    expect(page.get_by_text("小林 · 人工客服")).to_be_visible()
    shoot(page, f"human-{name}")


@DEVICES
def test_what_the_person_takes_back_is_gone(visit, person, shoot, device, name):
    page = visit("/", device)
    enter(page)
    served(page, person)
    person.does("reply", "发错人了，请忽略")
    expect(log(page)).to_contain_text("发错人了")

    person.does("recall", person.said()[-1].id)

    expect(log(page)).to_contain_text("小林撤回了一条消息")
    expect(log(page)).not_to_contain_text("发错人了")
    shoot(page, f"recalled-{name}")
    reload(page, name)
    expect(log(page)).to_contain_text("小林撤回了一条消息")
    expect(log(page)).not_to_contain_text("发错人了")


def test_what_is_taken_back_while_the_line_is_cut_is_gone_as_well(visit, person, desk):
    page = visit()
    enter(page)
    served(page, person)
    person.does("reply", "发错人了，请忽略")
    expect(log(page)).to_contain_text("发错人了")
    last = person.said()[-1].id
    page.context.set_offline(True)
    page.evaluate("window.dispatchEvent(new Event('offline'))")
    desk.stop()
    desk.start()

    person.does("recall", last)
    page.context.set_offline(False)

    expect(log(page)).to_contain_text("小林撤回了一条消息")
    expect(log(page)).not_to_contain_text("发错人了")


@DEVICES
def test_the_service_is_rated_once_at_its_end(visit, person, shoot, device, name):
    page = visit("/", device)
    enter(page)
    served(page, person)
    done(page, person)
    card = page.locator(".card-rating")
    shoot(page, f"rating-{name}")

    card.get_by_role("radio", name="4 分").check()
    card.get_by_role("textbox").fill("回复很快")
    shoot(page, f"rating-chosen-{name}")
    card.get_by_role("button", name="提交评分").click()

    expect(card).to_contain_text("您给了 4 分，感谢反馈")
    expect(card.get_by_role("button")).to_have_count(0)
    shoot(page, f"rated-{name}")
    reload(page, name)
    expect(card).to_contain_text("您给了 4 分，感谢反馈")
    expect(card).to_contain_text("回复很快")


def test_the_stars_are_chosen_with_the_keyboard(visit, person):
    page = visit()
    enter(page)
    served(page, person)
    done(page, person)
    card = page.locator(".card-rating")

    card.get_by_role("radio").first.focus()
    for key in ("ArrowRight", "ArrowRight", "Enter"):
        page.keyboard.press(key)

    expect(card).to_contain_text("您给了 3 分，感谢反馈")


def test_a_number_that_is_typed_after_the_end_is_the_score(visit, person):
    page = visit()
    enter(page)
    served(page, person)
    done(page, person)

    say(page, "5")

    expect(page.locator(".card-rating")).to_contain_text("您给了 5 分，感谢反馈")
    expect(log(page)).to_contain_text("评分已经记下了")


def test_after_the_end_the_bot_goes_on(visit, person):
    page = visit()
    enter(page)
    served(page, person)
    done(page, person)

    say(page, "满多少包邮")

    expect(log(page)).to_contain_text("欢迎回来")
    expect(bot_said(page).last).to_contain_text("包邮")


@DEVICES
def test_an_answer_of_the_bot_gets_a_thumb_that_may_be_changed(visit, person, shoot, device, name):
    page = visit("/", device)
    enter(page)
    say(page, "满多少包邮")
    expect(bot_said(page)).to_have_count(1)
    settled(page)

    page.get_by_role("button", name="有帮助", exact=True).click()
    expect(page.get_by_role("button", name="有帮助", exact=True)).to_have_attribute("aria-pressed", "true")
    page.get_by_role("button", name="没帮助").click()

    expect(page.get_by_role("button", name="没帮助")).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_role("button", name="有帮助", exact=True)).to_have_attribute("aria-pressed", "false")
    shoot(page, f"thumb-{name}")
    assert [message.liked for message in person.said() if message.author == "bot"] == [False]
    reload(page, name)
    expect(page.get_by_role("button", name="没帮助")).to_have_attribute("aria-pressed", "true")


def test_writing_to_a_person_never_disturbs_the_writer(visit, person):
    """A desk that does not know the frame refuses it, which is nothing that the shopper need know."""
    page = visit()
    told = []
    page.on("websocket", lambda line: line.on("framesent", lambda frame: told.append(frame)))
    page.reload()
    enter(page)
    served(page, person)

    field(page).press_sequentially("请问")

    expect(page.locator(".notice.warn")).to_have_count(0)
    field(page).press("Enter")
    expect(own(page, "请问")).to_have_count(1)
    assert [frame for frame in told if re.search('"typing".*true', str(frame))] != []
