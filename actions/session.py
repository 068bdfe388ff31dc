"""A new session: forgets the last one's matters, remembers the shopper's measurements."""

from __future__ import annotations

from rasa_sdk.events import ActionExecuted, SessionStarted, SlotSet

from actions.base import Call, Events, ShopAction

MEASUREMENTS = ("height", "weight", "foot_length", "usual_size")


class ActionSessionStart(ShopAction):
    """Rasa's own would repeat every slot ever set, so that each session begins longer than the last."""

    def name(self) -> str:
        return "action_session_start"

    async def act(self, call: Call) -> Events:
        known = [SlotSet(name, call.slot(name)) for name in MEASUREMENTS if call.slot(name) is not None]
        return [SessionStarted(), *known, ActionExecuted("action_listen")]
