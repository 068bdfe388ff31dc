"""Wording: fills the responses with the shop's values of this minute and never says the same sentence twice running."""

from __future__ import annotations

import copy
from typing import Any

from rasa.core.nlg.response import TemplatedNaturalLanguageGenerator
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import BotUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig

from bot.settings import ROOT
from bot.shop.policy import policy_for

REPEATED = "utter_repeated"


class Wording(TemplatedNaturalLanguageGenerator):
    """Variants take turns; a sentence that was just said and has no variant is framed by ``utter_repeated``."""

    def __init__(self, endpoint_config: EndpointConfig | None = None, domain: Domain | None = None) -> None:
        super().__init__(domain.responses if domain else {})

    async def generate(
        self, utter_action: str, tracker: DialogueStateTracker, output_channel: str, **kwargs: Any
    ) -> dict[str, Any] | None:
        variants = self.responses.get(utter_action)
        if not variants:
            return None
        variables = {**_spoken(tracker.current_slot_values()), **policy_for(ROOT / "data" / "policy").as_variables()}
        said = [event for event in reversed(tracker.events) if isinstance(event, BotUttered)]
        turn = sum(event.metadata.get("utter_action") == utter_action for event in said)
        drafts = [self._fill_response(copy.deepcopy(v), variables, **kwargs) for v in variants]
        last = next((event.text for event in said if event.text), None)
        for offset in range(len(drafts)):
            draft = drafts[(turn + offset) % len(drafts)]
            if draft.get("text") != last or not last:
                return draft
        return self._again(drafts[0], turn)

    def _again(self, draft: dict[str, Any], turn: int) -> dict[str, Any]:
        frames = self.responses.get(REPEATED) or [{"text": "{answer}"}]
        return {**draft, "text": frames[turn % len(frames)]["text"].replace("{answer}", draft["text"])}


def _spoken(slots: dict[str, Any]) -> dict[str, Any]:
    return {name: "" if value is None else value for name, value in slots.items()}
