"""SentenceEncoder: an optional vector of the whole sentence, from a BERT-type encoder in a folder."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE, TEXT
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.bert import Encoder
from bot.nlu.features import core
from bot.nlu.files import fingerprint_of, located


@DefaultV1Recipe.register([DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER], is_trainable=False)
class SentenceEncoder(GraphComponent):
    """Before the classifier, which takes the vector into account when it is there."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {
            # Folder of the encoder, e.g. models/bge-small-zh-v1.5; without one the component does nothing.
            "folder": None,
        }

    @staticmethod
    def required_packages() -> list[str]:
        return ["tokenizers", "safetensors", "ctranslate2"]

    def __init__(self, folder: Path | None) -> None:
        self._encoder = Encoder(folder) if folder else None

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> SentenceEncoder:
        return cls(located(config["folder"]) if config["folder"] else None)

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        return fingerprint_of([config["folder"]]) if config.get("folder") else None

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            if self._encoder and message.get(TEXT):
                vector = self._encoder.encode(core(message.get(TEXT)))
                message.add_features(Features(np.atleast_2d(vector), FEATURE_TYPE_SENTENCE, TEXT, type(self).__name__))
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        self.process(training_data.training_examples)
        return training_data
