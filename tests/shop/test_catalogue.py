import pytest

from bot.errors import SkuNotFound
from bot.shop.catalogue import (
    Product,
    Sku,
    chart_of,
    compare,
    find_product,
    find_product_of,
    get_sku,
    price_range,
    recommend,
    search_products,
    stock_of,
    strengths,
)
from bot.shop.sizing import SizeChart


def product(number, title, **values):
    return Product(id=f"P{number}", title=title, **{"category": "外套", "list_price_fen": 10000, **values})


@pytest.fixture
def shop(session):
    session.add_all(
        [
            product(1, "短款羽绒服", aliases="云朵羽绒服", category="羽绒服", keywords="外套|羽绒", season="冬"),
            product(2, "长款羽绒服", aliases="过膝羽绒服", category="羽绒服", keywords="外套|羽绒|过膝", season="冬"),
            product(3, "小白鞋", category="休闲鞋", keywords="鞋子", list_price_fen=19900),
            product(4, "旧款羽绒服", category="羽绒服", keywords="旧款", listed=False),
            product(5, "风衣", keywords="过膝羽绒服|长外套", season="春|秋"),
        ]
    )
    session.flush()
    session.add_all(
        [
            Sku(id="1-w-M", product_id="P1", color="米白色", size="M", price_fen=49900, stock=3),
            Sku(id="1-b-M", product_id="P1", color="黑色", size="M", price_fen=49900, stock=0),
            Sku(id="1-b-2XL", product_id="P1", color="黑色", size="2XL", price_fen=50900, stock=1),
            Sku(id="2-b-M", product_id="P2", color="黑色", size="M", price_fen=69900, stock=9),
            Sku(id="4-b-M", product_id="P4", color="黑色", size="M", price_fen=9900, stock=9),
            Sku(id="5-k-M", product_id="P5", color="卡其色", size="M", price_fen=29900, stock=2),
        ]
    )
    session.flush()
    return session


def ids(found):
    return [thing.id for thing in found]


def test_a_listed_product_is_found(shop):
    assert find_product(shop, "P1").title == "短款羽绒服"


@pytest.mark.parametrize("product_id", ["P4", "P9", ""])
def test_an_unlisted_or_unknown_product_is_not_found(shop, product_id):
    assert find_product(shop, product_id) is None


def test_an_article_is_got_by_its_id(shop):
    assert get_sku(shop, "1-b-2XL").size == "2XL"


def test_an_unknown_article_is_refused(shop):
    with pytest.raises(SkuNotFound):
        get_sku(shop, "1-b-6XL")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("云朵羽绒服还有吗", ["P1", "P2", "P5"]),
        ("那个长款羽绒服", ["P2", "P1", "P5"]),
        ("小白鞋多少钱", ["P3"]),
        ("有没有风衣", ["P5"]),
        ("天气怎么样", []),
        ("好", []),
        ("%_", []),
    ],
)
def test_products_are_searched_by_what_the_shopper_writes(shop, text, found):
    assert ids(search_products(shop, text)) == found


def test_a_search_returns_no_more_than_asked_for(shop):
    assert len(search_products(shop, "羽绒服", limit=1)) == 1


@pytest.mark.parametrize(
    ("color", "size", "found"),
    [
        (None, None, ["1-b-2XL", "1-b-M", "1-w-M"]),
        ("黑色", None, ["1-b-2XL", "1-b-M"]),
        ("白色", None, ["1-w-M"]),  # the shop calls it 米白色
        ("黑", "xxl", ["1-b-2XL"]),
        (None, "m", ["1-b-M", "1-w-M"]),
        ("红色", None, []),
    ],
)
def test_stock_is_looked_up_by_colour_and_size(shop, color, size, found):
    assert ids(stock_of(shop, find_product(shop, "P1"), color, size)) == found


def test_the_price_range_is_that_of_the_articles(shop):
    assert price_range(shop, find_product(shop, "P1")) == (49900, 50900)


def test_without_articles_the_list_price_is_the_range(shop):
    assert price_range(shop, find_product(shop, "P3")) == (19900, 19900)


def test_the_product_of_an_article_is_found_though_it_is_listed_no_more(shop):
    shop.add(Sku(id="P4-1", product_id="P4", color="黑色", price_fen=100, stock=0))
    shop.flush()

    assert find_product_of(shop, "P4-1").id == "P4"
    assert find_product_of(shop, "nobody's") is None


def test_an_article_is_called_by_what_it_has():
    assert [Sku(color=color, size=size).article for color, size in (("黑色", "M"), ("黑色", ""), ("", ""))] == [
        "黑色 M", "黑色", "",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("wishes", "found"),
    [
        ({}, ["P2", "P1", "P5"]),  # best stocked first: 9, 4, 2; P3 has no articles, P4 is not listed
        ({"category": "羽绒服"}, ["P2", "P1"]),
        ({"category": "外套"}, ["P2", "P1", "P5"]),
        ({"budget_fen": 50000}, ["P1", "P5"]),  # 499 before 299; 699 is too dear
        ({"season": "秋"}, ["P5"]),
        ({"exclude": ["P2"]}, ["P1", "P5"]),
        ({"limit": 1}, ["P2"]),
        ({"category": "帽子"}, []),
    ],
)
def test_recommendations_keep_to_the_wishes(shop, wishes, found):
    assert ids(recommend(shop, **wishes)) == found


def test_two_products_are_compared_field_by_field(shop):
    rows = compare(find_product(shop, "P1"), find_product(shop, "P3"))

    assert rows[:3] == [("price", "100", "199"), ("category", "羽绒服", "休闲鞋"), ("season", "冬", "")]
    assert "material" not in [name for name, _, _ in rows]


@pytest.mark.parametrize(
    ("wishes", "found"),
    [
        ({"genders": ("女",)}, ["P2"]),
        ({"color": "米白"}, ["P1"]),
        ({"words": ("过膝",), "category": "羽绒服"}, ["P2"]),
        ({"floor_fen": 40000}, ["P2", "P1"]),
        ({"season": "春|夏"}, ["P5"]),
    ],
)
def test_recommendations_keep_to_people_colour_and_words(shop, wishes, found):
    shop.get(Product, "P2").gender = "女"

    assert ids(recommend(shop, **wishes)) == found


def test_a_product_is_told_by_what_another_has_not():
    one, other = product(1, "短款", features="立领、防水"), product(2, "长款", features="防水、带帽、过膝、厚、暖")

    assert strengths(other, one) == ["带帽", "过膝", "厚"]


@pytest.mark.parametrize(
    ("values", "chart"),
    [
        ({"size_chart_id": "own"}, "own"),
        ({"keywords": "逐风|鞋子"}, "of_brand"),
        ({"title": "逐风跑鞋"}, "of_brand"),
        ({"category": "羽绒服"}, "shared"),  # the others of its category have one chart
        ({"category": "帽子"}, None),
    ],
)
def test_a_chart_holds_for_a_product_a_brand_or_a_category(shop, values, chart):
    shop.add_all(SizeChart(id=id_, title=id_, basis="girths", brand=b) for id_, b in [("shared", ""), ("own", ""), ("of_brand", "逐风")])  # fmt: skip
    shop.flush()
    shop.get(Product, "P1").size_chart_id = "shared"
    new = product(9, **{"title": "新款", **values})
    shop.add(new)
    shop.flush()

    assert chart_of(shop, new) == chart
