"""ArticleNames: a message that only names goods or who wears them: it informs ("那黑色呢"), or wishes for advice."""

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
GOODS = ("product", "category")
WISH = ("category", "color", "season", "wearer", "money")


@DefaultV1Recipe.register([DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER], is_trainable=False)
class ArticleNames(GraphComponent):
    """Behind the extractor, whose entities it reads; what a pattern has decided stands."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {
            # What may stand around the product, the colour and the size, and around a place in a list.
            "particles": "[那么的呢吗嘛啊呀吧哦亲还有没要换成是款色码号这个也和跟就选,，、。.!！?？~ ]*",
            # What was listed is named by its place.
            "place": "第[一二三四五1-5]个?款?",
            # Those who wear it.
            "people": "[男女](?:士|生|款|装|式|性|朋友|友|的)?|童[装款]|儿童|小?孩子?|宝宝|女儿|儿子|闺女|老公|老婆|"
            "媳妇|对象|闺蜜|爸爸?|妈妈?|爷爷|奶奶|长辈",
            # What may stand around a kind of goods with a sum or with people, for it to be a wish for advice.
            "around_wish": "(?:[那么的呢吗嘛啊呀吧哦亲还有没要款这个也和送给买穿想挑选找看求点些件条双一"
            ",，、。.!！?？~ ]|[以之]?内|以下|左右|上下|[元块]|预算|推荐|介绍|我|什么)*",
            # More of other goods: 再加条阔腿裤.
            "more": "[那么 ]*(?:再|另外|顺便|还|加上?)(?:再|要|加|来|买|拿|带|上|个|一)*[件条双套顶个只]?"
            "[的吧呢呀吗啊。?？ ]*",
            "intent": "inform",
            "wish": "recommend_product",
            # Below what counts as a wish of its own: beside a question ("有货吗，黑色的") it belongs to that question.
            "confidence": 0.5,
        }

    def __init__(self, config: dict[str, Any]) -> None:
        self._config = config
        self._people = re.compile(config["people"])
        self._place = re.compile(config["place"])
        self._particles = re.compile(config["particles"])
        self._around_wish = re.compile(config["around_wish"])
        self._more = re.compile(config["more"])

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
            if "pattern" in (message.get(BECAUSE) or {}):
                continue
            if self._informs(message):
                self._decide(message, self._config["intent"])
            elif self._is_wish(message):
                self._decide(message, self._config["wish"])
        return messages

    def _informs(self, message: Message) -> bool:
        """Whether it names an article, a place in a list or people and nothing else, or goods that come to others."""
        named = {entity["entity"] for entity in message.get(ENTITIES) or []}
        rest = _without(message, ARTICLE)
        if named & set(ARTICLE) and self._particles.fullmatch(rest):
            return True
        if named & set(GOODS):
            rest = _without(message, (*GOODS, "quantity"))
            return bool(self._more.fullmatch(rest) or ("quantity" in named and self._particles.fullmatch(rest)))
        rest = _without(message, ("wearer",))
        alone = self._place.sub(" ", self._people.sub(" ", rest))
        is_named = "wearer" in named or alone != rest
        return is_named and self._around_wish.fullmatch(alone) is not None and not named & {"money", *ARTICLE}

    def _is_wish(self, message: Message) -> bool:
        """Whether it names a kind of goods with a sum or with those who wear it, and nothing else."""
        named = {entity["entity"] for entity in message.get(ENTITIES) or []}
        rest = _without(message, WISH)
        alone = self._people.sub(" ", rest)
        is_told = bool(named & {"money", "wearer"}) or alone != rest
        return "category" in named and is_told and self._around_wish.fullmatch(alone) is not None

    def _decide(self, message: Message, intent: str) -> None:
        decided = {"name": intent, "confidence": self._config["confidence"]}
        ranking = [entry for entry in message.get(INTENT_RANKING_KEY) or [] if entry["name"] != decided["name"]]
        message.set(INTENT, decided, add_to_output=True)
        message.set(INTENT_RANKING_KEY, [decided, *ranking], add_to_output=True)
        message.set(BECAUSE, {"pattern": "article_named_alone"}, add_to_output=True)


def _without(message: Message, kinds: tuple[str, ...]) -> str:
    """The text with blanks for what is named."""
    rest = list(message.get(TEXT) or "")
    for entity in message.get(ENTITIES) or []:
        if entity["entity"] in kinds:
            rest[entity["start"] : entity["end"]] = " " * (entity["end"] - entity["start"])
    return "".join(rest)
