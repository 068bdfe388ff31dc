"""LinearClassifier: logistic regression over named features, one per intent; weights as plain arrays."""

from __future__ import annotations

import json
import math
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.constants import TOKENS_NAMES
from rasa.shared.nlu.constants import INTENT, INTENT_RANKING_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from scipy.sparse import csr_matrix

from bot.nlu.concepts import Concepts
from bot.nlu.features import features_of
from bot.nlu.files import fingerprint_of, located

Floats = npt.NDArray[np.float32]
BECAUSE = "because"


class LinearModel:
    """The learnt part: feature names with their weights of rarity, one row of weights per intent."""

    def __init__(
        self, labels: list[str], rarity: dict[str, float], weights: Floats, bias: Floats, centre: Floats
    ) -> None:
        self.labels = labels
        self.rarity = rarity
        self.weights = weights
        self.bias = bias
        self.centre = centre
        self._column = {name: column for column, name in enumerate(rarity)}
        self._names = list(rarity)

    def vector(self, named: dict[str, float], dense: Floats | None) -> tuple[npt.NDArray[np.int64], Floats]:
        """Columns and values of a sentence; the named part has length 1, and so has the sentence vector behind it."""
        known = [name for name in named if name in self._column]
        columns = np.array([self._column[name] for name in known], dtype=np.int64)
        values = np.array([named[name] * self.rarity[name] for name in known], dtype=np.float32)
        values /= max(float(np.linalg.norm(values)), 1e-9)
        if self.centre.size and dense is not None:
            shifted = dense - self.centre
            shifted /= max(float(np.linalg.norm(shifted)), 1e-9)
            columns = np.concatenate([columns, np.arange(len(self.rarity), len(self.rarity) + len(shifted))])
            values = np.concatenate([values, shifted])
        return columns, values.astype(np.float32)

    def probabilities(self, columns: npt.NDArray[np.int64], values: Floats) -> Floats:
        """Each intent against all others, scaled to a sum of 1."""
        scores = self.weights[columns].T @ values + self.bias
        likely = 1 / (1 + np.exp(-scores))
        return np.asarray(likely / likely.sum(), dtype=np.float32)

    def reasons(self, columns: npt.NDArray[np.int64], values: Floats, label: int, limit: int = 5) -> list[list[Any]]:
        """The features that spoke most for ``label`` against the average intent, as ``[name, weight]``."""
        rows = self.weights[columns]
        shares = (rows[:, label] - rows.mean(axis=1)) * values
        best = np.argsort(-shares)[:limit]
        return [[self._name(int(columns[i])), round(float(shares[i]), 3)] for i in best if shares[i] > 0]

    def _name(self, column: int) -> str:
        return self._names[column] if column < len(self._names) else "句向量"

    def save(self, folder: Path) -> None:
        arrays = {"weights": self.weights, "bias": self.bias, "centre": self.centre}
        np.savez_compressed(
            folder / "weights.npz", **arrays, rarity=np.array(list(self.rarity.values()), dtype=np.float32)
        )
        names = {"labels": self.labels, "features": self._names}
        (folder / "names.json").write_text(json.dumps(names, ensure_ascii=False), encoding="utf-8")

    @classmethod
    def read(cls, folder: Path) -> LinearModel:
        names = json.loads((folder / "names.json").read_text(encoding="utf-8"))
        with np.load(folder / "weights.npz", allow_pickle=False) as arrays:
            rarity = dict(zip(names["features"], arrays["rarity"].tolist(), strict=True))
            return cls(names["labels"], rarity, arrays["weights"], arrays["bias"], arrays["centre"])


def fit(
    named: list[dict[str, float]],
    dense: Floats | None,
    labels: list[str],
    *,
    strictness: float,
    rarest: int,
) -> LinearModel:
    """Train on sentences given as named features and, where there is an encoder, their vectors (one row each)."""
    from sklearn.linear_model import LogisticRegression

    frequency = Counter(name for features in named for name in features)
    rarity = {n: 1 + math.log(len(named) / (1 + c)) for n, c in sorted(frequency.items()) if c >= rarest}
    centre = np.zeros(0, dtype=np.float32) if dense is None else dense.mean(axis=0).astype(np.float32)
    names = sorted(set(labels))
    empty = LinearModel(names, rarity, np.zeros((0, 0), np.float32), np.zeros(0, np.float32), centre)
    rows = [empty.vector(features, None if dense is None else dense[i]) for i, features in enumerate(named)]
    starts = np.cumsum([0] + [len(columns) for columns, _ in rows])
    matrix = csr_matrix(
        (np.concatenate([values for _, values in rows]), np.concatenate([columns for columns, _ in rows]), starts),
        shape=(len(rows), len(rarity) + centre.size),
    )
    learner = LogisticRegression(C=1 / strictness, solver="liblinear", tol=1e-2, random_state=0).fit(matrix, labels)
    weights, bias = np.ascontiguousarray(learner.coef_.T, np.float32), learner.intercept_.astype(np.float32)
    return LinearModel(names, rarity, weights, bias, centre)


@DefaultV1Recipe.register([DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER], is_trainable=True)
class LinearClassifier(GraphComponent):
    """Gives every sentence an intent, a confidence, a ranking, and the features that weighed most."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {
            # The word groups that become features.
            "concepts": "data/lexicon/concepts.yml",
            # Weight of the L2 penalty: more is smoother.
            "strictness": 0.05,
            # A feature of fewer training sentences than this is dropped.
            "rarest": 2,
            # How many intents the ranking holds.
            "ranking": 10,
        }

    @staticmethod
    def required_packages() -> list[str]:
        return ["sklearn"]

    def __init__(
        self, config: dict[str, Any], storage: ModelStorage, resource: Resource, model: LinearModel | None = None
    ) -> None:
        self._config = config
        self._storage = storage
        self._resource = resource
        self._concepts = Concepts.read(located(config["concepts"]))
        self._model = model

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> LinearClassifier:
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> LinearClassifier:
        with model_storage.read_from(resource) as folder:
            return cls(config, model_storage, resource, LinearModel.read(folder))

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        return fingerprint_of([config.get("concepts", cls.get_default_config()["concepts"])])

    def train(self, training_data: TrainingData) -> Resource:
        examples = [example for example in training_data.intent_examples if example.get(TEXT)]
        vectors = [self._sentence_vector(example) for example in examples]
        dense = None if not vectors or any(vector is None for vector in vectors) else np.array(vectors)
        self._model = fit(
            [self._named(example) for example in examples],
            dense,
            [example.get_full_intent() for example in examples],
            strictness=self._config["strictness"],
            rarest=self._config["rarest"],
        )
        with self._storage.write_to(self._resource) as folder:
            self._model.save(folder)
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            if self._model:
                self._classify(message, self._model)
        return messages

    def _classify(self, message: Message, model: LinearModel) -> None:
        if not message.get(TEXT):
            return
        columns, values = model.vector(self._named(message), self._sentence_vector(message))
        likely = model.probabilities(columns, values)
        order = np.argsort(-likely)[: self._config["ranking"]]
        ranking = [{"name": model.labels[i], "confidence": float(likely[i])} for i in order]
        message.set(INTENT, ranking[0], add_to_output=True)
        message.set(INTENT_RANKING_KEY, ranking, add_to_output=True)
        message.set(BECAUSE, {"features": model.reasons(columns, values, int(order[0]))}, add_to_output=True)

    def _named(self, message: Message) -> dict[str, float]:
        words = [token.text for token in message.get(TOKENS_NAMES[TEXT]) or []]
        return features_of(message.get(TEXT), words, self._concepts)

    @staticmethod
    def _sentence_vector(message: Message) -> Floats | None:
        _, sentence = message.get_dense_features(TEXT)
        return None if sentence is None else np.asarray(sentence.features[0], dtype=np.float32)
