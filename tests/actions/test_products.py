"""Facts, stock, comparison and recommendation from the demo shop's catalogue."""

import pytest
import yaml

from bot.settings import ROOT

JACKET = {"metadata": {"product": "P1001"}}
DRESS = {"metadata": {"product": "P1007"}}


async def test_a_chosen_product_is_shown(run):
    done = await run("action_choose_product", "choose_product", entities={"product": "P1003"})

    assert done.said == ["utter_choose_product"]
    assert [(card["type"], card["title"], card["price"]) for card in done.cards] == [
        ("product", "双面羊毛呢大衣", "899")
    ]


async def test_the_lowest_of_several_prices_is_shown_as_such(run):
    done = await run("action_choose_product", "choose_product", entities={"product": "P1001"})

    assert done.cards[0]["price"] == "¥499 起"


@pytest.mark.parametrize("aspect", ["material", "origin", "season", "gender", "features", "fit", "color"])
async def test_the_aspect_that_is_asked_for_is_answered(run, aspect):
    done = await run("action_ask_product_info", "ask_product_info", entities={"aspect": aspect}, **JACKET)

    assert done.said == [f"utter_product_{aspect}"]


async def test_without_an_aspect_the_product_is_described(run):
    done = await run("action_ask_product_info", "ask_product_info", "介绍一下", **JACKET)

    assert done.said == ["utter_product_overview"]


async def test_an_aspect_of_which_nothing_is_known_is_said_to_be_unknown(run):
    done = await run("action_ask_product_info", "ask_product_info", entities={"aspect": "smell"}, **JACKET)

    assert done.said == ["utter_product_unknown"]


async def test_a_detail_is_quoted_from_the_data(run):
    done = await run("action_ask_product_info", "ask_product_info", "有没有里衬啊", metadata={"product": "P1006"})

    assert done.said == ["utter_product_detail"]
    assert "里料：聚酯纤维 100%" in done.messages[0]["told"]


async def test_a_detail_that_is_not_in_the_data_is_never_invented(run):
    done = await run("action_ask_product_info", "ask_product_info", "有没有口袋", metadata={"product": "P1006"})

    assert done.said == ["utter_product_unknown"]
    assert done.messages[0]["name"] == "口袋"


async def test_sizes_are_told_in_the_order_of_the_chart_with_those_that_are_sold_out(run):
    done = await run("action_ask_product_info", "ask_product_info", entities={"aspect": "size"}, **DRESS)

    assert done.messages[0]["size"] == "S（暂时缺货）、M（暂时缺货）、L（暂时缺货）、XL（暂时缺货）"


async def test_care_comes_from_the_catalogue(run):
    done = await run("action_ask_usage", "ask_usage", "怎么洗", **JACKET)

    assert done.said == ["utter_ask_usage"]
    assert "中性洗涤剂" in done.messages[0]["care"]


async def test_two_products_are_compared_by_what_differs(run):
    done = await run("action_compare_products", "compare_products", entities={"product": "P1002"}, **JACKET)

    assert done.said == ["utter_compare_products"]
    assert "699 元" in done.messages[0]["lines"]
    assert "产地" not in done.messages[0]["lines"]


async def test_the_product_named_first_stands_first(run):
    message = [{"entity": "product", "value": "P1002"}, {"entity": "product", "value": "P1001"}]
    slots = {"product": ["P1002", "P1001"]}

    done = await run("action_compare_products", "compare_products", "长款和短款什么区别", slots=slots, found=message)

    assert (done.messages[0]["first"], done.messages[0]["second"]) == ("长款连帽羽绒服", "云朵轻暖短款羽绒服")


async def test_this_one_stands_before_the_one_it_is_compared_with(run):
    done = await run(
        "action_compare_products", "compare_products", "这款和长款哪里不一样", entities={"product": "P1002"}, **JACKET
    )

    assert done.messages[0]["first"] == "云朵轻暖短款羽绒服"


async def test_a_comparison_ends_with_a_word_on_how_to_choose(run):
    done = await run("action_compare_products", "compare_products", entities={"product": "P1002"}, **JACKET)

    assert "便宜 200 元" in done.messages[0]["lines"].splitlines()[-1]
    assert "过膝长款" in done.messages[0]["lines"].splitlines()[-1]


async def test_a_material_is_labelled_once(run):
    done = await run("action_compare_products", "compare_products", entities={"product": "P1002"}, **JACKET)

    assert "面料：面料" not in done.messages[0]["lines"]


async def test_a_product_named_before_is_the_other_one(run):
    before = [{"event": "slot", "name": "product", "value": "P1002"}]

    done = await run("action_compare_products", "compare_products", "这两个什么区别", events=before, **JACKET)

    assert (done.messages[0]["first"], done.messages[0]["second"]) == ("云朵轻暖短款羽绒服", "长款连帽羽绒服")


async def test_a_single_product_is_compared_with_one_of_its_kind(run):
    done = await run("action_compare_products", "compare_products", "有什么区别", **JACKET)

    assert done.said == ["utter_compare_with"]
    assert done.buttons == ['/compare_products{"product": "P1002"}']


async def test_a_comparison_without_any_product_asks_for_one(run):
    done = await run("action_compare_products", "compare_products", "有什么区别", shopper=None)

    assert done.said == ["utter_ask_product_name"]


async def test_products_of_the_named_kind_within_the_budget_are_recommended(run):
    wish = {"category": "裤子", "money": 15000}

    done = await run("action_recommend_product", "recommend_product", "150以内的裤子", entities=wish)

    assert done.said == ["utter_recommend_product"]
    assert done.cards
    assert max(int(card["price"].strip("¥ 起")) for card in done.cards) <= 150


async def test_the_season_counts(run):
    wish = {"category": "裙子", "season": "夏天"}

    done = await run("action_recommend_product", "recommend_product", "夏天的裙子", entities=wish, **JACKET)

    assert [card["title"] for card in done.cards] == ["法式碎花连衣裙"]


async def test_the_gender_that_is_named_counts(run):
    done = await run(
        "action_recommend_product", "recommend_product", "男士毛衣", entities={"category": "毛衣"}, **JACKET
    )

    assert [card["title"] for card in done.cards] == ["男士羊毛圆领毛衣"]


async def test_beside_a_product_others_for_the_same_people_are_recommended(run):
    done = await run("action_recommend_product", "recommend_product", "还有别的吗", **JACKET)

    assert next(card["title"] for card in done.cards) == "长款连帽羽绒服"
    assert len(done.cards) == 3


async def test_beside_a_product_named_in_the_message_it_is_left_out(run):
    done = await run("action_recommend_product", "recommend_product", entities={"product": "P1002"})

    assert "长款连帽羽绒服" not in [card["title"] for card in done.cards]


async def test_where_nothing_fits_what_sells_is_offered(run):
    done = await run("action_recommend_product", "recommend_product", "推荐破壁机", entities={"category": "破壁机"})

    assert done.said == ["utter_recommend_none"]
    assert len(done.buttons) == 3


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


def test_every_aspect_of_the_lexicon_has_its_answer(domain):
    aspects = yaml.safe_load((ROOT / "data" / "lexicon" / "aspect.yml").read_text(encoding="utf-8"))["values"]

    assert [aspect for aspect in aspects if f"utter_product_{aspect}" not in domain["responses"]] == []
