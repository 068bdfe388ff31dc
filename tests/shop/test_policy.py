import logging
import os
from datetime import date

import pytest

from bot.errors import BadPolicy
from bot.shop.policy import load_policy, policy_for


def test_the_policy_speaks_in_flat_words(policy):
    words = policy.as_variables()

    assert words["shop_name"] == "禾木衣橱"
    assert words["carrier"] == "中通快递、圆通速递"
    assert (words["shipping_fee"], words["free_shipping_over"], words["cut_off"]) == ("8 元", "99 元", "16:00")
    assert (words["return_days"], words["delivery_days"], words["pay_within"]) == ("7 天", "3–5 天", "24 小时")
    assert words["service_hours"] == "周一至周五 09:00-22:00；周六至周日 10:00-21:00"
    assert "90 天" in words["warranty"]
    assert words["remote_free_over"] == "299 元"


def test_every_word_is_a_filled_text(policy):
    words = policy.as_variables()

    assert all(isinstance(word, str) and word for word in words.values())
    assert not [name for name, word in words.items() if "{" in word]


def test_where_shipping_is_never_free_the_words_say_so(policy_folder, edit):
    edit("shop.yml", "free_over: 299", "free_over: null")

    assert load_policy(policy_folder).as_variables()["remote_free_over"] == "不包邮"


def test_money_is_shown_with_fen_only_when_there_are_some(policy_folder, edit):
    edit("shop.yml", "fee: 8", "fee: 8.5")

    assert load_policy(policy_folder).as_variables()["shipping_fee"] == "8.50 元"


def test_a_term_below_an_hour_is_shown_in_minutes(policy_folder, edit):
    edit("shop.yml", "close_after_minutes: 1440", "close_after_minutes: 30")

    assert load_policy(policy_folder).as_variables()["pay_within"] == "30 分钟"


def test_equal_ends_are_shown_as_one_number(policy_folder, edit):
    edit("shop.yml", "other: {least: 3, most: 5}", "other: {least: 3, most: 3}")

    assert load_policy(policy_folder).as_variables()["delivery_days"] == "3 天"


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        ("shop.yml", "fee: 8\n", "fee: 八元\n", r"shop.yml: shipping.fee: '八元' is not an amount"),
        ("shop.yml", "fee: 8\n", "fees: 8\n", r"shop.yml: shipping.fee: field required"),
        ("shop.yml", "  origin: 浙江杭州", "  origin: 浙江杭州\n  colour: 红", r"shipping.colour: extra fields"),
        ("shop.yml", "[新疆, 西藏, 内", "[新彊, 西藏, 内", r"shipping.remote.provinces.0: '新彊' is not a province"),
        ("shop.yml", "least: 3, most: 5", "least: 3, most: 2", r"delivery_days.other.most: is less than least"),
        ("shop.yml", "[新疆, 西藏], least", "[浙江, 西藏], least", r"浙江 is listed twice"),
        ("shop.yml", "carriers: [中通快递, 圆通速递]", "carriers: []", r"shipping.carriers: is empty"),
        ("shop.yml", "carriers: [中通快递", "carriers: [飞鸽快递", r"carriers.yml: carriers: .*飞鸽快递.* not listed"),
        ("shop.yml", "until: 2027-02-11", "until: 2027-01-11", r"shipping.holidays.1.until: is before from"),
        ("shop.yml", "  days: 7", "  days: 6", r"returns.days: .*greater than or equal to 7"),
        ("shop.yml", "first_reminder_minutes: 20", "first_reminder_minutes: 5", r"unpaid.first_reminder_minutes"),
        ("shop.yml", "id: wechat", "id: alipay", r"payment.methods: alipay is listed twice"),
        ("shop.yml", "kind: gift", "kind: present", r"bargaining.steps.2.kind"),
        ("shop.yml", "gift: 香薰卡片一张", 'gift: ""', r"bargaining.steps.2.gift: is empty"),
        (
            "shop.yml",
            "      gift: 香薰卡片一张",
            "      short: 快了",
            r"steps.2.short: has no meaning in a step of the kind",
        ),
        (
            "shop.yml",
            "amount: 779",
            "amount: 779, percent: 90",
            r"floor.products.P1003.*needs either percent or amount",
        ),
        ("shop.yml", "percent: 80", "percent: 0", r"bargaining.floor.categories.羽绒服.percent"),
        ("shop.yml", "不高于 {asked}", "不高于 {ask}", r"bargaining.reached: does not know \{ask\}"),
        ("shop.yml", "kind: final", "kind: promotion", r"bargaining.steps: the last step"),
        ("shop.yml", "有活动，这样买：{sum}", "{summe}", r"bargaining.steps.0.text: does not know \{summe\}"),
        ("shop.yml", '"{amount} 元"', '"{amuont} 元"', r"does not know \{amuont\}; lacks \{amount\}"),
        ("shop.yml", "亲，{price}已", "亲，{price:d}已", r"bargaining.steps.0.short: does not know \{priced\}"),
        ("shop.yml", '"{amount} 元"', '"{amount 元"', r"words.money: "),
        ("shop.yml", "    shipped: 已发货\n", "", r"words.order_status: lacks shipped"),
        ("shop.yml", "    returned: 退回中\n", "", r"words.tracking: lacks returned"),
        ("shop.yml", "reviews:\n", "reviews:\n  reward: 5\n", r"reviews.reward: extra fields"),
        ("shop.yml", "shop:\n", "shop: [\n", r"shop.yml: while parsing"),
        ("shop.yml", "  pick_up:", "  fee: 9\n  pick_up:", r"shop.yml: fee: is given twice in the block from line"),
        ("service.yml", "周六至周日", "周六", r"service.yml: service.hours: must name every day"),
        ("service.yml", "周六至周日", "周五至周日", r"service.yml: service.hours: must name every day"),
        ("service.yml", "service:", "shop:", r"service.yml: shop: belongs in shop.yml"),
        ("carriers.yml", "aliases: [圆通, ", "aliases: [中通, ", r"carriers.yml: carriers: 中通 is listed twice"),
    ],
)
def test_a_bad_file_is_refused_with_file_key_and_fault(policy_folder, edit, file, old, new, message):
    edit(file, old, new)

    with pytest.raises(BadPolicy, match=message):
        load_policy(policy_folder)


def test_a_missing_file_is_refused(policy_folder):
    (policy_folder / "carriers.yml").unlink()

    with pytest.raises(BadPolicy, match=r"carriers.yml: cannot be read"):
        load_policy(policy_folder)


def test_an_empty_file_is_refused(policy_folder):
    (policy_folder / "service.yml").write_text("")

    with pytest.raises(BadPolicy, match=r"service.yml: has no keys"):
        load_policy(policy_folder)


def test_a_file_in_another_encoding_is_refused(policy_folder):
    (policy_folder / "service.yml").write_bytes("service: 客服".encode("gb18030"))

    with pytest.raises(BadPolicy, match=r"service.yml: cannot be read"):
        load_policy(policy_folder)


def test_an_edit_takes_effect_at_the_next_question(policy_folder, edit):
    before = policy_for(policy_folder).shipping.fee

    edit("shop.yml", "fee: 8\n", "fee: 10.00\n")

    assert (before, policy_for(policy_folder).shipping.fee) == (800, 1000)


def test_an_edit_of_equal_length_is_seen_by_its_time(policy_folder, edit):
    before = policy_for(policy_folder).shipping.fee

    edit("shop.yml", "fee: 8\n", "fee: 9\n")
    os.utime(policy_folder / "shop.yml", (1, 1))

    assert (before, policy_for(policy_folder).shipping.fee) == (800, 900)


def test_unchanged_files_are_not_read_again(policy_folder):
    assert policy_for(policy_folder) is policy_for(policy_folder)


def test_a_bad_edit_leaves_the_old_policy_in_force_and_is_logged_once(policy_folder, edit, caplog):
    good = policy_for(policy_folder)
    edit("shop.yml", "fee: 8\n", "fee: 八元\n")

    with caplog.at_level(logging.ERROR):
        assert policy_for(policy_folder) is good
        assert policy_for(policy_folder) is good

    assert [record.event for record in caplog.records] == ["policy.rejected"]


def test_a_file_that_vanishes_leaves_the_old_policy_in_force(policy_folder):
    good = policy_for(policy_folder)
    (policy_folder / "shop.yml").unlink()

    assert policy_for(policy_folder) is good


def test_a_bad_policy_stops_the_start(policy_folder, edit):
    edit("shop.yml", "fee: 8\n", "fee: 八元\n")

    with pytest.raises(BadPolicy):
        policy_for(policy_folder)


@pytest.mark.parametrize(
    ("day", "hours"),
    [
        (date(2026, 11, 20), "09:00-22:00"),  # Friday
        (date(2026, 11, 21), "10:00-21:00"),  # Saturday
        (date(2027, 1, 1), "10:00-18:00"),  # a holiday of one day
        (date(2027, 2, 7), "休息"),  # the last of a span
        (date(2027, 2, 12), "09:00-22:00"),  # Friday after the holidays
    ],
)
def test_service_hours_of_a_day_consider_holidays(policy, day, hours):
    assert policy.service.on(day) == hours


@pytest.mark.parametrize(
    ("rule", "told"),
    [
        ("return_no_reason@2026.11", "七天无理由退货（2026.11版）"),
        ("DD-01@2025.03", "修改收货信息（2025.03版）"),
        ("gone@2024.01", "gone@2024.01"),
    ],
)
def test_shoppers_read_a_rule_by_its_name_and_version(policy_folder, rule, told):
    assert load_policy(policy_folder).reference(rule) == told
