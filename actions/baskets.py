"""Baskets: the articles and pieces that a message is about, and their price as arithmetic."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from rasa_sdk.events import SlotSet
from sqlalchemy.orm import Session

from actions.base import Call, Events
from actions.focus import called, entities, product_in_mind, products_named
from actions.places import freight_for
from bot.shop.baskets import Deal, Line, best_deal
from bot.shop.catalogue import Product, find_product, price_range
from bot.shop.promotions import Offers, offers_for
from bot.shop.units import yuan

_GOODS = ("product", "category")


@dataclass(frozen=True)
class Item:
    """So many pieces of a product, at the price of the cheapest article that is meant."""

    product: Product
    pieces: int
    unit_fen: int

    @property
    def line(self) -> Line:
        return Line(self.product.category, self.unit_fen, self.pieces, self.product.id)


def pieces_in(call: Call) -> int:
    """How many pieces the message speaks of, one when it does not say."""
    return max(int(call.entity("quantity") or 1), 1)


def pieces_of(call: Call, product: Product) -> int:
    """How many pieces of a product are meant: those of the message, else those whose price was told last."""
    told = dict(call.slot("basket") or [])
    return max(int(call.entity("quantity") or told.get(product.id) or 1), 1)


def basket_in_mind(call: Call, session: Session) -> list[Item]:
    """What the price was told of last, while the talk is still about it; else one piece of the product in mind."""
    named = entities(call, "product")
    told = [(str(name), int(pieces)) for name, pieces in call.slot("basket") or []]
    # What this message names comes to what was in mind before it.
    before = [product for product in products_named(call, session) if product.id not in named]
    known = product_in_mind(call, session) if not named else before[0] if before else None
    if {name for name, _ in told} & {*named, known.id if known else ""}:
        return [_item(session, product, n) for name, n in told if (product := find_product(session, name))]
    return [_item(session, known, 1)] if known else []


def goods_in_mind(call: Call, session: Session, product: Product, unit_fen: int) -> list[Line]:
    """What a question about a product is about: all whose price was told with it, else its pieces at a price."""
    basket = basket_in_mind(call, session)
    if len(basket) > 1 and product.id in [item.product.id for item in basket] and not call.entity("quantity"):
        return [item.line for item in basket]
    return [Line(product.category, unit_fen, pieces_of(call, product), product.id)]


def added(items: list[Item], more: list[Item]) -> list[Item]:
    """A basket with more in it."""
    pieces = {item.product.id: item.pieces for item in items}
    grown = [replace(item, pieces=item.pieces + pieces.get(item.product.id, 0)) for item in more]
    return [item for item in items if item.product.id not in [one.product.id for one in grown]] + grown


def kept(items: list[Item]) -> Events:
    """Keeps in mind whose price was told."""
    return [SlotSet("basket", [[item.product.id, item.pieces] for item in items])]


def items_named(call: Call, session: Session) -> list[Item]:
    """The products that a message names, each with its pieces; empty when it is open which one of them is meant."""
    found = [e for e in call.tracker.latest_message.get("entities") or [] if e["entity"] in (*_GOODS, "quantity")]
    found.sort(key=lambda entity: int(entity.get("start") or 0))
    items: dict[str, Item] = {}
    for index, entity in enumerate(found):
        if entity["entity"] == "quantity":
            continue
        product = _product(call, session, entity)
        if product is None:
            return []
        items[product.id] = _item(session, product, _pieces_beside(found, index))
    return list(items.values())


def deal_of(call: Call, session: Session, lines: list[Line], offers: Offers | None = None) -> Deal:
    """The best that the shopper can do now, with the coupons in their wallet."""
    offers = offers or offers_for(session, call.shopper.id, call.now)
    return best_deal(lines, offers.promotions, offers.coupons, freight_for(call))


def sum_of(call: Call, deal: Deal) -> str:
    """A deal as arithmetic: goods, what is taken off, freight, what is to be paid."""
    money = call.policy.money
    parts = [_goods(call, deal)]
    if deal.promotion:
        parts.append(call.words("utter_label_sum_off", offer=deal.promotion.title, amount=money(deal.promotion_fen)))
    if deal.coupon:
        parts.append(call.words("utter_label_sum_coupon", offer=deal.coupon.title, amount=money(deal.coupon_fen)))
    parts.append(freight_words(call, deal.freight_fen))
    parts.append(call.words("utter_label_sum_total", total=money(deal.total_fen)))
    return call.words("utter_label_sum_and").join(parts)


def freight_words(call: Call, fee_fen: int) -> str:
    if not fee_fen:
        return call.words("utter_label_sum_free")
    return call.words("utter_label_sum_freight", amount=call.policy.money(fee_fen))


def _goods(call: Call, deal: Deal) -> str:
    goods = call.policy.money(deal.goods_fen)
    if len(deal.lines) == 1 and deal.lines[0].pieces == 1:
        return goods
    terms = [
        call.words("utter_label_sum_times", unit=yuan(x.unit_fen), pieces=x.pieces)
        if x.pieces > 1
        else yuan(x.unit_fen)
        for x in deal.lines
    ]
    return call.words("utter_label_sum_goods", terms=call.words("utter_label_sum_plus").join(terms), goods=goods)


def _item(session: Session, product: Product, pieces: int) -> Item:
    unit, _ = price_range(session, product)
    return Item(product, pieces, unit)


def _product(call: Call, session: Session, entity: dict[str, Any]) -> Product | None:
    """The product of an entity; a kind of goods means the one in mind, else the only one of its kind."""
    if entity["entity"] == "product":
        return find_product(session, str(entity["value"]))
    word = call.text[entity.get("start", 0) : entity.get("end", 0)] or str(entity["value"])
    of_its_kind = called(session, word)
    known = product_in_mind(call, session)
    if known and known.id in [product.id for product in called(session, word, limit=100)]:
        return known
    # What the shop itself calls so, before what it only has among longer names.
    exactly = [product for product in called(session, word, limit=100) if word in product.names]
    likely = exactly if len(exactly) == 1 else of_its_kind
    return likely[0] if len(likely) == 1 else None


def _pieces_beside(entities: list[dict[str, Any]], index: int) -> int:
    """The count in front of the goods; behind them, where the message ends with a count."""
    place = index + 1 if entities[-1]["entity"] == "quantity" else index - 1
    beside = entities[place] if 0 <= place < len(entities) else None
    return max(int(beside["value"]), 1) if beside and beside["entity"] == "quantity" else 1
