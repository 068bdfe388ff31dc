"""What it costs: the price of one piece, of several and of several articles, and the answer to those who haggle."""

from __future__ import annotations

import re
from dataclasses import replace

from rasa_sdk.events import SlotSet
from sqlalchemy.orm import Session

from actions.base import Call, Events, ShopAction
from actions.baskets import (
    Item,
    added,
    basket_in_mind,
    changed,
    deal_of,
    freight_words,
    goods_in_mind,
    items_named,
    kept,
    lines_of,
    missing_words,
    pieces_in,
    pieces_of,
    sum_of,
)
from actions.coupon_sums import say_with_coupon
from actions.focus import AboutProduct, ask_which, category_word, entities, product_of, remember
from actions.handoff import story
from actions.packets import Reason, bring_person
from actions.places import freight_for
from actions.products import Wish
from actions.suggested import products_suggested
from actions.suggestions import ActionRecommendProduct
from actions.topics import adds_goods, asks_for_the_lowest, asks_with_coupon, means_all, supposes
from bot.shop.bargaining import Asked, BargainAnswer, answer_bargain
from bot.shop.baskets import Deal, Line, add_ons_with, best_deal, gifts_with, next_step
from bot.shop.catalogue import Product, price_range
from bot.shop.orders import Order, OrderStatus, orders_of
from bot.shop.promotions import Offers, offers_for
from bot.shop.purchases import lines_of as lines_of_order

# In front of an amount: so much less, rather than so much.
_LESS = re.compile(r"(?:便宜|优惠|少|减|抹|让|降)[我个点收掉你了去一下给再零头\s]*$")
_FURTHER = re.compile(r"再|还能|还可以")
# Who haggles often names a price without its unit ("450 行不行").
_BARE = re.compile(r"(?<![\d.])(\d{2,5})(?![\d.%]|\s?[码件双条个号天斤])")


class ActionAskPrice(AboutProduct):
    """The price with all that the shopper can legally take off, as arithmetic."""

    def name(self) -> str:
        return "action_ask_price"

    def act(self, call: Call) -> Events:
        with call.database() as session:
            if asks_with_coupon(call.text) and say_with_coupon(call, session):
                return []
            items = items_named(call, session)
            before = basket_in_mind(call, session)
            if before and (call.entity("more") or adds_goods(call.text)):
                return _say_more(call, session, before, items)
            if len(before) > 1 and not items and not category_word(call) and call.entity("quantity"):
                return _say_basket(call, session, [replace(before[0], pieces=pieces_in(call)), *before[1:]])
            if len(before) > 1 and supposes(call.text) and (others := changed(before, items)) and items:
                return _say_basket(call, session, others)
            if len(items) > 1:
                return _say_basket(call, session, items)
            if before and not items and not category_word(call) and means_all(call.text):
                return _say_all(call, session, before)
            if len(items) == 1 and len(entities(call, "quantity")) > 1:
                # Of something else a number was told, but not what: better said than counted to the wrong goods.
                call.say("utter_ask_price_of_others", title=items[0].product.title)
                return _say_basket(call, session, items)
        return super().act(call)

    def answer(self, call: Call, session: Session, product: Product) -> Events:
        say_price(call, session, Wish(call, session, product), pieces_in(call))
        return [SlotSet("basket", [[product.id, pieces_in(call)]])]


class ActionBargain(ShopAction):
    """The shop's steps; the price of an order is changed by nobody but a person."""

    def name(self) -> str:
        return "action_bargain"

    def act(self, call: Call) -> Events:
        with call.database() as session:
            product = product_of(call, session)
            order = None if product else _unpaid(call, session)
            lines = lines_of_order(session, order) if order else _haggled(call, session, product)
            if not lines and products_suggested(call, session):
                return ActionRecommendProduct().act(call)
            if not lines:
                return ask_which(call, session)
            offers = offers_for(session, call.shopper.id, call.now, order.number if order else "")
            asked = _asked(call, lines)
            answer = answer_bargain(call.policy.bargaining, lines, offers, asked, freight_for(call))
            call.say("utter_bargain", answer=_filled(call, answer))
            _say_beside(call, answer, offers)
            if order and answer.deal.total_fen < order.amount_fen:
                call.say("utter_bargain_order_anew", amount=call.policy.money(order.amount_fen))
            return [*(remember(call, product) if product else []), SlotSet("bargain_steps", answer.steps)]


def say_price(call: Call, session: Session, wish: Wish, pieces: int) -> None:
    """Say what so many pieces of an article cost, and what more would make them cheaper."""
    prices = [sku.price_fen for sku in wish.skus] or list(price_range(session, wish.product))
    offers = offers_for(session, call.shopper.id, call.now)
    low, high = (_deal(call, session, wish.product, price, pieces, offers) for price in (min(prices), max(prices)))
    values = {"price": call.policy.money(min(prices)), "pieces": str(pieces), "sum": sum_of(call, low)}
    if low.goods_fen != high.goods_fen:
        money = call.policy.money
        # The dearer article may cost less: it can reach a threshold that the cheaper one misses.
        least, most = sorted((low.total_fen, high.total_fen))
        top = {"high": money(max(prices)), "total": money(least), "high_total": money(most)}
        many, off = "_of_many" if pieces > 1 else "", "_promoted" if low.saved_fen else ""
        wish.say(f"utter_price_range{many or off}", **values, **top, offers=_offers_of(call, low))
    elif pieces > 1:
        wish.say("utter_price_of_many", **values)
    elif low.saved_fen:
        wish.say("utter_price_promoted", **values)
    else:
        wish.say("utter_ask_price", freight=freight_words(call, low.freight_fen), **values)
    _say_extras(call, low, offers)


def _deal(call: Call, session: Session, product: Product, unit_fen: int, pieces: int, offers: Offers) -> Deal:
    return deal_of(call, session, [Line(product.category, unit_fen, pieces, product.id)], offers)


def _say_all(call: Call, session: Session, items: list[Item]) -> Events:
    """The price of all that was spoken of, once more."""
    if len(items) > 1:
        return _say_basket(call, session, items)
    product, pieces = items[0].product, pieces_of(call, items[0].product)
    say_price(call, session, Wish(call, session, product), pieces)
    return [*remember(call, product), SlotSet("basket", [[product.id, pieces]])]


def _say_more(call: Call, session: Session, before: list[Item], more: list[Item]) -> Events:
    """The price of what was told last and more: other goods, or more of the same."""
    if more:
        return _say_basket(call, session, added(before, more))
    if category_word(call):
        return ask_which(call, session, along={"quantity": pieces_in(call), "more": "yes"})
    return _say_basket(call, session, [*before[:-1], replace(before[-1], pieces=before[-1].pieces + pieces_in(call))])


def _say_basket(call: Call, session: Session, items: list[Item]) -> Events:
    offers = offers_for(session, call.shopper.id, call.now)
    deal = deal_of(call, session, lines_of(items), offers)
    named = [
        call.words("utter_label_basket_item", title=x.product.title, what=_article(x), pieces=x.pieces) for x in items
    ]
    call.say("utter_price_of_basket", items=call.policy.listed(named), sum=sum_of(call, deal))
    _say_extras(call, deal, offers)
    return [*remember(call, items[0].product), *kept(items)]


def _article(item: Item) -> str:
    return " ".join([*filter(None, (item.color, item.size)), ""])


def _say_extras(call: Call, deal: Deal, offers: Offers) -> None:
    """What would make it cheaper (a coupon to take, else an offer not far off), else what comes with it."""
    money = call.policy.money
    with_more = best_deal(deal.lines, offers.promotions, (*offers.coupons, *offers.takeable), freight_for(call))
    if with_more.total_fen < deal.total_fen and with_more.coupon:
        coupon = with_more.coupon
        call.say("utter_price_take", place=coupon.place, coupon=coupon.title, total=money(with_more.total_fen))
        _say_along(call, deal, offers)
    elif not _say_next(call, deal, offers):
        _say_along(call, deal, offers)


def _say_next(call: Call, deal: Deal, offers: Offers) -> bool:
    """Whether there is a better offer not far off; says which."""
    further = next_step(deal, offers.promotions, offers.coupons)
    if further is None or further.missing_fen > deal.goods_fen:
        return False
    missing = missing_words(call, further.missing_fen, further.offer)
    call.say("utter_price_next", missing=missing, promotion=further.offer.title)
    return True


def _say_along(call: Call, deal: Deal, offers: Offers) -> None:
    """What comes with it, and what may be bought along."""
    gifts, add_ons = gifts_with(offers.promotions, deal.lines), add_ons_with(offers.promotions, deal.lines)
    if gifts:
        call.say("utter_price_gift", gift=call.policy.listed(gifts))
    if add_ons:
        price = call.policy.money(add_ons[0].add_on_fen or 0)
        call.say("utter_price_add_on", price=price, add_on=add_ons[0].add_on)


def _offers_of(call: Call, deal: Deal) -> str:
    used = [offer.title for offer in (deal.promotion, deal.coupon) if offer]
    return call.policy.listed(call.words("utter_label_quoted", text=title) for title in used)


def _haggled(call: Call, session: Session, product: Product | None) -> list[Line]:
    """What is haggled over: what the price was told of last, else the product in the article that is wanted."""
    if product is None:
        return []
    wish = Wish(call, session, product)
    low, _ = price_range(session, product)
    return goods_in_mind(call, session, product, min((sku.price_fen for sku in wish.skus), default=low))


def _unpaid(call: Call, session: Session) -> Order | None:
    """The one order that still waits for its payment."""
    unpaid = orders_of(session, call.shopper, limit=2, statuses=[OrderStatus.PENDING_PAYMENT], now=call.now)
    return unpaid[0] if len(unpaid) == 1 else None


def _asked(call: Call, lines: list[Line]) -> Asked:
    """What the message asks for; an amount that is no less than the price is no offer ("499 is too dear")."""
    times = int(call.slot("bargain_steps") or 0) + 1
    amounts = _amounts(call)
    if len(amounts) != 1 or not 0 < amounts[0][0] < sum(line.goods_fen for line in lines):
        return Asked(times, lowest=asks_for_the_lowest(call.text))
    amount, start = amounts[0]
    if _LESS.search(call.text[:start]):
        return Asked(times, off_fen=amount, off_what_was_told=bool(_FURTHER.search(call.text)))
    return Asked(times, price_fen=amount)


def _amounts(call: Call) -> list[tuple[int, int]]:
    """The amounts of the message in fen, and where each stands in it."""
    found = [e for e in call.tracker.latest_message.get("entities") or [] if e["entity"] == "money"]
    if found:
        return [(int(e["value"]), int(e.get("start") or 0)) for e in found]
    return [(int(match[1]) * 100, match.start()) for match in _BARE.finditer(call.text)]


def _say_beside(call: Call, answer: BargainAnswer, offers: Offers) -> None:
    """What the shopper must do for it; a person when the shopper insists."""
    coupon = answer.deal.coupon
    if answer.kind == "insist":
        bring_person(call, Reason.MONEY, story(call))
    elif coupon in offers.takeable and coupon and answer.kind in ("lowest", "reached", "nearest", "final"):
        call.say("utter_bargain_take", coupon=coupon.title, place=coupon.place)
    elif answer.kind == "nearest":
        _say_next(call, answer.deal, offers)


def _filled(call: Call, answer: BargainAnswer) -> str:
    money, deal = call.policy.money, answer.deal
    return answer.text.format(
        price=money(deal.goods_fen),
        sum=sum_of(call, deal),
        missing=missing_words(call, answer.missing_fen, answer.offer),
        offer=answer.offer.title if answer.offer else "",
        place=getattr(answer.offer, "place", ""),
        gift=answer.gift,
        asked=money(answer.wanted_fen or 0),
    )
