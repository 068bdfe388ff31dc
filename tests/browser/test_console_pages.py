"""The console beside the chat: logging in, orders, the pages of leads, tickets, canned replies, and every size of screen."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import CHROMIUM, DESKTOP, PHONE
from tests.browser.console_stand_in import WRONG
from tests.browser.console_steps import field, item, log_in, open_talk, tab

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM, reason="needs Debian's chromium (apt-get install chromium); none was found"),
]

WIDE = {"viewport": {"width": 1920, "height": 1080}}
SIZES = {"1280": DESKTOP, "1920": WIDE, "phone": PHONE}


# ---- logging in


def test_a_wrong_password_is_told_and_the_right_one_opens_the_console(enter, shoot):
    page = enter(None)
    log_in(page, "xiaolin", WRONG)

    expect(page.get_by_role("alert")).to_have_text("账号或密码不对。")
    shoot(page, "console-login")

    log_in(page, "xiaolin")

    expect(page.get_by_role("navigation", name="工作台")).to_be_visible()


def test_agents_do_not_see_the_pages_of_leads(enter):
    page = enter("xiaolin", path="/console#/reports")

    expect(page.get_by_role("link", name=re.compile("接待"))).to_be_visible()
    expect(page.get_by_role("link", name=re.compile("监看|报表|人员"))).to_have_count(0)
    expect(page.get_by_role("heading", name="报表")).to_have_count(0)


def test_who_logs_out_sees_nothing_any_more(enter):
    page = enter("xiaolin")
    page.get_by_role("button", name=re.compile("小林，在线")).click()
    page.get_by_role("menuitem", name="退出登录").click()

    expect(page.get_by_text("请重新登录")).to_be_visible()
    expect(page.get_by_text("林小姐")).to_have_count(0)


def test_a_temporary_password_is_changed_before_anything_is_seen(enter, stand_in):
    stand_in.world.staff[6]["must_change_password"] = True
    page = enter(None)
    log_in(page, "laowu")
    expect(page.get_by_text("请先换一个自己的密码")).to_be_visible()
    page.get_by_label("现在的密码").fill("told-by-the-admin")
    page.get_by_label("新密码（至少 10 位）", exact=True).fill("one-of-my-own")
    page.get_by_label("再输一遍新密码").fill("another-one")
    page.get_by_role("button", name="修改密码").click()
    expect(page.get_by_role("alert")).to_have_text("两次输入的新密码不一样。")
    page.get_by_label("再输一遍新密码").fill("one-of-my-own")
    page.get_by_role("button", name="修改密码").click()

    expect(page.get_by_role("navigation", name="工作台")).to_be_visible()


def test_a_log_in_that_has_ended_leads_back_to_the_log_in(enter, stand_in):
    page = enter("xiaolin")
    open_talk(page, "c-coat")
    page.context.clear_cookies()
    stand_in.play("cut")

    expect(page.get_by_text("登录超时，请重新登录")).to_be_visible()
    expect(page.get_by_text("星河")).to_have_count(0)


# ---- orders


def test_an_order_changes_only_after_its_differences_were_shown(enter, stand_in, shoot):
    page = enter("xiaolin")
    open_talk(page, "c-boots")
    page.keyboard.press("Alt+o")
    page.get_by_text("改收货地址").click()
    page.locator(".el-dialog textarea").fill("文三路 300 号")
    page.get_by_role("button", name="看看会改什么").click()

    expect(page.locator(".proposal")).to_contain_text("文三路 268 号丹枫公寓 3 幢 1202 室")
    expect(page.locator(".proposal .after")).to_have_text("文三路 300 号")
    expect(page.locator(".proposal .rule")).to_contain_text("凭照片免费换货")
    shoot(page, "console-proposal")
    assert stand_in.world.done == []

    page.get_by_role("button", name="确认办理").click()
    expect(page.get_by_text("已办好")).to_be_visible()
    assert [done["values"]["street"] for done in stand_in.world.done] == ["文三路 300 号"]


@pytest.mark.skip(
    reason="the stand-in of the API and the console disagree here since the real API landed; to be mended with it"
)
def test_a_refusal_quotes_its_rule(enter):
    page = enter("xiaolin")
    open_talk(page, "c-boots")
    page.keyboard.press("Alt+o")
    page.locator(".order-actions .el-radio", has_text="补偿").click()
    page.get_by_role("spinbutton").fill("80")
    page.get_by_role("button", name="看看会改什么").click()

    expect(page.get_by_role("alert").filter(has_text="超出了规则允许的额度")).to_be_visible()
    expect(page.locator(".el-dialog .rule")).to_contain_text("凭照片免费换货")
    expect(page.get_by_role("radio", name=re.compile("取消订单"))).to_be_disabled()


# ---- leads


def test_a_lead_whispers_takes_over_and_inspects(enter, stand_in, shoot):
    lead, agent = enter("amin"), enter("xiaolin")
    open_talk(agent, "c-coat")
    lead.get_by_role("link", name="监看").click()
    lead.locator(".live").get_by_text("星河").click()
    lead.get_by_role("button", name="悄悄话").click()
    lead.locator(".whisper-box textarea").fill("最多再让 20")
    lead.get_by_role("button", name="发送").click()
    expect(agent.locator(".note-whisper")).to_contain_text("最多再让 20")

    lead.get_by_role("button", name="质检").click()
    lead.get_by_label("态度").get_by_text("3", exact=True).click()
    lead.get_by_label("评语").fill("开头没有称呼")
    shoot(lead, "console-inspection")
    lead.get_by_role("button", name="保存").click()
    expect(lead.get_by_text("质检已保存")).to_be_visible()
    assert stand_in.world.inspections["c-coat"][0]["total"] == 33

    lead.get_by_role("button", name="接管").click()
    expect(lead.locator(".owner.human").first).to_have_text("我在接待")
    expect(item(agent, "c-coat")).to_have_count(0)


def test_reports_show_figures_with_their_definitions_and_files_to_take_away(enter):
    page = enter("amin")
    page.get_by_role("link", name="报表").click()

    expect(page.locator(".chart svg").first).to_be_visible()
    expect(page.locator(".figures")).to_contain_text("¥15,015.00")
    page.get_by_text("每个指标怎么算").click()
    expect(page.locator(".definitions")).to_contain_text("机器人独立接待的咨询 ÷ 咨询量")
    page.get_by_role("tab", name="按客服").click()
    expect(page.get_by_role("cell", name="小林")).to_be_visible()
    expect(page.get_by_role("link", name="CSV")).to_have_attribute("href", re.compile("by=agent&format=csv"))
    expect(page.get_by_role("link", name="成交记录表")).to_have_attribute("href", re.compile("sheets/sales"))


def test_a_new_account_gets_a_password_that_is_shown_once(enter):
    page = enter("admin")
    page.get_by_role("link", name="人员").click()
    page.get_by_role("button", name="新账号").click()
    page.get_by_label("登录名").fill("xiaochen")
    page.get_by_label("名字（买家会看到）").fill("小陈")
    page.get_by_text("售后", exact=True).last.click()
    page.get_by_role("button", name="保存").click()

    expect(page.locator(".password")).to_contain_text("杏花-7k2m-春水")
    page.get_by_role("tab", name="操作记录").click()
    expect(page.get_by_text("看了会话")).to_be_visible()


# ---- tickets and canned replies


def test_a_ticket_is_made_in_the_conversation_and_closed_with_its_outcome(enter, stand_in):
    page = enter("xiaolin")
    open_talk(page, "c-boots")
    page.get_by_role("button", name="建工单").click()
    page.get_by_placeholder("如：跟仓库核实").fill("盯换货的新鞋发出")
    page.get_by_role("button", name="建好").click()
    page.get_by_role("link", name=re.compile("工单")).click()
    row = page.get_by_role("row", name=re.compile("盯换货的新鞋发出"))
    row.get_by_role("button", name="办结").click()
    page.locator(".el-message-box textarea").fill("已发出，告诉买家了")
    page.locator(".el-message-box").get_by_role("button", name="办结").click()

    expect(row).to_have_count(0)
    assert stand_in.world.tickets[5]["outcome"] == "已发出，告诉买家了"
    assert stand_in.world.tickets[5]["conversation"] == "c-boots"


def test_an_agent_keeps_canned_replies_of_their_own(enter):
    page = enter("xiaolin")
    page.get_by_role("link", name="话术").click()
    expect(page.locator(".folder li", has_text="/运费").get_by_role("button")).to_have_count(0)
    page.get_by_role("button", name="新话术").click()
    page.get_by_label("分组").fill("常用")
    page.get_by_label("快捷词").fill("早")
    page.get_by_label("内容").fill("早上好，")
    page.get_by_role("button", name="{买家}").click()
    page.get_by_role("button", name="保存").click()

    expect(page.locator(".folder li", has_text="/早")).to_contain_text("早上好，{买家}")


# ---- sizes


@pytest.mark.parametrize("size", SIZES)
def test_every_view_fits_its_screen(enter, shoot, size):
    page = enter("amin", SIZES[size])
    tab(page, "排队")
    open_talk(page, "c-angry")
    views = ["desk", "tickets", "replies", "lead", "reports", "staff", "settings"]

    too_wide = []
    for view in views:
        page.locator(f".nav-{view}").click()
        expect(page.locator(".desk-page, .page").first).to_be_visible()
        page.wait_for_load_state("networkidle")
        shoot(page, f"console-{view}-{size}")
        too_wide += [view] if page.evaluate("document.documentElement.scrollWidth > innerWidth") else []

    assert too_wide == []


def test_a_phone_shows_list_conversation_and_shopper_one_after_the_other(enter, shoot):
    page = enter("xiaolin", PHONE)
    panels = page.get_by_label("切换")
    expect(item(page, "c-boots")).to_be_in_viewport()
    item(page, "c-boots").tap()
    expect(field(page)).to_be_in_viewport()
    expect(item(page, "c-boots")).not_to_be_in_viewport()
    shoot(page, "console-talk-phone")

    panels.get_by_role("button", name="资料").tap()
    expect(page.locator(".order.in-view")).to_be_in_viewport()
    shoot(page, "console-shopper-phone")

    panels.get_by_role("button", name="会话").tap()
    expect(item(page, "c-boots")).to_be_in_viewport()
