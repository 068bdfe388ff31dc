"""Comparisons in one respect: which of several products is warmer, cheaper or lighter, by what the data say of each."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.orm import Session

from actions.base import Call
from actions.facts import LOOSE, facts_of
from actions.focus import entities
from actions.topics import asks_price, asks_which_is_more
from bot.shop.catalogue import Product, price_range

# A shopper who compares sees two lines a product at most.
RESPECTS = 2


def say_compared(call: Call, session: Session, products: Sequence[Product]) -> bool:
    """Compare in the respects that the message names, the answer first; False when it names none."""
    words = _without_names(call)
    details = call.policy.product_facts.asked_in(words)[:RESPECTS] if asks_which_is_more(words) else []
    aspects = [name for name in dict.fromkeys(entities(call, "aspect")) if name not in LOOSE]
    if asks_price(words):
        _say_prices(call, session, products)
    for name in details:
        _say_detail(call, products, name)
    for name in aspects[:RESPECTS]:
        told = [facts_of(call, session, product).get(name, "") for product in products]
        label = call.policy.words.fields.get(name, name)
        call.say("utter_compare_respect", label=label, lines=_lines(call, products, told))
    return bool(details or aspects or asks_price(words))


def _without_names(call: Call) -> str:
    """The message without the names of products, which may hold the words for their properties (长款羽绒服)."""
    named = [e for e in call.tracker.latest_message.get("entities") or [] if e["entity"] == "product"]
    text = call.text
    for entity in sorted(named, key=lambda entity: -int(entity.get("start") or 0)):
        text = text[: entity.get("start", 0)] + text[entity.get("end", 0) :]
    return text


def _say_prices(call: Call, session: Session, products: Sequence[Product]) -> None:
    prices = {product: price_range(session, product)[0] for product in products}
    cheap, *others = sorted(products, key=lambda product: (prices[product], product.id))
    money = call.policy.money
    if prices[cheap] == prices[others[-1]]:
        call.say("utter_compare_same_price", price=money(prices[cheap]))
        return
    rest = call.policy.listed(
        call.words("utter_label_priced", title=other.title, price=money(prices[other])) for other in others
    )
    saved = money(prices[others[0]] - prices[cheap])
    call.say("utter_compare_cheaper", title=cheap.title, price=money(prices[cheap]), others=rest, saved=saved)


def _say_detail(call: Call, products: Sequence[Product], name: str) -> None:
    facts = call.policy.product_facts
    told = [call.policy.words.clause.join(facts.told(product, name)) for product in products]
    figures = [facts.figure(product, name) for product in products]
    bases = {figure[0] if figure else None for figure in figures}
    amounts = {figure[1] for figure in figures if figure}
    if None in bases or len(bases) > 1 or len(amounts) < 2:
        response = "utter_compare_respect" if any(told) else "utter_compare_untold"
        call.say(response, label=name, lines=_lines(call, products, told))
        return
    best = max(zip(products, figures, strict=True), key=lambda pair: pair[1][1] if pair[1] else 0.0)[0]
    quoted = _lines(call, products, [figure[2] for figure in figures if figure])
    call.say("utter_compare_more", title=best.title, more=facts.more(name), basis=bases.pop() or "", lines=quoted)


def _lines(call: Call, products: Sequence[Product], told: Sequence[str]) -> str:
    unsaid = call.words("utter_label_unsaid")
    return "\n".join(
        call.words("utter_label_of_product", title=product.title, told=words or unsaid)
        for product, words in zip(products, told, strict=True)
    )
