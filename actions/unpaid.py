"""Unpaid orders in the talk: which one is meant, and the question why it is not paid, asked once."""

from __future__ import annotations

from sqlalchemy.orm import Session

from actions.base import Call, Events, ShopAction
from actions.buttons import button
from actions.cards import moment
from bot.errors import OrderNotFound
from bot.shop.orders import Order, OrderStatus, order_for, orders_of
from bot.shop.payments import time_left
from bot.shop.rules import UnpaidReason
from bot.shop.unpaid import may_ask_reason


class ActionPayLater(ShopAction):
    """An order will be paid later, or not yet."""

    def name(self) -> str:
        return "action_pay_later"

    def act(self, call: Call) -> Events:
        with call.database() as session:
            order = unpaid_order(call, session)
            if order:
                ask_why(call, session, order)
            else:
                call.say("utter_pay_later")
        return []


def unpaid_order(call: Call, session: Session) -> Order | None:
    """The unpaid order in question: of the button, of the card just shown, or the shopper's only one."""
    number = call.entity("unpaid_order") or _number_on_card(call)
    if number:
        return _payable(call, session, str(number))
    found = orders_of(session, call.shopper, limit=20, statuses=[OrderStatus.PENDING_PAYMENT], now=call.now)
    open_ = [order for order in found if time_left(order, call.now)]
    return open_[0] if len(open_) == 1 else None


def ask_why(call: Call, session: Session, order: Order) -> None:
    """Ask for the reason, unless that has been done; then only say how long there is time."""
    pay_before = moment(call, order.pay_before)
    if may_ask_reason(session, order, call.now):
        buttons = [reason_button(order, reason, title) for reason, title in call.policy.unpaid.reasons.items()]
        call.say("utter_ask_unpaid_reason", pay_before=pay_before, buttons=buttons)
    else:
        later = reason_button(order, UnpaidReason.LATER, call.words("utter_label_remind_me"))
        call.say("utter_unpaid_kept", pay_before=pay_before, buttons=[later])


def reason_button(order: Order, reason: UnpaidReason, title: str) -> dict[str, str]:
    return button("tell_unpaid_reason", title, unpaid_order=order.number, unpaid_reason=reason.value)


def _number_on_card(call: Call) -> str | None:
    card = call.metadata.get("card") or {}
    return str(card["number"]) if card.get("type") == "payment" and card.get("number") else None


def _payable(call: Call, session: Session, number: str) -> Order | None:
    try:
        order = order_for(session, call.shopper, number, call.now)
    except OrderNotFound:
        return None
    return order if order.is_unpaid and time_left(order, call.now) else None
