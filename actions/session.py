"""A new session: forgets the last one's matters; measurements are kept in the profile and offered from there."""

from __future__ import annotations

from rasa_sdk.events import ActionExecuted, SessionStarted

from actions.base import Call, Events, ShopAction


class ActionSessionStart(ShopAction):
    """Rasa's own would repeat every slot ever set, so that each session begins longer than the last."""

    def name(self) -> str:
        return "action_session_start"

    def act(self, call: Call) -> Events:
        return [SessionStarted(), ActionExecuted("action_listen")]
