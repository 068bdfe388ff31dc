import re
from dataclasses import replace

import pytest
from sqlalchemy import select
from starlette.testclient import TestClient

from bot.db import session_on
from bot.shop.catalogue import Sku
from bot.web.app import create_app

PAGE = {"Accept": "text/html"}


@pytest.fixture
def stock(settings):
    """Set the stock of a product."""

    def left(product, pieces):
        with session_on(settings.database_url) as session:
            for sku in session.execute(select(Sku).where(Sku.product_id == product)).scalars():
                sku.stock = pieces

    return left


def shopper_token(page):
    found = re.search(r'data-token="([^"]+)"', page.text)
    return found and found[1]


def test_the_shop_shows_its_products(client):
    page = client.get("/").text

    assert "云朵轻暖短款羽绒服" in page
    assert 'href="/products/P1001"' in page
    assert '/static/widget.js" data-server=""' in page


def test_a_visitor_is_nobody(client):
    assert shopper_token(client.get("/")) is None


def test_the_demo_shopper_is_vouched_for_until_they_are_a_visitor_again(client):
    token = shopper_token(client.get("/?as=demo"))
    assert client.post("/api/chat/sessions", json={"token": token}).status_code == 200
    assert shopper_token(client.get("/products/P1001"))

    assert shopper_token(client.get("/?as=")) is None
    assert shopper_token(client.get("/")) is None


def test_nobody_else_is_vouched_for(client):
    assert shopper_token(client.get("/?as=C2001")) is None


def test_without_a_demo_shopper_nobody_is_vouched_for(client, settings):
    with session_on(settings.database_url) as session:
        session.connection().exec_driver_sql("PRAGMA defer_foreign_keys=ON")
        session.connection().exec_driver_sql("UPDATE orders SET customer_id = NULL")
        session.connection().exec_driver_sql("DELETE FROM owned_coupons")
        session.connection().exec_driver_sql("DELETE FROM customers WHERE id = 'demo'")

    assert shopper_token(client.get("/?as=demo")) is None


def test_a_product_page_passes_the_product_on(client):
    page = client.get("/products/P1001").text

    assert 'data-product="P1001"' in page
    assert "合体" in page
    sizes = re.search(r'<ul class="options sizes">(.*?)</ul>', page, re.S)[1]
    assert re.findall(r"<li>(\w+)</li>", sizes)[:3] == ["S", "M", "L"]


@pytest.mark.parametrize(("pieces", "words"), [(0, "暂时缺货"), (9, "有货")])
def test_a_product_page_tells_whether_there_is_any(client, stock, pieces, words):
    stock("P1001", pieces)

    assert words in client.get("/products/P1001").text


def test_the_shelf_marks_what_is_nearly_gone(client, stock, settings):
    stock("P1001", 0)
    with session_on(settings.database_url) as session:
        session.get(Sku, "P1001-01-M").stock = 2

    assert "库存紧张" in client.get("/").text


def test_articles_at_different_prices_are_from_the_lowest(client, settings):
    with session_on(settings.database_url) as session:
        session.get(Sku, "P1001-01-M").price_fen = 39900

    assert "¥399 起" in client.get("/products/P1001").text


def test_a_product_has_a_picture(client):
    picture = client.get("/products/P1001.svg")

    assert picture.headers["content-type"].startswith("image/svg+xml")
    assert picture.text.startswith("<svg")


@pytest.mark.parametrize("path", ["/products/none", "/products/none.svg", "/products/'%20OR%201=1", "/nowhere"])
def test_a_page_that_is_not_there_is_a_404(client, path):
    for_people, for_programs = client.get(path, headers=PAGE), client.get(path)

    assert (for_people.status_code, for_programs.status_code) == (404, 404)
    assert "您要找的页面不存在" in for_people.text
    assert for_programs.json()["error"] == "not_found"


def test_in_production_nobody_is_vouched_for(settings, bot, clock):
    with TestClient(create_app(replace(settings, production=True), bot, clock=clock)) as client:
        assert shopper_token(client.get("/?as=demo")) is None
