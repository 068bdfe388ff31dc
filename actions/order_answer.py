"""The answer to a wish about an order, once it is clear which one, and what a bare number is taken for."""

from __future__ import annotations

from typing import Any

from rasa_sdk.events import FollowupAction, SlotSet

from actions.articles import repeat_question
from actions.base import Call, Events, ShopAction
from actions.body import KNOWN
from actions.matters import MATTERS, UNSHIPPED
from actions.order_choice import described
from actions.order_form import FORM, begin
from actions.send_backs import is_number_of_sent_back
from actions.topics import place_named, swaps
from actions.wearers import names_people
from bot.shop.orders import order_for, orders_of

SIZE_FORM = "size_form"


class ActionOrderAnswer(ShopAction):
    """Comes after the order form; silent when the form ended without a matter."""

    def name(self) -> str:
        return "action_order_answer"

    def act(self, call: Call) -> Events:
        topic = call.slot("topic")
        if topic:
            with call.database() as session:
                order = order_for(session, call.shopper, call.slot("order_number") or "", call.now)
                MATTERS[topic].carry_out(call, session, order, call.slot("told") or {})
        return [SlotSet(name, None) for name in ("topic", "told", "confirmation", "phone_tail", "photos")]


class ActionInform(ShopAction):
    """A number or a measure out of the blue."""

    def name(self) -> str:
        return "action_inform"

    def act(self, call: Call) -> Events:
        if call.tracker.active_loop_name:
            if call.tracker.active_loop_name != SIZE_FORM or not names_people(call):
                call.say("utter_fallback_in_form")
            return []
        if _any(call, "order_number", "phone_tail", "phone"):
            return [*begin(call, "query_order"), FollowupAction(FORM)]
        if number := call.entity("tracking_number"):
            with call.database() as session:
                topic = "send_back" if is_number_of_sent_back(call, session, number) else "track_parcel"
            return [*begin(call, topic), FollowupAction(FORM)]
        if _any(call, *KNOWN):
            return [FollowupAction(SIZE_FORM)]
        if _swaps_what_was_ordered(call):
            return [*begin(call, "modify_order"), FollowupAction(FORM)]
        is_pointed_at = place_named(call.text) is not None or names_people(call)
        if is_pointed_at or _any(call, "product", "category", "color", "size", "quantity"):
            return repeat_question(call)
        call.say("utter_inform_unclear")
        return []


def _swaps_what_was_ordered(call: Call) -> bool:
    """Whether an article is to become another one, and a single order that can still be changed holds it."""
    if not (swaps(call.text) and _any(call, "product", "category") and _any(call, "color", "size")):
        return False
    with call.database() as session:
        orders = orders_of(session, call.shopper, statuses=UNSHIPPED, now=call.now)
        return len(described(call, session, orders)) == 1


def _any(call: Call, *entities: str) -> Any:
    return any(call.entity(name) is not None for name in entities)
