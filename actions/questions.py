"""Questions: what the shopper asked last, so that what is named alone afterwards can be answered for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from actions.base import Call
from actions.body import KNOWN

# What may stand between a question and the article that it is repeated for.
BETWEEN = ("inform", "thank", "affirm", "choose_product", "greet", "nlu_fallback", "")


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
    goods = {"category", "product"}
    left_out = named | (goods if named & goods else set()) | (set(KNOWN) if "size" in named else set())
    # Both sentences one after the other, so that every entity still stands where it says.
    text = f"{call.text}，" if question.text else call.text
    left = [entity for entity in question.entities if entity["entity"] not in left_out and _still_holds(call, entity)]
    kept = [_moved(entity, len(text)) for entity in left]
    said = {"text": text + question.text, "intent": {"name": question.intent}, "entities": [*here, *kept]}
    call.tracker.latest_message = {**latest, **said}
    return call


def _still_holds(call: Call, entity: dict[str, Any]) -> bool:
    """A colour or size that has been named anew since then is not that of the question any more."""
    return entity["entity"] not in ("color", "size") or call.slot(entity["entity"]) in (entity["value"], None)


def _moved(entity: dict[str, Any], by: int) -> dict[str, Any]:
    return {**entity, "start": entity.get("start", 0) + by, "end": entity.get("end", 0) + by}


def _question(event: dict[str, Any]) -> Question:
    parsed = event.get("parse_data") or {}
    intent = str((parsed.get("intent") or {}).get("name") or "")
    return Question(intent, str(event.get("text") or ""), tuple(parsed.get("entities") or ()))
