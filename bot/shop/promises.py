"""What the shop promises about sending: the day, the days on the way, the fee, and where it does not go."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from bot.shop.baskets import Freight
from bot.shop.policy import Policy
from bot.shop.rules import CarrierOnRequest, Days, Holiday, NoDelivery
from bot.shop.units import SHANGHAI, same_region


@dataclass(frozen=True)
class ShippingFee:
    """The fee for an amount to a place, and how far the amount is from free shipping."""

    kind: Literal["free", "charged", "not_delivered"]
    fee_fen: int
    free_over_fen: int | None
    remote: bool
    reason: str = ""

    def missing_fen(self, amount_fen: int) -> int | None:
        """What is still to be bought for free shipping; None where it is never free."""
        return None if self.free_over_fen is None else max(self.free_over_fen - amount_fen, 0)


def is_shipping_day(day: date, policy: Policy) -> bool:
    shipping = policy.shipping
    return day.weekday() in shipping.working_days.numbers and not any(h.covers(day) for h in shipping.holidays)


def ship_by(now: datetime, policy: Policy) -> date:
    """The day, on the shop's clock, by whose end an order paid now is sent."""
    local = now.astimezone(SHANGHAI)
    is_late = local.time() >= policy.shipping.cut_off.time
    return next_shipping_day(local.date() + timedelta(days=1 if is_late else 0), policy)


def next_shipping_day(day: date, policy: Policy) -> date:
    """The first day from this one on, itself included, on which parcels leave."""
    while not is_shipping_day(day, policy):
        day += timedelta(days=1)
    return day


def last_shipping_day(day: date, policy: Policy) -> date:
    """The last day up to this one, itself included, on which parcels leave."""
    while not is_shipping_day(day, policy):
        day -= timedelta(days=1)
    return day


def holiday_named(text: str, policy: Policy, today: date) -> Holiday | None:
    """The next holiday that a text names and that is not over."""
    named = (holiday for holiday in policy.shipping.holidays if holiday.is_named_in(text) and holiday.ends >= today)
    return min(named, key=lambda holiday: holiday.first, default=None)


def delivery_days(policy: Policy, province: str = "", carrier: str = "") -> Days:
    """Days on the way after dispatch; the general answer when the province is unknown."""
    regions = policy.shipping.delivery_days.regions
    near = (region for region in regions if any(same_region(name, province) for name in region.provinces))
    days = next(near, policy.shipping.delivery_days.other)
    wished = on_request(policy, carrier)
    if wished is None or not wished.saves_days:
        return days
    return Days(least=max(days.least - wished.saves_days, 1), most=max(days.most - wished.saves_days, 1))


def arrival(now: datetime, policy: Policy, province: str = "", carrier: str = "") -> tuple[date, date]:
    """First and last day on which an order paid now should arrive."""
    sent, days = ship_by(now, policy), delivery_days(policy, province, carrier)
    return sent + timedelta(days=days.least), sent + timedelta(days=days.most)


def on_request(policy: Policy, carrier: str) -> CarrierOnRequest | None:
    """A carrier that the shop sends with for a surcharge, if this is one."""
    return next((extra for extra in policy.shipping.on_request if extra.carrier == carrier), None)


def not_delivered(policy: Policy, province: str, city: str = "") -> NoDelivery | None:
    """The rule by which the shop does not send to a place, if there is one."""
    places = policy.shipping.not_delivered
    return next((rule for rule in places if any(same_region(rule.region, name) for name in (province, city))), None)


def shipping_fee(policy: Policy, amount_fen: int, province: str = "", city: str = "") -> ShippingFee:
    """The fee for goods of an amount after discounts."""
    refusal = not_delivered(policy, province, city)
    if refusal:
        return ShippingFee("not_delivered", 0, None, False, refusal.reason)
    rules = policy.shipping
    remote = any(same_region(name, province) for name in rules.remote.provinces)
    fee, free_over = (rules.remote.fee, rules.remote.free_over) if remote else (rules.fee, rules.free_over)
    if fee == 0 or (free_over is not None and amount_fen >= free_over):
        return ShippingFee("free", 0, free_over, remote)
    return ShippingFee("charged", fee, free_over, remote)


def freight_to(policy: Policy, province: str = "", city: str = "") -> Freight:
    """The freight by the amount of the goods, for the price of a basket; nothing is added where nothing is sent."""
    return lambda due_fen: shipping_fee(policy, due_fen, province, city).fee_fen
