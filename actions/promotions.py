"""What is off: promotions that hold and that come, coupons to take and in the wallet, gifts and add-ons."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from actions.base import Call, Events, ShopAction
from actions.baskets import goods_in_mind
from actions.cards import day
from actions.coupon_sums import say_with_coupon
from actions.focus import product_of
from actions.topics import asks_with_coupon
from bot.shop.baskets import Line, coupon_base_fen, missing_fen
from bot.shop.catalogue import price_range
from bot.shop.offers import Coupon, Offer, Promotion
from bot.shop.promotions import (
    Held,
    coming_promotions,
    coupons_to_take,
    is_closed_to,
    live_coupons,
    live_promotions,
    usable_coupons,
    wallet_of,
)
from bot.shop.units import SHANGHAI

# A promotion that begins within so many days is worth waiting for.
SOON = timedelta(days=30)
# A coupon that ended longer ago is not what somebody misses.
RECENTLY = timedelta(days=30)
_ADD_ON = re.compile(r"换购|加价购|加钱换|加\d+元?换")
_TOGETHER = re.compile(r"叠|一起用|同时用|同享|一起享|并用|(?:能|可以|可不可以).{0,3}[两二三多\d]张")
_SEVERAL = re.compile(r"[两二三多\d]张|券.{0,4}叠|叠.{0,4}券")
_KIND = re.compile(
    r"第[二两2]件(?:半价|[一二三四五六七八九\d]折)|买[一二两三四\d]送[一二两\d]|学生|(?<!几)[一二三四五六七八九\d]折"
)
_OWN = re.compile(r"我的|我有|我还有|我账|账户|账号|我领|卡包|用过|过期|没了|不见")


class ActionAskPromotion(ShopAction):
    def name(self) -> str:
        return "action_ask_promotion"

    def act(self, call: Call) -> Events:
        with call.database() as session:
            product = product_of(call, session)
            live = live_promotions(session, call.now, product.category if product else None)
            soon = coming_promotions(session, call.now, SOON)
        if _ADD_ON.search(call.text):
            along = [promotion for promotion in live if promotion.add_on]
            call.say("utter_ask_add_on" if along else "utter_add_on_none", lines=_lines(call, along))
            return []
        missing = _kind_missing(call, live)
        if live and missing:
            call.say("utter_promotion_not_that", asked=missing, lines=_lines(call, live))
        elif live:
            call.say("utter_ask_promotion", lines=_lines(call, live))
        else:
            call.say("utter_promotion_none")
        if soon:
            call.say("utter_promotion_soon", lines=_lines(call, soon))
        return []


class ActionAskCoupon(ShopAction):
    """What is in the wallet, with the day on which it ends, and what can still be taken."""

    def name(self) -> str:
        return "action_ask_coupon"

    def act(self, call: Call) -> Events:
        with call.database() as session:
            if asks_with_coupon(call.text) and say_with_coupon(call, session):
                return []
            held = wallet_of(session, call.shopper.id)
            lines = _basket_in_mind(call, session)
            own = usable_coupons(held, call.now)
            live = [promotion for promotion in live_promotions(session, call.now) if promotion.discount_fen]
            to_take = coupons_to_take(session, call.shopper.id, held, call.now)
            closed = [coupon for coupon in live_coupons(session, call.now) if _is_refused(call, session, coupon, held)]
        if _TOGETHER.search(call.text):
            _say_together(call, live)
        for coupon in closed:
            call.say("utter_coupon_not_for_you", coupon=coupon.title, audience=coupon.audience)
        if call.shopper.id:
            _say_wallet(call, held, lines)
        elif _OWN.search(call.text):
            call.say("utter_coupon_log_in")
        if to_take:
            call.say("utter_ask_coupon", lines="\n".join(_coupon_line(call, coupon) for coupon in to_take))
        elif not own:
            call.say("utter_coupon_none")
        return []


class ActionAskGift(ShopAction):
    """Which gifts there are, and how far the product in mind is from them."""

    def name(self) -> str:
        return "action_ask_gift"

    def act(self, call: Call) -> Events:
        with call.database() as session:
            gifts = [promotion for promotion in live_promotions(session, call.now) if promotion.gift]
            lines = _basket_in_mind(call, session)
        told = [_line(call, gift.title, gift.gift, gift.note, _reach(call, gift, lines)) for gift in gifts]
        missing = _kind_missing(call, gifts)
        response = "utter_gift_not_that" if missing else "utter_ask_gift"
        call.say(response if gifts else "utter_gift_none", asked=missing, lines="\n".join(told))
        return []


def _say_together(call: Call, live: list[Promotion]) -> None:
    """Whether coupons add up (one to an order, always), and which promotions go with one."""
    alone = [promotion for promotion in live if not promotion.with_coupon]
    response = "utter_coupon_several" if _SEVERAL.search(call.text) else "utter_coupon_together"
    named = call.policy.listed(call.words("utter_label_quoted", text=promotion.title) for promotion in alone)
    call.say(f"{response}_but" if alone else response, alone=named)


def _is_refused(call: Call, session: Session, coupon: Coupon, held: list[Held]) -> bool:
    """Whether the message names a coupon that is not for this shopper, who never had it either."""
    had = any(one.coupon.id == coupon.id for one in held)
    return _names(call, coupon) and not had and is_closed_to(session, coupon, call.shopper.id)


def _names(call: Call, coupon: Coupon) -> bool:
    return coupon.title[:2] in call.text


def _kind_missing(call: Call, live: Iterable[Promotion]) -> str:
    """The kind of promotion that a message asks for by name, where there is none such."""
    found = _KIND.search(call.text)
    return found[0] if found and not any(found[0] in one.title + one.note for one in live) else ""


def _basket_in_mind(call: Call, session: Session) -> list[Line]:
    product = product_of(call, session)
    if product is None:
        return []
    low, _ = price_range(session, product)
    return goods_in_mind(call, session, product, low)


def _say_wallet(call: Call, held: list[Held], lines: list[Line]) -> None:
    usable = [one for one in held if one.state(call.now) == "usable"]
    if usable:
        call.say("utter_coupon_owned", lines="\n".join(_held_line(call, one, lines) for one in usable))
    else:
        call.say("utter_coupon_owned_none")
    missed = any(_is_missed(call, one) for one in held)
    spent = [one for one in held if _spent_recently(one, call.now) or _is_missed(call, one)]
    if spent and (missed or not usable or _OWN.search(call.text)):
        call.say("utter_coupon_spent", lines="\n".join(_spent_line(call, one) for one in spent))


def _held_line(call: Call, one: Held, lines: list[Line]) -> str:
    ends = call.words("utter_label_until", day=_day(call, _last_moment(one.ends_at))) if one.ends_at else ""
    return _line(call, one.coupon.title, ends, _fits(call, one.coupon, lines), one.coupon.note)


def _fits(call: Call, coupon: Coupon, lines: list[Line]) -> str:
    """Whether the goods in mind reach a coupon's threshold."""
    if not lines:
        return ""
    missing = coupon.threshold_fen - coupon_base_fen(coupon, lines)
    if not any(coupon.covers(line.category) for line in lines):
        return call.words("utter_label_coupon_other_goods")
    if missing > 0:
        return call.words("utter_label_coupon_short", missing=call.policy.money(missing))
    return call.words("utter_label_coupon_fits")


def _spent_recently(one: Held, now: datetime) -> bool:
    at = one.owned.used_at if one.state(now) == "used" else one.ends_at
    return one.state(now) in ("used", "expired") and at is not None and now - at < RECENTLY


def _is_missed(call: Call, one: Held) -> bool:
    """Whether the message names a coupon that cannot be used any more."""
    return one.state(call.now) in ("used", "expired") and _names(call, one.coupon)


def _spent_line(call: Call, one: Held) -> str:
    if one.state(call.now) == "used" and one.owned.used_at:
        return _line(call, one.coupon.title, call.words("utter_label_used", day=_day(call, one.owned.used_at)))
    ended = _last_moment(one.ends_at) if one.ends_at else call.now
    return _line(call, one.coupon.title, call.words("utter_label_expired", day=_day(call, ended)))


def _reach(call: Call, gift: Promotion, lines: list[Line]) -> str:
    if not any(gift.covers(line.category) for line in lines):
        return ""
    missing = missing_fen(gift, lines)
    if missing:
        return call.words("utter_label_gift_short", missing=call.policy.money(missing))
    return call.words("utter_label_gift_fits")


def _lines(call: Call, promotions: Iterable[Promotion]) -> str:
    return "\n".join(_line(call, p.title, _period(call, p), _along(call, p), p.note) for p in promotions)


def _along(call: Call, promotion: Promotion) -> str:
    if not promotion.add_on:
        return ""
    price = call.policy.money(promotion.add_on_fen or 0)
    return call.words("utter_label_add_on", price=price, add_on=promotion.add_on)


def _coupon_line(call: Call, coupon: Coupon) -> str:
    return _line(call, coupon.title, call.words("utter_label_coupon", where=coupon.place), coupon.audience, coupon.note)


def _line(call: Call, title: str, *details: str) -> str:
    told = call.policy.words.clause.join(detail for detail in details if detail)
    return call.words("utter_label_item", text=call.policy.words.pair.format(name=title, value=told) if told else title)


def _period(call: Call, offer: Offer) -> str:
    """From when or until when, where that is limited."""
    if offer.begins_at and offer.begins_at > call.now:
        return call.words("utter_label_from", day=_day(call, offer.begins_at))
    return call.words("utter_label_until", day=_day(call, _last_moment(offer.ends_at))) if offer.ends_at else ""


def _last_moment(end: datetime) -> datetime:
    """What ends at midnight ends on the day before."""
    return end - timedelta(seconds=1)


def _day(call: Call, at: datetime) -> str:
    return day(call, at.astimezone(SHANGHAI).date())
