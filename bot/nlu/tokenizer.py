"""ShopTokenizer: jieba with the shop's words, in a dictionary of its own that travels with the model."""

from __future__ import annotations

import json
import logging
from pathlib import Path
from typing import Any

import jieba
import yaml
from rasa.engine.graph import ExecutionContext
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.tokenizers.tokenizer import Token, Tokenizer
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.files import fingerprint_of, located

jieba.setLogLevel(logging.WARNING)


def cutter(words: list[str]) -> jieba.Tokenizer:
    """A jieba of our own that keeps ``words`` whole: what one model learns never leaks into another."""
    own = jieba.Tokenizer()
    own.initialize()
    for word in words:
        own.add_word(word)
    return own


def shop_words(lexicon: Path) -> list[str]:
    """The words of ``words.txt`` and all values and aliases of the entity lists, without one-character ones."""
    words: set[str] = set()
    listed = lexicon / "words.txt"
    if listed.exists():
        words.update(line.split("#")[0].strip() for line in listed.read_text(encoding="utf-8").splitlines())
    for file in sorted(lexicon.glob("*.yml")):
        for value, aliases in ((yaml.safe_load(file.read_text(encoding="utf-8")) or {}).get("values") or {}).items():
            words.update(str(word) for word in [value, *(aliases or [])])
    return sorted(word for word in words if len(word) > 1)


@DefaultV1Recipe.register([DefaultV1Recipe.ComponentType.MESSAGE_TOKENIZER], is_trainable=True)
class ShopTokenizer(Tokenizer):
    """Cuts a message into words; blanks are no words."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {
            # Folder with words.txt and the entity word lists.
            "lexicon": "data/lexicon",
            # Rasa's own three keys; intents are never split here.
            "intent_tokenization_flag": False,
            "intent_split_symbol": "_",
            "token_pattern": None,
        }

    @staticmethod
    def required_packages() -> list[str]:
        return ["jieba"]

    def __init__(self, config: dict[str, Any], storage: ModelStorage, resource: Resource, words: list[str]) -> None:
        super().__init__(config)
        self._storage = storage
        self._resource = resource
        self._words = words
        self._cutter = cutter(words)

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> ShopTokenizer:
        return cls(config, model_storage, resource, shop_words(located(config["lexicon"])))

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> ShopTokenizer:
        with model_storage.read_from(resource) as folder:
            words = json.loads((folder / "words.json").read_text(encoding="utf-8"))
        return cls(config, model_storage, resource, words)

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        return fingerprint_of([config.get("lexicon", cls.get_default_config()["lexicon"])])

    def train(self, training_data: TrainingData) -> Resource:
        with self._storage.write_to(self._resource) as folder:
            (folder / "words.json").write_text(json.dumps(self._words, ensure_ascii=False), encoding="utf-8")
        return self._resource

    def tokenize(self, message: Message, attribute: str) -> list[Token]:
        text = message.get(attribute)
        return [Token(word, start) for word, start, _ in self._cutter.tokenize(text) if word.strip()]
