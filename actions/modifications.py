"""Modifications: another colour, size or number of pieces of what was ordered, with stock and price looked up."""

from __future__ import annotations

import re
from typing import Any

from sqlalchemy.orm import Session

from actions.base import Call
from actions.cards import show_payment
from actions.changes import Change, request_of
from actions.focus import entities
from actions.handoff import hand_over
from actions.matters import Proposal, Question, Told, tell_button
from actions.packets import Reason
from actions.topics import size_step
from bot.shop.catalogue import Product, find_product_of, get_sku, stock_of
from bot.shop.edits import Replacement, find_replacement, replace_line, sums_after
from bot.shop.orders import Order, OrderLine
from bot.shop.size_names import size_rank
from bot.shop.sizing import same_size

# A size alone, as an answer: 38, 换成38的, xl.
_BARE_SIZE = re.compile(r"\D{0,4}?(\d{2,3}(?:\.5)?|\d?[xX]{0,3}[sSmMlL])\D{0,3}")


class ModifyOrder(Change):
    topic = "modify_order"
    kind = "items"

    def hear(self, call: Call, asked: str | None) -> Told:
        quantity = next(reversed(entities(call, "quantity")), None)
        return {**words_of_line(call, asked), **({"quantity": quantity} if quantity else {})}

    def keeps(self, topic: str, told: Told) -> Told:
        """An exchange of what has not been sent says all that is needed."""
        names = ("line", "product", "named", "color", "size", "step", "quantity")
        return {name: told[name] for name in names if topic == "request_exchange" and told.get(name)}

    def missing(self, call: Call, session: Session, order: Order, told: Told) -> Question | None:
        line = line_meant(session, order, told)
        if line is None:
            buttons = tuple(tell_button(_called(one), line=one.id) for one in order.lines)
            return Question("line", "utter_ask_modify_line", buttons=buttons)
        if _is_other_product(session, line, told):
            return None
        if not (any(told.get(name) for name in ("color", "quantity")) or size_meant(session, line, told)):
            return Question("article", "utter_ask_detail_modify_order", {"item": _called(line)})
        return obstacle(call, session, line, told)

    def change(self, call: Call, session: Session, order: Order, told: Told) -> Proposal | None:
        found = _replacement(session, order, told)
        if found is None:
            return None
        line, sku = found.line, found.sku
        if sums_after(order, found, call.policy) is None:
            more = found.difference_fen > 0
            difference = call.policy.money(abs(found.difference_fen))
            after = _article(sku.color, sku.size, found.quantity)
            values = {"title": line.title, "after": after, "difference": difference}
            return Proposal("utter_confirm_modify_order_more" if more else "utter_confirm_modify_order_less", values)
        freight, discount = sums_after(order, found, call.policy) or (0, 0)
        goods = order.goods_fen + found.difference_fen
        values = {
            "title": line.title,
            "before": _article(line.color, line.size, line.quantity),
            "after": _article(sku.color, sku.size, found.quantity),
            "amount": call.policy.money(goods - discount + freight),
        }
        same = goods - discount + freight == order.amount_fen
        return Proposal("utter_confirm_modify_order" if same else "utter_confirm_modify_order_sum", values)

    def do(self, call: Call, session: Session, order: Order, told: Told) -> None:
        found = _replacement(session, order, told)
        sums = sums_after(order, found, call.policy) if found else None
        if found is None or sums is None:
            return self._leave_to_a_person(call, order, found, told)
        replace_line(session, order, found, sums, request_of(call, told), call.policy)
        after = _article(found.sku.color, found.sku.size, found.quantity)
        call.say("utter_modify_order_done", title=found.line.title, after=after)
        if order.is_unpaid:
            show_payment(call, order)

    def _leave_to_a_person(self, call: Call, order: Order, found: Replacement | None, told: Told) -> None:
        """A difference in price, which is to be paid or paid back, or another product."""
        if found is None:
            call.say("utter_modify_order_other_product")
            return hand_over(call, order, self.topic)
        after = _article(found.sku.color, found.sku.size, found.quantity)
        more = found.difference_fen > 0
        response = "utter_modify_order_more" if more else "utter_modify_order_less"
        difference = call.policy.money(abs(found.difference_fen))
        call.say(response, title=found.line.title, after=after, difference=difference)
        detail = f"{_called(found.line)} → {after} ({'+' if more else '-'}{difference})"
        hand_over(call, order, self.topic, detail=detail, reason=Reason.MONEY)


def words_of_line(call: Call, asked: str | None) -> Told:
    """What a message says of a line of an order and of the article that it is to become.

    "Blue instead of black": what is wanted is named last.
    """
    last = {name: next(reversed(entities(call, name)), None) for name in ("color", "size")}
    told: Told = {**last, "line": call.entity("line"), "product": call.entity("product")}
    told["named"] = [*entities(call, "category"), *entities(call, "color")[:-1], *entities(call, "size")[:-1]]
    if asked == "article" and not told["size"] and (bare := _BARE_SIZE.fullmatch(call.text.strip())):
        told["size"] = bare[1].upper()
    if not told["size"] and (step := size_step(call.text)):
        told["step"] = step
    if asked == "line" and told["color"]:
        told |= {"named": [told["color"]], "color": None}
    return {name: value for name, value in told.items() if value}


def _replacement(session: Session, order: Order, told: Told) -> Replacement | None:
    line = line_meant(session, order, told)
    if line is None or _is_other_product(session, line, told):
        return None
    return find_replacement(session, line, **_wanted(session, line, told))


def _wanted(session: Session, line: OrderLine, told: Told) -> dict[str, Any]:
    """The article that is wanted; "one size larger" is the next one of the same colour."""
    wanted: dict[str, Any] = {name: told.get(name) for name in ("color", "size", "quantity")}
    return wanted | {"size": wanted["size"] or size_meant(session, line, told)}


def size_meant(session: Session, line: OrderLine, told: Told) -> str | None:
    """The size that is told, by its name or as larger or smaller than that of a line; None: none, or no such size."""
    if told.get("size") or not told.get("step"):
        return told.get("size")
    product = session.get(Product, get_sku(session, line.sku_id).product_id)
    found = stock_of(session, product, color=told.get("color") or line.color)
    sizes = sorted((sku.size for sku in found), key=size_rank)
    place = sizes.index(line.size) + int(told["step"]) if line.size in sizes else -1
    return sizes[place] if 0 <= place < len(sizes) else None


def obstacle(call: Call, session: Session, line: OrderLine, told: Told) -> Question | None:
    """Why it cannot be that article: the shop does not have it, or not enough of it."""
    wanted = _wanted(session, line, told)
    found = find_replacement(session, line, **wanted)
    product = session.get(Product, get_sku(session, line.sku_id).product_id)
    if found is None:
        color, size = told.get("color") or line.color, told.get("size") or line.size
        near = stock_of(session, product, color=color) or stock_of(session, product, size=size)
        choice = call.policy.listed(dict.fromkeys(_article(sku.color, sku.size) for sku in near if sku.stock))
        return Question("article", "utter_ask_modify_unknown", {"title": line.title, "choice": choice})
    if found.sku.stock >= found.more_pieces:
        return None
    others = stock_of(session, product, size=found.sku.size) + stock_of(session, product, color=found.sku.color)
    enough = [sku for sku in others if sku.stock >= found.quantity and sku.id != line.sku_id]
    choice = call.policy.listed(dict.fromkeys(_article(sku.color, sku.size) for sku in enough))
    values = {"article": _article(found.sku.color, found.sku.size), "stock": found.sku.stock, "choice": choice}
    return Question("article", "utter_ask_modify_sold_out" if choice else "utter_ask_modify_no_stock", values)


def line_meant(session: Session, order: Order, told: Told) -> OrderLine | None:
    """The line that is to be changed; None when that is open."""
    if len(order.lines) == 1:
        return order.lines[0]
    by_id = [line for line in order.lines if line.id == told.get("line")]
    if by_id:
        return by_id[0]
    named = lines_named(session, order, told)
    return named[0] if len(named) == 1 else None


def lines_named(session: Session, order: Order, told: Told) -> list[OrderLine]:
    """The lines that the words told may mean."""
    return [line for line in order.lines if _is_named(session, line, told)]


def _is_named(session: Session, line: OrderLine, told: Told) -> bool:
    product = find_product_of(session, line.sku_id)
    if product and told.get("product") == product.id:
        return True
    words = [str(word) for word in told.get("named") or []]
    return any(
        word in line.color
        or same_size(word, line.size)
        or (product and word in (product.id, product.category, *product.names))
        for word in words
    )


def _is_other_product(session: Session, line: OrderLine, told: Told) -> bool:
    """Whether something else than what was ordered is wanted."""
    named = told.get("product")
    return bool(named) and named != get_sku(session, line.sku_id).product_id


def _called(line: OrderLine) -> str:
    return f"{line.title} {_article(line.color, line.size, line.quantity)}"


def _article(color: str, size: str, quantity: int | None = None) -> str:
    return " ".join(filter(None, (color, size, f"×{quantity}" if quantity else "")))
