from datetime import date, datetime, timezone

import pytest

from bot.shop.promises import (
    arrival,
    delivery_days,
    freight_to,
    holiday_named,
    last_shipping_day,
    next_shipping_day,
    not_delivered,
    on_request,
    ship_by,
    shipping_fee,
)
from bot.shop.units import SHANGHAI


def at(month, day, hour, minute=0, year=2026):
    return datetime(year, month, day, hour, minute, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("paid", "sent"),
    [
        (at(11, 18, 15, 59), date(2026, 11, 18)),  # Wednesday, before 16:00
        (at(11, 18, 16, 0), date(2026, 11, 19)),  # at the stroke: tomorrow
        (at(11, 21, 15), date(2026, 11, 21)),  # Saturday is a working day
        (at(11, 21, 17), date(2026, 11, 23)),  # Sunday is not
        (at(11, 22, 9), date(2026, 11, 23)),
        (at(12, 31, 18), date(2027, 1, 2)),  # New Year's Day is a holiday
        (at(2, 2, 18, year=2027), date(2027, 2, 12)),  # 3rd to 11th: Spring Festival
    ],
)
def test_an_order_is_sent_by_cut_off_working_days_and_holidays(policy, paid, sent):
    assert ship_by(paid, policy) == sent


def test_the_cut_off_is_on_the_shops_clock(policy):
    assert ship_by(datetime(2026, 11, 18, 8, 30, tzinfo=timezone.utc), policy) == date(2026, 11, 19)  # 16:30 there


@pytest.mark.parametrize(
    ("province", "least", "most"),
    [("浙江省", 1, 2), ("广东", 2, 3), ("新疆维吾尔自治区", 6, 9), ("四川", 3, 5), ("", 3, 5)],
)
def test_days_on_the_way_depend_on_the_province(policy, province, least, most):
    days = delivery_days(policy, province)

    assert (days.least, days.most) == (least, most)


def test_the_arrival_is_dispatch_plus_days_on_the_way(policy):
    first, last = arrival(at(11, 18, 17), policy, "广东省")

    assert (first, last) == (date(2026, 11, 21), date(2026, 11, 22))  # the 19th + 2, + 3


@pytest.mark.parametrize(
    ("amount_fen", "province", "kind", "fee_fen", "missing_fen"),
    [
        (9899, "浙江", "charged", 800, 1),  # 99.00 - 98.99
        (9900, "浙江", "free", 0, 0),
        (9900, "", "free", 0, 0),
        (9900, "新疆", "charged", 1500, 20000),  # 299 - 99
        (29900, "新疆维吾尔自治区", "free", 0, 0),
    ],
)
def test_the_fee_depends_on_amount_and_province(policy, amount_fen, province, kind, fee_fen, missing_fen):
    fee = shipping_fee(policy, amount_fen, province)

    assert (fee.kind, fee.fee_fen, fee.missing_fen(amount_fen)) == (kind, fee_fen, missing_fen)


def test_a_remote_province_is_named_as_such(policy):
    assert [shipping_fee(policy, 0, province).remote for province in ("西藏", "上海")] == [True, False]


@pytest.mark.parametrize(("province", "city"), [("香港", ""), ("台湾省", "台北市"), ("海南省", "三沙市")])
def test_some_places_are_not_delivered_to_and_it_says_why(policy, province, city):
    fee = shipping_fee(policy, 99900, province, city)

    assert fee.kind == "not_delivered"
    assert fee.reason == not_delivered(policy, province, city).reason
    assert fee.missing_fen(0) is None


def test_the_rest_of_such_a_province_is_delivered_to(policy):
    assert not_delivered(policy, "海南省", "海口市") is None


@pytest.mark.parametrize(
    ("paid", "sent"),
    [
        (at(12, 31, 15, 59), date(2026, 12, 31)),
        (at(1, 1, 9, year=2027), date(2027, 1, 2)),  # a Saturday, on which parcels leave
        (at(1, 2, 16, year=2027), date(2027, 1, 4)),  # Sunday the 3rd between
        (at(2, 2, 15, 59, year=2027), date(2027, 2, 2)),
        (at(2, 11, 23, 59, year=2027), date(2027, 2, 12)),
        (at(2, 12, 16, year=2027), date(2027, 2, 13)),
        (at(9, 30, 16, year=2027), date(2027, 10, 4)),  # the 1st to 3rd of October
    ],
)
def test_on_the_edges_of_holidays_an_order_waits_for_the_next_working_day(policy, paid, sent):
    assert ship_by(paid, policy) == sent


def test_the_days_of_dispatch_around_a_day_include_the_day_itself(policy):
    assert next_shipping_day(date(2027, 2, 3), policy) == date(2027, 2, 12)
    assert last_shipping_day(date(2027, 2, 11), policy) == date(2027, 2, 2)
    assert next_shipping_day(date(2027, 2, 12), policy) == last_shipping_day(date(2027, 2, 12), policy)


@pytest.mark.parametrize(
    ("text", "today", "name"),
    [
        ("春节发货吗", date(2026, 11, 22), "春节"),
        ("过年还发吗", date(2027, 2, 11), "春节"),
        ("过年还发吗", date(2027, 2, 12), None),
        ("国庆几号发", date(2026, 11, 22), "国庆节"),
        ("今天发吗", date(2026, 11, 22), None),
    ],
)
def test_a_holiday_is_known_by_its_names_until_it_is_over(policy, text, today, name):
    holiday = holiday_named(text, policy, today)

    assert (holiday.name if holiday else None) == name


def test_a_carrier_on_request_saves_days_but_never_arrives_at_once(policy):
    assert delivery_days(policy, "新疆", "顺丰速运").dict() == {"least": 5, "most": 8}
    assert delivery_days(policy, "浙江", "顺丰速运").dict() == {"least": 1, "most": 1}
    assert delivery_days(policy, "浙江", "EMS") == delivery_days(policy, "浙江")


def test_carriers_on_request_are_those_of_the_policy(policy):
    assert (on_request(policy, "EMS").surcharge, on_request(policy, "飞鸽")) == (1500, None)


def test_the_freight_of_a_basket_follows_its_amount_and_place(policy):
    assert [freight_to(policy)(fen) for fen in (9899, 9900)] == [800, 0]
    assert [freight_to(policy, "新疆")(fen) for fen in (29899, 29900)] == [1500, 0]
