"""Articles and counts named alone: after an answer about a product they repeat the question for that article."""

from __future__ import annotations

from actions.base import Call, Events, ShopAction
from actions.focus import ask_which, product_in_mind
from actions.prices import ActionAskPrice
from actions.products import ActionAskRestock, ActionAskStock, ActionPlaceOrder
from actions.shipping import ActionAskShippingFee
from actions.sizing import ActionExplainFit

# The question → its answer; after any other an article named alone asks whether it is there, a count its price.
ANSWERS: dict[str, type[ShopAction]] = {
    "ask_stock": ActionAskStock,
    "ask_restock": ActionAskRestock,
    "ask_price": ActionAskPrice,
    "ask_size": ActionExplainFit,
    "place_order": ActionPlaceOrder,
    "ask_shipping_fee": ActionAskShippingFee,
}
# Where the number of pieces makes a difference; for the stock it does once the size is known.
_COUNTED = ("ask_price", "ask_shipping_fee")
# What may stand between a question and the article that it is repeated for.
_BETWEEN = ("inform", "thank", "affirm", "choose_product", "greet")


def repeat_question(call: Call) -> Events:
    """Answer the last question about a product for the article that the message names."""
    asked = _last_question(call)
    with call.database() as session:
        if product_in_mind(call, session) is None and call.entity("product") is None:
            return ask_which(call, session, intent=asked)
    return ANSWERS[asked]().act(call)


def _last_question(call: Call) -> str:
    said = [event for event in call.tracker.events if event.get("event") == "user"]
    intents = [((event.get("parse_data") or {}).get("intent") or {}).get("name") for event in reversed(said)]
    last = next((intent for intent in intents if intent not in _BETWEEN), None)
    needs_size = last == "ask_size" and call.entity("size") is None
    if call.entity("quantity"):
        counts = last in _COUNTED or (last == "ask_stock" and call.slot("size"))
        return str(last) if counts else "ask_price"
    return last if last in ANSWERS and not needs_size else "ask_stock"
