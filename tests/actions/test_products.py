"""Stock and return of articles from the demo shop's catalogue."""

import pytest

JACKET = {"metadata": {"product": "P1001"}}
DRESS = {"metadata": {"product": "P1007"}}


@pytest.mark.parametrize(
    ("wish", "response"),
    [
        ({"color": "黑色", "size": "L"}, "utter_stock_yes"),  # 64 pieces
        ({"color": "米白色", "size": "2XL"}, "utter_stock_few"),  # 4
        ({"color": "黑色", "size": "L", "quantity": 65}, "utter_stock_too_few"),
        ({"color": "黑色"}, "utter_stock_of_color"),
        ({"size": "S"}, "utter_stock_of_size"),
        ({"color": "绿色"}, "utter_stock_no_color"),
        ({"size": "5XL"}, "utter_stock_no_size"),
        ({}, "utter_stock_overview"),
        ({"aspect": "color", "color": "黑色"}, "utter_stock_overview"),
    ],
)
async def test_stock_is_told_for_what_is_named(run, wish, response):
    done = await run("action_ask_stock", "ask_stock", entities=wish, **JACKET)

    assert done.said == [response]


async def test_a_sold_out_article_is_told_with_its_day_and_what_there_is(run):
    done = await run("action_ask_stock", "ask_stock", entities={"color": "豆沙粉", "size": "M"}, **JACKET)

    assert done.said == ["utter_restock_on", "utter_stock_instead"]
    assert done.messages[0]["day"] == "11月27日"


async def test_a_sold_out_article_without_a_day_is_told(run):
    done = await run("action_ask_stock", "ask_stock", entities={"color": "雾霾蓝", "size": "2XL"}, **JACKET)

    assert done.said == ["utter_stock_out", "utter_stock_instead"]


async def test_for_a_product_that_is_sold_out_others_are_offered(run):
    done = await run("action_ask_stock", "ask_stock", "有货吗", **DRESS)

    assert done.said[-1] == "utter_stock_similar"
    assert [button for button in done.buttons if button.startswith("/choose_product")] != []


async def test_the_size_spoken_of_before_counts(run):
    done = await run("action_ask_stock", "ask_stock", entities={"color": "黑色"}, slots={"size": "L"}, **JACKET)

    assert done.said == ["utter_stock_yes"]


async def test_a_size_that_the_product_does_not_come_in_is_forgotten(run):
    done = await run("action_ask_stock", "ask_stock", entities={"color": "黑色"}, slots={"size": "42"}, **JACKET)

    assert done.said == ["utter_stock_of_color"]


async def test_sizes_are_listed_from_the_smallest(run):
    done = await run("action_ask_stock", "ask_stock", entities={"color": "黑色"}, **JACKET)

    assert done.messages[0]["sizes"] == "S、M、L、XL、2XL、3XL、4XL"


async def test_a_colour_is_called_as_the_shop_calls_it(run):
    done = await run("action_ask_stock", "ask_stock", entities={"color": "白色", "size": "L"}, **JACKET)

    assert done.messages[0]["what"] == "米白色 L "


@pytest.mark.parametrize(
    ("wish", "responses"),
    [
        ({"color": "黑色"}, ["utter_restock_in_stock"]),
        ({"color": "绿色"}, ["utter_stock_no_color"]),
        ({"color": "豆沙粉", "size": "M"}, ["utter_restock_on", "utter_stock_instead"]),
        ({}, ["utter_restock_list"]),
    ],
)
async def test_the_day_on_which_it_comes_back(run, wish, responses):
    done = await run("action_ask_restock", "ask_restock", entities=wish, **JACKET)

    assert done.said == responses


async def test_an_unknown_day_of_some_articles_is_said_so(run):
    done = await run("action_ask_restock", "ask_restock", metadata={"product": "P1006"})

    assert done.said == ["utter_restock_unknown"]


async def test_who_wants_to_order_is_shown_the_product(run):
    done = await run("action_place_order", "place_order", "我要买", **JACKET)

    assert done.said == ["utter_place_order_of_product"]
    assert len(done.cards) == 1


async def test_who_wants_to_order_what_is_sold_out_hears_it(run):
    done = await run("action_place_order", "place_order", entities={"color": "豆沙粉", "size": "M"}, **JACKET)

    assert done.said[0] == "utter_restock_on"


async def test_who_asks_how_to_order_without_a_product_is_told(run):
    done = await run("action_place_order", "place_order", "怎么下单", shopper=None)

    assert done.said == ["utter_place_order"]


async def test_a_sold_out_article_offers_to_tell_when_it_is_back(run):
    done = await run("action_ask_stock", "ask_stock", entities={"color": "豆沙粉", "size": "M"}, **JACKET)

    wish = '{"product": "P1001", "color": "豆沙粉", "size": "M", "remind": "yes"}'
    assert done.buttons == [f"/ask_restock{wish}"]


async def test_who_waits_for_an_article_is_noted_once(run):
    wish = {"color": "豆沙粉", "size": "M", "remind": "yes"}

    first = await run("action_ask_restock", "ask_restock", entities=wish, **JACKET)
    second = await run("action_ask_restock", "ask_restock", entities=wish, **JACKET)

    assert (first.said, second.said) == (["utter_restock_noted"], ["utter_restock_noted_before"])


async def test_who_waits_for_a_product_is_asked_for_which_article(run):
    done = await run("action_ask_restock", "ask_restock", entities={"remind": "yes"}, **DRESS)

    assert done.said == ["utter_restock_which"]
    assert len(done.buttons) == 6


async def test_what_is_there_needs_no_waiting(run):
    wish = {"color": "黑色", "size": "L", "remind": "yes"}

    done = await run("action_ask_restock", "ask_restock", entities=wish, **JACKET)

    assert done.said == ["utter_restock_in_stock"]
