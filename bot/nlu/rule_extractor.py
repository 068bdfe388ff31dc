"""RuleExtractor: all that a sentence names, by word lists (spaCy) and by rules for what has figures."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.entities import terms as term_module
from bot.nlu.entities.ages import find_ages
from bot.nlu.entities.dates import find_dates
from bot.nlu.entities.identifiers import find_identifiers
from bot.nlu.entities.measurements import find_measurements
from bot.nlu.entities.money import find_money
from bot.nlu.entities.places import Gazetteer, find_places, gazetteer, region_words
from bot.nlu.entities.quantities import find_quantities
from bot.nlu.entities.sizes import find_sizes
from bot.nlu.entities.spans import Entity, resolve
from bot.nlu.entities.terms import (
    Term,
    catalogue_files,
    find_terms,
    key,
    lexicon_files,
    read_catalogue,
    read_lexicon,
    terms_by_word,
)
from bot.nlu.files import fingerprint_of, located

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.matcher import PhraseMatcher


def today_in_china() -> date:
    return datetime.now(ZoneInfo("Asia/Shanghai")).date()


class TermMatcher:
    """Finds listed words with spaCy's PhraseMatcher, character by character.

    Cut by jieba, 18 of 1,950 (150 terms in 13 sentences) were lost although jieba knew the terms (发卡其 becomes
    发卡 + 其), in three times the time; by characters none. The longer words that a term is only a part of
    (大红 in 大红袍) stand under ``except`` in the lexicon.
    """

    def __init__(self, terms: list[Term]) -> None:
        import spacy
        from spacy.matcher import PhraseMatcher

        self._table = terms_by_word(terms)
        self._nlp: Language = spacy.blank("zh", config={"nlp": {"tokenizer": {"segmenter": "char"}}})
        self._matcher: PhraseMatcher = PhraseMatcher(self._nlp.vocab, attr="LOWER")
        self._matcher.add("term", [self._nlp.make_doc(word) for word in sorted(self._table)])

    def find(self, text: str) -> list[Entity]:
        doc = self._nlp.make_doc(text)
        spans = [(doc[start].idx, doc[end - 1].idx + len(doc[end - 1])) for _, start, end in self._matcher(doc)]
        return find_terms(text, [span for span in spans if key(text[slice(*span)])], self._table)


@DefaultV1Recipe.register([DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR], is_trainable=True)
class RuleExtractor(GraphComponent):
    """Sets ``entities``, beside those that other extractors have set; the word lists travel with the model."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {
            # Folder with one <entity>.yml per word list, and region.yml.
            "lexicon": "data/lexicon",
            # Folder with products.csv (titles and aliases name products) and skus.csv (the shop's colours).
            "catalogue": "data/shop",
        }

    @staticmethod
    def required_packages() -> list[str]:
        return ["spacy", "cn2an", "cpca"]

    def __init__(
        self,
        storage: ModelStorage,
        resource: Resource,
        terms: list[Term],
        regions: dict[str, Any],
        today: Callable[[], date] = today_in_china,
    ) -> None:
        self._storage = storage
        self._resource = resource
        self._terms = terms
        self._regions = regions
        self._today = today
        self._matcher: TermMatcher | None = None
        self._places: Gazetteer | None = None

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> RuleExtractor:
        lexicon, catalogue = located(config["lexicon"]), located(config["catalogue"])
        terms = read_lexicon(lexicon) + read_catalogue(catalogue)
        return cls(model_storage, resource, terms, region_words(lexicon / "region.yml"))

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> RuleExtractor:
        with model_storage.read_from(resource) as folder:
            stored = json.loads((folder / "terms.json").read_text(encoding="utf-8"))
        extractor = cls(model_storage, resource, [Term(**term) for term in stored["terms"]], stored["regions"])
        extractor.prepare()
        return extractor

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        config = {**cls.get_default_config(), **config}
        files = [*lexicon_files(located(config["lexicon"])), *catalogue_files(located(config["catalogue"]))]
        # How the lists are read belongs to what is stored.
        return fingerprint_of([*files, term_module.__file__])

    def train(self, training_data: TrainingData) -> Resource:
        content = {"terms": [asdict(term) for term in self._terms], "regions": self._regions}
        with self._storage.write_to(self._resource) as folder:
            (folder / "terms.json").write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
        return self._resource

    def prepare(self) -> tuple[TermMatcher, Gazetteer]:
        """Build what is slow to build (importing spaCy takes seconds): when a model is loaded, not in training."""
        self._matcher = self._matcher or TermMatcher(self._terms)
        self._places = self._places or gazetteer(self._regions)
        return self._matcher, self._places

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            text = message.get(TEXT)
            if text:
                entities = [_as_rasa_entity(entity) for entity in self.find(text)]
                message.set(ENTITIES, (message.get(ENTITIES) or []) + entities, add_to_output=True)
        return messages

    def find(self, text: str) -> list[Entity]:
        """All entities of a normalised text, without overlaps."""
        matcher, places = self.prepare()
        return resolve(
            [
                *find_identifiers(text),
                *find_measurements(text),
                *find_sizes(text),
                *find_money(text),
                *find_dates(text, self._today()),
                *find_ages(text),
                *find_quantities(text),
                *find_places(text, places),
                *matcher.find(text),
            ]
        )


def _as_rasa_entity(entity: Entity) -> dict[str, Any]:
    return {
        "entity": entity.entity,
        "start": entity.start,
        "end": entity.end,
        "value": entity.value,
        "extractor": "RuleExtractor",
        "confidence": 1.0,
    }
