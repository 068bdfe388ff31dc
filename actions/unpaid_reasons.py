"""Reasons for not paying: each kept, and answered with what the shop can do about it."""

from __future__ import annotations

from collections.abc import Callable

from rasa_sdk.events import FollowupAction, SlotSet
from sqlalchemy.orm import Session

from actions import payments
from actions.base import Call, Events, ShopAction
from actions.cards import day, items, show_payment
from actions.days import span
from actions.focus import choices
from actions.order_form import FORM, begin
from actions.orders import can_be_paid, tell_status
from actions.reminders import offer_times
from actions.topics import unpaid_reason_in
from actions.unpaid import unpaid_order
from bot.shop.catalogue import Product, find_product, get_sku
from bot.shop.orders import Order, order_for
from bot.shop.promises import arrival, delivery_days, not_delivered, ship_by
from bot.shop.promotions import usable_coupon
from bot.shop.rules import UnpaidReason
from bot.shop.unpaid import note_reason


class ActionTellUnpaidReason(ShopAction):
    """The answer to the question why an order is not paid: a button, or words."""

    def name(self) -> str:
        return "action_tell_unpaid_reason"

    def act(self, call: Call) -> Events:
        reason = UnpaidReason(call.entity("unpaid_reason") or unpaid_reason_in(call.text) or UnpaidReason.LATER)
        with call.database() as session:
            order = _order(call, session)
            if order is None:
                call.say("utter_pay_later")
                return []
            if not can_be_paid(call, order):
                tell_status(call, session, order)
                return []
            note_reason(session, order, reason, call.now)
            return ANSWERS[reason](call, session, order)


def too_expensive(call: Call, session: Session, order: Order) -> Events:
    """What may lawfully be taken off: the shopper's own coupon, else what is taken off already."""
    coupon = usable_coupon(session, order, call.now)
    if coupon:
        call.say("utter_unpaid_price_coupon", coupon=coupon.title, saved=call.policy.money(coupon.discount_fen))
    elif order.discount_fen:
        money = call.policy.money
        call.say("utter_unpaid_price_reduced", saved=money(order.discount_fen), amount=money(order.amount_fen))
    else:
        call.say("utter_unpaid_price")
    show_payment(call, order)
    return []


def unsure_of_size(call: Call, session: Session, order: Order) -> Events:
    """Leads into the advice for what was ordered."""
    sized = _sized(session, order)
    if not sized:
        call.say("utter_unpaid_size_none", items=items(call, order))
        return []
    if len(sized) > 1:
        call.say("utter_unpaid_size_which", buttons=choices(sized, "ask_size"))
        return []
    ordered = [line.size for line in order.lines if line.size and _product(session, line.sku_id) is sized[0]]
    call.say("utter_unpaid_size", title=sized[0].title, size=call.policy.listed(dict.fromkeys(ordered)))
    return [SlotSet("product", sized[0].id), FollowupAction("size_form")]


def afraid_of_waiting(call: Call, session: Session, order: Order) -> Events:
    """What the shop promises for the province of the order, were it paid now."""
    refused = not_delivered(call.policy, order.province, order.city)
    if refused:
        call.say("utter_delivery_refused", place=refused.region, reason=refused.reason)
        return []
    first, last = arrival(call.now, call.policy, order.province)
    call.say(
        "utter_unpaid_shipping",
        day=day(call, ship_by(call.now, call.policy)),
        place=order.city or order.province,
        days=call.policy.days(delivery_days(call.policy, order.province)),
        arrival=span(call, first, last),
    )
    show_payment(call, order)
    return []


def in_trouble(call: Call, session: Session, order: Order) -> Events:
    payments.report_payment_problem(call, session, order)
    return []


def later(call: Call, session: Session, order: Order) -> Events:
    offer_times(call, order)
    return []


def not_wanted(call: Call, session: Session, order: Order) -> Events:
    """Goes on as if the shopper had asked to cancel this very order."""
    return [*begin(call, "cancel_order"), SlotSet("order_number", order.number), FollowupAction(FORM)]


ANSWERS: dict[UnpaidReason, Callable[[Call, Session, Order], Events]] = {
    UnpaidReason.PRICE: too_expensive,
    UnpaidReason.SIZE: unsure_of_size,
    UnpaidReason.SHIPPING: afraid_of_waiting,
    UnpaidReason.TROUBLE: in_trouble,
    UnpaidReason.LATER: later,
    UnpaidReason.UNWANTED: not_wanted,
}


def _order(call: Call, session: Session) -> Order | None:
    """The order on the button, in whatever state, else the one in question."""
    number = call.entity("unpaid_order")
    return order_for(session, call.shopper, str(number), call.now) if number else unpaid_order(call, session)


def _sized(session: Session, order: Order) -> list[Product]:
    """The products of an order that come by a size chart."""
    found = {product.id: product for line in order.lines if (product := _product(session, line.sku_id))}
    return [product for product in found.values() if product.size_chart_id]


def _product(session: Session, sku_id: str) -> Product | None:
    return find_product(session, get_sku(session, sku_id).product_id)
