"""What it costs and what is off: price, bargaining, promotions, coupons, gifts."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from rasa_sdk.events import SlotSet
from sqlalchemy.orm import Session

from actions.base import Call, Events, ShopAction
from actions.cards import day
from actions.focus import AboutProduct, product_of
from actions.products import Wish
from bot.shop.bargaining import answer_bargain
from bot.shop.catalogue import Product, price_range
from bot.shop.promotions import PriceQuote, live_coupons, live_promotions, price_of
from bot.shop.rules import Coupon, Offer, Promotion
from bot.shop.units import SHANGHAI

# A promotion that begins within so many days is worth waiting for.
SOON = timedelta(days=30)


class ActionAskPrice(AboutProduct):
    def name(self) -> str:
        return "action_ask_price"

    def answer(self, call: Call, session: Session, product: Product) -> None:
        wish = Wish(call, session, product)
        prices = [sku.price_fen for sku in wish.skus] or list(price_range(session, product))
        pieces = max(int(call.entity("quantity") or 1), 1)
        low, high = min(prices), max(prices)
        quote = price_of(call.policy, low, pieces, product.category, call.now)
        values = _amounts(call, quote)
        if pieces == 1 and low != high:
            wish.say("utter_price_range", high=call.policy.money(high), **values)
        elif pieces == 1:
            wish.say("utter_price_promoted" if quote.promotion else "utter_ask_price", **values)
        else:
            wish.say("utter_price_of_many_promoted" if quote.promotion else "utter_price_of_many", **values)
        _say_extras(call, quote)


class ActionBargain(AboutProduct):
    def name(self) -> str:
        return "action_bargain"

    def answer(self, call: Call, session: Session, product: Product) -> Events:
        asked = int(call.slot("bargain_steps") or 0) + 1
        low, _ = price_range(session, product)
        answer = answer_bargain(call.policy, asked, low, product.category, call.now)
        call.say("utter_bargain", answer=answer.text)
        return [SlotSet("bargain_steps", asked)]


class ActionAskPromotion(ShopAction):
    def name(self) -> str:
        return "action_ask_promotion"

    async def act(self, call: Call) -> Events:
        with call.database() as session:
            product = product_of(call, session)
        live = live_promotions(call.policy, call.now, product.category if product else None)
        soon = [offer for offer in call.policy.promotions if offer.begins and call.now < offer.begins < call.now + SOON]
        if live:
            call.say("utter_ask_promotion", lines=_lines(call, live))
        else:
            call.say("utter_promotion_none")
        if soon:
            call.say("utter_promotion_soon", lines=_lines(call, soon))
        return []


class ActionAskCoupon(ShopAction):
    def name(self) -> str:
        return "action_ask_coupon"

    async def act(self, call: Call) -> Events:
        coupons = live_coupons(call.policy, call.now)
        if coupons:
            call.say("utter_ask_coupon", lines="\n".join(_coupon_line(call, coupon) for coupon in coupons))
        else:
            call.say("utter_coupon_none")
        return []


class ActionAskGift(ShopAction):
    def name(self) -> str:
        return "action_ask_gift"

    async def act(self, call: Call) -> Events:
        gifts = [promotion for promotion in live_promotions(call.policy, call.now) if promotion.gift]
        lines = [_line(call, promotion.title, promotion.gift, promotion.note) for promotion in gifts]
        call.say("utter_ask_gift" if gifts else "utter_gift_none", lines="\n".join(lines))
        return []


class ActionReportDiscountMissing(ShopAction):
    """Says what each discount asks for, so that most find the reason themselves; the rest is a person's matter."""

    def name(self) -> str:
        return "action_report_discount_missing"

    async def act(self, call: Call) -> Events:
        live = [promotion for promotion in live_promotions(call.policy, call.now) if promotion.discount]
        call.say("utter_report_discount_missing" if live else "utter_discount_none", lines=_lines(call, live))
        return []


def _amounts(call: Call, quote: PriceQuote) -> dict[str, str]:
    return {
        "price": call.policy.money(quote.unit_fen),
        "pieces": str(quote.pieces),
        "goods": call.policy.money(quote.goods_fen),
        "saved": call.policy.money(quote.discount_fen),
        "total": call.policy.money(quote.total_fen),
        "promotion": quote.promotion.title if quote.promotion else "",
    }


def _say_extras(call: Call, quote: PriceQuote) -> None:
    """A better promotion that is not far off, else a gift that comes with it."""
    if quote.next_promotion and quote.missing_fen <= quote.goods_fen:
        missing = call.policy.money(quote.missing_fen)
        call.say("utter_price_next", missing=missing, promotion=quote.next_promotion.title)
    elif quote.gifts:
        call.say("utter_price_gift", gift=call.policy.listed(quote.gifts))


def _lines(call: Call, promotions: Iterable[Promotion]) -> str:
    return "\n".join(_line(call, promotion.title, _period(call, promotion), promotion.note) for promotion in promotions)


def _coupon_line(call: Call, coupon: Coupon) -> str:
    return _line(call, coupon.title, call.words("utter_label_coupon", where=coupon.where), coupon.audience, coupon.note)


def _line(call: Call, title: str, *details: str) -> str:
    told = call.policy.words.clause.join(detail for detail in details if detail)
    return call.words("utter_label_item", text=call.policy.words.pair.format(name=title, value=told) if told else title)


def _period(call: Call, offer: Offer) -> str:
    """From when or until when, where that is limited."""
    if offer.begins and offer.begins > call.now:
        return call.words("utter_label_from", day=_day(call, offer.begins))
    return call.words("utter_label_until", day=_day(call, offer.ends - timedelta(seconds=1))) if offer.ends else ""


def _day(call: Call, moment: datetime) -> str:
    return day(call, moment.astimezone(SHANGHAI).date())
