"""Promotions and coupons as they stand at a moment: what holds, what begins soon, and what is in a shopper's wallet."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.shop.baskets import coupon_discount
from bot.shop.offers import Coupon, OwnedCoupon, Promotion
from bot.shop.orders import Order
from bot.shop.purchases import has_bought, lines_of, open_to

CouponState = Literal["usable", "used", "expired", "not_begun"]


@dataclass(frozen=True)
class Held:
    """A coupon in a wallet, with its kind."""

    coupon: Coupon
    owned: OwnedCoupon

    @property
    def ends_at(self) -> datetime | None:
        """Its last moment: that of this one or of its kind, whichever comes first."""
        return min((end for end in (self.owned.expires_at, self.coupon.ends_at) if end), default=None)

    def state(self, at: datetime) -> CouponState:
        if self.owned.used_at and self.owned.used_at <= at:
            return "used"
        if self.ends_at and self.ends_at <= at:
            return "expired"
        return "usable" if self.coupon.is_live(at) else "not_begun"


@dataclass(frozen=True)
class Offers:
    """What may take something off a shopper's basket now."""

    promotions: tuple[Promotion, ...] = ()
    coupons: tuple[Coupon, ...] = ()
    """The shopper's own that can be used, the one that expires first in front."""
    takeable: tuple[Coupon, ...] = ()
    """Coupons that this shopper may certainly take and has never had."""


def all_promotions(session: Session) -> list[Promotion]:
    """Every promotion, past and coming ones too, the lowest threshold first."""
    return list(session.execute(select(Promotion).order_by(Promotion.threshold_fen, Promotion.id)).scalars())


def live_promotions(session: Session, at: datetime, category: str | None = None) -> list[Promotion]:
    """Promotions that hold at a moment, for one category or for all that there are."""
    live = [promotion for promotion in all_promotions(session) if promotion.is_live(at)]
    return [promotion for promotion in live if category is None or promotion.covers(category)]


def coming_promotions(session: Session, now: datetime, within: timedelta) -> list[Promotion]:
    """Promotions that begin soon."""
    return [p for p in all_promotions(session) if p.begins_at and now < p.begins_at < now + within]


def live_coupons(session: Session, at: datetime) -> list[Coupon]:
    """The kinds of coupons that can be had at a moment."""
    kinds = session.execute(select(Coupon).order_by(Coupon.threshold_fen, Coupon.id)).scalars()
    return [coupon for coupon in kinds if coupon.is_live(at)]


def wallet_of(session: Session, customer_id: str | None) -> list[Held]:
    """All coupons that a customer ever had, the one that ends first in front; a visitor has none."""
    query = select(Coupon, OwnedCoupon).join(OwnedCoupon, OwnedCoupon.coupon_id == Coupon.id)
    rows = session.execute(query.where(OwnedCoupon.customer_id == customer_id).order_by(OwnedCoupon.id)).all()
    held = [Held(coupon, owned) for coupon, owned in rows]
    return sorted(held, key=lambda one: (one.ends_at is None, one.ends_at or one.owned.got_at))


def usable_coupons(held: Iterable[Held], at: datetime) -> list[Coupon]:
    """The kinds in a wallet of which one can be used at a moment."""
    return list(dict.fromkeys(one.coupon for one in held if one.state(at) == "usable"))


def is_closed_to(session: Session, coupon: Coupon, customer_id: str | None) -> bool:
    """Whether a coupon is for who has bought nothing yet, and this customer has; of visitors nothing is known."""
    return bool(coupon.first_order and customer_id and has_bought(session, customer_id))


def coupons_to_take(session: Session, customer_id: str | None, held: Iterable[Held], at: datetime) -> list[Coupon]:
    """The coupons that a shopper may still take, as far as the data tell who may."""
    had = {one.coupon.id for one in held}
    return [c for c in live_coupons(session, at) if c.id not in had and not is_closed_to(session, c, customer_id)]


def takeable_coupons(session: Session, customer_id: str | None, held: Iterable[Held], at: datetime) -> list[Coupon]:
    """Of the coupons to take those that are certainly open to this shopper, so that a price may be told with them."""
    found = coupons_to_take(session, customer_id, held, at)
    return [c for c in found if c.place and (bool(customer_id) if c.first_order else not c.audience)]


def usable_coupon(session: Session, order: Order, now: datetime) -> Coupon | None:
    """The customer's own coupon that takes the most off an order beside what it has already, if there is one."""
    promotion: Promotion | None = session.get(Promotion, order.promotion_id) if order.promotion_id else None
    if order.customer_id is None or order.coupon_id or (promotion and not promotion.with_coupon):
        return None
    lines = lines_of(session, order)
    own = usable_coupons(wallet_of(session, order.customer_id), now)
    off = {coupon: coupon_discount(coupon, lines, promotion, order.discount_fen) for coupon in own}
    return max((coupon for coupon in own if off[coupon]), key=lambda coupon: (off[coupon], coupon.id), default=None)


def offers_for(session: Session, customer_id: str | None, at: datetime, but: str = "") -> Offers:
    """What may take something off a shopper's basket at a moment; ``but`` is an order that is this basket itself."""
    held = wallet_of(session, customer_id)
    return Offers(
        tuple(open_to(session, live_promotions(session, at), customer_id, at, but)),
        tuple(usable_coupons(held, at)),
        tuple(takeable_coupons(session, customer_id, held, at)),
    )
