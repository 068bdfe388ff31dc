"""Messages that the desk sends unasked: a reminder with its pay card and buttons, the news that something is back."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from bot.desk.wording import Wording
from bot.shop.cards import payment_card
from bot.shop.catalogue import Product, Sku
from bot.shop.orders import Order
from bot.shop.policy import Policy
from bot.shop.rules import UnpaidReason


def payment_prompt(
    order: Order,
    link: str,
    *,
    turn: int,
    asked_for: bool,
    ask_reason: bool,
    policy: Policy,
    wording: Wording,
    now: datetime,
) -> list[dict[str, Any]]:
    """A reminder: a sentence, the card, and the question for the reason or, later, the ways out of it.

    ``turn`` is how many reminders of this order came before.
    """
    words = wording.prompts
    values = {
        "items": _items(order, wording),
        "amount": policy.money(order.amount_fen),
        "pay_before": wording.opens.name(order.pay_before, now),
    }
    key = "asked_for" if asked_for else "again" if turn else "first"
    text = words.say(key, max(turn - 1, 0), **values)
    card = words.card.format(number=order.number, link=link, **values)
    return [
        {"kind": "text", "text": text},
        {"kind": "card", "text": card, "card": payment_card(order, link)},
        _question(order, wording, policy) if ask_reason else _ways_out(order, wording, turn),
    ]


def restock_notice(product: Product, sku: Sku, wording: Wording) -> list[dict[str, Any]]:
    """An article that was waited for is there."""
    words = wording.prompts
    with_spec = words.article if sku.article else words.item
    article = with_spec.format(title=product.title, spec=sku.article)
    entities = {"product": product.id, **{k: v for k, v in (("color", sku.color), ("size", sku.size)) if v}}
    buy = {"title": words.buy_button, "intent": "place_order", "entities": entities}
    return [{"kind": "buttons", "text": words.say("back_in_stock", article=article), "buttons": [buy]}]


def _question(order: Order, wording: Wording, policy: Policy) -> dict[str, Any]:
    reasons = [_reason(order, reason, title) for reason, title in policy.unpaid.reasons.items()]
    return {
        "kind": "buttons",
        "text": wording.prompts.say("ask_reason"),
        "buttons": [*reasons, _refusal(wording)],
    }


def _ways_out(order: Order, wording: Wording, turn: int) -> dict[str, Any]:
    words = wording.prompts
    later = _reason(order, UnpaidReason.LATER, words.later_button)
    unwanted = _reason(order, UnpaidReason.UNWANTED, words.unwanted_button)
    return {"kind": "buttons", "text": words.say("help", turn), "buttons": [later, unwanted, _refusal(wording)]}


def _reason(order: Order, reason: UnpaidReason, title: str) -> dict[str, Any]:
    entities = {"unpaid_order": order.number, "unpaid_reason": reason.value}
    return {"title": title, "intent": "tell_unpaid_reason", "entities": entities}


def _refusal(wording: Wording) -> dict[str, Any]:
    return {"title": wording.prompts.refuse_button, "intent": "stop_prompts", "entities": {}}


def _items(order: Order, wording: Wording) -> str:
    words, pieces = wording.prompts, sum(line.quantity for line in order.lines)
    title = order.lines[0].title if order.lines else ""
    return words.items.format(title=title, count=pieces) if pieces > 1 else words.item.format(title=title)
