"""What an agent does in the console, step by step, and where to look for what it shows."""

import re

from playwright.sync_api import expect


def log_in(page, login, password="a-long-password"):
    page.get_by_label("账号").fill(login)
    page.get_by_label("密码", exact=True).fill(password)
    page.get_by_role("button", name="登录").click()


def open_talk(page, key):
    page.locator(f"[data-conversation={key}]").click()
    expect(page.get_by_role("log", name="聊天记录").locator(".message").first).to_be_visible()


def field(page):
    return page.get_by_role("textbox", name=re.compile("^写(回复|备注)$"))


def say(page, text):
    field(page).fill(text)
    field(page).press("Enter")


def bubble(page, text):
    return page.locator(".message .bubble", has_text=re.compile(f"^{re.escape(text)}$"))


def item(page, key):
    return page.locator(f".items [data-conversation={key}]")


def tab(page, name):
    page.get_by_role("tab", name=re.compile(f"^{name}")).first.click()
