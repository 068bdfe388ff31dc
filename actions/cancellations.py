"""Cancellations: an unpaid order is closed, a paid one is cancelled and its money goes back."""

from __future__ import annotations

from sqlalchemy.orm import Session

from actions.base import Call
from actions.cards import label
from actions.changes import Change, request_of
from actions.handoff import hand_over
from actions.matters import Proposal, Told
from actions.payments import way_back
from bot.shop.edits import cancel_order
from bot.shop.orders import Order
from bot.shop.orders import OrderStatus as S
from bot.shop.refunds import refundable, request_refund


class CancelOrder(Change):
    topic = "cancel_order"
    kind = "cancel"

    def question(self, call: Call, session: Session, order: Order, told: Told) -> None:
        return None

    def change(self, call: Call, session: Session, order: Order, told: Told) -> Proposal | None:
        if order.is_unpaid:
            return Proposal("utter_confirm_cancel_unpaid", {"order": label(call, order)})
        values = {"order": label(call, order), "amount": call.policy.money(order.amount_fen)}
        return Proposal("utter_confirm_cancel_paid", {**values, **way_back(call, order)})

    def carry_out(self, call: Call, session: Session, order: Order, told: Told) -> None:
        if order.status in (S.CANCELLED, S.REFUNDED):
            return call.say("utter_cancel_order_already", order=label(call, order))
        if order.status is S.REFUNDING:
            return call.say("utter_cancel_order_under_way", order=label(call, order), **way_back(call, order))
        super().carry_out(call, session, order, told)

    def do(self, call: Call, session: Session, order: Order, told: Told) -> None:
        paid, request = not order.is_unpaid, request_of(call, told)
        cancel_order(session, order, request, call.policy)
        if not paid:
            return call.say("utter_cancel_order_unpaid")
        call.say("utter_cancel_order_paid", amount=call.policy.money(order.amount_fen), **way_back(call, order))
        if refundable(session, order) < order.amount_fen:
            # The payment is not in our records: a person pays it back.
            return hand_over(call, order, self.topic)
        if order.amount_fen:
            request_refund(session, order, order.amount_fen, self.topic, request.id, request.at)
