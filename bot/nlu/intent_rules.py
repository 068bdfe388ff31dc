"""IntentRules: what trainers wrote down as certain wins over what statistics find likely."""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import INTENT, INTENT_RANKING_KEY, METADATA, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.nlu.concepts import Concepts
from bot.nlu.features import core
from bot.nlu.files import fingerprint_of, located
from bot.nlu.patterns import read_patterns, strongest

BECAUSE = "because"


@DefaultV1Recipe.register([DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER], is_trainable=False)
class IntentRules(GraphComponent):
    """Behind the classifier: the strongest patterns that fire decide; the classifier only breaks a tie between them."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {
            # Folder of the patterns, one file per group of intents.
            "patterns": "data/lexicon/patterns",
            # The word groups that patterns name as <group>.
            "concepts": "data/lexicon/concepts.yml",
        }

    def __init__(self, config: dict[str, Any]) -> None:
        self._patterns = read_patterns(located(config["patterns"]), Concepts.read(located(config["concepts"])))

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> IntentRules:
        return cls(config)

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        settings = {**cls.get_default_config(), **config}
        return fingerprint_of([settings["patterns"], settings["concepts"]])

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            self._decide(message)
        return messages

    def _decide(self, message: Message) -> None:
        ranking = message.get(INTENT_RANKING_KEY) or []
        likelihood = {entry["name"]: entry["confidence"] for entry in ranking}
        card = (message.get(METADATA) or {}).get("card") or {}
        winner = strongest(self._patterns, core(message.get(TEXT) or ""), likelihood, str(card.get("type") or ""))
        if winner is None:
            return
        decided = {"name": winner.intent, "confidence": 1.0}
        rest = [entry for entry in ranking if entry["name"] != winner.intent]
        message.set(INTENT, decided, add_to_output=True)
        message.set(INTENT_RANKING_KEY, [decided, *rest], add_to_output=True)
        message.set(BECAUSE, {"pattern": winner.id}, add_to_output=True)
