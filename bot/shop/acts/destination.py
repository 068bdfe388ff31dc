"""Another destination for an order: address and phone."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from bot.shop.addresses import PARTS, Destination, completed, missing_part
from bot.shop.changes import Request
from bot.shop.edits import change_destination
from bot.shop.order_actions import Field, Line, OrderAction, Plan, Scene
from bot.shop.promises import ShippingFee, shipping_fee
from bot.shop.units import same_region
from bot.shop.values import Values

_PHONE = re.compile(r"1[3-9]\d{9}|0\d{2,3}-?\d{7,8}|400-?\d{3}-?\d{4}")
_WHERE = ("receiver", "province", "city", "district", "street")


class ChangeAddress(OrderAction):
    key = "address"
    kind = "address"

    def fields(self, at: Scene) -> tuple[Field, ...]:
        return tuple(Field(name, value=getattr(at.order, name), required=name != "district") for name in _WHERE)

    def plan(self, at: Scene, values: Values) -> Plan:
        told: dict[str, Any] = {name: values.text(name, needed=name != "district") for name in _WHERE}
        part = missing_part(completed(told))
        if part:
            raise values.bad(part)
        known = completed(told)
        return _planned(at, self.rule(at), Destination(**{**known, "phone": at.order.phone}))


class ChangePhone(OrderAction):
    key = "phone"
    kind = "address"

    def fields(self, at: Scene) -> tuple[Field, ...]:
        return (Field("phone", value=at.order.phone),)

    def plan(self, at: Scene, values: Values) -> Plan:
        phone = values.text("phone", most=20).replace(" ", "")
        if not _PHONE.fullmatch(phone):
            raise values.bad("phone")
        return _planned(at, self.rule(at), replace(Destination.of(at.order), phone=phone))


def _planned(at: Scene, rule: str, new: Destination) -> Plan:
    order, old, policy = at.order, Destination.of(at.order), at.policy
    fee = _fee(at, new)
    if fee.kind == "not_delivered":
        raise at.refusal("not_delivered", place=new.place, reason=fee.reason)
    extra = fee.fee_fen - order.freight_fen
    if extra > 0 and not order.is_unpaid and not at.person.is_lead:
        raise at.refusal("freight_owed", place=new.place, amount=policy.money(extra))
    lines = [Line(name, getattr(old, name), getattr(new, name)) for name in ("receiver", "phone", "place")]
    if extra and order.is_unpaid:
        lines.append(Line("freight", policy.money(order.freight_fen), policy.money(fee.fee_fen)))
        lines.append(Line("amount", policy.money(order.amount_fen), policy.money(order.amount_fen + extra)))

    def do(request: Request) -> None:
        change_destination(at.session, order, new, fee.fee_fen, request, policy)

    parts_changed = any(getattr(old, name) != getattr(new, name) for name in PARTS)
    return Plan(tuple(line for line in lines if line.before != line.after) if parts_changed else (), rule, do)


def _fee(at: Scene, new: Destination) -> ShippingFee:
    """The freight to the new place; that of the order itself as long as it stays in the province."""
    order = at.order
    fee = shipping_fee(at.policy, order.goods_fen - order.discount_fen, new.province, new.city)
    if same_region(new.province, order.province) and fee.kind != "not_delivered":
        return ShippingFee(fee.kind, order.freight_fen, fee.free_over_fen, fee.remote)
    return fee
