"""The chat as shoppers use it: a real browser, the real desk, the whole bot."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import CHROMIUM, NIGHT, PHONE

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(not CHROMIUM, reason="needs Debian's chromium (apt-get install chromium); none was found"),
]

SIZE_QUESTION = "我163 52kg穿多大"
QUEUED = "待发送"


def enter(page):
    page.get_by_role("button", name="咨询客服").click()
    connected(page)


def connected(page):
    """Wait until the desk has greeted and its line stands."""
    expect(greeting(page)).to_be_visible()
    expect(page.get_by_text("正在连接客服…")).to_have_count(0)


def greeting(page):
    return page.get_by_role("log").get_by_text("我是店小二")


def field(page):
    return page.get_by_role("textbox", name="输入消息")


def say(page, text):
    field(page).fill(text)
    field(page).press("Enter")


def own(page, text):
    """The shopper's messages with this text."""
    return page.locator(".mine").filter(has=page.locator(".bubble", has_text=re.compile(f"^{re.escape(text)}$")))


def card(page, kind):
    return page.locator(f".card-{kind}")


def bot_said(page):
    """The bot's messages after the greeting."""
    return page.locator(".theirs:not(.typing) .bubble").filter(has_not_text="我是店小二")


def settled(page):
    """Wait until nobody is typing and nothing is on its way."""
    expect(page.locator(".typing")).to_be_hidden()
    expect(page.locator("[data-delivery]:not([data-delivery=sent])")).to_have_count(0)


def said(desk, text):
    return [message for message in desk.transcript() if message["text"] == text]


def test_a_shopper_asks_for_a_size_on_a_product_page_and_gets_a_size_card(visit, shoot):
    page = visit("/")
    shoot(page, "shop")
    page.get_by_role("link", name="云朵轻暖短款羽绒服").first.click()
    page.get_by_role("button", name="咨询这件商品").click()
    connected(page)
    shoot(page, "greeting")

    say(page, SIZE_QUESTION)

    expect(card(page, "size")).to_contain_text("163 cm")
    settled(page)
    shoot(page, "size")


def test_a_signed_in_shopper_sees_the_parcel_and_pays_the_unpaid_order(visit, shoot):
    page = visit("/?as=demo")
    page.goto("/products/P1001")
    enter(page)
    say(page, SIZE_QUESTION)
    expect(card(page, "size")).to_be_visible()
    say(page, "帮我查物流")
    expect(card(page, "logistics")).to_contain_text("中通快递")
    settled(page)
    shoot(page, "conversation")

    say(page, "我的订单")
    page.get_by_role("button", name="待付款").click()
    expect(card(page, "payment")).to_contain_text("479")
    settled(page)
    shoot(page, "payment")
    with page.expect_popup() as opened:
        card(page, "payment").get_by_role("link", name="去支付").click()
    pay = opened.value
    expect(pay.get_by_role("timer")).to_be_visible()
    shoot(pay, "pay")
    pay.get_by_role("button", name="去支付").click()
    shoot(pay, "pay-sandbox")
    pay.get_by_role("button", name="确认支付").click()

    expect(pay.get_by_role("heading", name="支付成功")).to_be_visible()
    shoot(pay, "paid")
    say(page, "我已经付款了")
    expect(card(page, "order").last).to_contain_text("202611220000101")
    settled(page)
    shoot(page, "order")


def test_a_reload_keeps_the_history_and_says_nothing_twice(visit):
    page = visit("/products/P1001")
    enter(page)
    say(page, SIZE_QUESTION)
    expect(card(page, "size")).to_be_visible()
    settled(page)
    before = page.get_by_role("log").inner_text()

    page.reload()

    expect(card(page, "size")).to_be_visible()
    expect(page.get_by_role("log")).to_have_text(re.compile("我是店小二"))
    assert page.get_by_role("log").inner_text() == before
    expect(own(page, SIZE_QUESTION)).to_have_count(1)


def test_what_is_written_while_the_line_is_cut_arrives_exactly_once(visit, desk, shoot):
    page = visit()
    enter(page)
    desk.stop()
    expect(page.get_by_text("网络断开，正在重连…")).to_be_visible()

    say(page, "满多少包邮")
    expect(own(page, "满多少包邮")).to_contain_text(QUEUED)
    shoot(page, "line-cut")
    desk.start()

    expect(bot_said(page)).to_have_count(1)
    expect(page.get_by_text("网络断开，正在重连…")).to_be_hidden()
    settled(page)
    expect(own(page, "满多少包邮")).to_have_count(1)
    assert len(said(desk, "满多少包邮")) == 1


def test_what_is_written_offline_survives_a_closed_page(visit, desk):
    page = visit()
    enter(page)
    desk.stop()
    expect(page.get_by_text("网络断开，正在重连…")).to_be_visible()
    say(page, "满多少包邮")
    page.goto("about:blank")
    desk.start()

    page.goto(desk.address)

    expect(bot_said(page)).to_have_count(1)
    settled(page)
    expect(own(page, "满多少包邮")).to_have_count(1)
    assert len(said(desk, "满多少包邮")) == 1


def test_a_message_whose_receipt_is_lost_is_neither_doubled_nor_left_pending(visit, desk):
    page = visit()
    lost = []

    def lose_the_first_receipt(line):
        server = line.connect_to_server()

        def to_the_page(frame):
            if not lost and '"from":"shopper"' in frame:
                lost.append(frame)
                line.close(code=1012)
            else:
                line.send(frame)

        server.on_message(to_the_page)

    page.route_web_socket(re.compile("/api/chat/ws"), lose_the_first_receipt)
    enter(page)

    say(page, "满多少包邮")

    expect(bot_said(page)).to_have_count(1)
    settled(page)
    expect(own(page, "满多少包邮")).to_have_count(1)
    assert len(lost) == len(said(desk, "满多少包邮")) == 1


def test_two_tabs_stay_in_step(visit):
    one = visit("/products/P1001")
    enter(one)
    two = one.context.new_page()
    two.goto("/")
    enter(two)

    say(one, SIZE_QUESTION)
    expect(card(two, "size")).to_be_visible()
    say(two, "满多少包邮")
    expect(own(one, "满多少包邮")).to_have_count(1)

    expect(bot_said(two)).to_have_count(2)
    expect(bot_said(one)).to_have_count(2)
    settled(one)
    settled(two)
    for page in (one, two):
        expect(own(page, SIZE_QUESTION)).to_have_count(1)
        expect(own(page, "满多少包邮")).to_have_count(1)


def test_html_in_a_message_stays_text(visit):
    attack = "<img src=x onerror=\"document.title='hacked'\"><b>包邮吗</b>"
    page = visit()
    title = page.title()
    enter(page)

    say(page, attack)

    expect(own(page, attack)).to_have_count(1)
    expect(bot_said(page).first).to_be_visible()
    page.reload()
    expect(own(page, attack)).to_have_count(1)
    expect(page.locator(".bubble img, .bubble b")).to_have_count(0)
    assert page.title() == title


def test_who_asks_for_a_person_sees_the_queue_and_then_the_person(visit, desk, shoot):
    page = visit("/?as=demo")
    enter(page)
    say(page, "帮我查物流")
    expect(card(page, "logistics")).to_be_visible()

    page.get_by_role("button", name="转人工").first.click()
    expect(page.get_by_role("status")).to_contain_text("您排在第 1 位")
    expect(page.get_by_role("log")).to_contain_text("为您转接人工客服")
    settled(page)
    shoot(page, "queue")
    desk.agent("take")
    desk.agent("reply", text="您好，我是小林，帮您看一下这个包裹。")
    expect(page.get_by_role("log")).to_contain_text("帮您看一下这个包裹")
    say(page, "好的，麻烦了")
    settled(page)
    shoot(page, "person")

    expect(page.get_by_text("小林 · 人工客服")).to_be_visible()
    assert [message["from"] for message in desk.transcript()][-1] == "shopper"


def test_at_night_a_message_is_kept_and_no_place_in_a_queue_is_promised(visit, desk, shoot):
    desk.now = NIGHT
    page = visit()
    enter(page)

    page.get_by_role("button", name="转人工").click()

    expect(page.get_by_role("log")).to_contain_text("客服最晚今天 10:00前联系您")
    expect(page.get_by_text("您排在第")).to_have_count(0)
    expect(page.get_by_role("button", name="转人工").last).to_be_enabled()
    expect(page.locator(".time")).to_have_text("03:00")  # the desk's time, not the browser's
    settled(page)
    shoot(page, "night")


def test_an_answer_that_comes_while_the_chat_is_closed_is_counted(visit, desk):
    page = visit()
    enter(page)
    say(page, "转人工")
    expect(page.get_by_role("status")).to_contain_text("您排在第 1 位")
    page.get_by_role("button", name="关闭聊天窗口").click()

    desk.agent("take")
    desk.agent("reply", text="您好，请问有什么可以帮您？")

    page.get_by_role("button", name="咨询客服，1 条未读消息").click()
    expect(page.get_by_role("log")).to_contain_text("请问有什么可以帮您")
    page.get_by_role("button", name="关闭聊天窗口").click()
    expect(page.get_by_role("button", name="咨询客服", exact=True)).to_be_visible()


def test_the_keyboard_is_enough(visit):
    page = visit()
    launcher = page.get_by_role("button", name="咨询客服")
    launcher.focus()
    page.keyboard.press("Enter")
    expect(field(page)).to_be_focused()
    expect(greeting(page)).to_be_visible()

    page.keyboard.type("满多少")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("包邮")
    page.keyboard.press("Enter")
    expect(page.locator(".mine .bubble")).to_have_text("满多少\n包邮")
    expect(bot_said(page)).to_have_count(1)
    expect(field(page)).to_be_focused()
    for _ in range(12):
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.id") == "xiaoer-widget"
    page.keyboard.press("Escape")

    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(launcher).to_be_focused()


def test_a_message_that_is_too_long_cannot_be_sent(visit):
    page = visit()
    enter(page)

    field(page).fill("长" * 503)

    expect(page.get_by_text("超出 3 字，请分成几条发送")).to_be_visible()
    expect(page.get_by_role("button", name="发送", exact=True)).to_be_disabled()
    field(page).press("Enter")
    expect(page.locator(".mine")).to_have_count(0)


def test_on_a_phone_the_chat_fills_the_screen(visit, shoot):
    page = visit("/products/P1001", PHONE)
    shoot(page, "phone-product")
    enter(page)
    shoot(page, "phone-greeting")

    say(page, SIZE_QUESTION)
    expect(card(page, "size")).to_be_visible()
    settled(page)
    shoot(page, "phone-size")

    assert page.get_by_role("dialog").bounding_box() == {"x": 0, "y": 0, "width": 390, "height": 844}
    assert page.evaluate("document.documentElement.scrollWidth") == 390


@pytest.mark.parametrize("path", ["/", "/?as=demo"])
def test_the_shop_fits_a_phone(visit, shoot, path):
    page = visit(path, PHONE)
    shoot(page, "phone-shop")

    assert page.evaluate("document.documentElement.scrollWidth") == 390
