"""Questions: what the shopper asked last, so that what is named alone afterwards can be answered for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from actions.base import Call
from actions.body import KNOWN

# What may stand between a question and the article that it is repeated for.
BETWEEN = ("inform", "thank", "affirm", "choose_product", "greet", "nlu_fallback", "")
# What a message that names an article names anew.
ARTICLE = ("product", "color", "size")


@dataclass(frozen=True)
class Question:
    """A message of the shopper, as it was understood."""

    intent: str
    text: str
    entities: tuple[dict[str, Any], ...] = ()

    def value(self, name: str) -> Any:
        return next((entity["value"] for entity in self.entities if entity["entity"] == name), None)


def last_question(call: Call) -> Question | None:
    """The last message before this one, or this one, that asked for something."""
    said = [event for event in call.tracker.events if event.get("event") == "user"]
    questions = (_question(event) for event in reversed(said))
    return next((question for question in questions if question.intent not in BETWEEN), None)


def asked_again(call: Call, question: Question) -> Call:
    """The question as if this message had asked it: its words, for the article that is named now."""
    latest = call.tracker.latest_message
    here = latest.get("entities") or []
    named = {entity["entity"] for entity in here}
    left_out = named | ({"category"} if "product" in named else set()) | (set(KNOWN) if "size" in named else set())
    kept = [entity for entity in question.entities if entity["entity"] not in left_out]
    call.tracker.latest_message = {
        **latest,
        "text": question.text,
        "intent": {"name": question.intent},
        "entities": [*kept, *here],
    }
    return call


def _question(event: dict[str, Any]) -> Question:
    parsed = event.get("parse_data") or {}
    intent = str((parsed.get("intent") or {}).get("name") or "")
    return Question(intent, str(event.get("text") or ""), tuple(parsed.get("entities") or ()))
