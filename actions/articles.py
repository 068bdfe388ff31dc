"""Articles and counts named alone: after an answer about goods they repeat the question for those that are named."""

from __future__ import annotations

from rasa_sdk.events import FollowupAction

from actions.base import Call, Events, ShopAction
from actions.body import KNOWN
from actions.facts import ActionAskProductInfo, ActionAskUsage, ActionChooseProduct
from actions.focus import ask_which, product_in_mind
from actions.prices import ActionAskPrice
from actions.products import ActionAskRestock, ActionAskStock, ActionPlaceOrder
from actions.questions import Question, asked_again, last_question
from actions.shipping import ActionAskShippingFee
from actions.sizing import FORM, ActionExplainFit
from actions.suggestions import ActionRecommendProduct
from actions.topics import adds_goods, place_named
from actions.wearers import names_people

# The question → its answer; whatever else was asked, a colour or size named alone asks whether it is there,
# a count for the price.
ANSWERS: dict[str, type[ShopAction]] = {
    "ask_stock": ActionAskStock,
    "ask_restock": ActionAskRestock,
    "ask_price": ActionAskPrice,
    "ask_size": ActionExplainFit,
    "ask_product_info": ActionAskProductInfo,
    "ask_usage": ActionAskUsage,
    "place_order": ActionPlaceOrder,
    "ask_shipping_fee": ActionAskShippingFee,
}
# Where the number of pieces makes a difference; for the stock it does once the size is known.
_COUNTED = ("ask_price", "ask_shipping_fee")


def repeat_question(call: Call) -> Events:
    """Answer the last question about a product for the article that the message names."""
    last = last_question(call)
    if last and last.intent == "recommend_product" and names_people(call):
        return ActionRecommendProduct().act(call)
    if last and last.intent == "ask_size" and names_people(call):
        return [FollowupAction(FORM)]
    asked = _to_repeat(call)
    goods = call.entity("product") or call.entity("category")
    if asked is None and goods and not (call.entity("product") or call.entity("color") or call.entity("size")):
        return ActionRecommendProduct().act(call)
    with call.database() as session:
        if product_in_mind(call, session) is None and goods is None:
            return ask_which(call, session, intent=asked.intent if asked else "ask_stock")
    if asked is None and (call.entity("product") or place_named(call.text) is not None):
        return ActionChooseProduct().act(call)
    asked = asked or Question("ask_stock", "")
    if asked.intent == "ask_size" and not _is_about_a_size(call, asked):
        return [FollowupAction(FORM)]
    again = call if call.entity("quantity") else asked_again(call, asked)
    return ANSWERS[asked.intent]().act(again)


def _to_repeat(call: Call) -> Question | None:
    last = last_question(call)
    if call.slot("basket") and adds_goods(call.text):
        return Question("ask_price", "")
    if call.entity("quantity"):
        counts = last is not None and (last.intent in _COUNTED or (last.intent == "ask_stock" and call.slot("size")))
        return last if counts else Question("ask_price", "")
    if last is None or last.intent not in ANSWERS:
        return None
    about_product = call.entity("product") is not None or call.entity("category") is not None
    # What the goods are made of is the same in every colour; a colour has nothing to do with sizes.
    if last.intent in ("ask_product_info", "ask_usage") and not about_product:
        return None
    return last if last.intent != "ask_size" or about_product or call.entity("size") is not None else None


def _is_about_a_size(call: Call, asked: Question) -> bool:
    """Whether a size is asked for that needs no measures: "what is XL", then the name of the product."""
    measured = any(asked.value(name) is not None for name in KNOWN)
    return call.entity("size") is not None or (asked.value("size") is not None and not measured)
