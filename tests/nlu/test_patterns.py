"""What trainers wrote down as certain."""

import pytest

from bot.errors import BadLexicon
from bot.nlu.concepts import Concepts
from bot.nlu.features import core
from bot.nlu.files import located
from bot.nlu.patterns import read_patterns, strongest

CONCEPTS = Concepts({"human": ["人工", "客服"]})


def patterns(tmp_path, text):
    (tmp_path / "group.yml").write_text(text, encoding="utf-8")
    return read_patterns(tmp_path, CONCEPTS)


@pytest.fixture(scope="module")
def ours():
    return read_patterns(located("data/lexicon/patterns"), Concepts.read(located("data/lexicon/concepts.yml")))


@pytest.mark.parametrize(
    "text",
    [
        "转人工", "转人工!", "我要人工", "人工客服", "人工", "找人工", "叫人工来", "请转人工客服", "转接人工服务",
        "帮我转人工谢谢", "不要机器人,转人工", "能不能转人工", "赶紧给我转人工", "换人工", "我要找真人", "转客服", "我要真人客服",
        "不要机器人 叫人来", "我不想跟机器说 叫个人来", "给我换个真人来说", "找个人来处理", "来个人",
    ],
)  # fmt: skip
def test_asking_for_a_person_is_never_a_matter_of_probability(ours, text):
    winner = strongest(ours, core(text), {"ask_bot": 1.0})

    assert winner and winner.intent == "request_human"


def test_the_stronger_pattern_wins_and_likelihood_breaks_a_tie(tmp_path):
    found = patterns(
        tmp_path,
        "patterns:\n"
        "- {id: weak, intent: a, strength: 3, when: [退]}\n"
        "- {id: one, intent: b, when: [退货]}\n"
        "- {id: two, intent: c, when: [退货]}\n",
    )

    assert strongest(found, "退货", {"b": 0.1, "c": 0.2}).id == "two"
    assert strongest(found, "退", {}).id == "weak"
    assert strongest(found, "你好", {}) is None


def test_some_words_mean_something_only_after_a_card(tmp_path):
    found = patterns(tmp_path, "patterns:\n- {id: x, intent: a, after: payment, when: [再看看]}\n")

    assert strongest(found, "再看看", {}, "payment").id == "x"
    assert strongest(found, "再看看", {}, "order") is None
    assert strongest(found, "再看看", {}) is None


def test_a_guard_silences_its_pattern(tmp_path):
    found = patterns(tmp_path, "patterns:\n- {id: x, intent: a, when: [转<human>], unless: [不要]}\n")

    assert found[0].fires("转客服")
    assert not found[0].fires("不要转客服")


@pytest.mark.parametrize(
    ("entry", "fault"),
    [
        ("{intent: a, when: [x]}", "id"),
        ("{id: x, intent: a, when: ['(']}", "cannot be read"),
        ("{id: x, intent: a, when: [<nobody>]}", "nobody"),
    ],
)
def test_a_faulty_entry_is_named(tmp_path, entry, fault):
    with pytest.raises(BadLexicon, match=fault):
        patterns(tmp_path, f"patterns:\n- {entry}\n")


def test_an_id_is_used_once(tmp_path):
    with pytest.raises(BadLexicon, match="twice"):
        patterns(tmp_path, "patterns:\n- {id: x, intent: a, when: [x]}\n- {id: x, intent: b, when: [y]}\n")
