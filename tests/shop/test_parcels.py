"""What the data say of a parcel. The clock stands at Wednesday 18 November 2026, ten in the morning."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.shop.logistics import Shipment, TrackingEvent, TrackingKind
from bot.shop.orders import Order
from bot.shop.parcels import arrival_window, courier_phone, facts_of, gravest, news_of, parcel_of
from bot.shop.playbook import is_possible
from bot.shop.policy import load_policy
from bot.shop.units import SHANGHAI
from tests.shop.conftest import DATA

NOW = datetime(2026, 11, 18, 10, 0, tzinfo=SHANGHAI)
POLICY = load_policy(DATA / "policy")
HOME = ("广东省", "深圳市", "南山区")  # 2–3 days


def on(day, clock="12:00"):
    return datetime.fromisoformat(f"2026-11-{day:02d} {clock}").replace(tzinfo=SHANGHAI)


def order(home=HOME):
    province, city, district = home
    return Order(number="A1", province=province, city=city, district=district)


def shipment(*events, sent=None, number="75203042589382", delivered=None, carrier="中通快递"):
    """Events as (time, kind, place) or (time, kind, place, text)."""
    rows = [
        TrackingEvent(at=e[0], kind=TrackingKind(e[1]), place=e[2], text=e[3] if len(e) > 3 else e[2]) for e in events
    ]
    sent = sent or (events[0][0] if events else on(17, "17:00"))
    return Shipment(
        id="S1", carrier=carrier, tracking_number=number, shipped_at=sent, delivered_at=delivered, events=rows
    )


def facts(parcel, home=HOME, **more):
    return facts_of(parcel, order(home), POLICY, NOW, **more)


def window(parcel, home=HOME, now=NOW):
    return arrival_window(parcel, order(home), POLICY, now)


def nov(*days):
    return tuple(date(2026, 11, day) for day in days)


COLLECTED = (on(16, "19:00"), "collected", "杭州余杭")


def test_before_the_first_news_the_time_since_dispatch_counts():
    known = facts(shipment(sent=on(17, "17:30"), number=None))

    assert (known.last, known.numbered, known.silent_hours) == ("none", False, 16)


def test_with_news_the_time_since_the_last_of_them_counts():
    known = facts(shipment(COLLECTED, (on(17, "10:30"), "in_transit", "杭州转运中心")))

    assert (known.last, known.numbered, known.silent_hours) == ("in_transit", True, 23)


@pytest.mark.parametrize(("sent", "days"), [(16, 0), (15, 0), (14, 1), (10, 5)])  # to Guangdong at most 3 days
def test_days_late_count_from_the_last_day_of_the_promise(sent, days):
    assert facts(shipment(sent=on(sent))).late_days == days


def test_a_parcel_of_an_order_marked_delivered_is_delivered_whatever_its_news():
    known = facts(shipment(COLLECTED, delivered=on(18, "09:00")))

    assert (known.last, known.signed_by) == ("delivered", "other")


@pytest.mark.parametrize(
    ("home", "place", "text", "way"),
    [
        (HOME, "长沙转运中心", "到达", "right"),  # 600 km from the goal, on the way
        (HOME, "沈阳转运中心", "到达", "astray"),  # farther than Hangzhou is
        (HOME, "杭州转运中心", "发出，下一站 哈尔滨转运中心", "astray"),  # being sent there
        (HOME, "广州转运中心", "到达", "right"),  # in the province
        (HOME, "无名小站", "到达", "right"),  # nobody knows where that is
        (("浙江省", "嘉兴市", ""), "上海转运中心", "到达", "right"),  # a hub a little off the way
        (("广西壮族自治区", "南宁市", ""), "西安转运中心", "到达", "right"),  # 1,300 km, Hangzhou is 1,450 km away
        (
            ("新疆维吾尔自治区", "乌鲁木齐市", ""),
            "广州转运中心",
            "到达",
            "right",
        ),  # 3,280 km, Hangzhou is 3,230 km away
        (("四川省", "成都市", ""), "沈阳转运中心", "到达", "astray"),  # 1,800 km, Hangzhou is 1,550 km away… by 300 km
    ],
)
def test_a_parcel_on_its_way_is_astray_when_it_gets_much_farther_from_its_goal(home, place, text, way):
    parcel = shipment(COLLECTED, (on(18, "03:00"), "in_transit", place, text))

    assert facts(parcel, home).way == way


def test_a_parcel_is_measured_by_the_nearest_place_that_it_has_been_to():
    there_and_back = shipment(
        COLLECTED, (on(17, "08:00"), "in_transit", "广州转运中心"), (on(18, "08:00"), "in_transit", "杭州转运中心")
    )

    assert facts(there_and_back).way == "astray"


@pytest.mark.parametrize(
    ("kind", "place", "way"),
    [
        ("delivering", "深圳市南山区", "right"),
        ("delivering", "广州市天河区", "wrong_city"),
        ("at_station", "成都市武侯区", "wrong_city"),
        ("delivered", "东莞市", "wrong_city"),
        ("delivered", "南山区科技园网点", "right"),  # in several cities: nothing speaks against it
    ],
)
def test_at_the_door_the_city_must_be_the_orders(kind, place, way):
    assert facts(shipment(COLLECTED, (on(18, "08:00"), kind, place))).way == way


def test_a_problem_is_read_from_its_text():
    parcel = shipment(COLLECTED, (on(18, "08:00"), "problem", "深圳市南山区", "收件人电话无法接通"))

    assert facts(parcel).problem == "absent"


def test_who_signed_is_read_from_the_text():
    parcel = shipment(COLLECTED, (on(18, "08:00"), "delivered", "深圳市南山区", "签收人：菜鸟驿站代收"))

    known = facts(parcel, not_received=True)
    assert (known.signed_by, known.not_received) == ("station", True)


@pytest.mark.parametrize(
    ("parcel", "days"),
    [
        (shipment(sent=on(17, "17:00")), nov(20, 20)),  # not collected: from today two days, promised by the 20th
        (shipment(COLLECTED), nov(18, 19)),  # sent on the 16th: 18th to 19th
        (shipment(COLLECTED, (on(17, "23:00"), "in_transit", "长沙转运中心")), nov(18, 19)),
        (shipment((on(17), "collected", "杭州余杭"), (on(18, "08:00"), "in_transit", "长沙转运中心")), nov(19, 20)),
        # Being sent to the city is not being there: at least a day from where it was.
        (shipment(COLLECTED, (on(18, "02:00"), "in_transit", "杭州转运中心", "下一站 深圳转运中心")), nov(19, 19)),
        # In the province: 1–2 days; in the city: 0–1 days.
        (shipment(COLLECTED, (on(17, "20:00"), "in_transit", "广州转运中心")), nov(18, 19)),
        (shipment(COLLECTED, (on(18, "06:00"), "in_transit", "深圳转运中心")), nov(18, 19)),
        (shipment(COLLECTED, (on(18, "08:00"), "delivering", "深圳市南山区")), nov(18, 18)),
        (shipment((on(10), "collected", "杭州余杭"), (on(18, "08:00"), "in_transit", "深圳转运中心")), nov(18, 19)),
        (shipment((on(10), "collected", "杭州余杭"), (on(18, "08:00"), "in_transit", "长沙转运中心")), nov(19, 19)),
    ],
)
def test_the_day_of_arrival_is_computed_from_the_promise_and_the_way_already_made(parcel, days):
    assert window(parcel) == days


@pytest.mark.parametrize(
    "parcel",
    [
        shipment(sent=on(17, "10:00")),  # a day and no trace of it
        shipment(
            (on(9), "collected", "杭州余杭"), (on(16, "09:00"), "in_transit", "长沙转运中心")
        ),  # silent for two days
        shipment((on(9), "collected", "杭州余杭"), (on(16, "11:00"), "in_transit", "深圳转运中心")),  # should have come
        shipment(COLLECTED, (on(17, "08:00"), "delivering", "深圳市南山区")),  # should have come yesterday
        shipment(COLLECTED, (on(18, "08:00"), "at_station", "深圳市南山区")),
        shipment(COLLECTED, (on(18, "08:00"), "problem", "深圳市南山区")),
        shipment(COLLECTED, (on(18, "08:00"), "returned", "深圳市南山区")),
        shipment(COLLECTED, (on(18, "08:00"), "delivered", "深圳市南山区")),
        shipment(COLLECTED, delivered=on(18, "09:00")),
    ],
)
def test_where_the_data_say_no_day_none_is_told(parcel):
    assert window(parcel) is None


def test_late_in_the_evening_nothing_arrives_today_any_more():
    in_the_city = shipment(COLLECTED, (on(18, "06:00"), "in_transit", "深圳转运中心"))

    assert window(in_the_city, now=on(18, "20:59")) == nov(18, 19)
    assert window(in_the_city, now=on(18, "21:00")) == nov(19, 19)


def test_near_the_origin_the_way_out_is_not_taken_for_the_way_in():
    near = ("浙江省", "杭州市", "西湖区")  # 1–2 days, and the warehouse is in this city
    parcel = shipment((on(18, "09:00"), "collected", "杭州余杭"))

    assert window(parcel, near) == nov(19, 20)


def test_a_parcel_that_is_astray_has_no_day_of_arrival():
    parcel = shipment(COLLECTED, (on(18, "03:00"), "in_transit", "沈阳转运中心"))

    assert parcel_of(parcel, order(), POLICY, NOW).window is None


def test_the_news_are_told_in_plain_words():
    parcel = shipment(COLLECTED, (on(17, "18:20"), "in_transit", "杭州转运中心", "快件到达杭州转运中心"))

    assert news_of(parcel_of(parcel, order(), POLICY, NOW), POLICY.logistics) == "到达杭州转运中心"
    assert news_of(parcel_of(shipment(), order(), POLICY, NOW), POLICY.logistics) == ""


def test_the_number_of_the_last_leg_counts_not_that_of_the_first():
    collected = (on(16, "19:00"), "collected", "杭州余杭", "业务员 13900001111 已揽收")
    delivering = (on(18, "08:00"), "delivering", "深圳市南山区", "派件员：李明，电话13712345678")

    assert courier_phone(shipment(collected, delivering)) == "13712345678"
    assert courier_phone(shipment(collected)) == ""


def test_of_several_parcels_the_gravest_case_comes_first():
    moving = parcel_of(shipment(COLLECTED), order(), POLICY, NOW)
    lost = parcel_of(shipment((on(2), "collected", "杭州余杭")), order(), POLICY, NOW)

    assert (moving.case.id, lost.case.id) == ("collected", "lost")
    assert gravest([moving, lost], POLICY.logistics) is lost


KINDS = st.sampled_from([kind.value for kind in TrackingKind])
PLACES = st.sampled_from(["杭州余杭", "沈阳转运中心", "深圳市南山区", "广州市天河区", "无名小站"])
EVENTS = st.lists(st.tuples(st.integers(0, 400), KINDS, PLACES), max_size=4)
ORDERS = st.sampled_from(
    [HOME, ("浙江省", "杭州市", ""), ("新疆维吾尔自治区", "乌鲁木齐市", "天山区"), ("某省", "某市", "")]
)


@given(EVENTS, ORDERS, st.integers(0, 400), st.booleans(), st.booleans())
def test_every_parcel_has_facts_that_can_be_a_case_and_a_day_that_can_be_kept(events, home, sent, numbered, claimed):
    """Hours before now, in any order of kinds, as real tracking comes."""
    events = sorted(events, reverse=True)
    rows = [(NOW - timedelta(hours=hours), kind, place) for hours, kind, place in events]
    first = max([sent, *(hours for hours, _, _ in events)])
    parcel = shipment(*rows, sent=NOW - timedelta(hours=first), number="1" if numbered else None)

    read = parcel_of(parcel, order(home), POLICY, NOW, not_received=claimed)

    assert is_possible(read.facts)
    assert [case.id for case in POLICY.logistics.cases if case.fits(read.facts, POLICY.logistics.hours)] == [
        read.case.id
    ]
    assert read.window is None or NOW.date() <= read.window[0] <= read.window[1]
