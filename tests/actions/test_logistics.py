"""Parcels: where they are, what the playbook does about them, what is promised and when a person is brought in."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import delete, select, update

from bot.db import session_on
from bot.shop.follow_ups import FollowUp
from bot.shop.logistics import Shipment, TrackingEvent, TrackingKind
from bot.shop.units import SHANGHAI
from tests.actions.conftest import NOW, heard

UNPAID, PAID, MOVING, SIGNED = "202611220000101", "202611210000087", "202611180000123", "202611130000056"
LATE = ("202611180000434", "C2013")  # paid on Wednesday, not sent
SILENT = ("202611150000209", "C2003")  # no news for three days
PROBLEM = ("202611080000835", "C2014")  # the carrier is looking into it
RETURNED = ("202611100000955", "C2011")
STATION = ("202611160000726", "C2005")
NO_NUMBER = ("202611200000904", "C2008")  # sent yesterday, no tracking number, no news
NOT_COLLECTED = ("202611190000152", "C2010")  # sent two days ago, no news
SOON = ("202611190000627", "C2004")  # sent on Friday to Jiangsu: 1–2 days
AT_HOME = ("202611160001092", "C2008")
MORNING = datetime(2026, 11, 23, 10, 0, tzinfo=SHANGHAI)


def mine(number):
    return number, "demo"


@pytest.mark.parametrize(
    ("order", "said"),
    [
        (mine(SIGNED), "utter_parcel_signed"),
        (mine(MOVING), "utter_parcel_late"),  # sent on Thursday within Zhejiang: 1–2 days
        (SOON, "utter_parcel_moving"),
        (SILENT, "utter_parcel_no_movement"),
        (PROBLEM, "utter_parcel_other_problem"),
        (RETURNED, "utter_parcel_returning"),
        (STATION, "utter_parcel_at_station"),
        (NO_NUMBER, "utter_parcel_awaiting_number"),
        (NOT_COLLECTED, "utter_parcel_not_collected"),
    ],
)
async def test_a_parcel_is_told_by_its_case_and_shown(run, database, order, said):
    done = await answer(run, "track_parcel", order)

    assert done.said == [said]
    assert [card["type"] for card in done.cards] == ["logistics"]
    assert done.hand_off is None
    assert follow_ups(database) == []  # who only asks has registered nothing


async def test_the_card_lists_the_newest_news_first_and_says_what_they_come_to(run):
    card = (await answer(run, "track_parcel", SOON)).cards[0]

    assert (card["carrier"], card["tracking_number"], card["status"]) == ("顺丰速运", "SF2111486276435", "运输中")
    assert [event["at"] for event in card["events"]] == sorted((e["at"] for e in card["events"]), reverse=True)
    assert card["note"] == "预计今天送达"


async def test_news_are_told_with_the_day_of_arrival(run):
    told = (await answer(run, "track_parcel", SOON)).messages[0]

    assert (told["time"], told["news"]) == ("昨天 02:48", "已从杭州转运中心发出，下一站 南京转运中心")
    assert told["arrival"] == "，预计今天送达"


async def test_who_asks_for_the_news_of_a_parcel_in_trouble_is_offered_help(run):
    assert "/report_parcel_stuck" in (await answer(run, "track_parcel", SILENT)).buttons
    assert "/request_human" in (await answer(run, "track_parcel", RETURNED)).buttons


async def test_a_parcel_at_a_station_comes_with_its_place_and_code(run, database):
    news(database, "S5010", TrackingKind.AT_STATION, "北京市朝阳区", "快件已到大望路菜鸟驿站，取件码：6-2-3048")

    done = await answer(run, "track_parcel", STATION)

    assert done.cards[0]["note"] == "在大望路菜鸟驿站，取件码 6-2-3048"


async def test_each_parcel_of_an_order_is_told(run, database):
    with session_on(database) as session:
        second = {"id": "S9", "order_number": SOON[0], "carrier": "中通快递", "tracking_number": "7520"}
        session.add(Shipment(shipped_at=NOW - timedelta(hours=2), **second))

    done = await answer(run, "track_parcel", SOON)

    assert done.said == ["utter_track_parcels"]
    assert done.messages[0]["count"] == 2
    assert [card["tracking_number"] for card in done.cards] == ["7520", "SF2111486276435"]


async def test_what_an_order_still_lacks_is_told_with_its_parcels(run, database):
    with session_on(database) as session:
        session.add(Shipment(id="S8", order_number=PAID, carrier="中通快递", shipped_at=NOW - timedelta(hours=3)))
        session.add(Shipment(id="S9", order_number=PAID, carrier="中通快递", shipped_at=NOW - timedelta(hours=60)))

    done = await answer(run, "track_parcel", mine(PAID))

    # One of both has no number after 60 hours, which is trouble.
    assert done.said == ["utter_track_parcels", "utter_track_parcels_rest", "utter_parcel_no_number"]


@pytest.mark.parametrize("topic", ["track_parcel", "report_parcel_stuck", "report_not_received", "contact_courier"])
@pytest.mark.parametrize(
    ("order", "said", "cards"),
    [(mine(PAID), "utter_order_paid", []), (mine(UNPAID), "utter_order_pending_payment", ["payment"])],
)
async def test_without_a_parcel_the_order_stands_where_it_stands(run, topic, order, said, cards):
    done = await answer(run, topic, order)

    assert done.said == [said]
    assert [card["type"] for card in done.cards] == cards


# Dispatch: promised for tomorrow, Monday.


async def test_who_urges_in_time_is_told_the_day_and_remembered(run, database):
    done = await answer(run, "urge_shipping", mine(PAID))

    assert done.said == ["utter_urge_shipping"]
    assert done.messages[0]["ship_day"] == "明天"
    assert done.hand_off is None
    assert follow_ups(database) == [("urge_shipping", "2026-11-24 00:00", 1)]  # the end of Monday


async def test_on_the_day_itself_it_is_said_that_it_is_today(run):
    done = await answer(run, "urge_shipping", mine(PAID), now=MORNING)

    assert done.said == ["utter_urge_shipping_today"]


async def test_who_urges_again_is_quoted_the_same_promise(run, database):
    await answer(run, "urge_shipping", mine(PAID))

    done = await answer(run, "urge_shipping", mine(PAID), now=MORNING)

    assert done.said == ["utter_urge_shipping_again"]
    assert (done.messages[0]["asked"], done.messages[0]["ship_day"]) == ("昨天 15:00", "今天")
    assert follow_ups(database) == [("urge_shipping", "2026-11-24 00:00", 2)]


@pytest.mark.parametrize(
    ("topic", "order", "text"),
    [
        ("urge_shipping", "PAID", "快发货"),
        ("urge_shipping", "LATE", "快发货"),
        ("urge_delivery", "SOON", "快点送"),
        ("report_parcel_stuck", "NOT_COLLECTED", "还没动"),
        ("contact_courier", "MOVING", "让快递员给我打电话"),
    ],
)
async def test_the_third_time_the_same_is_urged_a_person_takes_over(run, topic, order, text):
    about = {"PAID": mine(PAID), "LATE": LATE, "SOON": SOON, "NOT_COLLECTED": NOT_COLLECTED, "MOVING": mine(MOVING)}
    first, second, third = [await answer(run, topic, about[order], text=text) for _ in range(3)]

    assert (first.hand_off, second.hand_off) == (None, None)
    assert third.said == ["utter_follow_up_often"]
    assert third.hand_off["intent"] == topic
    assert "第 3 次" in third.hand_off["summary"]


async def test_what_is_registered_is_told_beside_the_state_of_the_order(run):
    await answer(run, "urge_shipping", mine(PAID))

    soon = await answer(run, "query_order", mine(PAID))
    broken = await answer(run, "query_order", mine(PAID), now=MORNING + timedelta(days=1))

    assert soon.said == ["utter_order_paid", "utter_follow_up_pending"]
    assert broken.said[-1] == "utter_follow_up_overdue"
    assert broken.hand_off is not None


async def test_a_broken_promise_to_send_is_a_persons_matter_at_once(run):
    await answer(run, "urge_shipping", mine(PAID))

    done = await answer(run, "urge_shipping", mine(PAID), now=MORNING + timedelta(days=1))

    assert done.said == ["utter_follow_up_overdue"]
    assert done.messages[0]["due"] == "昨天 24:00"
    assert done.hand_off["intent"] == "urge_shipping"
    assert "urge_shipping@2026.11" in done.hand_off["summary"]


async def test_a_late_order_is_registered_with_an_hour_by_which_the_warehouse_answers(run, database):
    done = await answer(run, "urge_shipping", LATE)

    assert done.said == ["utter_urge_shipping_late"]
    assert done.messages[0]["due"] == "明天 13:00"  # four working hours; nobody packs on Sunday
    assert done.hand_off is None
    assert follow_ups(database) == [("urge_shipping", "2026-11-23 13:00", 1)]


async def test_a_late_order_urged_again_is_quoted_the_same_hour(run):
    await answer(run, "urge_shipping", LATE)

    done = await answer(run, "urge_shipping", LATE, now=MORNING)

    assert done.said == ["utter_urge_shipping_late_again"]
    assert (done.messages[0]["asked"], done.messages[0]["due"]) == ("昨天 15:00", "今天 13:00")
    assert done.hand_off is None


async def test_urging_what_is_not_paid_asks_for_payment(run, database):
    assert (await answer(run, "urge_shipping", mine(UNPAID))).cards[0]["type"] == "payment"
    assert follow_ups(database) == []


@pytest.mark.parametrize(
    ("order", "said"),
    [
        (SOON, ["utter_parcel_moving"]),
        (NO_NUMBER, ["utter_parcel_awaiting_number"]),
        (NOT_COLLECTED, ["utter_parcel_not_collected", "utter_follow_up_registered"]),
    ],
)
async def test_who_urges_what_has_been_sent_sees_the_parcel(run, order, said):
    assert (await answer(run, "urge_shipping", order)).said == said


# Delivery.


async def test_who_urges_a_parcel_in_time_is_told_the_day_and_remembered(run, database):
    done = await answer(run, "urge_delivery", SOON)

    assert done.said == ["utter_urge_delivery"]
    assert done.messages[0]["arrival"] == "，预计今天送达"
    assert follow_ups(database) == [("urge_delivery", "2026-11-23 00:00", 1)]


async def test_who_urges_a_parcel_again_is_quoted_the_same_day(run, database):
    await answer(run, "urge_delivery", SOON)

    done = await answer(run, "urge_delivery", SOON, now=NOW + timedelta(hours=1))

    assert done.said == ["utter_urge_delivery_again"]
    assert (done.messages[0]["asked"], done.messages[0]["due"]) == ("今天 15:00", "今天 24:00")
    assert follow_ups(database) == [("urge_delivery", "2026-11-23 00:00", 2)]


async def test_a_parcel_that_did_not_come_on_the_promised_day_is_a_persons_matter(run):
    await answer(run, "urge_delivery", SOON)

    done = await answer(run, "urge_delivery", SOON, now=MORNING)

    assert done.said == ["utter_follow_up_overdue"]
    assert (done.hand_off["intent"], done.hand_off["order_number"]) == ("urge_delivery", SOON[0])


async def test_a_broken_promise_is_a_persons_matter_even_for_who_only_asks_where_it_is(run):
    await answer(run, "urge_delivery", SOON)

    done = await answer(run, "track_parcel", SOON, now=MORNING)

    assert done.said[-1] == "utter_follow_up_overdue"
    assert done.hand_off["intent"] == "track_parcel"


async def test_a_promise_broken_while_the_parcel_still_moves_in_time_counts_as_well(run, database):
    await answer(run, "urge_delivery", SOON)
    news(database, "S5005", TrackingKind.DELIVERING, "南京市鼓楼区", "派件员正在派送", at=MORNING - timedelta(hours=1))

    done = await answer(run, "urge_delivery", SOON, now=MORNING)

    assert done.said == ["utter_follow_up_overdue"]


async def test_urging_the_delivery_of_what_is_not_sent_urges_the_dispatch(run, database):
    assert (await answer(run, "urge_delivery", mine(PAID))).said == ["utter_urge_shipping"]
    assert (await answer(run, "urge_delivery", mine(UNPAID))).said == ["utter_order_pending_payment"]


@pytest.mark.parametrize(
    ("order", "said"),
    [
        (mine(MOVING), ["utter_parcel_late", "utter_follow_up_registered"]),
        (mine(SIGNED), ["utter_parcel_signed"]),
        (STATION, ["utter_parcel_at_station"]),
        (SILENT, ["utter_parcel_no_movement", "utter_follow_up_registered"]),
    ],
)
async def test_what_cannot_be_hurried_is_answered_by_its_case(run, order, said):
    assert (await answer(run, "urge_delivery", order)).said == said


async def test_without_a_day_in_the_data_the_promise_for_the_region_is_quoted(run, database):
    """Being delivered since yesterday evening, so nothing says when it comes; the promise says until today."""
    news(database, "S5005", TrackingKind.DELIVERING, "南京市鼓楼区", "派件员正在派送", at=NOW - timedelta(hours=20))

    await answer(run, "urge_delivery", SOON)

    assert follow_ups(database) == [("urge_delivery", "2026-11-23 00:00", 1)]


# Cases of the playbook.


async def test_trouble_is_registered_with_its_rule(run, database):
    done = await answer(run, "report_parcel_stuck", SILENT)

    assert done.said == ["utter_parcel_no_movement", "utter_follow_up_registered"]
    assert (done.messages[-1]["team"], done.messages[-1]["due"]) == ("快递公司", "明天 15:00")
    assert "/contact_courier" in done.buttons
    assert done.hand_off is None
    with session_on(database) as session:
        assert session.execute(select(FollowUp.rule)).scalar_one() == "no_movement@2026.11"


async def test_trouble_reported_twice_brings_a_person_in_with_the_whole_story(run):
    await answer(run, "report_parcel_stuck", SILENT)

    done = await answer(run, "report_parcel_stuck", SILENT, text="还是没动啊")

    assert done.said == ["utter_follow_up_second"]
    assert (done.hand_off["intent"], done.hand_off["order_number"]) == ("report_parcel_stuck", SILENT[0])
    told = ("还是没动啊", "物流停滞", "no_movement@2026.11", "今天 15:00 登记", "约定 明天 15:00", "第 2 次")
    assert [words for words in told if words not in done.hand_off["summary"]] == []


async def test_where_the_rule_waits_until_the_hour_has_passed_a_second_report_is_quoted(run):
    await answer(run, "report_parcel_stuck", NOT_COLLECTED)

    again = await answer(run, "report_parcel_stuck", NOT_COLLECTED)
    overdue = await answer(run, "report_parcel_stuck", NOT_COLLECTED, now=MORNING + timedelta(days=1))

    assert (again.said, again.hand_off) == (["utter_follow_up_again"], None)
    assert overdue.said == ["utter_follow_up_overdue"]
    assert overdue.hand_off is not None


async def test_what_is_pending_is_told_to_who_asks_for_the_news(run):
    await answer(run, "report_parcel_stuck", SILENT)

    done = await answer(run, "track_parcel", SILENT)

    assert done.said == ["utter_follow_up_again"]
    assert "/report_parcel_stuck" not in done.buttons


async def test_a_day_that_is_promised_is_told_beside_the_news(run):
    await answer(run, "urge_delivery", SOON)

    assert (await answer(run, "track_parcel", SOON)).said == ["utter_parcel_moving", "utter_follow_up_pending"]


async def test_the_gravest_cases_are_a_persons_matter_at_once(run):
    done = await answer(run, "report_parcel_stuck", RETURNED)

    assert done.said == ["utter_parcel_returning"]
    assert "returning@2026.11" in done.hand_off["summary"]


async def test_as_soon_as_a_parcel_moves_again_the_inquiry_is_closed(run, database):
    await answer(run, "report_parcel_stuck", SILENT)
    news(database, "S5012", TrackingKind.DELIVERING, "青岛市平度市", "正在派送", at=NOW)

    done = await answer(run, "track_parcel", SILENT, now=NOW + timedelta(hours=1))

    assert done.said == ["utter_parcel_delivering"]
    assert follow_ups(database) == []


async def test_the_promise_of_dispatch_is_closed_by_the_parcel(run, database):
    await answer(run, "urge_shipping", LATE)
    with session_on(database) as session:
        session.add(Shipment(id="S9", order_number=LATE[0], carrier="中通快递", shipped_at=NOW))
        session.execute(update(orders_table()).where(orders_table().c.number == LATE[0]).values(status="shipped"))

    await answer(run, "track_parcel", LATE, now=NOW + timedelta(hours=1))

    assert follow_ups(database) == []


async def test_what_others_promised_about_the_order_is_left_alone(run, database):
    with session_on(database) as session:
        due = {"opened_at": NOW - timedelta(days=2), "due_at": NOW - timedelta(days=1)}
        session.add(FollowUp(order_number=SOON[0], kind="query_refund", **due))

    done = await answer(run, "track_parcel", SOON)

    assert done.said == ["utter_parcel_moving"]
    assert [kind for kind, _, _ in follow_ups(database)] == ["query_refund"]


@pytest.mark.parametrize(
    ("order", "said"),
    [
        (SOON, "utter_parcel_moving_well"),
        (STATION, "utter_parcel_at_station"),
        (NO_NUMBER, "utter_parcel_awaiting_number"),  # 22 hours, allowed are 24
        (mine(SIGNED), "utter_parcel_signed"),
    ],
)
async def test_a_parcel_that_is_well_needs_no_person(run, database, order, said):
    done = await answer(run, "report_parcel_stuck", order)

    assert done.said == [said]
    assert done.hand_off is None
    assert follow_ups(database) == []


async def test_the_case_is_logged(run, caplog):
    with caplog.at_level("INFO", logger="actions.logistics"):
        await answer(run, "report_parcel_stuck", SILENT)

    assert [record.case for record in caplog.records if record.event == "parcel.case"] == ["no_movement@2026.11"]


# Signed for, but not received.


async def test_who_has_not_received_asks_at_the_station_first(run, database):
    done = await answer(run, "report_not_received", mine(SIGNED))

    assert done.said == ["utter_parcel_not_at_the_station", "utter_follow_up_registered"]
    assert "/report_not_received" in done.buttons
    assert done.hand_off is None
    assert follow_ups(database) == [("not_at_the_station", "2026-11-23 15:00", 1)]


async def test_who_has_not_received_asks_at_home_first(run, database):
    news(database, "S5002", TrackingKind.DELIVERED, "杭州市西湖区", "快件已签收，签收人：物业代收", at=NOW)

    done = await answer(run, "report_not_received", mine(SIGNED))

    assert done.said == ["utter_parcel_signed_not_received", "utter_follow_up_registered"]


async def test_who_has_asked_in_vain_gets_a_person(run):
    await answer(run, "report_not_received", mine(SIGNED))

    done = await answer(run, "report_not_received", mine(SIGNED))

    assert done.said == ["utter_follow_up_second"]
    assert done.hand_off["intent"] == "report_not_received"


async def test_the_claim_is_remembered_when_the_shopper_asks_where_the_parcel_is(run, database):
    await answer(run, "report_not_received", mine(SIGNED))

    done = await answer(run, "track_parcel", mine(SIGNED))

    assert done.said == ["utter_follow_up_again"]
    assert len(follow_ups(database)) == 1


async def test_not_received_and_still_on_its_way_is_told_where(run):
    done = await answer(run, "report_not_received", SOON)

    assert done.said == ["utter_parcel_moving_well"]
    assert done.hand_off is None


async def test_of_several_parcels_the_one_still_to_come_is_meant(run, database):
    with session_on(database) as session:
        session.add(Shipment(id="S9", order_number=SIGNED, carrier="中通快递", shipped_at=NOW - timedelta(hours=2)))

    done = await answer(run, "report_not_received", mine(SIGNED))

    assert done.said == ["utter_parcel_awaiting_number"]


async def test_received_on_paper_without_any_parcel_is_a_persons_matter(run, database):
    with session_on(database) as session:
        session.execute(delete(TrackingEvent).where(TrackingEvent.shipment_id == "S5002"))
        session.execute(delete(Shipment).where(Shipment.id == "S5002"))

    done = await answer(run, "report_not_received", mine(SIGNED))

    assert done.said == ["utter_report_not_received_unknown"]
    assert done.hand_off["intent"] == "report_not_received"


async def test_who_has_received_it_after_all_closes_the_inquiry(run, database):
    await answer(run, "report_not_received", mine(SIGNED))

    done = await run("action_confirm_received", "confirm_received", "找到了，收到了", slots={"order_number": SIGNED})

    assert done.said == ["utter_confirm_received_settled"]
    assert follow_ups(database) == []


async def test_received_means_the_only_order_that_it_can_mean(run, database):
    await answer(run, "report_not_received", mine(SIGNED))

    done = await run("action_confirm_received", "confirm_received", "收到了", slots={"order_number": PAID})

    assert done.said == ["utter_confirm_received_settled"]


async def test_received_closes_nothing_while_it_may_be_either_of_two(run, database):
    await answer(run, "report_not_received", mine(SIGNED))
    await answer(run, "urge_delivery", mine(MOVING))

    unsure = await run("action_confirm_received", "confirm_received", "收到了")
    sure = await run("action_confirm_received", "confirm_received", "收到了", slots={"order_number": MOVING})

    assert (unsure.said, sure.said) == (["utter_confirm_received"], ["utter_confirm_received_settled"])
    assert [kind for kind, _, _ in follow_ups(database)] == ["not_at_the_station"]


async def test_nobody_closes_what_somebody_else_is_promised(run, database):
    await answer(run, "report_parcel_stuck", SILENT)

    done = await run("action_confirm_received", "confirm_received", "收到了", slots={"order_number": SILENT[0]})

    assert done.said == ["utter_confirm_received"]
    assert len(follow_ups(database)) == 1


# The courier.


async def test_the_number_that_the_carrier_gave_is_told(run, database):
    text = "派件员：李明，电话 13712345678，正在派送"
    news(database, "S5005", TrackingKind.DELIVERING, "南京市鼓楼区", text, at=NOW)

    done = await answer(run, "contact_courier", SOON, text="派件员电话多少")

    assert done.said == ["utter_contact_courier"]
    assert (done.messages[0]["courier"], done.messages[0]["hotline"]) == ("13712345678", "95338")


@pytest.mark.parametrize(
    ("order", "said"), [(mine(MOVING), "utter_contact_hotline"), (NO_NUMBER, "utter_contact_hotline_no_number")]
)
async def test_without_one_the_carrier_can_be_called(run, order, said):
    done = await answer(run, "contact_courier", order, text="派件员电话多少")

    assert done.said == [said]
    assert done.messages[0]["hotline"] == "95311"


async def test_an_unlisted_carrier_is_a_persons_matter_unless_it_gave_a_number(run, database):
    with session_on(database) as session:
        session.execute(update(Shipment).where(Shipment.order_number == SOON[0]).values(carrier="某某快运"))

    unknown = await answer(run, "contact_courier", SOON)
    news(database, "S5005", TrackingKind.DELIVERING, "南京市鼓楼区", "派件员电话13712345678", at=NOW)
    known = await answer(run, "contact_courier", SOON)

    assert unknown.said == ["utter_contact_courier_unknown"]
    assert unknown.hand_off["intent"] == "contact_courier"
    assert (known.said, known.hand_off) == (["utter_contact_courier_only"], None)


async def test_who_wants_to_be_called_is_registered_once(run, database):
    done = await answer(run, "contact_courier", mine(MOVING), text="让快递员给我打电话")
    again = await answer(run, "contact_courier", mine(MOVING), text="让快递员给我打电话")
    overdue = await answer(run, "contact_courier", mine(MOVING), text="让快递员给我打电话", now=MORNING)

    assert (done.said, done.messages[0]["due"]) == (["utter_courier_call"], "今天 18:00")
    assert again.said == ["utter_courier_call_again"]
    assert overdue.said == ["utter_follow_up_overdue"]
    assert overdue.hand_off["intent"] == "contact_courier"
    assert follow_ups(database) == [("courier_call", "2026-11-22 18:00", 2)]


async def test_the_wish_to_be_called_survives_the_question_which_order(run):
    asked = heard("让快递员给我打电话", "contact_courier")

    done = await answer(run, "contact_courier", mine(MOVING), text="202611180000123", intent="inform", events=[asked])

    assert done.said == ["utter_courier_call"]


async def answer(run, topic, order, *, text="x", intent=None, **more):
    number, customer = order
    slots = {"topic": topic, "order_number": number}
    return await run("action_order_answer", intent or topic, text, shopper=customer, slots=slots, **more)


def follow_ups(database):
    """What is open: kind, when it falls due in the shop, how often it was asked for."""
    with session_on(database) as session:
        found = session.execute(select(FollowUp).where(FollowUp.done_at.is_(None))).scalars().all()
    return [(f.kind, f"{f.due_at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}", f.times) for f in found]


def news(database, shipment, kind, place, text, at=NOW):
    with session_on(database) as session:
        session.add(TrackingEvent(shipment_id=shipment, at=at, place=place, text=text, kind=kind))


def orders_table():
    from bot.shop.orders import Order

    return Order.__table__
