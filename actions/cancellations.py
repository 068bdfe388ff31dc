"""Cancellations: an unpaid order is closed, a paid one is cancelled and its money goes back."""

from __future__ import annotations

from sqlalchemy.orm import Session

from actions.base import Call
from actions.cards import label
from actions.changes import Change, request_of
from actions.focus import entities
from actions.handoff import hand_over
from actions.matters import Proposal, Question, Told, tell_button
from actions.modifications import lines_named
from actions.payments import way_back
from actions.topics import cancels_all, cancels_in_part, title
from bot.shop.edits import cancel_order
from bot.shop.orders import Order
from bot.shop.orders import OrderStatus as S
from bot.shop.refunds import refundable, request_refund


class CancelOrder(Change):
    topic = "cancel_order"
    kind = "cancel"

    def hear(self, call: Call, asked: str | None) -> Told:
        goods = [value for name in ("product", "category", "color", "size") for value in entities(call, name)]
        if call.entity("all") or cancels_all(call.text, bool(goods)):
            return {"all": True}
        told = {"named": goods, "pieces": call.entity("quantity"), "part": cancels_in_part(call.text)}
        told = {name: value for name, value in told.items() if value}
        return {**told, "all": False} if told else {}

    def missing(self, call: Call, session: Session, order: Order, told: Told) -> Question | None:
        """Only a person can take one thing out of an order."""
        if told.get("all") or not _means_a_part(session, order, told):
            return None
        whole = tell_button(call.words("utter_label_cancel_all"), all=True)
        person = {"title": title("request_human"), "payload": "/request_human"}
        leave = {"title": call.words("utter_label_leave_it"), "payload": "/leave_it"}
        values = {"order": label(call, order), "count": order.pieces}
        return Question("part", "utter_ask_cancel_part", values, (person, whole, leave))

    def change(self, call: Call, session: Session, order: Order, told: Told) -> Proposal | None:
        several = "_several" if order.pieces > 1 else ""
        values = {"order": label(call, order), "count": order.pieces}
        if order.is_unpaid:
            return Proposal(f"utter_confirm_cancel_unpaid{several}", values)
        values |= {"amount": call.policy.money(order.amount_fen), **way_back(call, order)}
        return Proposal(f"utter_confirm_cancel_paid{several}", values)

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


def _means_a_part(session: Session, order: Order, told: Told) -> bool:
    """Whether something of an order of several things is named, rather than the order."""
    if order.pieces < 2:
        return False
    if told.get("part") or int(told.get("pieces") or order.pieces) < order.pieces:
        return True
    return (
        len(order.lines) > 1 and bool(told.get("named")) and len(lines_named(session, order, told)) < len(order.lines)
    )
