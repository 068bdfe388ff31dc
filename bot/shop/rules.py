"""The blocks of the policy files, each checked by itself: shipping, returns, payment, words, service hours."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum
from itertools import pairwise
from string import Formatter
from typing import Any

from pydantic import Field, validator
from pydantic.fields import ModelField

from bot.hours import Holiday as Holiday
from bot.hours import WeekHours
from bot.rulebooks import Section as Section
from bot.shop.logistics import TrackingKind
from bot.shop.orders import OrderStatus
from bot.shop.units import Clock, Fen, Province, Weekdays


def refuse_doubles(words: Iterable[str]) -> None:
    seen: set[str] = set()
    for word in words:
        if word in seen:
            raise ValueError(f"{word} is listed twice")
        seen.add(word)


def check_places(text: str, needed: set[str], allowed: set[str] | None = None) -> str:
    """Refuse a text whose ``{places}`` are not those that will be filled.

    Raises:
        ValueError: a place is missing, unknown, or broken.
    """
    parts = Formatter().parse(text)
    # A format such as {price:d} would only fail in front of a shopper, so it counts as an unknown place.
    places = {f"{name}{spec}{conversion or ''}" for _, name, spec, conversion in parts if name is not None}
    unknown, missing = places - needed - (allowed or set()), needed - places
    if unknown or missing:
        faults = [f"does not know {{{name}}}" for name in sorted(unknown)]
        raise ValueError("; ".join(faults + [f"lacks {{{name}}}" for name in sorted(missing)]))
    return text


def not_empty(values: tuple[Any, ...]) -> tuple[Any, ...]:
    if not values:
        raise ValueError("is empty")
    return values


def complete(names: dict[Any, str], kinds: Iterable[Any]) -> dict[Any, str]:
    missing = [kind.value for kind in kinds if not names.get(kind)]
    if missing:
        raise ValueError(f"lacks {', '.join(missing)}")
    return names


class Shop(Section):
    name: str = Field(min_length=1)
    rules_version: str
    """Quoted with every refusal, so that a shopper's screenshot can be matched with the rules of its day."""


class Days(Section):
    """From ``least`` to ``most`` days."""

    least: int = Field(ge=0)
    most: int = Field(ge=0)

    @validator("most")
    def _most_is_not_less(cls, most: int, values: dict[str, Any]) -> int:
        if most < values.get("least", 0):
            raise ValueError("is less than least")
        return most


class Remote(Section):
    provinces: tuple[Province, ...]
    fee: Fen
    free_over: Fen | None
    """None: never free there."""


class NoDelivery(Section):
    region: str = Field(min_length=2)
    """A province or a city."""
    reason: str


class RegionDays(Days):
    provinces: tuple[Province, ...]


class Delivery(Section):
    other: Days
    regions: tuple[RegionDays, ...]

    @validator("regions")
    def _no_province_twice(cls, regions: tuple[RegionDays, ...]) -> tuple[RegionDays, ...]:
        refuse_doubles(province for region in regions for province in region.provinces)
        return regions


class CarrierOnRequest(Section):
    carrier: str
    surcharge: Fen
    saves_days: int = Field(0, ge=0)
    """So many days less on the way; a parcel takes at least one."""


class Shipping(Section):
    origin: str
    carriers: tuple[str, ...]
    on_request: tuple[CarrierOnRequest, ...]
    pick_up: str
    fee: Fen
    free_over: Fen
    remote: Remote
    not_delivered: tuple[NoDelivery, ...]
    cut_off: Clock
    working_days: Weekdays
    holidays: tuple[Holiday, ...]
    delivery_days: Delivery

    _some_carrier = validator("carriers", allow_reuse=True)(not_empty)


class ReturnAddress(Section):
    receiver: str
    phone: str
    address: str
    note: str


class FreightInsurance(Section):
    included: bool
    note: str


class Returns(Section):
    days: int = Field(ge=7)
    """Seven days is what the law grants at least."""
    exchange_days: int = Field(ge=0)
    condition: str
    freight_insurance: FreightInsurance
    address: ReturnAddress
    inspect_hours: int = Field(gt=0, le=168)
    """The money is due within seven days after the goods are back."""


class Warranty(Section):
    days: int = Field(ge=0)
    note: str
    """May say ``{days}``, so that the number stands in one place."""

    @validator("note")
    def _knows_its_places(cls, note: str) -> str:
        return check_places(note, set(), allowed={"days"})


class Invoices(Section):
    types: tuple[str, ...]
    within_hours: int = Field(gt=0)
    note: str

    _some_type = validator("types", allow_reuse=True)(not_empty)


class UnpaidReason(str, Enum):
    """Why an order is not paid."""

    PRICE = "price"
    SIZE = "size"
    SHIPPING = "shipping"
    TROUBLE = "trouble"
    LATER = "later"
    UNWANTED = "unwanted"


class LaterTime(Section):
    """A time at which a shopper may be reminded: so many minutes from now, or a clock time today or on a later day."""

    title: str = Field(min_length=1)
    minutes: int | None = Field(None, gt=0)
    clock: Clock | None = None
    days: int = Field(0, ge=0, le=7)

    @validator("clock", always=True)
    def _one_of_two(cls, clock: Clock | None, values: dict[str, Any]) -> Clock | None:
        if (clock is None) == (values.get("minutes") is None):
            raise ValueError("either minutes or clock must be given")
        return clock


class Unpaid(Section):
    close_after_minutes: int = Field(gt=0)
    closes_itself: bool
    first_reminder_minutes: int = Field(ge=15, le=30)
    further_reminder_minutes: tuple[int, ...]
    """Each is the gap to the reminder before it."""
    reminders_per_day: int = Field(ge=0, le=3)
    apart_minutes: int = Field(ge=0)
    talk_pause_minutes: int = Field(ge=0)
    person_pause_minutes: int = Field(gt=0)
    quiet_from: Clock
    quiet_until: Clock
    reasons: dict[UnpaidReason, str]
    later: tuple[LaterTime, ...]

    _some_time = validator("later", allow_reuse=True)(not_empty)

    @validator("further_reminder_minutes")
    def _gaps_grow(cls, gaps: tuple[int, ...], values: dict[str, Any]) -> tuple[int, ...]:
        all_gaps = [values.get("first_reminder_minutes", 0), *gaps]
        if any(later <= earlier for earlier, later in pairwise(all_gaps)):
            raise ValueError("each gap must be longer than the one before it")
        return gaps

    @validator("reasons")
    def _names_every_reason(cls, names: dict[UnpaidReason, str]) -> dict[UnpaidReason, str]:
        return complete(names, UnpaidReason)


class Reviews(Section):
    """There is no reward to configure: rewarding praise is unlawful (rules against unfair competition online, 2024)."""

    note: str


_PLACES = {
    "money": {"amount"},
    "day_range": {"least", "most"},
    "pair": {"name", "value"},
    "extra": {"name", "amount"},
    "reference": {"name", "version"},
}


class Words(Section):
    """How the shop writes amounts and names what the database keeps as codes."""

    money: str
    days: str
    day_range: str
    hours: str
    minutes: str
    pair: str
    extra: str
    reference: str
    """A rule as shoppers read it: its name and version."""
    separator: str
    clause: str
    """Separates what has separators inside."""
    never_free: str
    fields: dict[str, str]
    fits: dict[str, str]
    measures: dict[str, str]
    order_status: dict[OrderStatus, str]
    tracking: dict[TrackingKind, str]

    @validator("money", "days", "hours", "minutes", "day_range", "pair", "extra", "reference")
    def _has_its_places(cls, text: str, field: ModelField) -> str:
        return check_places(text, _PLACES.get(field.name, {"number"}))

    @validator("order_status")
    def _names_every_status(cls, names: dict[OrderStatus, str]) -> dict[OrderStatus, str]:
        return complete(names, OrderStatus)

    @validator("tracking")
    def _names_every_kind(cls, names: dict[TrackingKind, str]) -> dict[TrackingKind, str]:
        return complete(names, TrackingKind)


class ServiceHours(WeekHours):
    """When people serve, and where to call."""

    phone: str


class Carrier(Section):
    name: str
    aliases: tuple[str, ...] = ()
    phone: str
