"""The demo shop: its products, and the choice of who one is."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Annotated, Any

import jwt
from fastapi import APIRouter, Query, Request
from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.responses import Response

from bot.errors import PageNotFound
from bot.shop.catalogue import Product, Sku, chart_of, find_product, recommend
from bot.shop.orders import Customer
from bot.shop.sizing import chart_rows
from bot.shop.units import yuan
from bot.web.answers import templates
from bot.web.parts import Parts, UseParts

router = APIRouter(include_in_schema=False)

COOKIE = "xiaoer_as"
DEMO_SHOPPER = "demo"
VOUCHED_FOR = timedelta(hours=12)
OTHERS = 4
FEW = 5


@router.get("/")
def shop(request: Request, parts: UseParts, who: Annotated[str | None, Query(alias="as")] = None) -> Response:
    shopper = request.cookies.get(COOKIE) if who is None else who
    with parts.database() as session:
        page = {**page_base(session, parts, shopper), "products": _shelf(session, parts)}
    response = templates.TemplateResponse(request, "shop.html", page)
    if who == DEMO_SHOPPER:
        response.set_cookie(COOKIE, DEMO_SHOPPER, httponly=True, samesite="lax")
    elif who is not None:
        response.delete_cookie(COOKIE)
    return response


@router.get("/products/{product_id}.svg")
def product_image(request: Request, product_id: str, parts: UseParts) -> Response:
    with parts.database() as session:
        product = _described(session, parts, _product(session, product_id))
    return templates.TemplateResponse(request, "product.svg", {"product": product}, media_type="image/svg+xml")


@router.get("/products/{product_id}")
def product_page(request: Request, product_id: str, parts: UseParts) -> Response:
    with parts.database() as session:
        product = _product(session, product_id)
        near = recommend(session, category=product.category, exclude=[product.id], limit=OTHERS)
        page = {
            **page_base(session, parts, request.cookies.get(COOKIE)),
            "product": _described(session, parts, product),
            "others": _cards(session, parts, near),
        }
    return templates.TemplateResponse(request, "product.html", page)


def page_base(session: Session, parts: Parts, shopper: str | None) -> dict[str, Any]:
    """What every page of the demo shop shows: its name, and who one is."""
    token = _vouch(session, parts) if shopper == DEMO_SHOPPER and not parts.settings.production else ""
    return {"shop_name": parts.policy().shop.name, "shopper_token": token}


def _vouch(session: Session, parts: Parts) -> str:
    """What a shop's own site would sign for a shopper who is logged in there."""
    customer = session.get(Customer, DEMO_SHOPPER)
    if customer is None:
        return ""
    claims = {"sub": customer.id, "name": customer.name, "exp": parts.clock() + VOUCHED_FOR}
    return jwt.encode(claims, parts.settings.shop_key, algorithm="HS256")


def _product(session: Session, product_id: str) -> Product:
    product = find_product(session, product_id)
    if product is None:
        raise PageNotFound()
    return product


def _shelf(session: Session, parts: Parts) -> list[dict[str, Any]]:
    listed = session.execute(select(Product).where(Product.listed).order_by(Product.id)).scalars()
    return _cards(session, parts, list(listed))


def _cards(session: Session, parts: Parts, products: list[Product]) -> list[dict[str, Any]]:
    skus = _skus(session, products)
    return [_card(parts, product, skus[product.id]) for product in products]


def _skus(session: Session, products: list[Product]) -> dict[str, list[Sku]]:
    columns: Any = Sku
    ids = [product.id for product in products]
    found: dict[str, list[Sku]] = {product_id: [] for product_id in ids}
    for sku in session.execute(select(Sku).where(columns.product_id.in_(ids)).order_by(columns.id)).scalars():
        found[sku.product_id].append(sku)
    return found


def _card(parts: Parts, product: Product, skus: list[Sku]) -> dict[str, Any]:
    return {
        "id": product.id,
        "title": product.title,
        "price": _price(parts, product, skus),
        "category": product.category,
        "color": skus[0].color if skus else "",
        "tag": _stock_words(parts, skus, plenty=""),
    }


def _price(parts: Parts, product: Product, skus: list[Sku]) -> str:
    prices = {sku.price_fen for sku in skus} or {product.list_price_fen}
    lowest = yuan(min(prices))
    return lowest if len(prices) == 1 else parts.wording().pages.price_from.format(price=lowest)


def _stock_words(parts: Parts, skus: list[Sku], plenty: str) -> str:
    words, stock = parts.wording().pages, sum(sku.stock for sku in skus)
    if not stock:
        return words.sold_out
    return words.few_left if stock <= FEW else plenty


def _described(session: Session, parts: Parts, product: Product) -> dict[str, Any]:
    skus = _skus(session, [product])[product.id]
    return {
        **_card(parts, product, skus),
        "description": product.description,
        "material": product.material,
        "care": product.care,
        "fit": parts.policy().words.fits.get(product.fit, "") if chart_of(session, product) else "",
        "colors": _once(sku.color for sku in skus),
        "sizes": _sizes(session, product, skus),
        "stock_note": _stock_words(parts, skus, plenty=parts.wording().pages.in_stock),
    }


def _sizes(session: Session, product: Product, skus: list[Sku]) -> list[str]:
    """In the order of the size chart; by length and letters where there is none."""
    charted = [row.size for row in chart_rows(session, chart_of(session, product))]
    sizes = _once(sku.size for sku in skus)
    last = len(charted)
    return sorted(sizes, key=lambda size: (charted.index(size) if size in charted else last, len(size), size))


def _once(words: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(word for word in words if word))
