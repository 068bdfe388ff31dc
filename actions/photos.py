"""Photos: noted as evidence with whatever is spoken of, and what is said to those that come without a word."""

from __future__ import annotations

from rasa_sdk.events import SlotSet

from actions.base import Call, Events, ShopAction
from actions.order_form import FORM


def photos_of(call: Call) -> list[str]:
    """The ids of the uploads that the shopper has sent in this matter, the first first."""
    known = list(call.slot("photos") or [])
    return known + [photo for photo in call.metadata.get("images") or [] if photo not in known]


def noted(call: Call) -> Events:
    """The slot of the photos with those of this message, when there are any."""
    photos = photos_of(call)
    return [SlotSet("photos", photos)] if photos != (call.slot("photos") or []) else []


class ActionNotePhotos(ShopAction):
    """Fills the slot of the photos that came beside words; runs at every message."""

    def name(self) -> str:
        return "action_note_photos"

    def act(self, call: Call) -> Events:
        return noted(call)


class ActionReceivePhoto(ShopAction):
    """A photo without a word: evidence while a matter is spoken of, else the reason to ask what the matter is."""

    def name(self) -> str:
        return "action_receive_photo"

    def act(self, call: Call) -> Events:
        loop = call.tracker.active_loop_name
        if loop == FORM:
            call.say("utter_photo_received", count=len(photos_of(call)))
        else:
            # The question of another form follows: one question is enough.
            call.say("utter_photo_aside" if loop else "utter_photo_unclear")
        # Rasa maps no slot from an intent that the form of the moment ignores.
        return noted(call)
