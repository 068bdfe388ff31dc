"""The console as agents use it: a real browser, the front end as it is shipped, and a stand-in of the desk behind it."""

import asyncio
import re
from types import SimpleNamespace

import httpx
import pytest
import uvicorn
from playwright.sync_api import expect

from tests.browser.conftest import CHROMIUM, DESKTOP, PATIENCE, PHONE, Server, _free_port
from tests.browser.console_stand_in import WRONG, create_app
from tests.pictures import jpeg

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM, reason="needs Debian's chromium (apt-get install chromium); none was found"),
]

WIDE = {"viewport": {"width": 1920, "height": 1080}}
SIZES = {"1280": DESKTOP, "1920": WIDE, "phone": PHONE}


@pytest.fixture
def stand_in(loop):
    """The stand-in on a free port, and what tests play of its world."""
    app, port = create_app(), _free_port()
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


# ---- the list and the clocks


def test_the_queue_shows_who_comes_first_with_reason_mood_and_a_ticking_clock(enter):
    page = enter("xiaolin")
    tab(page, "排队")

    expect(page.locator(".items .item strong")).to_have_text(["不吃香菜", "小鹿乱撞", "橘子汽水"])
    expect(item(page, "c-angry")).to_contain_text(re.compile("生气.*优先.*投诉"))
    expect(item(page, "c-angry").locator(".clock")).to_have_class(re.compile("late"))
    expect(item(page, "c-wait").locator(".clock")).to_have_class(re.compile("soon"))
    expect(item(page, "c-photo").locator(".clock")).to_have_class(re.compile("calm"))


def test_the_next_one_is_taken_with_the_whole_story(enter):
    page = enter("xiaolin")
    page.keyboard.press("Alt+a")

    expect(page.locator(".packet-wish")).to_have_text("三天了还没发货，要投诉")
    expect(page.locator(".owner.human")).to_have_text("我在接待")
    expect(item(page, "c-angry")).to_be_visible()


def test_whoever_is_slower_is_told_that_a_colleague_was_quicker(enter, stand_in):
    page = enter("xiaolin")
    tab(page, "排队")
    open_talk(page, "c-wait")
    stand_in.world.conversations["c-wait"].update(owner="human", agent_id=2, agent="小周")

    page.get_by_role("button", name="接待", exact=True).click()

    expect(page.get_by_text("已经被别的同事接走了")).to_be_visible()


def test_search_finds_what_was_said(enter):
    page = enter("xiaolin")
    page.keyboard.press("Alt+s")
    page.keyboard.type("公司抬头")

    expect(page.locator(".items .item strong")).to_have_text(["夏天的风"])
    open_talk(page, "c-closed")
    expect(page.locator(".rated")).to_contain_text("回复很快，谢谢")


def test_a_message_elsewhere_counts_as_unread_until_it_is_looked_at(enter, stand_in):
    page = enter("xiaolin")
    open_talk(page, "c-boots")
    expect(item(page, "c-boots").locator(".el-badge__content")).to_be_hidden()
    stand_in.shopper_says("c-coat", "还在吗")

    expect(item(page, "c-coat").locator(".el-badge__content")).to_have_text("2")
    expect(page).to_have_title(re.compile(r"^\(2\) "))

    open_talk(page, "c-coat")

    expect(item(page, "c-coat").locator(".el-badge__content")).to_be_hidden()
    expect(page).not_to_have_title(re.compile(r"^\("))


# ---- talking


def test_the_packet_tells_everything_and_its_suggestions_go_into_the_composer(enter, shoot):
    page = enter("xiaolin")
    open_talk(page, "c-boots")
    packet = page.get_by_role("region", name="转接说明")
    for told in ("小白鞋开胶，要换货", "着急", "女士厚底小白鞋", "开胶", "质量问题可以换", "凭照片免费换货"):
        expect(packet.get_by_text(told).first).to_be_visible()
    shoot(page, "console-packet")

    packet.get_by_role("button", name=re.compile("照片收到了")).click()
    expect(field(page)).to_have_value(re.compile("^照片收到了"))
    field(page).press("Enter")

    expect(page.locator(".from-agent .bubble").last).to_contain_text("照片收到了")
    expect(page.get_by_role("region", name="转接说明").locator(".packet-body")).to_have_count(0)
    expect(item(page, "c-boots").locator(".clock")).to_have_count(0)


def test_enter_sends_and_shift_enter_begins_a_line(enter, stand_in):
    page = enter("xiaolin")
    open_talk(page, "c-coat")
    field(page).press_sequentially("两件一共")
    field(page).press("Shift+Enter")
    field(page).press_sequentially("1680 元")
    field(page).press("Enter")

    expect(page.locator(".from-agent .bubble").last).to_have_text("两件一共\n1680 元")
    assert stand_in.world.messages["c-coat"][-1]["text"] == "两件一共\n1680 元"


def test_what_the_shopper_says_arrives_as_text_whatever_it_looks_like(enter, stand_in):
    page = enter("xiaolin")
    open_talk(page, "c-coat")
    stand_in.shopper_says("c-coat", "<img src=x onerror=alert(1)>{{7*7}}")

    expect(bubble(page, "<img src=x onerror=alert(1)>{{7*7}}")).to_be_visible()


def test_the_bots_turns_are_marked_and_a_wrong_one_is_reported(enter, stand_in, shoot):
    page = enter("xiaolin")
    open_talk(page, "c-boots")
    wrong = page.locator(".from-bot", has_text="请先发至少 1 张照片")
    expect(wrong).to_contain_text("店小二 · 机器人")
    expect(wrong).to_contain_text("买家点了踩")
    wrong.hover()
    wrong.get_by_role("button", name="机器人答错了").click()
    page.get_by_label("应该怎么答").fill("照片已经发过了，应该直接办")
    shoot(page, "console-correction")
    page.get_by_role("button", name="交给训练师").click()

    expect(page.get_by_text("已交给训练师")).to_be_visible()
    assert stand_in.world.corrections[0]["answer"] == "照片已经发过了，应该直接办"


def test_a_canned_reply_is_chosen_by_keys_and_filled_from_the_order_in_view(enter, shoot):
    page = enter("xiaolin")
    open_talk(page, "c-boots")
    expect(page.locator(".order.in-view")).to_contain_text("女士厚底小白鞋")
    field(page).press_sequentially("/物流")
    expect(page.get_by_role("option")).to_have_count(3)
    shoot(page, "console-canned")
    field(page).press("ArrowDown")
    field(page).press("Enter")

    expect(field(page)).to_have_value(re.compile("^订单 202611130000056 已经帮您催仓库了"))
    field(page).press("Enter")
    expect(page.locator(".from-agent .bubble").last).to_contain_text("202611130000056")


def test_places_that_nothing_fills_are_named_before_sending(enter):
    page = enter("xiaolin")
    open_talk(page, "c-boots")
    field(page).press_sequentially("/查快递")
    field(page).press("Enter")

    expect(page.get_by_text("没填上的：快递、运单号")).to_be_visible()


def test_the_picture_of_a_canned_reply_and_one_from_the_disk_are_sent(enter, tmp_path):
    file = tmp_path / "chart.jpg"
    file.write_bytes(jpeg())
    page = enter("xiaolin")
    open_talk(page, "c-coat")
    field(page).press_sequentially("/尺码表")
    field(page).press("Enter")
    expect(page.locator(".photos li")).to_have_count(1)
    page.locator(".composer input[type=file]").set_input_files(file)
    expect(page.locator(".photos li")).to_have_count(2)
    field(page).press("Enter")

    expect(page.locator(".from-agent .bubble-image")).to_have_count(2)
    expect(page.locator(".photos li")).to_have_count(0)


def test_a_file_that_is_no_picture_is_not_taken(enter, tmp_path):
    file = tmp_path / "page.html"
    file.write_text("<script>alert(1)</script>")
    page = enter("xiaolin")
    open_talk(page, "c-coat")
    page.locator(".composer input[type=file]").set_input_files(file)

    expect(page.get_by_text("只能发 JPG、PNG、WebP")).to_be_visible()
    expect(page.locator(".photos li")).to_have_count(0)


def test_a_note_is_for_colleagues_only_and_says_so(enter, stand_in, shoot):
    page = enter("xiaolin")
    open_talk(page, "c-coat")
    page.keyboard.press("Alt+n")
    expect(page.get_by_text("内部备注，买家看不到")).to_be_visible()
    say(page, "老顾客，可以多送一双袜子")

    note = page.locator(".note", has_text="老顾客")
    expect(note).to_contain_text("仅内部可见")
    shoot(page, "console-note")
    assert all("老顾客" not in message["text"] for message in stand_in.world.messages["c-coat"])


def test_a_message_can_be_taken_back_for_two_minutes(enter):
    page = enter("xiaolin")
    open_talk(page, "c-coat")
    say(page, "发错了")
    expect(bubble(page, "发错了")).to_be_visible()
    page.keyboard.press("Alt+z")

    expect(page.locator(".recalled", has_text="发错了")).to_contain_text("已撤回，买家看不到这条")
    page.keyboard.press("Alt+z")
    expect(page.get_by_text("没有可以撤回的消息")).to_be_visible()


def test_a_send_for_later_is_listed_and_can_be_cancelled(enter, stand_in):
    page = enter("xiaolin")
    open_talk(page, "c-coat")
    field(page).fill("您要的颜色到货了")
    page.keyboard.press("Alt+d")
    page.get_by_role("button", name="明早 9 点").click()
    page.get_by_role("button", name="定好").click()
    expect(page.locator(".scheduled")).to_contain_text("您要的颜色到货了")
    expect(field(page)).to_have_value("")
    page.locator(".scheduled").get_by_role("button", name="取消").click()

    expect(page.locator(".scheduled")).to_have_count(0)
    assert stand_in.world.scheduled["c-coat"] == []


def test_both_sides_see_that_the_other_is_writing(enter, stand_in):
    page = enter("xiaolin")
    open_talk(page, "c-coat")
    stand_in.play("tell", type="typing", data={"conversation": "c-coat", "on": True, "by": "shopper"})
    expect(page.get_by_text("买家正在输入")).to_be_visible()
    stand_in.shopper_says("c-coat", "写好了")
    expect(page.get_by_text("买家正在输入")).to_be_hidden()
    field(page).press_sequentially("好")
    field(page).press("Enter")
    expect(bubble(page, "好")).to_be_visible()

    assert [told["on"] for told in stand_in.world.typing] == [True, False]


# ---- passing on and ending


def test_a_transfer_reaches_the_colleague_with_its_note(enter, shoot):
    page, other = enter("xiaolin"), enter("xiaozhou")
    open_talk(page, "c-boots")
    page.keyboard.press("Alt+t")
    page.locator(".transfer").get_by_text("小周").click()
    page.get_by_role("textbox", name="转接说明").fill("照片核对过了，直接换")
    shoot(page, "console-transfer")
    page.get_by_role("dialog").get_by_role("button", name="转接").click()

    expect(item(page, "c-boots")).to_have_count(0)
    expect(other.get_by_text("小林转来：小白鞋开胶，要换货")).to_be_visible()
    open_talk(other, "c-boots")
    expect(other.locator(".note-transfer").last).to_contain_text("照片核对过了，直接换")


def test_ending_asks_about_what_is_not_sent_and_goes_on_to_the_next(enter, stand_in):
    page = enter("xiaolin")
    open_talk(page, "c-coat")
    field(page).fill("还没写完")
    page.keyboard.press("Alt+e")
    expect(page.get_by_text("还有没发出的内容")).to_be_visible()
    page.get_by_role("button", name="结束", exact=True).last.click()

    expect(item(page, "c-coat")).to_have_count(0)
    expect(page.locator(".talk-who > strong")).to_have_text("林小姐")
    assert stand_in.world.conversations["c-coat"]["owner"] == "closed"


def test_a_conversation_goes_back_to_the_bot(enter, stand_in):
    page = enter("xiaolin")
    open_talk(page, "c-size")
    page.get_by_role("button", name="交还机器人").click()

    expect(item(page, "c-size")).to_have_count(0)
    assert stand_in.world.conversations["c-size"]["owner"] == "bot"


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


# ---- a bad line


def test_a_cut_line_comes_back_by_itself_and_nothing_is_missed_or_doubled(enter, stand_in):
    page = enter("xiaolin")
    open_talk(page, "c-coat")
    page.context.set_offline(True)
    expect(page.locator(".line-down")).to_contain_text("正在自动重连")
    stand_in.shopper_says("c-coat", "断线时说的话")
    field(page).fill("断线时写的话")
    field(page).press("Enter")
    expect(page.locator(".failed")).to_contain_text("网络不通")
    page.context.set_offline(False)

    expect(page.locator(".line-down")).to_have_count(0)
    expect(bubble(page, "断线时说的话")).to_have_count(1)
    expect(page.locator(".from-agent:not(.pending) .bubble", has_text="断线时写的话")).to_have_count(1)
    expect(page.locator(".pending")).to_have_count(0)


def test_a_desk_that_restarts_is_found_again(enter, stand_in):
    page = enter("xiaolin")
    open_talk(page, "c-coat")
    stand_in.play("cut")
    stand_in.shopper_says("c-coat", "重启以后")

    expect(bubble(page, "重启以后")).to_have_count(1)
    expect(page.locator(".line-down")).to_have_count(0)


def test_a_reply_that_was_refused_can_be_sent_again(enter, stand_in):
    page = enter("xiaolin")
    open_talk(page, "c-coat")
    stand_in.play("hold/1")
    say(page, "马上给您算")
    expect(page.locator(".failed")).to_contain_text("没有送达")
    stand_in.play("hold/0")
    page.get_by_role("button", name="重发").click()

    expect(page.locator(".failed")).to_have_count(0)
    assert [message["text"] for message in stand_in.world.messages["c-coat"]].count("马上给您算") == 1


# ---- the keyboard


def test_the_keyboard_goes_through_the_conversations_and_shows_its_help(enter, shoot):
    page = enter("xiaolin")
    names = page.locator(".items .item strong").all_inner_texts()
    page.keyboard.press("Alt+ArrowDown")
    expect(page.locator(".talk-who > strong")).to_have_text(names[0])
    page.keyboard.press("Alt+ArrowDown")
    expect(page.locator(".talk-who > strong")).to_have_text(names[1])
    page.keyboard.press("Alt+ArrowUp")
    expect(page.locator(".talk-who > strong")).to_have_text(names[0])
    page.get_by_role("log").focus()
    page.keyboard.press("?")

    expect(page.get_by_role("dialog", name="快捷键")).to_be_visible()
    shoot(page, "console-help")


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
