"""Coupon sums: what the goods cost whose price was told, for those who ask what they are with a coupon."""

from __future__ import annotations

from sqlalchemy.orm import Session

from actions.base import Call
from actions.baskets import basket_in_mind, lines_of, sum_of
from actions.places import freight_for
from bot.shop.baskets import legal_deals
from bot.shop.promotions import offers_for


def say_with_coupon(call: Call, session: Session) -> bool:
    """Whether a coupon can be used for what was told: the one that the message names, else the best; says the sum."""
    items = basket_in_mind(call, session) if call.slot("basket") else []
    if not items or call.entity("product") or call.entity("category"):
        return False
    offers = offers_for(session, call.shopper.id, call.now)
    coupons = (*offers.coupons, *offers.takeable)
    named = [coupon for coupon in coupons if coupon.title[:2] in call.text]
    deals = legal_deals(lines_of(items), offers.promotions, named or coupons, freight_for(call))
    best = min((deal for deal in deals if deal.coupon), key=lambda deal: deal.total_fen, default=None)
    if best is None or best.coupon is None:
        return False
    response = "utter_price_with_coupon_to_take" if best.coupon in offers.takeable else "utter_price_with_coupon"
    call.say(response, place=best.coupon.place, coupon=best.coupon.title, sum=sum_of(call, best))
    return True
