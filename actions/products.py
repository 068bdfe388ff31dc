"""What the catalogue says: facts of a product, its care and stock, and others beside it."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy.orm import Session

from actions.base import Call, Events, ShopAction
from actions.cards import day
from actions.days import today
from actions.focus import (
    OFFERED,
    AboutProduct,
    ask_which,
    category_word,
    choices,
    entities,
    product_in_mind,
    product_of,
    products_named,
    remember,
    show,
)
from bot.shop.catalogue import Product, Sku, compare, find_product, recommend, stock_of
from bot.shop.sizing import chart_rows

# So few that a shopper should know it.
FEW = 5
# More lines than these nobody reads in a chat.
LINES = 6
# So many are looked through for those that suit.
MANY = 40


class ActionChooseProduct(AboutProduct):
    def name(self) -> str:
        return "action_choose_product"

    def answer(self, call: Call, session: Session, product: Product) -> None:
        show(call, session, product)
        call.say("utter_choose_product", title=product.title)


class ActionAskProductInfo(AboutProduct):
    names_others_in_passing = True

    def name(self) -> str:
        return "action_ask_product_info"

    def answer(self, call: Call, session: Session, product: Product) -> None:
        facts = facts_of(call, session, product)
        asked = [aspect for aspect in dict.fromkeys(entities(call, "aspect")) if facts.get(aspect)]
        for aspect in asked or ["overview"]:
            call.say(f"utter_product_{aspect}", **facts)


class ActionAskUsage(AboutProduct):
    names_others_in_passing = True

    def name(self) -> str:
        return "action_ask_usage"

    def answer(self, call: Call, session: Session, product: Product) -> None:
        call.say("utter_ask_usage" if product.care else "utter_usage_unknown", title=product.title, care=product.care)


class ActionCompareProducts(ShopAction):
    def name(self) -> str:
        return "action_compare_products"

    async def act(self, call: Call) -> Events:
        with call.database() as session:
            named = products_named(call, session)
            if not named:
                return ask_which(call, session)
            if len(named) == 1:
                return _ask_other(call, session, named[0])
            _say_differences(call, *named[:2])
            return remember(call, named[0])


class ActionRecommendProduct(ShopAction):
    def name(self) -> str:
        return "action_recommend_product"

    async def act(self, call: Call) -> Events:
        with call.database() as session:
            found = _recommended(call, session)
            if not found:
                call.say("utter_recommend_none", buttons=choices(recommend(session, limit=OFFERED), "choose_product"))
            else:
                call.say("utter_recommend_product")
            for product in found:
                show(call, session, product)
        return []


class ActionAskStock(AboutProduct):
    def name(self) -> str:
        return "action_ask_stock"

    def answer(self, call: Call, session: Session, product: Product) -> None:
        wish = Wish(call, session, product)
        if wish.is_unknown():
            return
        available = [sku for sku in wish.skus if sku.stock]
        if not available:
            wish.say_sold_out()
        elif wish.color and wish.size:
            _say_left(call, wish, sum(sku.stock for sku in available))
        elif wish.color:
            wish.say("utter_stock_of_color", sizes=wish.listed(sku.size for sku in available))
        elif wish.size:
            wish.say("utter_stock_of_size", colors=wish.listed(sku.color for sku in available))
        else:
            wish.say("utter_stock_overview", lines=wish.by_color(available))


class ActionAskRestock(AboutProduct):
    def name(self) -> str:
        return "action_ask_restock"

    def answer(self, call: Call, session: Session, product: Product) -> None:
        wish = Wish(call, session, product)
        if wish.is_unknown():
            return
        sold_out = [sku for sku in wish.skus if not sku.stock]
        if not sold_out and wish.skus:
            wish.say("utter_restock_in_stock")
        else:
            wish.say_return(sold_out)


class ActionPlaceOrder(ShopAction):
    def name(self) -> str:
        return "action_place_order"

    async def act(self, call: Call) -> Events:
        with call.database() as session:
            product = product_of(call, session)
            if product is None:
                call.say("utter_place_order")
                return []
            wish = Wish(call, session, product)
            if wish.skus and not any(sku.stock for sku in wish.skus):
                wish.say_sold_out()
            else:
                wish.say("utter_place_order_of_product")
                show(call, session, product)
            return remember(call, product)


class Wish:
    """A product in the colour and size that the shopper wants, as far as they are named."""

    def __init__(self, call: Call, session: Session, product: Product) -> None:
        self.call = call
        self.session = session
        self.product = product
        self.color = self._wanted("color")
        self.size = self._wanted("size")
        self.skus = self._sorted(stock_of(session, product, self.color, self.size))

    def _wanted(self, name: str) -> str | None:
        """What this message names, else what was named before, if the product comes in it and no list is asked for."""
        told, kept = self.call.entity(name), self.call.slot(name)
        asks_for_colors = "color" in entities(self.call, "aspect")
        if told and not (asks_for_colors and name == "color"):
            return str(told)
        if not kept or asks_for_colors:
            return None
        return str(kept) if stock_of(self.session, self.product, **{name: str(kept)}) else None

    def say(self, response: str, **values: str) -> None:
        named = [part for part in (self._shops_color(), self.size) if part]
        what = " ".join([*named, ""])
        self.call.say(response, title=self.product.title, what=what, **values)

    def is_unknown(self) -> bool:
        """Whether the product does not come in that colour or size; says so."""
        everything = stock_of(self.session, self.product)
        of_color = self._sorted(stock_of(self.session, self.product, self.color))
        if self.color and not of_color:
            colors = self.listed(sku.color for sku in everything)
            self.call.say("utter_stock_no_color", title=self.product.title, color=self.color, colors=colors)
        elif self.size and not self.skus:
            sizes = self.listed(sku.size for sku in of_color)
            self.call.say("utter_stock_no_size", title=self.product.title, size=self.size, sizes=sizes)
        else:
            return False
        return True

    def say_sold_out(self) -> None:
        self.say_return([sku for sku in self.skus if not sku.stock])

    def say_return(self, sold_out: list[Sku]) -> None:
        """When it comes back, as far as that is known, and what there is meanwhile."""
        dated = [(sku, sku.restock_on) for sku in sold_out if sku.restock_on and sku.restock_on >= today(self.call)]
        all_gone = len(sold_out) == len(self.skus)
        if all_gone and len(dated) == len(sold_out) and len({back for _, back in dated}) == 1:
            self.say("utter_restock_on", day=day(self.call, dated[0][1]))
        elif dated:
            lines = [
                self.call.words("utter_label_restock", color=sku.color, size=sku.size, day=day(self.call, back))
                for sku, back in dated[:LINES]
            ]
            self.say("utter_restock_list", lines="\n".join(lines))
        else:
            self.say("utter_stock_out" if all_gone else "utter_restock_unknown")
        self._say_instead()

    def _say_instead(self) -> None:
        of_size = stock_of(self.session, self.product, size=self.size)
        of_color = self._sorted(stock_of(self.session, self.product, self.color))
        left = [sku for sku in (*of_size, *of_color) if sku.stock and (self.size or self.color)]
        others = [f"{sku.color} {sku.size}" for sku in left][:LINES]
        if others:
            self.call.say("utter_stock_instead", others=self.listed(others))
            return
        similar = _similar(self.session, self.product)
        if similar and not any(sku.stock for sku in stock_of(self.session, self.product)):
            self.call.say("utter_stock_similar", buttons=choices(similar, "choose_product"))

    def by_color(self, skus: list[Sku]) -> str:
        words = self.call.policy.words
        colors = dict.fromkeys(sku.color for sku in skus)
        lines = [(color, self.listed(sku.size for sku in skus if sku.color == color)) for color in colors]
        return "\n".join(words.pair.format(name=color, value=sizes) for color, sizes in lines)

    def _sorted(self, skus: list[Sku]) -> list[Sku]:
        """Each colour from its smallest size, which only the chart knows."""
        order = {row.size: row.position for row in chart_rows(self.session, self.product.size_chart_id)}
        colors = list(dict.fromkeys(sku.color for sku in skus))
        return sorted(skus, key=lambda sku: (colors.index(sku.color), order.get(sku.size, len(order))))

    def listed(self, names: Iterable[str]) -> str:
        return self.call.policy.listed(dict.fromkeys(names))

    def _shops_color(self) -> str | None:
        """The colour as the shop calls it, which may be longer than what the shopper said."""
        names = {sku.color for sku in self.skus}
        return names.pop() if self.color and len(names) == 1 else self.color


def _say_left(call: Call, wish: Wish, left: int) -> None:
    wanted = int(call.entity("quantity") or 1)
    if wanted > left:
        wish.say("utter_stock_too_few", left=str(left))
    else:
        wish.say("utter_stock_few" if left <= FEW else "utter_stock_yes", left=str(left))


def facts_of(call: Call, session: Session, product: Product) -> dict[str, str]:
    """What there is to say of a product, by the aspects that shoppers ask for."""
    words = call.policy.words
    return {
        "title": product.title,
        "description": product.description,
        "material": product.material,
        "origin": product.origin,
        "gender": product.gender,
        "season": call.policy.listed(product.season.split("|")),
        "features": product.features,
        "fit": words.fits.get(product.fit, product.fit),
        "color": call.policy.listed(dict.fromkeys(sku.color for sku in stock_of(session, product))),
    }


def _ask_other(call: Call, session: Session, product: Product) -> Events:
    others = _similar(session, product)
    call.say("utter_compare_with", title=product.title, buttons=choices(others, "compare_products"))
    return []


def _say_differences(call: Call, first: Product, second: Product) -> None:
    rows = [row for row in compare(first, second) if row[1] != row[2]][:LINES]
    lines = [
        call.words(
            "utter_label_difference",
            label=call.policy.words.fields.get(name, name),
            first=_shown(call, name, one),
            second=_shown(call, name, other),
        )
        for name, one, other in rows
    ]
    response = "utter_compare_products" if lines else "utter_compare_same"
    call.say(response, first=first.title, second=second.title, lines="\n".join(lines))


def _shown(call: Call, field: str, value: str) -> str:
    """A field of the catalogue in the shop's words."""
    words = call.policy.words
    if field == "price":
        return words.money.format(amount=value)
    if field == "fit":
        return words.fits.get(value, value)
    return call.policy.listed(value.split("|"))


def _recommended(call: Call, session: Session) -> list[Product]:
    named = call.entity("product")
    mind = find_product(session, str(named)) if named else product_in_mind(call, session)
    category = category_word(call) or (mind.category if mind else None)
    season = str(call.entity("season") or "")[:1] or None
    exclude = [mind.id] if mind else []
    budget = call.entity("money")
    found = _for_the_same(call, mind, recommend(session, category, budget, season, exclude, limit=MANY))
    if not category_word(call):
        further = recommend(session, None, budget, season, [*exclude, *(product.id for product in found)], limit=MANY)
        found += _for_the_same(call, mind, further)
    return found[:OFFERED]


def _similar(session: Session, product: Product) -> list[Product]:
    """Others of its kind for the same people, else what sells."""
    of_its_kind = recommend(session, product.category, exclude=[product.id], limit=MANY)
    alike = [other for other in of_its_kind if other.gender == product.gender]
    return (alike or recommend(session, exclude=[product.id], limit=OFFERED))[:OFFERED]


def _for_the_same(call: Call, mind: Product | None, found: list[Product]) -> list[Product]:
    """Those for whom the message says, else for whom the product in mind is; all when there are none."""
    told = [product for product in found if product.gender and product.gender[0] in call.text]
    alike = [product for product in found if mind and product.gender == mind.gender]
    return told or alike or found
