"""What the catalogue says of a product, and what it does not."""

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


def test_every_aspect_of_the_lexicon_has_its_answer(domain):
    aspects = yaml.safe_load((ROOT / "data" / "lexicon" / "aspect.yml").read_text(encoding="utf-8"))["values"]

    assert [aspect for aspect in aspects if f"utter_product_{aspect}" not in domain["responses"]] == []
