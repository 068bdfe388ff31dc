"""Counts in a sentence: which pieces of which article."""

import pytest

from actions.counts import articles_named

WORDS = {"羽绒服": "product", "牛仔裤": "product", "围巾": "category", "黑色": "color", "白色": "color"}
WORDS |= {"M": "size", "L": "size"} | {f"{n}{m}": "quantity" for n in "123" for m in "件条双"}


def found(text):
    """Every word of the list, wherever it stands."""
    places = [(text.find(word, at), word) for word in WORDS for at in range(len(text)) if text.startswith(word, at)]
    return [
        {
            "entity": WORDS[word],
            "value": int(word[0]) if WORDS[word] == "quantity" else word,
            "start": at,
            "end": at + len(word),
        }
        for at, word in sorted(set(places))
    ]


def told(text):
    return [
        " ".join(filter(None, ((one.goods or {}).get("value"), one.color, one.size, str(one.pieces or ""))))
        for one in articles_named(text, found(text))
    ]


@pytest.mark.parametrize(
    ("text", "articles"),
    [
        ("羽绒服M1件L1件多少钱", ["羽绒服 M 1", "羽绒服 L 1"]),
        ("羽绒服 黑色 M 1件 黑色 L 2件", ["羽绒服 黑色 M 1", "羽绒服 黑色 L 2"]),
        ("羽绒服黑色M1件，L1件", ["羽绒服 黑色 M 1", "羽绒服 黑色 L 1"]),
        ("羽绒服 1件M 2件L", ["羽绒服 M 1", "羽绒服 L 2"]),
        ("1件M 1件L 羽绒服", ["羽绒服 M 1", "羽绒服 L 1"]),
        ("羽绒服M和L各2件", ["羽绒服 M 2", "羽绒服 L 2"]),
        ("羽绒服黑色和白色2件", ["羽绒服 黑色 1", "羽绒服 白色 1"]),
        ("羽绒服 黑色M 2件 加1条牛仔裤", ["羽绒服 黑色 M 2", "牛仔裤 1"]),
        ("羽绒服2件和牛仔裤1条", ["羽绒服 2", "牛仔裤 1"]),
        ("2件羽绒服1条牛仔裤", ["羽绒服 2", "牛仔裤 1"]),
        ("羽绒服2件牛仔裤1条", ["羽绒服 2", "牛仔裤 1"]),
        ("2件羽绒服，牛仔裤1条", ["羽绒服 2", "牛仔裤 1"]),
        ("羽绒服和2条牛仔裤", ["羽绒服", "牛仔裤 2"]),
        ("羽绒服、牛仔裤、围巾各1件", ["羽绒服 1", "牛仔裤 1", "围巾 1"]),
        ("羽绒服2件，黑色M", ["羽绒服 黑色 M 2"]),
        ("3双渔夫草帽加牛仔裤2条", ["牛仔裤 2"]),
    ],
)
def test_each_count_goes_to_its_own_article(text, articles):
    assert told(text) == articles


def test_without_goods_the_articles_stay_open():
    assert told("M1件L1件") == ["M 1", "L 1"]
