"""Offers: promotions and coupons as the shop keeps them, and the coupons that a customer owns."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Boolean, Column, ForeignKey, Integer, String

from bot.db import ShopBase, UtcDateTime


class Offer:
    """What promotions and coupons share: a period, the goods that they are for, a threshold and a discount."""

    id: str
    title: str
    begins_at: datetime | None
    ends_at: datetime | None
    threshold_fen: int
    discount_fen: int
    categories: str

    def is_live(self, at: datetime) -> bool:
        """Whether it holds at a moment; the end is the first moment at which it does not."""
        return (self.begins_at is None or self.begins_at <= at) and (self.ends_at is None or at < self.ends_at)

    def covers(self, category: str) -> bool:
        """Whether goods of a category count."""
        return not self.categories or category in self.categories.split("|")


class Promotion(Offer, ShopBase):
    """What is taken off, given along or sold along from a threshold on."""

    __tablename__ = "promotions"

    id: str = Column(String(32), primary_key=True)
    title: str = Column(String(80), nullable=False)
    begins_at: datetime | None = Column(UtcDateTime)
    ends_at: datetime | None = Column(UtcDateTime)
    threshold_fen: int = Column(Integer, nullable=False, default=0)
    discount_fen: int = Column(Integer, nullable=False, default=0)
    repeats: bool = Column(Boolean, nullable=False, default=False)
    """Whether twice the threshold takes off twice the discount."""
    categories: str = Column(String(200), nullable=False, default="")
    """Joined by ``|``; empty: the whole shop."""
    piece_limit: int | None = Column(Integer)
    """Pieces per shopper that count."""
    gift: str = Column(String(80), nullable=False, default="")
    add_on: str = Column(String(80), nullable=False, default="")
    """What may be bought along for ``add_on_fen``."""
    add_on_fen: int | None = Column(Integer)
    with_coupon: bool = Column(Boolean, nullable=False, default=True)
    """Whether a coupon may be used beside it."""
    note: str = Column(String(200), nullable=False, default="")

    pieces_taken: int = 0
    """Pieces of the limit that a shopper has used up; no column, for it differs by shopper."""

    @property
    def pieces_left(self) -> int | None:
        """Pieces that still count; None without a limit."""
        return None if self.piece_limit is None else max(self.piece_limit - self.pieces_taken, 0)

    def after(self, pieces: int) -> Promotion:
        """The same for a shopper who has bought so many pieces with it; never written to the database."""
        if self.piece_limit is None or not pieces:
            return self
        facts = {column.name: getattr(self, column.name) for column in self.__table__.columns}
        return Promotion(**facts, pieces_taken=pieces)


class Coupon(Offer, ShopBase):
    """A kind of coupon, and where it can be had."""

    __tablename__ = "coupons"

    id: str = Column(String(32), primary_key=True)
    title: str = Column(String(80), nullable=False)
    begins_at: datetime | None = Column(UtcDateTime)
    ends_at: datetime | None = Column(UtcDateTime)
    threshold_fen: int = Column(Integer, nullable=False, default=0)
    discount_fen: int = Column(Integer, nullable=False, default=0)
    categories: str = Column(String(200), nullable=False, default="")
    """Joined by ``|``; empty: the whole shop."""
    place: str = Column(String(80), nullable=False, default="")
    """Where it is taken."""
    audience: str = Column(String(80), nullable=False, default="")
    """Who may take it, in words; empty: everybody."""
    first_order: bool = Column(Boolean, nullable=False, default=False)
    """Whether only those may take it who have not bought anything yet."""
    note: str = Column(String(200), nullable=False, default="")


class OwnedCoupon(ShopBase):
    """A coupon in a customer's wallet."""

    __tablename__ = "owned_coupons"

    id: int = Column(Integer, primary_key=True)
    coupon_id: str = Column(ForeignKey("coupons.id"), nullable=False)
    customer_id: str = Column(ForeignKey("customers.id"), nullable=False, index=True)
    got_at: datetime = Column(UtcDateTime, nullable=False)
    expires_at: datetime | None = Column(UtcDateTime)
    used_at: datetime | None = Column(UtcDateTime)
    order_number: str | None = Column(String(32))
    """Where it was used."""
