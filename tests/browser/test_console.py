"""The console where agents talk: a real browser, the front end as it is shipped, a stand-in of the desk behind it."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import CHROMIUM
from tests.browser.console_steps import bubble, field, item, log_in, open_talk, say, tab
from tests.pictures import jpeg

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM, reason="needs Debian's chromium (apt-get install chromium); none was found"),
]

# A page that is not looked at, on a system that lets it notify; what it would show and play is kept.
SHOWN_ELSEWHERE = """
  Object.defineProperty(document, 'hidden', { get: () => true });
  localStorage.setItem('xiaoer-console-alerts', JSON.stringify({ sound: true, desktop: true }));
  window.shownNotifications = [];
  window.tonesPlayed = 0;
  window.Notification = class {
    static permission = 'granted';
    constructor(title, { body }) { this.body = body; shownNotifications.push(this); }
    close() {}
  };
  const start = OscillatorNode.prototype.start;
  OscillatorNode.prototype.start = function (at) { tonesPlayed += 1; start.call(this, at); };
"""
LINES = [{"title": "羊绒围巾", "spec": "驼色", "quantity": 2, "price": "129"}]
CARDS = {
    "product": ({"title": "羊绒围巾", "subtitle": "双面", "price": "129 起", "image": None, "url": "javascript:alert(1)"}, "¥129 起"),
    "order": ({"number": "2026112200009", "status": "待发货", "lines": LINES, "amount": "258"}, "×2"),
    "payment": ({"number": "2026112200009", "lines": LINES, "amount": "258", "freight": "10", "pay_url": "/pay/x", "pay_before": "2026-11-23T05:20:00Z"}, "应付"),
    "logistics": ({"carrier": "中通快递", "tracking_number": "752", "status": "派送中", "events": [{"at": "2026-11-22T03:00:00Z", "text": "正在派送"}], "note": "今天送到"}, "正在派送"),
    "size": ({"size": "L", "other_size": "XL", "reason": "在 L 的范围里", "rows": [["身高", "165 cm"]]}, "165 cm"),
}  # fmt: skip


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


def test_who_looks_elsewhere_gets_a_desktop_notification_that_opens_the_conversation(enter, stand_in):
    page = enter(None)
    page.add_init_script(SHOWN_ELSEWHERE)
    page.reload()
    log_in(page, "xiaolin")
    expect(item(page, "c-coat")).to_be_visible()
    stand_in.shopper_says("c-coat", "在不在")
    page.wait_for_function("shownNotifications.length === 1")

    assert page.evaluate("shownNotifications[0].body") == "星河：在不在"
    assert page.evaluate("tonesPlayed") > 0
    page.evaluate("shownNotifications[0].onclick()")
    expect(page.locator(".talk-who > strong")).to_have_text("星河")


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


@pytest.mark.parametrize("kind", CARDS)
def test_cards_are_drawn_as_the_shopper_sees_them(enter, stand_in, kind):
    card, told = CARDS[kind]
    stand_in.world.said("c-coat", "bot", "文字版", kind="card", card={"type": kind, **card})
    page = enter("xiaolin")
    open_talk(page, "c-coat")

    expect(page.locator(f".card-{kind}")).to_contain_text(told)
    expect(page.locator(f".card-{kind} a[href^=javascript]")).to_have_count(0)


def test_a_card_of_an_unknown_kind_is_read_as_text(enter, stand_in):
    stand_in.world.said("c-coat", "bot", "一张新卡片的文字版", kind="card", card={"type": "constructor"})
    page = enter("xiaolin")
    open_talk(page, "c-coat")

    expect(bubble(page, "一张新卡片的文字版")).to_be_visible()


def test_earlier_messages_come_on_demand_and_the_place_is_kept(enter, stand_in):
    for number in range(60):
        stand_in.world.said("c-coat", "shopper", f"第 {number} 句")
    page = enter("xiaolin")
    open_talk(page, "c-coat")
    expect(bubble(page, "第 59 句")).to_be_in_viewport()
    expect(bubble(page, "第 5 句")).to_have_count(0)
    page.get_by_role("button", name="看更早的消息").click()

    expect(bubble(page, "第 5 句")).to_have_count(1)
    expect(bubble(page, "第 20 句")).to_be_in_viewport()
    stand_in.shopper_says("c-coat", "新来的一句")
    page.get_by_role("button", name="有新消息").click()
    expect(bubble(page, "新来的一句")).to_be_in_viewport()


def test_what_is_written_waits_in_its_own_conversation(enter):
    page = enter("xiaolin")
    open_talk(page, "c-coat")
    field(page).fill("写了一半")
    open_talk(page, "c-size")
    expect(field(page)).to_have_value("")
    open_talk(page, "c-coat")

    expect(field(page)).to_have_value("写了一半")


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


@pytest.mark.skip(
    reason="the stand-in of the API and the console disagree here since the real API landed; to be mended with it"
)
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


@pytest.mark.parametrize(("event", "carrier"), [("paste", "clipboardData"), ("drop", "dataTransfer")])
def test_a_picture_that_is_pasted_or_dropped_waits_to_be_sent(enter, event, carrier):
    page = enter("xiaolin")
    open_talk(page, "c-coat")
    field(page).evaluate(
        """async (target, [event, carrier]) => {
          const canvas = document.createElement('canvas');
          const blob = await new Promise((done) => canvas.toBlob(done));
          const data = new DataTransfer();
          data.items.add(new File([blob], 'x.png', { type: 'image/png' }));
          const kind = event === 'paste' ? ClipboardEvent : DragEvent;
          target.dispatchEvent(new kind(event, { [carrier]: data, bubbles: true, cancelable: true }));
        }""",
        [event, carrier],
    )
    expect(page.locator(".photos li")).to_have_count(1)
    page.get_by_role("button", name="发送", exact=True).click()

    expect(page.locator(".from-agent .bubble-image")).to_have_count(1)


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


# ---- a bad line


@pytest.mark.skip(
    reason="the stand-in of the API and the console disagree here since the real API landed; to be mended with it"
)
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


def test_presence_changes_by_key_and_in_the_settings(enter, stand_in):
    page = enter("xiaolin")
    page.keyboard.press("Alt+p")
    expect(page.get_by_role("button", name=re.compile("小林，小休"))).to_be_visible()
    page.get_by_role("link", name="设置").click()
    page.locator(".settings").get_by_text("在线", exact=True).click()

    expect(page.get_by_role("button", name=re.compile("小林，在线"))).to_be_visible()
    assert stand_in.world.staff[1]["presence"] == "online"
