"""Addresses: where an order is to go instead, asked for part by part, checked, and shown to be agreed to."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from sqlalchemy.orm import Session

from actions.base import Call
from actions.changes import Change, request_of
from actions.handoff import hand_over
from actions.matters import Proposal, Question, Told
from actions.topics import is_question
from bot.shop.addresses import PARTS, Destination, completed, missing_part, receiver_in, street_in
from bot.shop.edits import change_destination
from bot.shop.orders import Order
from bot.shop.promises import ShippingFee, shipping_fee
from bot.shop.units import same_region

# What stands before the place that is meant: "not to 广州, send it to 佛山".
_TOWARDS = re.compile(r"(?:[改换寄送发]?[到成为]|[寄发改换送]|往|而?是)\s*$")

_AWAY_FROM = re.compile(r"(?:不|别|甭)(?:要|用|再|是|想)?[寄发送]?[到往]?\s*$")
_IN_FULL = re.compile(r"[省市区县旗州盟]$")


class ChangeAddress(Change):
    topic = "change_address"
    kind = "address"

    def hear(self, call: Call, asked: str | None) -> Told:
        told = place_in(call.text, call.tracker.latest_message.get("entities") or [], asked)
        told |= {"phone": call.entity("phone"), "receiver": receiver_in(call.text)}
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


def place_in(text: str, entities: Sequence[dict[str, Any]], asked: str | None = None) -> Told:
    """Region and street of a message; the street is all that stands behind the region that it begins with."""
    regions = [e for e in entities if e["entity"] == "region"]
    addresses = [e for e in entities if e["entity"] == "address"]
    # The name of a place behind a street belongs to the street, as a short one does where only that is asked for.
    regions = [e for e in regions if not any(a["start"] < e["start"] for a in addresses)]
    regions = [e for e in regions if asked != "street" or _IN_FULL.search(text[: e["end"]])]
    before = [text[: e["start"]] for e in regions]
    regions = [e for e, lead in zip(regions, before, strict=True) if not _AWAY_FROM.search(lead)] or regions
    aimed_at = [e for e in regions if _TOWARDS.search(text[: e["start"]])]
    region = next(iter(aimed_at or regions), None)
    address = next((a for a in addresses if region is None or a["end"] > region["end"]), None)
    told: Told = {name: value for name, value in region["value"].items() if value} if region else {}
    if is_question(text) and address is None:
        return told
    if region:
        start, is_sure = region["end"], address is not None or asked in ("street", "district")
    else:
        start, is_sure = address["start"] if address else 0, address is not None or asked == "street"
    if address or region or is_sure:
        told["street"] = street_in(text[start:], is_sure=is_sure)
    return told
