"""What shoppers and agents do to each other on the real desk, window by window; waits for what each shows."""

import re

from playwright.sync_api import expect

from tests.browser import console_steps as console
from tests.browser import test_widget as widget
from tests.browser.test_photos import a_file, is_drawn, shoe

PASSWORD = "晴天-beach-42"


# ---- the shopper


def come_in(page):
    page.goto("/?as=demo")
    widget.enter(page)


def ask(page, text):
    widget.say(page, text)
    expect(widget.own(page, text)).to_have_count(1)


def hears(page, text):
    """Whatever an agent or the desk said, once."""
    expect(page.get_by_role("log").get_by_text(text, exact=True)).to_have_count(1)


def is_joined_by(page, name, times=1):
    expect(page.get_by_role("log").get_by_text(f"客服{name}已接入")).to_have_count(times)
    expect(page.get_by_text(f"{name} · 人工客服")).to_be_visible()


def sends_photo(page):
    with page.expect_file_chooser() as chosen:
        page.get_by_role("button", name="发送图片").click()
    chosen.value.set_files([a_file(shoe())])
    expect(page.get_by_role("button", name="查看大图：我发送的图片")).to_have_count(1)


def rates(page, score, word):
    page.locator(".rating label.star").nth(score - 1).click()
    expect(page.get_by_role("radio", name=re.compile(f"^{score} 分"))).to_be_checked()
    page.locator(".rating .word").fill(word)
    page.get_by_role("button", name="提交").click()
    expect(page.get_by_text(f"您给了 {score} 分")).to_be_visible()


# ---- the agent


def go_to_work(page, login):
    """Log in and say that one is there."""
    page.goto("/console")
    console.log_in(page, login, PASSWORD)
    page.get_by_role("button", name=re.compile("点开切换")).click()
    page.get_by_role("menuitem", name="在线").click()
    expect(page.get_by_role("button", name=re.compile("，在线，"))).to_be_visible()


def has_been_given(page):
    """Open the only conversation in one's list."""
    console.tab(page, "我的")
    page.locator(".items .item button").click()
    expect(page.locator(".owner.human")).to_have_text("我在接待")


def sees(page, text):
    expect(console.bubble(page, text)).to_have_count(1)


def says(page, text):
    console.say(page, text)
    sees(page, text)


def shows_photo(page, shopper):
    with page.expect_file_chooser() as chosen:
        page.get_by_role("button", name="图片", exact=True).click()
    chosen.value.set_files([a_file(shoe((900, 700)))])
    expect(page.locator(".photos img")).to_have_count(1)
    page.get_by_role("button", name="发送", exact=True).click()
    expect(page.locator(".from-agent .bubble-image img")).to_have_count(1)
    picture = shopper.get_by_role("button", name="查看大图：图片")
    expect(picture).to_be_visible()
    assert is_drawn(picture)


def sends_order_to(page, street):
    """Change the address of the order in view."""
    page.locator(".order.in-view").get_by_role("button", name="处理").click()
    dialog = page.get_by_role("dialog", name=re.compile("处理订单"))
    dialog.get_by_text("改收货地址").click()
    dialog.get_by_label("详细地址").fill(street)
    dialog.get_by_role("button", name="看看会改什么").click()
    expect(dialog.locator(".after")).to_contain_text(street)
    return dialog


def says_by_shortcut(page, shortcut, text):
    """A canned reply, filled from the order in view."""
    field = console.field(page)
    field.fill(f"/{shortcut}")
    expect(page.get_by_role("option", selected=True)).to_contain_text(shortcut)
    field.press("Enter")
    expect(field).to_have_value(text)
    field.press("Enter")
    sees(page, text)


def notes(page, text):
    page.keyboard.press("Alt+n")
    console.say(page, text)
    expect(page.locator(".note", has_text=text)).to_be_visible()
    page.keyboard.press("Alt+n")


def transfers_to(page, name, note):
    page.get_by_role("button", name="转接", exact=True).click()
    dialog = page.get_by_role("dialog", name="转接会话")
    dialog.get_by_text(name).click()
    dialog.get_by_role("textbox", name="转接说明").fill(note)
    return dialog


def resolves(page):
    page.get_by_role("button", name="结束", exact=True).click()
    expect(page.get_by_text("会话已结束")).to_be_visible()
