"""Places: where something is to be sent, as far as the shopper has said."""

from __future__ import annotations

from dataclasses import dataclass

from actions.base import Call
from bot.shop.baskets import Freight
from bot.shop.promises import freight_to, not_delivered


@dataclass(frozen=True)
class Place:
    """A province, a city, or both."""

    province: str = ""
    city: str = ""

    @property
    def name(self) -> str:
        return self.city or self.province

    @classmethod
    def of(cls, call: Call) -> Place | None:
        region = call.entity("region") or call.slot("region")
        if not isinstance(region, dict) or not (region.get("province") or region.get("city")):
            return None
        return cls(str(region.get("province") or ""), str(region.get("city") or ""))

    def say_refused(self, call: Call) -> bool:
        """Whether nothing is sent there; says why."""
        rule = not_delivered(call.policy, self.province, self.city)
        if rule:
            call.say("utter_delivery_refused", place=rule.region, reason=rule.reason)
        return rule is not None


def freight_for(call: Call) -> Freight:
    """The freight to where the shopper wants it; to an ordinary place while that is open or impossible."""
    place = Place.of(call)
    if place is None or not_delivered(call.policy, place.province, place.city):
        return freight_to(call.policy)
    return freight_to(call.policy, place.province, place.city)
