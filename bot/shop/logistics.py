"""Parcels and their way, and the carriers by their names."""

from __future__ import annotations

import re
from datetime import datetime
from enum import Enum
from typing import TYPE_CHECKING

from sqlalchemy import Column, ForeignKey, Integer, String, desc, select
from sqlalchemy.orm import Session, relationship

from bot.db import ShopBase, UtcDateTime, kinds
from bot.shop.orders import Order

if TYPE_CHECKING:
    from bot.shop.policy import Policy
    from bot.shop.rules import Carrier


# 顺丰 SF and 13 digits, 圆通 YT and 13, EMS two letters, nine digits and two letters, 中通 and others only digits.
_TRACKING = re.compile(
    r"(?<![0-9A-Za-z])(?:[A-Za-z]{2}\d{9}[A-Za-z]{2}|[A-Za-z]{2,5}\d{9,18}|\d{10,19})(?![0-9A-Za-z])"
)
_MOBILE = re.compile(r"1[3-9]\d{9}")


class TrackingKind(str, Enum):
    """What happened to a parcel."""

    COLLECTED = "collected"
    IN_TRANSIT = "in_transit"
    DELIVERING = "delivering"
    AT_STATION = "at_station"
    DELIVERED = "delivered"
    PROBLEM = "problem"
    RETURNED = "returned"


class Shipment(ShopBase):
    """One parcel of an order."""

    __tablename__ = "shipments"

    id: str = Column(String(32), primary_key=True)
    order_number: str = Column(ForeignKey("orders.number"), nullable=False, index=True)
    carrier: str = Column(String(20), nullable=False)
    tracking_number: str | None = Column(String(40), index=True)
    """None while the carrier has not yet given one."""
    shipped_at: datetime = Column(UtcDateTime, nullable=False)
    delivered_at: datetime | None = Column(UtcDateTime)

    events: list[TrackingEvent] = relationship(
        "TrackingEvent", order_by="(TrackingEvent.at, TrackingEvent.id)", lazy="selectin"
    )


class TrackingEvent(ShopBase):
    """A line of the carrier's tracking."""

    __tablename__ = "tracking_events"

    id: int = Column(Integer, primary_key=True)
    shipment_id: str = Column(ForeignKey("shipments.id"), nullable=False, index=True)
    at: datetime = Column(UtcDateTime, nullable=False)
    place: str = Column(String(60), nullable=False)
    text: str = Column(String(300), nullable=False)
    kind: TrackingKind = Column(kinds(TrackingKind, 20), nullable=False)


def shipments_of(session: Session, order: Order) -> list[Shipment]:
    """All parcels of an order that was got through ``order_for``, the latest sent first."""
    query = select(Shipment).where(Shipment.order_number == order.number)
    return list(session.execute(query.order_by(desc(Shipment.shipped_at), desc(Shipment.id))).scalars())


def shipment_of(session: Session, order: Order) -> Shipment | None:
    """The parcel that was sent last."""
    return next(iter(shipments_of(session, order)), None)


def tracking_in(text: str) -> list[str]:
    """All that looks like a parcel's number; a mobile number does not.

    >>> tracking_in("寄了 yt 1234567890123，电话13800006612")
    ['YT1234567890123']
    """
    joined = re.sub(r"(?<=[0-9A-Za-z])[ -](?=\d)", "", text)
    return [number.upper() for number in _TRACKING.findall(joined) if not _MOBILE.fullmatch(number)]


def is_tracking_of(session: Session, order: Order, number: str) -> bool:
    """Whether a number is that of a parcel in which the order was sent."""
    return any(parcel.tracking_number == number for parcel in shipments_of(session, order))


def latest_event(shipment: Shipment) -> TrackingEvent | None:
    return shipment.events[-1] if shipment.events else None


def find_carrier(policy: Policy, word: str) -> Carrier | None:
    """A carrier by its name or one of its short names."""
    key = word.strip().upper()
    return next((c for c in policy.carriers if key in (name.upper() for name in (c.name, *c.aliases))), None)
