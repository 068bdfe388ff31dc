"""Groups of words by meaning."""

import pytest

from bot.errors import BadLexicon
from bot.nlu.concepts import Concepts
from bot.nlu.files import located


def test_concepts_come_in_the_order_in_which_they_were_said():
    concepts = Concepts({"a": ["退货"], "b": ["运费"]})

    assert concepts.sequence("运费怎么算，退货的话") == ["b", "a"]


def test_a_pattern_names_a_group_in_angle_brackets():
    assert Concepts({"human": ["人工", "客服"]}).expand("转<human>") == "转(?:人工|客服)"


def test_an_unknown_group_is_named():
    with pytest.raises(BadLexicon, match="<nobody>"):
        Concepts({}).expand("转<nobody>")


def test_a_word_that_is_no_expression_is_refused_with_its_group():
    with pytest.raises(BadLexicon, match="human"):
        Concepts({"human": ["人工("]})


def test_the_projects_own_groups_can_be_read():
    assert "human" in Concepts.read(located("data/lexicon/concepts.yml")).groups
