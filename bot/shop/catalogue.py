"""Products and their articles (colour, size, price, stock): found, compared, recommended."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, datetime
from typing import Any

from sqlalchemy import Boolean, Column, Date, ForeignKey, Integer, String, Text, func, not_, or_, select
from sqlalchemy.orm import Session

from bot.db import ShopBase, UtcDateTime
from bot.errors import SkuNotFound
from bot.shop.sizing import SizeChart, same_size
from bot.shop.units import yuan

COMPARED = ("category", "gender", "season", "material", "features", "fit", "care", "origin")
SEARCHED_BIGRAMS = 24


class Product(ShopBase):
    """What the shop shows as one page."""

    __tablename__ = "products"

    id: str = Column(String(32), primary_key=True)
    title: str = Column(String(120), nullable=False)
    aliases: str = Column(Text, nullable=False, default="")
    """Other names for it, joined by ``|``."""
    category: str = Column(String(40), nullable=False, index=True)
    gender: str = Column(String(10), nullable=False, default="")
    season: str = Column(String(20), nullable=False, default="")
    """Seasons joined by ``|``; empty: any."""
    material: str = Column(Text, nullable=False, default="")
    care: str = Column(Text, nullable=False, default="")
    features: str = Column(Text, nullable=False, default="")
    fit: str = Column(String(10), nullable=False, default="regular")
    """``slim``, ``regular`` or ``loose``."""
    origin: str = Column(String(40), nullable=False, default="")
    list_price_fen: int = Column(Integer, nullable=False)
    description: str = Column(Text, nullable=False, default="")
    keywords: str = Column(Text, nullable=False, default="")
    """Words that lead to it and perhaps to others, joined by ``|``."""
    image: str = Column(String(200), nullable=False, default="")
    size_chart_id: str | None = Column(ForeignKey("size_charts.id"))
    listed: bool = Column(Boolean, nullable=False, default=True)

    @property
    def names(self) -> list[str]:
        return [self.title, *_parts(self.aliases)]


class Sku(ShopBase):
    """One article: a product in a colour and a size."""

    __tablename__ = "skus"

    id: str = Column(String(40), primary_key=True)
    product_id: str = Column(ForeignKey("products.id"), nullable=False, index=True)
    color: str = Column(String(40), nullable=False, default="")
    size: str = Column(String(20), nullable=False, default="")
    price_fen: int = Column(Integer, nullable=False)
    stock: int = Column(Integer, nullable=False, default=0)
    restock_on: date | None = Column(Date)

    @property
    def article(self) -> str:
        """Colour and size, as far as it has them."""
        return " ".join(filter(None, (self.color, self.size)))


class PriceChange(ShopBase):
    """An article's price from a moment on; the shop's price history."""

    __tablename__ = "price_changes"

    id: int = Column(Integer, primary_key=True)
    sku_id: str = Column(ForeignKey("skus.id"), nullable=False, index=True)
    at: datetime = Column(UtcDateTime, nullable=False)
    price_fen: int = Column(Integer, nullable=False)


def find_product(session: Session, product_id: str) -> Product | None:
    """A listed product by its id."""
    product: Product | None = session.get(Product, product_id)
    return product if product and product.listed else None


def find_product_of(session: Session, sku_id: str) -> Product | None:
    """The product of an article, whether it is still listed or not."""
    sku: Sku | None = session.get(Sku, sku_id)
    return session.get(Product, sku.product_id) if sku else None


def get_sku(session: Session, sku_id: str) -> Sku:
    """An article by its id.

    Raises:
        SkuNotFound: there is none.
    """
    sku: Sku | None = session.get(Sku, sku_id)
    if sku is None:
        raise SkuNotFound()
    return sku


def search_products(session: Session, text: str, limit: int = 3) -> list[Product]:
    """Listed products that a text may mean, the likeliest first."""
    pairs = sorted(_bigrams(text))[:SEARCHED_BIGRAMS]
    if not pairs:
        return []
    fields: tuple[Any, ...] = (Product.title, Product.aliases, Product.keywords, Product.category)
    matches = [column.contains(pair, autoescape=True) for pair in pairs for column in fields]
    found = session.execute(select(Product).where(Product.listed, or_(*matches))).scalars()
    scores = {product: _score(product, text) for product in found}
    return sorted(scores, key=lambda product: (-scores[product], product.id))[:limit]


def stock_of(session: Session, product: Product, color: str | None = None, size: str | None = None) -> list[Sku]:
    """Articles of a product, sold out ones included; a colour may be named shorter or longer than the shop does."""
    query = select(Sku).where(Sku.product_id == product.id).order_by(Sku.id)
    skus: list[Sku] = list(session.execute(query).scalars())
    if size:
        skus = [sku for sku in skus if same_size(sku.size, size)]
    if color:
        exact = [sku for sku in skus if sku.color == color]
        skus = exact or [sku for sku in skus if sku.color in color or color in sku.color]
    return skus


def price_range(session: Session, product: Product) -> tuple[int, int]:
    """Lowest and highest price in fen; the list price when there are no articles."""
    query = select(func.min(Sku.price_fen), func.max(Sku.price_fen)).where(Sku.product_id == product.id)
    low, high = session.execute(query).one()
    return (product.list_price_fen, product.list_price_fen) if low is None else (low, high)


def recommend(
    session: Session,
    category: str | None = None,
    budget_fen: int | None = None,
    season: str | None = None,
    exclude: Collection[str] = (),
    limit: int = 3,
    *,
    genders: Collection[str] = (),
    color: str | None = None,
    words: Collection[str] = (),
    floor_fen: int = 0,
) -> list[Product]:
    """Listed products with something in stock; within a budget the dearest first, else the best stocked.

    ``category`` may also be a keyword, such as the group of several categories; ``season`` one or several of the
    catalogue's; ``exclude`` are product ids; of ``words`` one must stand in the product's data.
    """
    products: Any = Product  # SQLAlchemy 1.4 is untyped: on the class these are columns
    skus: Any = Sku
    price, stock = func.min(Sku.price_fen), func.sum(Sku.stock)
    query = select(Product).join(Sku, Sku.product_id == Product.id).where(Product.listed, Sku.stock > 0)
    query = query.where(not_(products.id.in_(list(exclude)))).group_by(Product.id).having(price >= floor_fen)
    if category:
        query = query.where(or_(products.category == category, products.keywords.contains(category, autoescape=True)))
    if color:
        query = query.where(skus.color.contains(color, autoescape=True))
    if budget_fen is not None:
        query = query.having(price <= budget_fen).order_by(price.desc(), Product.id)
    found: Iterable[Product] = session.execute(query.order_by(stock.desc(), Product.id)).scalars()
    fitting = (product for product in found if _is_of(product, category) and _is_for(product, season))
    of_people = (product for product in fitting if not genders or product.gender in genders)
    return [product for product in of_people if not words or said_of(product, words)][:limit]


def said_of(product: Product, words: Iterable[str]) -> str | None:
    """The first of these words that stands in what the shop says of a product."""
    written = "|".join((product.title, product.keywords, product.features, product.description, product.material))
    return next((word for word in words if word in written), None)


def compare(a: Product, b: Product) -> list[tuple[str, str, str]]:
    """Field name and both values, price (in yuan) first; fields that both leave empty are left out."""
    rows = [("price", yuan(a.list_price_fen), yuan(b.list_price_fen))]
    rows += [(name, getattr(a, name) or "", getattr(b, name) or "") for name in COMPARED]
    return [row for row in rows if row[1] or row[2]]


def strengths(product: Product, other: Product, limit: int = 3) -> list[str]:
    """Features that a product has and another has not, in the order in which the shop names them."""
    return [feature for feature in features_of(product) if feature not in features_of(other)][:limit]


def features_of(product: Product) -> list[str]:
    return [feature.strip() for feature in (product.features or "").split("、") if feature.strip()]


def chart_of(session: Session, product: Product) -> str | None:
    """The size chart that holds for a product: its own, that of its brand, or the one that its category shares."""
    if product.size_chart_id:
        return str(product.size_chart_id)
    same = select(Product.size_chart_id).where(Product.listed, Product.category == product.category)
    of_category = {chart for chart in session.execute(same).scalars() if chart}
    charts: Any = SizeChart
    named = {product.title, *_parts(product.keywords)}
    branded = session.execute(select(SizeChart).where(charts.brand != "")).scalars()
    of_brand = {chart.id for chart in branded if any(chart.brand in name for name in named)}
    candidates = of_brand if len(of_brand) == 1 else of_brand & of_category or (set() if of_brand else of_category)
    return str(candidates.pop()) if len(candidates) == 1 else None


def _is_of(product: Product, category: str | None) -> bool:
    return not category or category == product.category or category in _parts(product.keywords)


def _is_for(product: Product, season: str | None) -> bool:
    """Whether a product suits one of the seasons; one that names none suits all."""
    return not season or not product.season or bool(set(_parts(season)) & set(_parts(product.season)))


def _score(product: Product, text: str) -> int:
    """Whole names found in the text weigh by their length, shared pairs of characters one each."""
    upper = text.upper()
    strong = sum(4 * len(name) for name in product.names if name.upper() in upper)
    weak = sum(2 * len(word) for word in {product.category, *_parts(product.keywords)} if word.upper() in upper)
    written = " ".join((product.title, product.aliases, product.keywords, product.category))
    return strong + weak + len(_bigrams(text) & _bigrams(written))


def _bigrams(text: str) -> set[str]:
    clean = "".join(character if character.isalnum() else " " for character in text.upper())
    return {clean[i : i + 2] for i in range(len(clean) - 1) if " " not in clean[i : i + 2]}


def _parts(text: str) -> list[str]:
    return [part.strip() for part in (text or "").split("|") if part.strip()]
