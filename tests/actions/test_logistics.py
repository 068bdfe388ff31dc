"""Parcels: where they are, what is wrong with them, when a person is brought in."""

import pytest

UNPAID, PAID, MOVING, SIGNED = "202611220000101", "202611210000087", "202611180000123", "202611130000056"
LATE = ("202611180000434", "C2013")  # paid on Wednesday, not sent
SILENT = ("202611150000209", "C2003")  # no news for three days
PROBLEM = ("202611080000835", "C2014")
STATION = ("202611160000726", "C2005")
NO_NUMBER = ("202611200000904", "C2008")  # sent yesterday, no tracking number, no news
NOT_COLLECTED = ("202611190000152", "C2010")  # sent two days ago, no news
SOON = ("202611190000627", "C2004")  # sent on Friday to Jiangsu: 1–2 days


def mine(number):
    return number, "demo"


@pytest.mark.parametrize(
    ("order", "said"),
    [
        (mine(MOVING), "utter_track_parcel"),
        (mine(SIGNED), "utter_track_parcel"),
        (SILENT, "utter_track_parcel_stuck"),
        (PROBLEM, "utter_track_parcel_stuck"),
        (STATION, "utter_track_parcel"),
        (NO_NUMBER, "utter_track_parcel"),
        (NOT_COLLECTED, "utter_track_parcel_stuck"),
    ],
)
async def test_the_latest_news_of_a_parcel_is_told_and_shown(run, order, said):
    done = await answer(run, "track_parcel", order)

    assert done.said == [said]
    assert [card["type"] for card in done.cards] == ["logistics"]
    assert done.hand_off is None


async def test_the_card_lists_the_newest_news_first(run):
    done = await answer(run, "track_parcel", mine(MOVING))

    card = done.cards[0]
    assert (card["carrier"], card["tracking_number"], card["status"]) == ("中通快递", "75203042589382", "运输中")
    assert card["events"][0]["at"] == "2026-11-22T04:00:00Z"  # three hours ago
    assert [event["at"] for event in card["events"]] == sorted((e["at"] for e in card["events"]), reverse=True)


async def test_the_time_of_the_news_is_said_in_words(run):
    done = await answer(run, "track_parcel", mine(MOVING))

    assert done.messages[0]["time"] == "今天 12:00"


@pytest.mark.parametrize("topic", ["track_parcel", "urge_delivery", "report_parcel_stuck", "contact_courier"])
@pytest.mark.parametrize(
    ("order", "said", "cards"),
    [(mine(PAID), "utter_order_paid", []), (mine(UNPAID), "utter_order_pending_payment", ["payment"])],
)
async def test_without_a_parcel_the_order_stands_where_it_stands(run, topic, order, said, cards):
    done = await answer(run, topic, order)

    assert done.said == [said]
    assert [card["type"] for card in done.cards] == cards


async def test_who_urges_is_told_the_day_of_the_promise(run):
    done = await answer(run, "urge_shipping", mine(PAID))

    assert done.said == ["utter_urge_shipping"]
    assert done.messages[0]["ship_day"] == "明天"
    assert done.hand_off is None


async def test_an_order_that_is_late_brings_a_person_in(run):
    done = await answer(run, "urge_shipping", LATE)

    assert done.said == ["utter_urge_shipping_late"]
    assert (done.hand_off["reason"], done.hand_off["order_number"]) == ("urge_shipping", LATE[0])


async def test_who_urges_what_has_been_sent_sees_the_parcel(run):
    done = await answer(run, "urge_shipping", mine(MOVING))

    assert done.said == ["utter_track_parcel"]


@pytest.mark.parametrize(
    ("order", "said"),
    [
        (SOON, "utter_urge_delivery"),
        (mine(MOVING), "utter_urge_delivery_late"),  # sent on Thursday within Zhejiang: 1–2 days
        (mine(SIGNED), "utter_parcel_signed"),
        (STATION, "utter_parcel_at_station"),
        (SILENT, "utter_report_parcel_stuck"),
    ],
)
async def test_a_slow_parcel_is_explained(run, order, said):
    done = await answer(run, "urge_delivery", order)

    assert done.said == [said]


@pytest.mark.parametrize("order", [SILENT, PROBLEM, NOT_COLLECTED])
async def test_a_stuck_parcel_brings_a_person_in(run, order):
    done = await answer(run, "report_parcel_stuck", order)

    assert done.said == ["utter_report_parcel_stuck"]
    assert (done.hand_off["reason"], done.hand_off["order_number"]) == ("report_parcel_stuck", order[0])


@pytest.mark.parametrize(
    ("order", "said"),
    [
        (mine(MOVING), "utter_parcel_moving"),
        (STATION, "utter_parcel_at_station"),
        (NO_NUMBER, "utter_parcel_moving"),  # 22 hours, allowed are 24
        (mine(SIGNED), "utter_parcel_signed"),
    ],
)
async def test_a_parcel_that_is_not_stuck_needs_no_person(run, order, said):
    done = await answer(run, "report_parcel_stuck", order)

    assert done.said == [said]
    assert done.hand_off is None


async def test_signed_but_not_received_brings_a_person_in(run):
    done = await answer(run, "report_not_received", mine(SIGNED))

    assert done.said == ["utter_report_not_received"]
    assert done.hand_off["reason"] == "report_not_received"


async def test_not_received_and_still_on_its_way_is_told_where(run):
    done = await answer(run, "report_not_received", mine(MOVING))

    assert done.said == ["utter_parcel_moving"]
    assert done.hand_off is None


@pytest.mark.parametrize(
    ("order", "said"), [(mine(MOVING), "utter_contact_courier"), (NO_NUMBER, "utter_contact_courier_no_number")]
)
async def test_the_carrier_can_be_called(run, order, said):
    done = await answer(run, "contact_courier", order)

    assert done.said == [said]
    assert done.messages[0]["courier_phone"] == "95311"


async def test_an_unlisted_carrier_is_a_persons_matter(run, database):
    _carried_by(database, MOVING, "某某快运")

    done = await answer(run, "contact_courier", mine(MOVING))

    assert done.said == ["utter_contact_courier_unknown"]
    assert done.hand_off["reason"] == "contact_courier"


async def answer(run, topic, order):
    number, customer = order
    return await run(
        "action_order_answer", topic, "x", shopper=customer, slots={"topic": topic, "order_number": number}
    )


def _carried_by(database, number, carrier):
    from sqlalchemy import update

    from bot.db import session_on
    from bot.shop.logistics import Shipment

    with session_on(database) as session:
        session.execute(update(Shipment).where(Shipment.order_number == number).values(carrier=carrier))
