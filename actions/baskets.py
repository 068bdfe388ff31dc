"""Baskets: the articles and pieces that a message is about, and their price as arithmetic."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import Any

from rasa_sdk.events import SlotSet
from sqlalchemy.orm import Session

from actions.base import Call, Events
from actions.counts import Named, articles_named
from actions.focus import called, entities, product_in_mind, products_named
from actions.places import freight_for
from bot.shop.baskets import Deal, Line, best_deal
from bot.shop.catalogue import Product, find_product, price_range, stock_of
from bot.shop.offers import Offer
from bot.shop.promotions import Offers, offers_for
from bot.shop.units import yuan


@dataclass(frozen=True)
class Item:
    """So many pieces of a product in a colour and a size, at the price of the cheapest article that is meant."""

    product: Product
    pieces: int
    unit_fen: int
    color: str = ""
    size: str = ""

    @property
    def article(self) -> tuple[str, str, str]:
        return self.product.id, self.color, self.size

    @property
    def line(self) -> Line:
        return Line(self.product.category, self.unit_fen, self.pieces, self.product.id)


def pieces_in(call: Call) -> int:
    """How many pieces the message speaks of, one when it does not say."""
    return max(int(call.entity("quantity") or 1), 1)


def pieces_of(call: Call, product: Product) -> int:
    """How many pieces of a product are meant: those of the message, else those whose price was told last."""
    told = sum(int(pieces) for name, pieces, *_ in call.slot("basket") or [] if name == product.id)
    return max(int(call.entity("quantity") or told or 1), 1)


def basket_in_mind(call: Call, session: Session) -> list[Item]:
    """What the price was told of last, while the talk is still about it; else one piece of the product in mind."""
    named = entities(call, "product")
    told = call.slot("basket") or []
    # What this message names comes to what was in mind before it.
    before = [product for product in products_named(call, session) if product.id not in named]
    known = product_in_mind(call, session) if not named else before[0] if before else None
    if {str(name) for name, *_ in told} & {*named, known.id if known else ""}:
        return [
            _item(session, product, int(n), *article)
            for name, n, *article in told
            if (product := find_product(session, str(name)))
        ]
    return [_item(session, known, 1)] if known else []


def goods_in_mind(call: Call, session: Session, product: Product, unit_fen: int) -> list[Line]:
    """What a question about a product is about: all whose price was told with it, else its pieces at a price."""
    basket = basket_in_mind(call, session)
    if len(basket) > 1 and product.id in [item.product.id for item in basket] and not call.entity("quantity"):
        return lines_of(basket)
    return [Line(product.category, unit_fen, pieces_of(call, product), product.id)]


def lines_of(items: list[Item]) -> list[Line]:
    """A basket as the till counts it: what costs the same of one product is one line."""
    lines: dict[tuple[str, int], Line] = {}
    for item in items:
        key = (item.product.id, item.unit_fen)
        before = lines[key].pieces if key in lines else 0
        lines[key] = Line(item.product.category, item.unit_fen, item.pieces + before, item.product.id)
    return list(lines.values())


def added(items: list[Item], more: list[Item]) -> list[Item]:
    """A basket with more in it."""
    basket = {item.article: item for item in items}
    for item in more:
        before = basket.pop(item.article, None)
        basket[item.article] = replace(item, pieces=item.pieces + (before.pieces if before else 0))
    return list(basket.values())


def changed(items: list[Item], others: list[Item]) -> list[Item]:
    """A basket with other numbers of goods that it holds; empty when it does not hold them all.

    Where it held several articles of the goods, it is open which of them are more now.
    """
    new = {item.product.id: item for item in others}
    before = Counter(item.product.id for item in items)
    if not new.keys() <= before.keys():
        return []
    basket: dict[str | tuple[str, str, str], Item] = {}
    for item in items:
        other = new.get(item.product.id)
        if other is None:
            basket[item.article] = item
        elif before[item.product.id] > 1:
            basket[item.product.id] = other
        else:
            basket[item.product.id] = replace(item, pieces=other.pieces)
    return list(basket.values())


def kept(items: list[Item]) -> Events:
    """Keeps in mind whose price was told."""
    return [SlotSet("basket", [[item.product.id, item.pieces, item.color, item.size] for item in items])]


def items_named(call: Call, session: Session) -> list[Item]:
    """The articles that a message names, each with its pieces; empty when it is open which goods one of them is."""
    named = articles_named(call.text, call.tracker.latest_message.get("entities") or [])
    # Colours and sizes that are asked after side by side are no basket: nobody has said how many.
    if not any(one.pieces for one in named):
        named = [Named(one.goods) for one in named if one.goods]
    if not any(one.goods for one in named) and len(named) < 2:
        return []
    items: list[Item] = []
    for one in named:
        product = _product(call, session, one.goods) if one.goods else product_in_mind(call, session)
        if product is None:
            return []
        item = _item(session, product, one.pieces or 1, one.color or "", one.size or "")
        # What is called twice is not wanted twice.
        if one.pieces or item.article not in [other.article for other in items]:
            items = added(items, [item])
    return items


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


def missing_words(call: Call, missing_fen: int, offer: Offer | None) -> str:
    """How much more must be bought, and of what where only some goods count."""
    amount = call.policy.money(missing_fen)
    if offer is None or not offer.categories:
        return amount
    goods = call.policy.listed(offer.categories.split("|"))
    return call.words("utter_label_missing_of", amount=amount, goods=goods)


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


def _item(session: Session, product: Product, pieces: int, color: str = "", size: str = "") -> Item:
    """An item as the shop has it; what it does not come in is left open rather than priced."""
    skus = stock_of(session, product, color or None, size or None) if color or size else []
    if not skus:
        return Item(product, pieces, price_range(session, product)[0])
    return Item(
        product,
        pieces,
        min(sku.price_fen for sku in skus),
        _same(color, [sku.color for sku in skus]),
        _same(size, [sku.size for sku in skus]),
    )


def _same(told: str, names: list[str]) -> str:
    """As the shop calls what was told; as told where that may be several."""
    return names[0] if told and len(set(names)) == 1 else told


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
