"""ArticleNames: a message that only names a product, a colour or a size ("那黑色呢") informs; it asks nothing anew."""

from __future__ import annotations

import re
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import ENTITIES, INTENT, INTENT_RANKING_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message

BECAUSE = "because"
ARTICLE = ("product", "category", "color", "size")


@DefaultV1Recipe.register([DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER], is_trainable=False)
class ArticleNames(GraphComponent):
    """Behind the extractor, whose entities it reads; what a pattern has decided stands."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {
            # What may stand around the product, the colour and the size.
            "particles": "[那么的呢吗嘛啊呀吧哦亲还有没要换成是款色码号这个也和跟,，、。.!！?？~ ]*",
            "intent": "inform",
            # Below what counts as a wish of its own: beside a question ("有货吗，黑色的") it belongs to that question.
            "confidence": 0.5,
        }

    def __init__(self, config: dict[str, Any]) -> None:
        self._config = config
        self._particles = re.compile(config["particles"])

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> ArticleNames:
        return cls(config)

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            if "pattern" not in (message.get(BECAUSE) or {}) and self._names_an_article(message):
                self._decide(message)
        return messages

    def _names_an_article(self, message: Message) -> bool:
        text = message.get(TEXT) or ""
        named = [e for e in message.get(ENTITIES) or [] if e["entity"] in ARTICLE]
        rest = list(text)
        for entity in named:
            rest[entity["start"] : entity["end"]] = " " * (entity["end"] - entity["start"])
        return bool(named) and self._particles.fullmatch("".join(rest)) is not None

    def _decide(self, message: Message) -> None:
        decided = {"name": self._config["intent"], "confidence": self._config["confidence"]}
        ranking = [entry for entry in message.get(INTENT_RANKING_KEY) or [] if entry["name"] != decided["name"]]
        message.set(INTENT, decided, add_to_output=True)
        message.set(INTENT_RANKING_KEY, [decided, *ranking], add_to_output=True)
        message.set(BECAUSE, {"pattern": "article_named_alone"}, add_to_output=True)
