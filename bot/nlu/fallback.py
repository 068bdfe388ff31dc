"""Fallback: says "not understood" when the classifier is unsure or torn, and names a shop's own FAQ in full."""

from __future__ import annotations

import re
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import INTENT, INTENT_RANKING_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message

# What the normaliser makes of a message without words.
WORDLESS = "[表情]"
NOT_UNDERSTOOD = "nlu_fallback"


@DefaultV1Recipe.register([DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER], is_trainable=False)
class Fallback(GraphComponent):
    """Last of the pipeline."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {
            # Below this confidence a sentence counts as not understood.
            "threshold": 0.3,
            # So does one whose two best intents are closer than this, unless the best is above "clear".
            "margin": 0.05,
            "clear": 0.5,
        }

    def __init__(self, config: dict[str, Any]) -> None:
        self._config = config

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> Fallback:
        return cls(config)

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            self._decide(message)
        return messages

    def _decide(self, message: Message) -> None:
        # Pictures and marks alone resemble nothing: there is nothing to suggest either.
        has_words = re.search(r"\w", (message.get(TEXT) or "").replace(WORDLESS, ""))
        ranking = (message.get(INTENT_RANKING_KEY) or []) if has_words else []
        if ranking and not self._unsure(ranking):
            self._name_faq(message, message.get(INTENT)["name"])
            return
        unsure = {"name": NOT_UNDERSTOOD, "confidence": ranking[0]["confidence"] if ranking else 0.0}
        message.set(INTENT, unsure, add_to_output=True)
        message.set(INTENT_RANKING_KEY, [unsure, *ranking], add_to_output=True)

    def _unsure(self, ranking: list[dict[str, Any]]) -> bool:
        best = ranking[0]["confidence"]
        second = ranking[1]["confidence"] if len(ranking) > 1 else 0.0
        return best < self._config["threshold"] or (
            best < self._config["clear"] and best - second < self._config["margin"]
        )

    def _name_faq(self, message: Message, intent: str) -> None:
        """``faq/x`` → intent ``faq`` with the answer ``utter_faq/x``, as Rasa's retrieval actions expect it."""
        base, _, point = intent.partition("/")
        if not point:
            return
        response = {"intent_response_key": intent, "utter_action": f"utter_{intent}"}
        message.set(INTENT, {**message.get(INTENT), "name": base}, add_to_output=True)
        message.set("response_selector", {base: {"response": response}}, add_to_output=True)
