"""Focus: the product that a shopper speaks of, and the question which one when that is open."""

from __future__ import annotations

import re
from abc import abstractmethod
from collections.abc import Iterable
from typing import Any

from rasa_sdk.events import SlotSet
from sqlalchemy.orm import Session

from actions.base import Call, Events, ShopAction, settings
from actions.buttons import button
from actions.suggested import products_listed, products_suggested
from actions.topics import place_named
from bot.shop.catalogue import Product, find_product, get_sku, price_range, search_products
from bot.shop.orders import orders_of
from bot.shop.units import yuan

OFFERED = 3
# What a question says beside the goods, and a button that answers which ones must not lose.
ARTICLE = ("color", "size", "quantity")
# How a sentence begins that puts the product in mind before the one that it names.
_THIS = ("这", "和这", "它", "该款", "刚才", "刚刚")


# A character too short for a name of its own, found by the word before it: 买双鞋.
_UNNAMED = re.compile(r"(?:双|条|买|的|什么)[鞋裤裙]")


class AboutProduct(ShopAction):
    """An answer about one product; asks which when that is open, and keeps in mind which it was."""

    names_others_in_passing = False

    @abstractmethod
    def answer(self, call: Call, session: Session, product: Product) -> Events | None: ...

    def ask_back(self, call: Call, session: Session) -> Events:
        """What is said while it is open which product is meant."""
        return ask_which(call, session)

    def act(self, call: Call) -> Events:
        with call.database() as session:
            product = product_of(call, session, in_passing=self.names_others_in_passing)
            if product is None:
                return self.ask_back(call, session)
            return [*remember(call, product), *(self.answer(call, session, product) or [])]


def product_of(call: Call, session: Session, *, in_passing: bool = False) -> Product | None:
    """The product named in this message, else the one that the talk is about; None when that is open.

    A kind of goods that the product in mind does not belong to leads away from it, unless other goods are only named
    ``in_passing``, as in questions of use and size: whether a laptop fits in, what is worn underneath.
    """
    named = call.entity("product")
    if named:
        return find_product(session, str(named))
    known = product_in_mind(call, session)
    word = category_word(call)
    if not word or (known and (in_passing or _is_called(known, word))):
        return known
    others = called(session, word)
    return others[0] if len(others) == 1 else None


def product_in_mind(call: Call, session: Session) -> Product | None:
    """What the message names by its place in a list, else the product last named or viewed, whichever came later."""
    place = place_named(call.text)
    listed = products_listed(call, session) if place is not None else []
    if place is not None and place < len(listed):
        return listed[place]
    named, viewed = _first(call.slot("product")), call.metadata.get("product")
    latest = named if named and viewed in (None, _viewed_when_named(call, viewed)) else viewed
    return find_product(session, str(latest)) if latest else None


def products_named(call: Call, session: Session) -> list[Product]:
    """Every product that the talk has touched: those of this message in their order, then the page, then the past.

    "This one and the other" puts the one in mind first.
    """
    here = entities(call, "product")
    # The slot holds already what this message names.
    before = [known for known in (call.metadata.get("product"), *_named_before(call)) if known not in (None, *here)]
    first = before[:1] if len(here) == 1 and call.text.startswith(_THIS) else []
    told = [*first, *here, *before]
    ids = dict.fromkeys(str(product_id) for product_id in told if product_id)
    return [product for product_id in ids if (product := find_product(session, product_id))]


def ask_which(call: Call, session: Session, intent: str | None = None, along: dict[str, Any] | None = None) -> Events:
    """Ask for the product; the buttons carry the question itself, so that a click is a complete one."""
    word, group = category_word(call), str(call.entity("category") or "")
    likely = _likely(call, session, word)
    if word and not called(session, word):
        near = called(session, group)
        call.say(
            "utter_not_sold_but_near" if near else "utter_not_sold",
            word=word,
            group=group,
            buttons=choices(near or likely, "choose_product"),
        )
        return []
    told = {name: call.entity(name) for name in ARTICLE if call.entity(name) is not None}
    response = "utter_ask_product" if likely else "utter_ask_product_name"
    call.say(response, buttons=choices(likely, intent or call.intent, {**told, **(along or {})}))
    return []


def choices(products: Iterable[Product], intent: str, along: dict[str, Any] | None = None) -> list[dict[str, str]]:
    """A button for each product; ``along``: what else the question says."""
    return [button(intent, product.title, product=product.id, **(along or {})) for product in products]


def remember(call: Call, product: Product) -> Events:
    return [] if call.slot("product") == product.id else [SlotSet("product", product.id)]


def show(call: Call, session: Session, product: Product) -> None:
    """Show a product as a card."""
    low, high = price_range(session, product)
    card = {
        "type": "product",
        "title": product.title,
        "subtitle": product.features,
        "price": yuan(low) if low == high else call.words("utter_label_price_from", price=yuan(low)),
        "image": product.image or None,
        "url": f"{settings().public_address}/products/{product.id}",
    }
    words = "utter_card_product" if low == high else "utter_card_product_from"
    call.card(card, call.words(words, title=product.title, price=call.policy.money(low)))


def entities(call: Call, name: str) -> list[Any]:
    """All values of an entity of this very message, in their order."""
    return [e["value"] for e in call.tracker.latest_message.get("entities") or [] if e["entity"] == name]


def category_word(call: Call) -> str | None:
    """A kind of goods as this message calls it; the shop's own words for it are finer than the lexicon's groups."""
    found = [e for e in call.tracker.latest_message.get("entities") or [] if e["entity"] == "category"]
    return word_of_kind(call, found[0]) if found else None


def word_of_kind(call: Call, kind: dict[str, Any]) -> str:
    """What the message calls a kind of goods, which is an entity of it; the name of the group where that says more."""
    word = call.text[kind.get("start", 0) : kind.get("end", 0)]
    return str(kind["value"]) if not word or _UNNAMED.fullmatch(word) else word


def called(session: Session, word: str, limit: int = OFFERED) -> list[Product]:
    """Products for which the shop uses this word, in their names or beside them."""
    return [product for product in search_products(session, word, limit) if _is_called(product, word)]


def _is_called(product: Product, word: str) -> bool:
    return word.upper() in "|".join([*product.names, product.category, product.keywords]).upper()


def _likely(call: Call, session: Session, word: str | None) -> list[Product]:
    """What the words fit, else what the shopper bought last."""
    of_that_kind = called(session, word) if word else []
    named = of_that_kind or search_products(session, call.text, OFFERED)
    return named or products_suggested(call, session) or _bought(call, session)


def _bought(call: Call, session: Session) -> list[Product]:
    lines = [line for order in orders_of(session, call.shopper) for line in order.lines]
    ids = dict.fromkeys(get_sku(session, line.sku_id).product_id for line in lines)
    return [product for product_id in ids if (product := find_product(session, product_id))][:OFFERED]


def _viewed_when_named(call: Call, otherwise: Any) -> Any:
    """The page that was open when the slot was filled; ``otherwise`` when that turn is no longer kept."""
    past = reversed(call.tracker.events)
    if not any(event.get("event") == "slot" and event.get("name") == "product" for event in past):
        return otherwise
    before = next((event for event in past if event.get("event") == "user"), None)
    return (before.get("metadata") or {}).get("product") if before else otherwise


def _named_before(call: Call) -> list[Any]:
    slots = [e for e in reversed(call.tracker.events) if e.get("event") == "slot" and e.get("name") == "product"]
    return [_first(value) for value in (call.slot("product"), *(event.get("value") for event in slots))]


def _first(value: Any) -> Any:
    """Rasa fills the slot with a list when a message names several products."""
    return value[0] if isinstance(value, list) and value else value
