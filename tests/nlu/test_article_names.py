"""Colours and sizes named alone."""

import pytest
from rasa.shared.nlu.training_data.message import Message

from bot.nlu.article_names import ArticleNames


@pytest.fixture
def decide():
    component = ArticleNames(ArticleNames.get_default_config())

    def decided(text, entities, because=None, intent="nlu_fallback"):
        found = [
            {"entity": name, "value": word, "start": text.index(word), "end": text.index(word) + len(word)}
            for name, word in entities
        ]
        message = Message({"text": text, "entities": found, "because": because or {"features": []}})
        message.set("intent", {"name": intent, "confidence": 0.3})
        return component.process([message])[0].get("intent")["name"]

    return decided


@pytest.mark.parametrize(
    ("text", "entities"),
    [
        ("豆沙粉的M呢", [("color", "豆沙粉"), ("size", "M")]),
        ("那黑色呢", [("color", "黑色")]),
        ("L呢", [("size", "L")]),
        ("黑色和M码的还有吗?", [("color", "黑色"), ("size", "M")]),
    ],
)
def test_a_colour_or_size_alone_informs(decide, text, entities):
    assert decide(text, entities) == "inform"


@pytest.mark.parametrize(
    ("text", "entities"),
    [
        ("黑色好看吗", [("color", "黑色")]),
        ("想换成黑色M码怎么弄", [("color", "黑色"), ("size", "M")]),
        ("那个呢", []),
        ("158呢", [("height", "158")]),
    ],
)
def test_a_sentence_that_says_more_keeps_its_intent(decide, text, entities):
    assert decide(text, entities) == "nlu_fallback"


def test_what_a_pattern_has_decided_stands(decide):
    assert decide("L有吗", [("size", "L")], {"pattern": "ask_stock_have"}, "ask_stock") == "ask_stock"


@pytest.mark.parametrize(
    ("text", "entities"),
    [
        ("第二个", []),
        ("男的呢", []),
        ("那送爸爸呢", [("wearer", "送爸爸")]),
        ("再加条阔腿裤", [("product", "阔腿裤")]),
        ("那三件羽绒服呢", [("quantity", "三件"), ("category", "羽绒服")]),
    ],
)
def test_a_place_people_or_more_goods_alone_inform(decide, text, entities):
    assert decide(text, entities) == "inform"


@pytest.mark.parametrize(
    ("text", "entities"),
    [
        ("短裤 男", [("category", "短裤")]),
        ("男鞋 300以内", [("category", "男鞋"), ("money", "300")]),
        ("送妈妈的 毛衣", [("wearer", "送妈妈"), ("category", "毛衣")]),
        ("给宝宝买羽绒服", [("wearer", "给宝宝"), ("category", "羽绒服")]),
    ],
)
def test_goods_with_a_sum_or_people_wish_for_advice(decide, text, entities):
    assert decide(text, entities) == "recommend_product"


def test_goods_and_people_beside_more_words_keep_their_intent(decide):
    assert decide("男款毛衣起球了", [("category", "毛衣")]) == "nlu_fallback"
