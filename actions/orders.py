"""Orders: how they stand, in a sentence and as a card."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from actions.base import Call
from actions.buttons import button
from actions.cards import day, moment, show_order, show_payment, status
from actions.matters import WAITING, Matter, Told, begin_button
from actions.pledges import mention
from bot.shop.logistics import shipment_of
from bot.shop.orders import Order, OrderStatus, orders_of
from bot.shop.payments import time_left
from bot.shop.promises import ship_by
from bot.shop.units import SHANGHAI

OVER = (OrderStatus.DELIVERED, OrderStatus.COMPLETED, OrderStatus.CANCELLED)


def query_order(call: Call, session: Session, order: Order) -> None:
    several = len(orders_of(session, call.shopper, limit=2, now=call.now)) > 1
    another = [button("choose_order", call.words("utter_label_another_order"))]
    again = [begin_button(call.words("utter_label_reorder"), "reorder", order)] if order.status in OVER else []
    tell_status(call, session, order, buttons=[*again, *(another if several else [])])
    show_payment(call, order) if can_be_paid(call, order) else show_order(call, order)
    mention(call, session, order)


def tell_status(call: Call, session: Session, order: Order, **extra: Any) -> None:
    """Say in a sentence where an order stands and what comes next."""
    shipment = shipment_of(session, order)
    values = {"status": status(call, order), "amount": call.policy.money(order.amount_fen), **extra}
    if order.is_unpaid and not can_be_paid(call, order):
        return call.say("utter_order_pay_expired", **values)
    if order.is_unpaid:
        return call.say("utter_order_pending_payment", pay_before=moment(call, order.pay_before), **values)
    if order.status in WAITING:
        late = "_late" if is_late(call, order) else ""
        return call.say(f"utter_order_{order.status.value}{late}", ship_day=day(call, promised(call, order)), **values)
    if order.status is OrderStatus.SHIPPED and shipment:
        shipped = moment(call, shipment.shipped_at)
        return call.say("utter_order_shipped", shipped=shipped, shipped_with=shipment.carrier, **values)
    if order.status is OrderStatus.DELIVERED and shipment and shipment.delivered_at:
        return call.say("utter_order_delivered", delivered=moment(call, shipment.delivered_at), **values)
    call.say("utter_order_state", **values)


def promised(call: Call, order: Order) -> date:
    """The day by which a paid order is to be sent."""
    return ship_by(order.paid_at or order.created_at, call.policy)


def is_late(call: Call, order: Order) -> bool:
    return promised(call, order) < call.now.astimezone(SHANGHAI).date()


def can_be_paid(call: Call, order: Order) -> bool:
    return order.is_unpaid and bool(time_left(order, call.now))


class QueryOrder(Matter):
    topic = "query_order"
    fits = ()
    only_tells = True

    def carry_out(self, call: Call, session: Session, order: Order, told: Told) -> None:
        query_order(call, session, order)
