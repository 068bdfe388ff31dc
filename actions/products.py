"""Products on sale: what is there, what comes back when, what there is instead, and who wants to hear of it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from rasa_sdk.events import FollowupAction
from sqlalchemy.orm import Session

from actions.base import Call, Events, ShopAction
from actions.buttons import button
from actions.cards import day
from actions.days import today
from actions.facts import colors_of_suggested
from actions.focus import AboutProduct, ask_which, choices, entities, product_of, remember, show
from actions.order_form import FORM, begin
from actions.orders import OVER
from actions.suggestions import similar
from actions.topics import asks_how_many, says_again
from actions.wearers import say_not_for
from bot.shop.catalogue import Product, Sku, chart_of, stock_of
from bot.shop.orders import orders_of
from bot.shop.restocks import register_wish
from bot.shop.sizing import chart_rows

# So few that a shopper should know it.
FEW = 5
# More lines than these nobody reads in a chat.
LINES = 6
# Of so many sold-out articles at most the shopper is asked which one to be told of.
CHOICES = 6


class ActionAskStock(AboutProduct):
    def name(self) -> str:
        return "action_ask_stock"

    def ask_back(self, call: Call, session: Session) -> Events:
        return [] if colors_of_suggested(call, session) else ask_which(call, session)

    def answer(self, call: Call, session: Session, product: Product) -> None:
        if say_not_for(call, session, product):
            return
        wish = Wish(call, session, product)
        if wish.is_unknown():
            return
        available = [sku for sku in wish.skus if sku.stock]
        if not available:
            wish.say_sold_out()
        elif len(wish.skus) == 1 or (wish.color and wish.size):
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
        if call.entity("remind") and sold_out:
            wish.note(sold_out)
        elif not sold_out and wish.skus:
            wish.say("utter_restock_in_stock")
        else:
            wish.say_return(sold_out)


class ActionPlaceOrder(ShopAction):
    def name(self) -> str:
        return "action_place_order"

    def act(self, call: Call) -> Events:
        with call.database() as session:
            if says_again(call.text) and orders_of(session, call.shopper, statuses=OVER, limit=1, now=call.now):
                return [*begin(call, "reorder"), FollowupAction(FORM)]
            product = product_of(call, session)
            if product is None:
                call.say("utter_place_order")
                return []
            wish = Wish(call, session, product)
            if wish.is_unknown():
                return remember(call, product)
            if wish.skus and not any(sku.stock for sku in wish.skus):
                wish.say_sold_out()
            elif wish.skus and _pieces(call) > wish.left:
                wish.say("utter_stock_too_few", left=str(wish.left))
            elif wish.color and wish.size and call.entity("quantity"):
                wish.say("utter_place_order_enough", pieces=str(_pieces(call)))
                show(call, session, product)
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

    @property
    def left(self) -> int:
        return sum(sku.stock for sku in self.skus)

    def _wanted(self, name: str) -> str | None:
        """What this message names, else what was named before, if the product comes in it and no list is asked for."""
        told, kept = self.call.entity(name), self.call.slot(name)
        asks_for_colors = "color" in entities(self.call, "aspect")
        if told and not (asks_for_colors and name == "color"):
            return str(told)
        if not kept or asks_for_colors:
            return None
        return str(kept) if stock_of(self.session, self.product, **{name: str(kept)}) else None

    def say(self, response: str, **values: Any) -> None:
        named = [part for part in (self._shops_color(), self.size) if part]
        # An empty list would take the buttons of the response away.
        told = {name: value for name, value in values.items() if value != []}
        self.call.say(response, title=self.product.title, what=" ".join([*named, ""]), **told)

    def note(self, sold_out: list[Sku]) -> None:
        """Register who wants to hear when it is back: of one article, for a shopper wears one size."""
        if len(sold_out) > 1:
            buttons = [self._reminder(sku, " ".join((sku.color, sku.size))) for sku in sold_out[:CHOICES]]
            self.say("utter_restock_which", buttons=buttons)
            return
        sku, call = sold_out[0], self.call
        conversation = str(call.metadata.get("conversation_id") or call.tracker.sender_id)
        is_new = register_wish(self.session, conversation_id=conversation, sku_id=sku.id, now=call.now)
        response = "utter_restock_noted" if is_new else "utter_restock_noted_before"
        call.say(response, title=self.product.title, what=f"{sku.color} {sku.size} ")

    def _reminders(self, sold_out: list[Sku]) -> list[dict[str, str]]:
        """The offer to be told when it is back."""
        if len(sold_out) == 1:
            return [self._reminder(sold_out[0], self.call.words("utter_label_remind"))]
        return [button("ask_restock", self.call.words("utter_label_remind"), product=self.product.id, remind="yes")]

    def _reminder(self, sku: Sku, title: str) -> dict[str, str]:
        return button("ask_restock", title, product=self.product.id, color=sku.color, size=sku.size, remind="yes")

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
            self.say("utter_restock_on", day=day(self.call, dated[0][1]), buttons=self._reminders(sold_out))
        elif dated:
            lines = [
                self.call.words("utter_label_restock", color=sku.color, size=sku.size, day=day(self.call, back))
                for sku, back in dated[:LINES]
            ]
            self.say("utter_restock_list", lines="\n".join(lines))
        else:
            response = "utter_stock_out" if all_gone else "utter_restock_unknown"
            self.say(response, buttons=self._reminders(sold_out) if all_gone else [])
        self._say_instead()

    def _say_instead(self) -> None:
        of_size = stock_of(self.session, self.product, size=self.size)
        of_color = self._sorted(stock_of(self.session, self.product, self.color))
        left = [sku for sku in (*of_size, *of_color) if sku.stock and (self.size or self.color)]
        others = [f"{sku.color} {sku.size}" for sku in left][:LINES]
        if others:
            self.call.say("utter_stock_instead", others=self.listed(others))
            return
        others_like_it = similar(self.call, self.session, self.product)
        if others_like_it and not any(sku.stock for sku in stock_of(self.session, self.product)):
            self.call.say("utter_stock_similar", buttons=choices(others_like_it, "choose_product"))

    def by_color(self, skus: list[Sku]) -> str:
        words = self.call.policy.words
        colors = dict.fromkeys(sku.color for sku in skus)
        lines = [(color, self.listed(sku.size for sku in skus if sku.color == color)) for color in colors]
        return "\n".join(words.pair.format(name=color, value=sizes) for color, sizes in lines)

    def _sorted(self, skus: list[Sku]) -> list[Sku]:
        """Each colour from its smallest size, which only the chart knows."""
        order = {row.size: row.position for row in chart_rows(self.session, chart_of(self.session, self.product))}
        colors = list(dict.fromkeys(sku.color for sku in skus))
        return sorted(skus, key=lambda sku: (colors.index(sku.color), order.get(sku.size, len(order))))

    def listed(self, names: Iterable[str]) -> str:
        return self.call.policy.listed(dict.fromkeys(names))

    def _shops_color(self) -> str | None:
        """The colour as the shop calls it, which may be longer than what the shopper said."""
        names = {sku.color for sku in self.skus}
        return names.pop() if self.color and len(names) == 1 else self.color


def _pieces(call: Call) -> int:
    return int(call.entity("quantity") or 1)


def _say_left(call: Call, wish: Wish, left: int) -> None:
    if _pieces(call) > left:
        wish.say("utter_stock_too_few", left=str(left))
    elif asks_how_many(call.text):
        wish.say("utter_stock_count", left=str(left))
    else:
        wish.say("utter_stock_few" if left <= FEW else "utter_stock_yes", left=str(left))
