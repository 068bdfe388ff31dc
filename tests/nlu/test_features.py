"""What the classifier sees of a sentence."""

import pytest

from bot.nlu.concepts import Concepts
from bot.nlu.features import core, features_of, plain

CONCEPTS = Concepts({"when": ["什么时候", "啥时候"], "ship": ["发货", "发出"]})


@pytest.mark.parametrize(
    ("text", "matter"),
    [
        ("你好，请问什么时候发货？谢谢", "什么时候发货"),
        ("亲 在吗 这个有货吗", "这个有货吗"),
        ("你好", "你好"),
        ("24.5的脚!!穿多大", "24.5的脚,穿多大"),
        ("在吗？", "在吗"),
    ],
)
def test_greeting_and_thanks_around_a_matter_are_dropped(text, matter):
    assert core(text) == matter


def test_marks_and_blanks_become_one_comma():
    assert plain("尺码偏小吗？ 什么时候发货。。") == "尺码偏小吗,什么时候发货"


def test_two_wordings_of_one_meaning_share_their_concepts():
    one = features_of("什么时候发货", ["什么", "时候", "发货"], CONCEPTS)
    other = features_of("啥时候发出", ["啥时候", "发出"], CONCEPTS)

    assert "意:when…ship" in set(one) & set(other)


def test_numbers_look_alike():
    assert set(features_of("178穿多大", ["178", "穿", "多大"], CONCEPTS)) == set(
        features_of("165穿多大", ["165", "穿", "多大"], CONCEPTS)
    )
