"""Parcels: where they are, when they are sent, what is wrong with them, and who carries them."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy.orm import Session

from actions.base import Call
from actions.cards import day, moment, show_parcel
from actions.handoff import hand_over
from actions.matters import ON_ITS_WAY, WAITING, Matter, Told
from actions.orders import UNSHIPPED, is_late, promised, tell_status
from actions.payments import ask_to_pay
from bot.shop.logistics import Shipment, TrackingKind, find_carrier, is_stuck, latest_event, shipment_of
from bot.shop.orders import Order
from bot.shop.orders import OrderStatus as S
from bot.shop.promises import delivery_days
from bot.shop.units import SHANGHAI


def track_parcel(call: Call, session: Session, order: Order) -> None:
    shipment = shipment_of(session, order)
    if shipment is None:
        return _not_sent(call, session, order)
    if shipment.delivered_at is None and _is_in_trouble(call, shipment):
        _tell_news(call, shipment, "utter_track_parcel_stuck")
    else:
        _tell_news(call, shipment, "utter_track_parcel")
    show_parcel(call, shipment)


def urge_shipping(call: Call, session: Session, order: Order) -> None:
    if order.status not in UNSHIPPED:
        return track_parcel(call, session, order)
    ship_day = day(call, promised(call, order))
    if not is_late(call, order):
        return call.say("utter_urge_shipping", ship_day=ship_day)
    call.say("utter_urge_shipping_late", ship_day=ship_day)
    hand_over(call, order, "urge_shipping")


def urge_delivery(call: Call, session: Session, order: Order) -> None:
    shipment = shipment_of(session, order)
    if shipment is None:
        return _not_sent(call, session, order)
    if shipment.delivered_at or _waits_at_station(shipment) or _is_in_trouble(call, shipment):
        return report_parcel_stuck(call, session, order)
    most = delivery_days(call.policy, order.province).most
    due = shipment.shipped_at.astimezone(SHANGHAI).date() + timedelta(days=most)
    late = due < call.now.astimezone(SHANGHAI).date()
    _tell_news(call, shipment, "utter_urge_delivery_late" if late else "utter_urge_delivery", due=day(call, due))
    show_parcel(call, shipment)


def report_parcel_stuck(call: Call, session: Session, order: Order) -> None:
    shipment = shipment_of(session, order)
    if shipment is None:
        return _not_sent(call, session, order)
    if shipment.delivered_at:
        return _tell_and_show(call, shipment, "utter_parcel_signed")
    if _waits_at_station(shipment):
        return _tell_and_show(call, shipment, "utter_parcel_at_station")
    if not _is_in_trouble(call, shipment):
        return _tell_and_show(call, shipment, "utter_parcel_moving")
    _tell_and_show(call, shipment, "utter_report_parcel_stuck")
    hand_over(call, order, "report_parcel_stuck")


def report_not_received(call: Call, session: Session, order: Order) -> None:
    shipment = shipment_of(session, order)
    if shipment is None or shipment.delivered_at is None:
        return report_parcel_stuck(call, session, order)
    _tell_and_show(call, shipment, "utter_report_not_received")
    hand_over(call, order, "report_not_received")


def contact_courier(call: Call, session: Session, order: Order) -> None:
    shipment = shipment_of(session, order)
    if shipment is None:
        return _not_sent(call, session, order)
    carrier = find_carrier(call.policy, shipment.carrier)
    if carrier is None:
        call.say("utter_contact_courier_unknown", shipped_with=shipment.carrier)
        return hand_over(call, order, "contact_courier")
    response = "utter_contact_courier" if shipment.tracking_number else "utter_contact_courier_no_number"
    call.say(response, shipped_with=carrier.name, courier_phone=carrier.phone, tracking=shipment.tracking_number or "")


def _not_sent(call: Call, session: Session, order: Order) -> None:
    if order.is_unpaid:
        ask_to_pay(call, session, order)
    else:
        tell_status(call, session, order)


def _tell_and_show(call: Call, shipment: Shipment, response: str) -> None:
    _tell_news(call, shipment, response)
    show_parcel(call, shipment)


def _tell_news(call: Call, shipment: Shipment, response: str, **values: str) -> None:
    """Say a response with the latest news of a parcel; without any, that it was sent."""
    latest = latest_event(shipment)
    if latest:
        values |= {"time": moment(call, latest.at), "news": latest.text}
    else:
        sent = moment(call, shipment.shipped_at)
        values |= {"time": sent, "news": call.words("utter_label_no_news", shipped_with=shipment.carrier)}
    call.say(response, shipped_with=shipment.carrier, **values)


def _waits_at_station(shipment: Shipment) -> bool:
    latest = latest_event(shipment)
    return latest is not None and latest.kind is TrackingKind.AT_STATION


def _is_in_trouble(call: Call, shipment: Shipment) -> bool:
    """Whether somebody should ask the carrier: no news for too long, or bad news."""
    latest, patience = latest_event(shipment), call.policy.logistics
    if latest is None:
        return is_stuck(shipment, call.now, patience.collected_within_hours)
    if latest.kind in (TrackingKind.PROBLEM, TrackingKind.RETURNED):
        return True
    return latest.kind is not TrackingKind.AT_STATION and is_stuck(shipment, call.now, patience.stuck_after_hours)


class TrackParcel(Matter):
    topic = "track_parcel"
    fits = ON_ITS_WAY

    def carry_out(self, call: Call, session: Session, order: Order, told: Told) -> None:
        track_parcel(call, session, order)


class UrgeShipping(Matter):
    topic = "urge_shipping"
    fits = (WAITING, (S.PENDING_PAYMENT,), (S.SHIPPED,))

    def carry_out(self, call: Call, session: Session, order: Order, told: Told) -> None:
        urge_shipping(call, session, order)


class UrgeDelivery(Matter):
    topic = "urge_delivery"
    fits = ON_ITS_WAY

    def carry_out(self, call: Call, session: Session, order: Order, told: Told) -> None:
        urge_delivery(call, session, order)


class ReportParcelStuck(Matter):
    topic = "report_parcel_stuck"
    fits = ON_ITS_WAY

    def carry_out(self, call: Call, session: Session, order: Order, told: Told) -> None:
        report_parcel_stuck(call, session, order)


class ContactCourier(Matter):
    topic = "contact_courier"
    fits = ON_ITS_WAY

    def carry_out(self, call: Call, session: Session, order: Order, told: Told) -> None:
        contact_courier(call, session, order)


class ReportNotReceived(Matter):
    topic = "report_not_received"
    fits = ((S.SHIPPED, S.DELIVERED), WAITING, (S.COMPLETED,))

    def carry_out(self, call: Call, session: Session, order: Order, told: Told) -> None:
        report_not_received(call, session, order)
