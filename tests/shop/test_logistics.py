from datetime import timedelta

import pytest

from bot.shop.logistics import (
    Shipment,
    TrackingEvent,
    TrackingKind,
    find_carrier,
    latest_event,
    shipment_of,
    shipments_of,
)


def event(at, text="到达杭州转运中心"):
    return TrackingEvent(at=at, place="杭州", text=text, kind=TrackingKind.IN_TRANSIT)


@pytest.fixture
def parcel(session, place, now):
    """Sent 60 hours ago."""
    order = place()
    parcel = Shipment(id="S1", order_number=order.number, carrier="中通快递", shipped_at=now - timedelta(hours=60))
    session.add(parcel)
    session.flush()
    return parcel


def test_an_order_without_a_parcel_has_none(session, place):
    assert shipment_of(session, place()) is None


def test_of_several_parcels_the_last_sent_counts(session, place, now):
    order = place()
    times = {"S1": now - timedelta(days=2), "S2": now, "S3": now - timedelta(days=1)}
    session.add_all(Shipment(id=i, order_number=order.number, carrier="EMS", shipped_at=at) for i, at in times.items())

    assert [parcel.id for parcel in shipments_of(session, order)] == ["S2", "S3", "S1"]
    assert shipment_of(session, order).id == "S2"


def test_the_latest_event_is_the_last_in_time(session, parcel, now):
    parcel.events += [event(now, "到达深圳"), event(now - timedelta(hours=5), "离开杭州")]
    session.flush()
    session.expire(parcel)

    assert latest_event(parcel).text == "到达深圳"


def test_a_parcel_without_tracking_has_no_event(parcel):
    assert latest_event(parcel) is None


@pytest.mark.parametrize(
    ("word", "name"), [("中通", "中通快递"), ("sf", "顺丰速运"), (" 圆通速递 ", "圆通速递"), ("EMS", "EMS")]
)
def test_a_carrier_is_found_by_any_of_its_names(policy, word, name):
    assert find_carrier(policy, word).name == name


def test_an_unknown_carrier_is_not_found(policy):
    assert find_carrier(policy, "飞鸽") is None


def test_a_carrier_has_a_phone(policy):
    assert find_carrier(policy, "顺丰").phone == "95338"
