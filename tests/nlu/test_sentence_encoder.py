"""The optional encoder, on a tiny one that the test makes itself."""

import json
import pickle
import zipfile

import numpy as np
import pytest
from rasa.shared.nlu.training_data.message import Message

pytest.importorskip("ctranslate2", reason="the extra `embedding` is not installed")

from safetensors.numpy import save_file
from tokenizers import Tokenizer, models, pre_tokenizers, processors

from bot.errors import BadEncoder
from bot.nlu.bert import Encoder
from bot.nlu.sentence_encoder import SentenceEncoder

WIDTH, HEADS, LAYERS, INNER = 16, 2, 2, 32
VOCABULARY = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", *"什么时候发货穿多大码谢你好"]


def weights():
    random = np.random.default_rng(7)

    def array(*shape):
        return random.normal(0, 0.2, shape).astype(np.float32)

    made = {
        "embeddings.word_embeddings.weight": array(len(VOCABULARY), WIDTH),
        "embeddings.position_embeddings.weight": array(128, WIDTH),
        "embeddings.token_type_embeddings.weight": array(2, WIDTH),
        "embeddings.LayerNorm.weight": np.ones(WIDTH, np.float32),
        "embeddings.LayerNorm.bias": np.zeros(WIDTH, np.float32),
    }
    shapes = {
        "attention.self.query": (WIDTH, WIDTH), "attention.self.key": (WIDTH, WIDTH), "attention.self.value": (WIDTH, WIDTH),
        "attention.output.dense": (WIDTH, WIDTH), "intermediate.dense": (INNER, WIDTH), "output.dense": (WIDTH, INNER),
    }  # fmt: skip
    for layer in range(LAYERS):
        prefix = f"encoder.layer.{layer}."
        for name, shape in shapes.items():
            made[f"{prefix}{name}.weight"], made[f"{prefix}{name}.bias"] = array(*shape), array(shape[0])
        for name in ("attention.output", "output"):
            made[f"{prefix}{name}.LayerNorm.weight"] = np.ones(WIDTH, np.float32)
            made[f"{prefix}{name}.LayerNorm.bias"] = np.zeros(WIDTH, np.float32)
    return made


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    place = tmp_path_factory.mktemp("encoder")
    tokenizer = Tokenizer(models.WordPiece({word: i for i, word in enumerate(VOCABULARY)}, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Split("", "isolated")
    tokenizer.post_processor = processors.TemplateProcessing(
        "[CLS] $A [SEP]", special_tokens=[("[CLS]", 2), ("[SEP]", 3)]
    )
    tokenizer.save(str(place / "tokenizer.json"))
    config = {
        "num_attention_heads": HEADS, "num_hidden_layers": LAYERS, "hidden_size": WIDTH, "layer_norm_eps": 1e-12,
        "vocab_size": len(VOCABULARY),
    }  # fmt: skip
    (place / "config.json").write_text(json.dumps(config))
    save_file(weights(), place / "model.safetensors")
    return place


def test_a_sentence_becomes_a_vector_of_length_one_and_always_the_same(folder):
    encoder = Encoder(folder)

    first, second = encoder.encode("什么时候发货"), encoder.encode("什么时候发货")

    assert first.shape == (WIDTH,)
    assert np.linalg.norm(first) == pytest.approx(1, abs=1e-3)
    assert np.array_equal(first, second)
    assert not np.allclose(first, encoder.encode("穿多大码"))


def test_the_vector_is_that_of_the_published_formula(folder):
    """The same forward pass in plain NumPy (Devlin et al. 2018), up to the rounding of 8-bit weights."""
    expected = reference("什么时候发货")

    assert float(Encoder(folder).encode("什么时候发货") @ expected) > 0.99


def reference(text):
    w = weights()
    ids = [2, *(VOCABULARY.index(c) for c in text), 3]
    hidden = w["embeddings.word_embeddings.weight"][ids] + w["embeddings.position_embeddings.weight"][: len(ids)]
    hidden = normed(hidden + w["embeddings.token_type_embeddings.weight"][0])
    for layer in range(LAYERS):
        p = f"encoder.layer.{layer}."
        q, k, v = (
            (hidden @ w[f"{p}attention.self.{n}.weight"].T + w[f"{p}attention.self.{n}.bias"])
            .reshape(len(ids), HEADS, -1)
            .transpose(1, 0, 2)
            for n in ("query", "key", "value")
        )
        scores = np.exp(q @ k.transpose(0, 2, 1) / np.sqrt(WIDTH // HEADS))
        mixed = (scores / scores.sum(-1, keepdims=True) @ v).transpose(1, 0, 2).reshape(len(ids), WIDTH)
        hidden = normed(
            hidden + mixed @ w[f"{p}attention.output.dense.weight"].T + w[f"{p}attention.output.dense.bias"]
        )
        inner = hidden @ w[f"{p}intermediate.dense.weight"].T + w[f"{p}intermediate.dense.bias"]
        inner = inner * 0.5 * (1 + np.tanh(np.sqrt(2 / np.pi) * (inner + 0.044715 * inner**3)))
        hidden = normed(hidden + inner @ w[f"{p}output.dense.weight"].T + w[f"{p}output.dense.bias"])
    pooled = hidden.mean(0)
    return pooled / np.linalg.norm(pooled)


def normed(x):
    return (x - x.mean(-1, keepdims=True)) / np.sqrt(x.var(-1, keepdims=True) + 1e-12)


def test_the_component_adds_its_vector_for_the_classifier(folder, storage):
    message = Message({"text": "什么时候发货"})
    SentenceEncoder.create({"folder": str(folder)}, *storage).process([message])

    _, sentence = message.get_dense_features("text")
    assert sentence.features.shape == (1, WIDTH)


def test_without_a_folder_the_component_does_nothing(storage):
    message = Message({"text": "什么时候发货"})
    SentenceEncoder.create({"folder": None}, *storage).process([message])

    assert message.get_dense_features("text") == (None, None)


def test_a_folder_without_an_encoder_is_refused_in_words(tmp_path):
    with pytest.raises(BadEncoder, match="holds no BERT-type encoder"):
        Encoder(tmp_path)


class Evil:
    def __reduce__(self):
        return (print, ("code from a weights file",))


def test_code_in_a_weights_file_is_refused_and_not_run(folder, tmp_path, capsys):
    for name in ("config.json", "tokenizer.json"):
        (tmp_path / name).write_bytes((folder / name).read_bytes())
    with zipfile.ZipFile(tmp_path / "pytorch_model.bin", "w") as archive:
        archive.writestr("archive/data.pkl", pickle.dumps(Evil()))

    with pytest.raises(BadEncoder, match="only plain weights"):
        Encoder(tmp_path)
    assert capsys.readouterr().out == ""
