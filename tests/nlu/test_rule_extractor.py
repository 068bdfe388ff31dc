"""The component on Chinese sentences: trained, stored, loaded."""

from datetime import date

import pytest
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.files import located
from bot.nlu.rule_extractor import RuleExtractor

CATALOGUE = "id,title,aliases,category,keywords\nP1,加绒连帽卫衣,连帽卫衣|云朵卫衣,卫衣,上衣\n"


@pytest.fixture(scope="module")
def config(tmp_path_factory):
    shop = tmp_path_factory.mktemp("shop")
    (shop / "products.csv").write_text(CATALOGUE, encoding="utf-8")
    return {"lexicon": "data/lexicon", "catalogue": str(shop)}


@pytest.fixture(scope="module")
def extractor(config, tmp_path_factory):
    storage, resource = LocalModelStorage(tmp_path_factory.mktemp("model")), Resource("rules")
    context = ExecutionContext(GraphSchema({}))
    trained = RuleExtractor.create(config, storage, resource, context).train(TrainingData())
    return RuleExtractor.load(config, storage, trained, context)


def entities_of(extractor, text):
    message = Message({"text": text})
    extractor.process([message])
    return {entity["entity"]: entity["value"] for entity in message.get("entities", [])}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("要2件黑色L码的", {"quantity": 2, "color": "黑色", "size": "L"}),
        ("换成藏蓝XL", {"color": "藏青色", "size": "XL"}),
        ("云朵卫衣165 110斤穿多大", {"product": "P1", "height": 165, "weight": 55.0}),
        ("卫衣有均码的吗", {"category": "卫衣", "size": "均码"}),
        ("发中通吗", {"carrier": "中通快递"}),
        ("途中通知我", {}),
        ("大红袍怎么泡", {"category": "茶叶"}),
        ("我明白的", {}),
        ("口红色号", {}),
        ("65kg", {"weight": 65.0}),
        ("12块8的湿巾", {"money": 1280, "category": "纸品"}),
        ("202611180000123 尾号5678", {"order_number": "202611180000123", "phone_tail": "5678"}),
        (
            "到深圳三天能到吗",
            {"region": {"province": "广东省", "city": "深圳市", "district": None}, "duration": {"days": 3}},
        ),
        ("万一不合适呢", {}),
        ("", {}),
    ],
)
def test_entities_of_a_sentence(extractor, text, expected):
    assert entities_of(extractor, text) == expected


def test_entities_say_where_they_stand_and_who_found_them(extractor):
    message = Message({"text": "有黑色吗"})

    extractor.process([message])

    assert message.get("entities") == [
        {"entity": "color", "start": 1, "end": 3, "value": "黑色", "extractor": "RuleExtractor", "confidence": 1.0}
    ]


def test_what_others_found_is_kept(extractor):
    other = {"entity": "mood", "start": 0, "end": 1, "value": "急", "extractor": "Other"}
    message = Message({"text": "急 黑色", "entities": [other]})

    extractor.process([message])

    assert [entity["entity"] for entity in message.get("entities")] == ["mood", "color"]


def test_a_day_is_seen_from_today():
    extractor = RuleExtractor(
        None, Resource("rules"), [], {"values": {}, "except": [], "weak": []}, today=lambda: date(2026, 11, 22)
    )

    assert entities_of(extractor, "明天发吗") == {"date": "2026-11-23"}


def test_every_word_of_the_lexicon_is_found_within_a_sentence(extractor):
    words = [
        term.word for term in extractor._terms if term.entity in ("color", "carrier", "category") and len(term.word) > 2
    ]

    missed = [word for word in words if not entities_of(extractor, f"你好想问下{word}")]

    assert missed == []


@pytest.mark.parametrize("file", ["lexicon/color.yml", "shop/products.csv"])
def test_an_edit_changes_the_fingerprint(tmp_path, file):
    for name, content in (
        ("lexicon/color.yml", "entity: color\nvalues:\n  黑色: []\n"),
        ("shop/products.csv", CATALOGUE),
    ):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(content, encoding="utf-8")
    config = {"lexicon": str(tmp_path / "lexicon"), "catalogue": str(tmp_path / "shop")}
    before = RuleExtractor.fingerprint_addon(config)

    (tmp_path / file).write_text((tmp_path / file).read_text(encoding="utf-8") + "\n# 改过\n", encoding="utf-8")

    assert RuleExtractor.fingerprint_addon(config) != before


def test_the_word_lists_have_no_key_that_rasa_reads():
    lists = list(located("data/lexicon").glob("*.yml"))

    assert not [
        f
        for f in lists
        if any(
            line.startswith(("nlu:", "responses:", "rules:", "stories:", "intents:"))
            for line in f.open(encoding="utf-8")
        )
    ]
