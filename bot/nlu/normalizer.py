"""Normalizer: one spelling for what shoppers type in many, and the defence against typed commands."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path
from typing import Any

import opencc
import yaml
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.files import fingerprint_of, located

_MASKED_NUMBER = re.compile(r"<num(?:ber)?>", re.I)
_MASKED_LINK = re.compile(r"<url>|https?://\S+", re.I)
_STICKER = re.compile(r"\[[\u4e00-\u9fff]{1,4}\]|#[Ee]-[a-z]\d{1,3}|/:[-\w^]{2,6}")
# X stays: XXXL is a size.
_LONG_RUN = re.compile(r"([^\W\d_xX])\1{2,}")
_MARK_RUN = re.compile(r"([^\w\s])(?:\s*\1)+")
_SPACES = re.compile(r"\s+")


def normalize(text: str, emoji: dict[str, str], converter: opencc.OpenCC) -> str:
    """The text in simplified characters and half-width forms, without decoration; never empty unless ``text`` is.

    A leading slash, which Rasa would read as a command, comes back as the full-width ``／``: text like any other.
    """
    plain = unicodedata.normalize("NFKC", text)
    plain = "".join(c if c.isprintable() or c.isspace() else " " for c in plain)
    plain = _MASKED_NUMBER.sub("0", plain)
    plain = _MASKED_LINK.sub(" 链接 ", plain)
    plain = _STICKER.sub(" ", plain)
    plain = _without_pictures(plain, emoji)
    plain = converter.convert(plain)
    plain = _LONG_RUN.sub(r"\1\1", plain)
    plain = _MARK_RUN.sub(r"\1", plain)
    plain = _SPACES.sub(" ", plain).strip()
    if not plain:
        plain = "[表情]" if text.strip() else text
    return "／" + plain[1:] if plain.startswith("/") else plain


def _without_pictures(text: str, emoji: dict[str, str]) -> str:
    kept = []
    for character in text:
        if character in emoji:
            kept.append(f" {emoji[character]} ")
        elif unicodedata.category(character) in ("So", "Sk", "Cn", "Co", "Mn") and character not in "^`":
            kept.append(" ")
        else:
            kept.append(character)
    return "".join(kept)


@DefaultV1Recipe.register([DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER], is_trainable=False)
class Normalizer(GraphComponent):
    """First in the pipeline: everything behind it sees the normalised text; the tracker keeps the shopper's own."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {
            # The words that stand for emoji, for trainers to edit.
            "emoji": "data/lexicon/emoji.yml",
        }

    @staticmethod
    def required_packages() -> list[str]:
        return ["opencc"]

    def __init__(self, config: dict[str, Any]) -> None:
        self._emoji = load_emoji(located(config["emoji"]))
        self._converter = opencc.OpenCC("t2s")

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> Normalizer:
        return cls(config)

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        return fingerprint_of([config.get("emoji", cls.get_default_config()["emoji"])])

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            text = message.get(TEXT)
            if isinstance(text, str):
                message.set(TEXT, normalize(text, self._emoji, self._converter))
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        self.process(training_data.training_examples)
        return training_data


def load_emoji(path: Path) -> dict[str, str]:
    """Emoji → word, from the trainers' file."""
    content = yaml.safe_load(path.read_text(encoding="utf-8")) if path.exists() else {}
    return {picture: word for word, pictures in (content or {}).get("emoji", {}).items() for picture in pictures}
