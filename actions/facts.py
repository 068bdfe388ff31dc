"""What the catalogue says of a product: its facts, its care, and what it does not say."""

from __future__ import annotations

from sqlalchemy.orm import Session

from actions.base import Call, Events, ShopAction
from actions.focus import AboutProduct, ask_which, entities, product_of, remember, show
from actions.suggested import products_suggested
from bot.shop.catalogue import Product, chart_of, stock_of
from bot.shop.sizing import chart_rows

# Aspects that a detail of the goods answers more closely than they themselves.
LOOSE = ("features", "material", "season")


class ActionChooseProduct(AboutProduct):
    def name(self) -> str:
        return "action_choose_product"

    def answer(self, call: Call, session: Session, product: Product) -> None:
        show(call, session, product)
        call.say("utter_choose_product", title=product.title)


class ActionAskProductInfo(AboutProduct):
    """Quotes the catalogue; what it does not say is said to be unknown."""

    names_others_in_passing = True

    def name(self) -> str:
        return "action_ask_product_info"

    def ask_back(self, call: Call, session: Session) -> Events:
        return [] if colors_of_suggested(call, session) else ask_which(call, session)

    def answer(self, call: Call, session: Session, product: Product) -> None:
        details = call.policy.product_facts.asked_in(call.text)
        facts = facts_of(call, session, product)
        # "Is it lined" is an aspect of the lexicon as well, but the quotation answers it more closely.
        aspects = [name for name in dict.fromkeys(entities(call, "aspect")) if not (details and name in LOOSE)]
        for name in details:
            _say_detail(call, product, name)
        for aspect in aspects:
            if facts.get(aspect):
                call.say(f"utter_product_{aspect}", **facts)
            else:
                _say_unknown(call, product, call.policy.words.fields.get(aspect, ""))
        if not details and not aspects:
            call.say("utter_product_overview", **facts)


class ActionQuoteQuality(ShopAction):
    """What the data say of a doubt ("does it pill?"), before what the shop stands for; silent when they say nothing."""

    def name(self) -> str:
        return "action_quote_quality"

    def act(self, call: Call) -> Events:
        with call.database() as session:
            product = product_of(call, session)
            for name in call.policy.product_facts.asked_in(call.text) if product else []:
                if product and call.policy.product_facts.told(product, name):
                    _say_detail(call, product, name)
            return remember(call, product) if product else []


class ActionAskUsage(AboutProduct):
    names_others_in_passing = True

    def name(self) -> str:
        return "action_ask_usage"

    def answer(self, call: Call, session: Session, product: Product) -> None:
        call.say("utter_ask_usage" if product.care else "utter_usage_unknown", title=product.title, care=product.care)


def facts_of(call: Call, session: Session, product: Product) -> dict[str, str]:
    """What there is to say of a product, by the aspects that shoppers ask for."""
    words = call.policy.words
    return {
        "title": product.title,
        "description": product.description,
        "material": product.material,
        "origin": product.origin,
        "gender": product.gender,
        "season": call.policy.listed(part for part in product.season.split("|") if part),
        "features": product.features,
        "fit": words.fits.get(product.fit, product.fit),
        "color": on_sale(call, session, product, "color"),
        "size": on_sale(call, session, product, "size"),
    }


def colors_of_suggested(call: Call, session: Session) -> bool:
    """The colours of all that was recommended last, where these are asked for; False when nothing was."""
    products = products_suggested(call, session) if "color" in entities(call, "aspect") else []
    pairs = [call.policy.words.pair.format(name=it.title, value=on_sale(call, session, it, "color")) for it in products]
    if pairs:
        call.say("utter_colors_of_suggested", lines="\n".join(pairs))
    return bool(pairs)


def on_sale(call: Call, session: Session, product: Product, name: str) -> str:
    """The colours or sizes of a product in the order of its chart; those that are sold out are marked."""
    skus = stock_of(session, product)
    order = {row.size: row.position for row in chart_rows(session, chart_of(session, product))}
    if name == "size":
        skus = sorted(skus, key=lambda sku: order.get(sku.size, len(order)))
    left = {getattr(sku, name) for sku in skus if sku.stock}
    names = dict.fromkeys(getattr(sku, name) for sku in skus if getattr(sku, name))
    return call.policy.listed(one if one in left else call.words("utter_label_sold_out", name=one) for one in names)


def _say_detail(call: Call, product: Product, name: str) -> None:
    told = call.policy.product_facts.told(product, name)
    if told:
        call.say("utter_product_detail", title=product.title, told=call.policy.words.clause.join(told))
    else:
        _say_unknown(call, product, name)


def _say_unknown(call: Call, product: Product, name: str) -> None:
    call.say("utter_product_unknown", title=product.title, name=name)
