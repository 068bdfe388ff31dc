"""The answer to a wish about an order, once it is clear which one, and what a bare number is taken for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from rasa_sdk.events import FollowupAction, SlotSet
from sqlalchemy.orm import Session

from actions import aftersales, logistics, orders, payments
from actions.articles import repeat_question
from actions.base import Call, Events, ShopAction
from actions.body import KNOWN
from actions.order_form import FORM, begin
from actions.topics import TOPICS
from bot.shop.orders import Order, order_for

ANSWERS: dict[str, Callable[[Call, Session, Order], None]] = {
    "query_order": orders.query_order,
    "track_parcel": logistics.track_parcel,
    "urge_shipping": logistics.urge_shipping,
    "urge_delivery": logistics.urge_delivery,
    "report_parcel_stuck": logistics.report_parcel_stuck,
    "report_not_received": logistics.report_not_received,
    "contact_courier": logistics.contact_courier,
    "confirm_paid": payments.confirm_paid,
    "report_payment_problem": payments.report_payment_problem,
    "query_refund": aftersales.query_refund,
    "query_return_progress": aftersales.query_return_progress,
}


class ActionOrderAnswer(ShopAction):
    """Comes after the order form; silent when the form ended without a matter."""

    def name(self) -> str:
        return "action_order_answer"

    async def act(self, call: Call) -> Events:
        topic = call.slot("topic")
        if topic:
            with call.database() as session:
                order = order_for(session, call.shopper, call.slot("order_number") or "", call.now)
                _answer(call, session, order, topic)
        return [SlotSet(name, None) for name in ("topic", "request_detail", "phone_tail")]


class ActionInform(ShopAction):
    """A number or a measure out of the blue."""

    def name(self) -> str:
        return "action_inform"

    async def act(self, call: Call) -> Events:
        if call.tracker.active_loop_name:
            call.say("utter_fallback_in_form")
            return []
        if _any(call, "order_number", "phone_tail", "phone"):
            return [*begin(call, "query_order"), FollowupAction(FORM)]
        if _any(call, "tracking_number"):
            return [*begin(call, "track_parcel"), FollowupAction(FORM)]
        if _any(call, *KNOWN):
            return [FollowupAction("size_form")]
        if _any(call, "color", "size"):
            return await repeat_question(call)
        call.say("utter_inform_unclear")
        return []


def _answer(call: Call, session: Session, order: Order, topic: str) -> None:
    if TOPICS[topic].handed_over:
        aftersales.take_over(call, order, topic)
    else:
        ANSWERS[topic](call, session, order)


def _any(call: Call, *entities: str) -> Any:
    return any(call.entity(name) is not None for name in entities)
