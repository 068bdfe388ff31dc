"""Reorders: the same once more, with what it costs today."""

from __future__ import annotations

from sqlalchemy.orm import Session

from actions.base import Call
from actions.cards import show_payment
from actions.changes import Change, request_of
from actions.matters import Proposal, Told
from bot.shop.catalogue import Sku
from bot.shop.orders import Order, OrderLine
from bot.shop.orders import OrderStatus as S
from bot.shop.reorders import basket_of, reorder


class Reorder(Change):
    topic = "reorder"
    kind = "reorder"
    fits = ((S.COMPLETED, S.DELIVERED), (S.CANCELLED,))

    def change(self, call: Call, session: Session, order: Order, told: Told) -> Proposal | None:
        basket = basket_of(session, order, call.policy)
        if not basket.lines:
            return None
        lines = [self._row(call, line, sku) for line, sku in basket.lines]
        gone = call.policy.listed(line.title for line in basket.gone)
        response = "utter_confirm_reorder_part" if gone else "utter_confirm_reorder"
        place = f"{order.receiver} {order.city}{order.district}{order.street}"
        amount = call.policy.money(basket.amount_fen)
        return Proposal(response, {"lines": "\n".join(lines), "amount": amount, "gone": gone, "place": place})

    def _row(self, call: Call, line: OrderLine, sku: Sku) -> str:
        price = call.policy.money(sku.price_fen)
        return call.words(
            "utter_label_reorder_line", title=line.title, article=sku.article, count=line.quantity, price=price
        )

    def do(self, call: Call, session: Session, order: Order, told: Told) -> None:
        again = reorder(session, order, request_of(call, told), call.policy)
        call.say("utter_reorder_done", number=again.number)
        show_payment(call, again)
