"""The statistical classifier, alone: trained, stored, loaded, explained."""

import zipfile

import numpy as np
import pytest
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.linear_classifier import LinearClassifier
from bot.nlu.tokenizer import ShopTokenizer

SENTENCES = {
    "ask_ship_time": ["什么时候发货", "啥时候能发货啊", "今天发货吗", "几号发货"],
    "ask_size": ["穿多大码", "我该穿什么码", "尺码偏大吗", "165穿什么码"],
    "thank": ["谢谢", "谢谢你", "多谢", "谢谢老板"],
}


@pytest.fixture
def cut(storage):
    tokenizer = ShopTokenizer.create(ShopTokenizer.get_default_config(), *storage)

    def message(text, intent=None):
        made = Message.build(text, intent=intent)
        tokenizer.process([made])
        return made

    return message


@pytest.fixture
def train(storage, cut):
    def trained(extend=lambda message: message):
        examples = [extend(cut(text, intent)) for intent, texts in SENTENCES.items() for text in texts]
        config = {**LinearClassifier.get_default_config(), "rarest": 1}
        resource = LinearClassifier.create(config, *storage).train(TrainingData(examples))
        return LinearClassifier.load(config, storage[0], resource, storage[2])

    return trained


@pytest.mark.parametrize(
    ("text", "intent"), [("请问什么时候发货呢", "ask_ship_time"), ("要穿什么码", "ask_size"), ("谢谢啦", "thank")]
)
def test_it_recognises_what_it_was_taught(train, cut, text, intent):
    message = cut(text)
    train().process([message])

    assert message.get("intent")["name"] == intent
    assert message.get("intent_ranking")[0] == message.get("intent")
    assert sum(entry["confidence"] for entry in message.get("intent_ranking")) == pytest.approx(1, abs=1e-3)


def test_it_says_which_features_weighed_most(train, cut):
    message = cut("什么时候发货")
    train().process([message])

    names = [name for name, _ in message.get("because")["features"]]
    assert any("发货" in name or "ship" in name for name in names)


def test_the_stored_model_holds_neither_pickles_nor_code(train, storage):
    train()

    with storage[0].read_from(storage[1]) as folder:
        kinds = {file.suffix for file in folder.iterdir()}
        members = zipfile.ZipFile(folder / "weights.npz").namelist()
    assert kinds == {".npz", ".json"}
    assert all(member.endswith(".npy") for member in members)


def test_a_sentence_vector_in_front_of_it_is_taken_into_account(train, cut):
    directions = {"ask_ship_time": [1.0, 0, 0], "ask_size": [0, 1.0, 0], "thank": [0, 0, 1.0]}

    def with_vector(message, intent=None):
        vector = np.array([directions[intent or message.get("intent")]], dtype=np.float32)
        message.add_features(Features(vector, FEATURE_TYPE_SENTENCE, "text", "test"))
        return message

    unknown = with_vector(cut("嘟嘟嘟"), "ask_size")
    train(with_vector).process([unknown])

    assert unknown.get("intent")["name"] == "ask_size"


def test_an_empty_text_gets_no_intent_and_no_error(train):
    message = Message({"text": ""})
    train().process([message])

    assert message.get("intent") is None
