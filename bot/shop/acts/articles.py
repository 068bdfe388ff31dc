"""Another article in an order: colour, size or number of pieces; money that is too much goes back."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from bot.errors import OutOfStock
from bot.shop.catalogue import Sku
from bot.shop.changes import Request
from bot.shop.edits import Replacement, replace_line, sums_after
from bot.shop.order_actions import Field, Line, OrderAction, Plan, Scene
from bot.shop.refunds import refundable, request_refund
from bot.shop.values import Values

_SKUS: Any = Sku  # SQLAlchemy 1.4 is untyped: on the class these are columns


class ChangeArticle(OrderAction):
    key = "article"
    kind = "items"

    def fields(self, at: Scene) -> tuple[Field, ...]:
        options = tuple((value, self._title(at, found)) for value, found in _choices(at).items())
        first = next((one for one in at.order.lines), None)
        now = f"{first.id}:{first.sku_id}" if first else None
        quantity = first.quantity if first else 1
        return (
            Field("article", "select", options=options, value=now),
            Field("quantity", "number", value=quantity, most=99),
        )

    def plan(self, at: Scene, values: Values) -> Plan:
        choices, order = _choices(at), at.order
        chosen = choices[values.choice("article", choices)]
        found = Replacement(chosen.line, chosen.sku, values.whole("quantity", most=99))
        if found.sku.id == found.line.sku_id and found.quantity == found.line.quantity:
            raise at.refusal("same")
        if found.sku.stock < found.more_pieces:
            raise OutOfStock(found.sku.stock)
        freight, discount = self._sums(at, found)
        amount = order.goods_fen + found.difference_fen - discount + freight
        back = order.amount_fen - amount if not order.is_unpaid else 0
        if back > refundable(at.session, order):
            raise at.refusal("nothing_paid")
        money = at.policy.money
        before, after = _words(found.line.article, found.line.quantity), _words(found.sku.article, found.quantity)
        lines = [Line("goods", f"{found.line.title} {before}", f"{found.line.title} {after}")]
        if amount != order.amount_fen:
            lines.append(Line("amount", money(order.amount_fen), money(amount)))
        if back:
            lines.append(Line("refund", "", money(back)))

        def do(request: Request) -> None:
            replace_line(at.session, order, found, (freight, discount), request, at.policy)
            if back:
                request_refund(at.session, order, back, self.key, request.id, request.at)

        return Plan(tuple(lines), self.rule(at), do)

    def _sums(self, at: Scene, found: Replacement) -> tuple[int, int]:
        """Freight and discount afterwards: where the bot leaves it to a person, the discount stays as it is."""
        order = at.order
        if not order.is_unpaid and found.difference_fen > 0:
            raise at.refusal("goods_owed", amount=at.policy.money(found.difference_fen))
        usual = sums_after(order, found, at.policy)
        left = order.goods_fen + found.difference_fen
        return usual or (order.freight_fen, min(order.discount_fen, left))

    def _title(self, at: Scene, found: Replacement) -> str:
        now = f"{found.line.title} {found.line.article}".strip()
        return at.policy.handling.article.format(now=now, new=found.sku.article, stock=found.sku.stock)


def _choices(at: Scene) -> dict[str, Replacement]:
    """Every article that a line may become, the line's own too: then only the number changes."""
    lines = at.order.lines
    bought = select(_SKUS.product_id).where(_SKUS.id.in_([line.sku_id for line in lines]))
    skus = list(at.session.execute(select(Sku).where(_SKUS.product_id.in_(bought)).order_by(_SKUS.id)).scalars())
    product_of = {sku.id: sku.product_id for sku in skus}
    return {
        f"{line.id}:{sku.id}": Replacement(line, sku, line.quantity)
        for line in lines
        for sku in skus
        if sku.product_id == product_of.get(line.sku_id)
    }


def _words(article: str, quantity: int) -> str:
    return f"{article} ×{quantity}".strip()
