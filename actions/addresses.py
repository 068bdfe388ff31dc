"""Addresses: where an order is to go instead, asked for part by part, checked, and shown to be agreed to."""

from __future__ import annotations

import re
from typing import Any

from sqlalchemy.orm import Session

from actions.base import Call
from actions.changes import Change, request_of
from actions.handoff import hand_over
from actions.matters import Proposal, Question, Told
from actions.topics import is_question
from bot.shop.addresses import PARTS, Destination, completed, missing_part, receiver_in
from bot.shop.edits import change_destination
from bot.shop.orders import Order
from bot.shop.promises import ShippingFee, shipping_fee
from bot.shop.units import same_region

_STREET = re.compile(r"(?=.*[\u4e00-\u9fff])[\u4e00-\u9fffA-Za-z0-9#()（）\-—·,， ]{3,80}")


class ChangeAddress(Change):
    topic = "change_address"
    kind = "address"

    def hear(self, call: Call, asked: str | None) -> Told:
        told: Told = {}
        region: dict[str, Any] = call.entity("region") or {}
        told |= {name: value for name, value in region.items() if value}
        told |= {"street": _street(call), "phone": call.entity("phone"), "receiver": receiver_in(call.text)}
        if asked == "street" and not told["street"] and _STREET.fullmatch(call.text) and not is_question(call.text):
            told["street"] = call.text
        if asked == "district":
            # A district alone lies in the city that was told before.
            told |= {"province": None, "city": None}
        return {name: value for name, value in told.items() if value}

    def missing(self, call: Call, session: Session, order: Order, told: Told) -> Question | None:
        part = missing_part(completed(told))
        if part is None or self._fee(call, order, told).kind == "not_delivered":
            return None
        known = "".join(str(completed(told).get(name) or "") for name in ("province", "city", "district"))
        return Question(part, f"utter_ask_address_{part}", {"known": known})

    def change(self, call: Call, session: Session, order: Order, told: Told) -> Proposal | None:
        fee, new, old = self._fee(call, order, told), self._new(order, told), Destination.of(order)
        extra = fee.fee_fen - order.freight_fen
        if fee.kind == "not_delivered" or (extra > 0 and not order.is_unpaid):
            return None
        hidden = call.shopper.id is None
        rows = [
            (name, _masked(getattr(old, name)) if hidden else getattr(old, name), getattr(new, name))
            for name in ("receiver", "phone", "place")
            if getattr(old, name) != getattr(new, name)
        ]
        changed = [call.words(f"utter_label_change_{name}", before=before, after=after) for name, before, after in rows]
        if not changed:
            return Proposal("utter_address_same", {"place": new.place, "receiver": new.receiver, "phone": new.phone})
        values = {"changes": "\n".join(changed), "amount": call.policy.money(order.amount_fen + extra)}
        return Proposal("utter_confirm_address_fee" if extra and order.is_unpaid else "utter_confirm_address", values)

    def do(self, call: Call, session: Session, order: Order, told: Told) -> None:
        fee, new = self._fee(call, order, told), self._new(order, told)
        if fee.kind == "not_delivered":
            return call.say("utter_address_not_delivered", place=new.place, reason=fee.reason)
        extra = fee.fee_fen - order.freight_fen
        if extra > 0 and not order.is_unpaid:
            call.say("utter_address_extra_fee", place=new.place, extra=call.policy.money(extra))
            words = f"{new.receiver} {new.phone} {new.place}"
            return hand_over(call, order, self.topic, detail=words)
        change_destination(session, order, new, fee.fee_fen, request_of(call, told), call.policy)
        shown = {name: getattr(new, name) for name in ("receiver", "phone", "place")}
        if call.shopper.id is None:
            # A visitor who has proved the order hears what they have said, not what they have not.
            said = {"receiver": told.get("receiver"), "phone": told.get("phone"), "place": told.get("street")}
            shown = {name: value if said[name] else _masked(value) for name, value in shown.items()}
        call.say("utter_change_address_done", **shown)

    def _new(self, order: Order, told: Told) -> Destination:
        return Destination.of(order).with_told({name: completed(told).get(name) for name in PARTS})

    def _fee(self, call: Call, order: Order, told: Told) -> ShippingFee:
        """The freight to the new place; that of the order itself as long as it stays in the province."""
        new = self._new(order, told)
        goods = order.goods_fen - order.discount_fen
        fee = shipping_fee(call.policy, goods, new.province, new.city)
        if same_region(new.province, order.province) and fee.kind != "not_delivered":
            return ShippingFee(fee.kind, order.freight_fen, fee.free_over_fen, fee.remote)
        return fee


def _masked(text: str) -> str:
    """Enough to recognise what one knows: 138****6612, 林**, 浙江省****."""
    if text.isdigit():
        return f"{text[:3]}****{text[-4:]}"
    return f"{text[:1]}**" if len(text) <= 4 else f"{text[:3]}****"


def _street(call: Call) -> str | None:
    """What of an address comes after its region."""
    found = {e["entity"]: e for e in call.tracker.latest_message.get("entities") or []}
    address, region = found.get("address"), found.get("region")
    if not address:
        return None
    inside = region and address.get("start", 0) <= region.get("start", 0) < region.get("end", 0) < address.get("end", 0)
    return call.text[region["end"] : address["end"]].strip() if region and inside else str(address["value"])
