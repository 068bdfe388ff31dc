"""Words, the shop's own kept whole, in a dictionary that belongs to one model."""

import jieba
import pytest
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.tokenizer import ShopTokenizer, cutter

WORD = "云雾毛尖小罐"


@pytest.fixture
def lexicon(tmp_path):
    folder = tmp_path / "lexicon"
    folder.mkdir()
    (folder / "words.txt").write_text(f"{WORD}  # 茶\n", encoding="utf-8")
    (folder / "color.yml").write_text("entity: color\nvalues:\n  烟熏紫: [烟紫色]\n", encoding="utf-8")
    return {**ShopTokenizer.get_default_config(), "lexicon": str(folder)}


def words_of(tokenizer, text):
    return [token.text for token in tokenizer.tokenize(Message({"text": text}), "text")]


@pytest.mark.parametrize(
    ("text", "word"), [(f"{WORD}多少钱", WORD), ("烟熏紫还有吗", "烟熏紫"), ("要烟紫色的", "烟紫色")]
)
def test_the_shops_words_stay_whole(lexicon, storage, text, word):
    assert word in words_of(ShopTokenizer.create(lexicon, *storage), text)


def test_a_loaded_model_cuts_as_the_trained_one_even_when_the_files_are_gone(lexicon, storage, tmp_path):
    trained = ShopTokenizer.create(lexicon, *storage)
    resource = trained.train(TrainingData())
    (tmp_path / "lexicon" / "words.txt").unlink()

    loaded = ShopTokenizer.load(lexicon, storage[0], resource, storage[2])

    assert words_of(loaded, f"{WORD}多少钱") == words_of(trained, f"{WORD}多少钱")


def test_one_models_words_never_leak_into_another_or_into_jieba(lexicon, storage):
    ShopTokenizer.create(lexicon, *storage)

    assert WORD not in cutter([]).lcut(f"{WORD}多少钱")
    assert WORD not in jieba.lcut(f"{WORD}多少钱")


def test_blanks_are_no_words(lexicon, storage):
    assert words_of(ShopTokenizer.create(lexicon, *storage), "178 65 穿多大")[:2] == ["178", "65"]


def test_editing_the_word_list_changes_the_fingerprint(lexicon, tmp_path):
    before = ShopTokenizer.fingerprint_addon(lexicon)

    (tmp_path / "lexicon" / "words.txt").write_text("另一个词\n", encoding="utf-8")

    assert ShopTokenizer.fingerprint_addon(lexicon) != before
