"""After-sales: how a refund or return stands, and the wishes that a person takes over."""

from __future__ import annotations

from sqlalchemy.orm import Session

from actions.base import Call
from actions.cards import label, show_order, status
from actions.handoff import hand_over
from actions.payments import method
from actions.topics import TOPICS, title
from bot.shop.orders import Order, OrderStatus

# Refused by the state of the order in words of their own.
_TOO_LATE = {"cancel_order": "utter_cancel_order_too_late", "change_address": "utter_change_address_too_late"}


def query_refund(call: Call, _session: Session, order: Order) -> None:
    _tell_refund(call, order, "query_refund")


def query_return_progress(call: Call, _session: Session, order: Order) -> None:
    _tell_refund(call, order, "query_return_progress")


def take_over(call: Call, order: Order, topic: str) -> None:
    """Confirm what was understood and bring a person in with it."""
    fits = TOPICS[topic].fits
    too_late = OrderStatus.PENDING_PAYMENT in fits[0] and order.status not in fits[0]
    response = _TOO_LATE.get(topic, "utter_too_late") if too_late else f"utter_{topic}"
    detail = call.slot("request_detail") or title(topic)
    call.say(response, order=label(call, order), status=status(call, order), detail=detail, wish=title(topic))
    hand_over(call, order, topic, detail=call.slot("request_detail"))


def _tell_refund(call: Call, order: Order, topic: str) -> None:
    if order.paid_at is None:
        return call.say("utter_query_refund_unpaid", order=label(call, order))
    if order.status in (OrderStatus.REFUNDING, OrderStatus.REFUNDED):
        way = next((way for way in call.policy.payment.methods if way.id == order.pay_method), None)
        days = call.policy.days(way.refund_days) if way else call.words("utter_label_refund_days")
        response = "utter_query_refund_done" if order.status is OrderStatus.REFUNDED else f"utter_{topic}"
        call.say(response, paid_with=method(call, order), within=days)
        return show_order(call, order)
    call.say("utter_query_refund_none", order=label(call, order))
    hand_over(call, order, topic)
