"""Hand-over to a person, with the story so far: on request, for a complaint, or when nothing is understood."""

from __future__ import annotations

from rasa_sdk.events import ActiveLoop, FollowupAction, SlotSet

from actions.base import Call, Events, ShopAction
from actions.buttons import button
from actions.topics import can_suggest, title
from bot.errors import OrderNotFound
from bot.shop.orders import Order, order_for

LONGEST_SUMMARY = 120
SENTENCES = 4
NOT_UNDERSTOOD = "nlu_fallback"
# What is known of a matter that is under way.
OPEN_MATTER = ("requested_slot", "topic", "told", "confirmation", "photos")
# Below this a suggestion would be a guess.
LEAST_LIKELY = 0.05
_REASONS = {"complain": "complaint"}
# Numbers and clicks are in the slots, which the agent sees as well.
_NOTHING_TOLD = ("greet", "thank", "goodbye", "request_human", "affirm", "inform", "choose_order", "choose_product")


class ActionHumanHandoff(ShopAction):
    """A person at once, in the middle of a form as well."""

    def name(self) -> str:
        return "action_human_handoff"

    def act(self, call: Call) -> Events:
        reason = _REASONS.get(call.intent, "asked")
        call.say("utter_hand_off_complaint" if reason == "complaint" else "utter_hand_off")
        call.hand_off(reason, story(call), _own_order(call))
        return release()


class ActionFallback(ShopAction):
    """Not understood: suggestions first, then a person is offered, then a person takes over."""

    def name(self) -> str:
        return "action_fallback"

    def act(self, call: Call) -> Events:
        times = _times_in_a_row(call)
        if times >= 3:
            call.say("utter_fallback_hand_over")
            call.hand_off("not_understood", story(call), _own_order(call))
            return release()
        if times == 2:
            others = [intent for intent in _suggestions(call) if f"/{intent}" not in _just_offered(call)]
            call.say("utter_fallback_again", buttons=[button("request_human"), *map(button, others[:2])])
        elif call.tracker.active_loop_name:
            call.say("utter_fallback_in_form")
        else:
            _ask_back(call)
        if call.intent == NOT_UNDERSTOOD:
            return []
        # Rasa also comes here when no rule fits, and would come again and again.
        return [FollowupAction(call.tracker.active_loop_name or "action_listen")]


def hand_over(call: Call, order: Order, topic: str, detail: str | None = None) -> None:
    """Bring a person in for a matter of an order."""
    summary = call.words("utter_label_summary", wish=title(topic), detail=detail or story(call))
    call.hand_off(topic, _short(summary), order.number)


def story(call: Call) -> str:
    """What the shopper said last, in one line."""
    said = [event for event in call.tracker.events if event.get("event") == "user" and event.get("text")]
    told = [event["text"] for event in said if _intent(event) not in _NOTHING_TOLD]
    return _short(" / ".join(" ".join(text.split()) for text in (told or [call.text])[-SENTENCES:]))


def release() -> Events:
    """Ends whatever form is under way."""
    return [ActiveLoop(None), *(SlotSet(name, None) for name in OPEN_MATTER)]


def _ask_back(call: Call) -> None:
    likely = _suggestions(call)[:3]
    buttons = [button(intent) for intent in (*likely, "request_human")]
    call.say("utter_fallback" if likely else "utter_fallback_blank", buttons=buttons)


def _suggestions(call: Call) -> list[str]:
    ranking = call.tracker.latest_message.get("intent_ranking") or []
    return [entry["name"] for entry in ranking if entry["confidence"] >= LEAST_LIKELY and can_suggest(entry["name"])]


def _just_offered(call: Call) -> list[str]:
    bot = [event for event in call.tracker.events if event.get("event") == "bot"]
    return [button["payload"] for event in bot[-3:] for button in (event.get("data") or {}).get("buttons") or []]


def _times_in_a_row(call: Call) -> int:
    count = 0
    for event in reversed(call.tracker.events):
        if event.get("event") == "user":
            if _intent(event) != NOT_UNDERSTOOD:
                break
            count += 1
    return count


def _intent(event: dict[str, object]) -> str:
    parsed = event.get("parse_data")
    return str(((parsed if isinstance(parsed, dict) else {}).get("intent") or {}).get("name") or "")


def _own_order(call: Call) -> str | None:
    """The order in question, unless it was only claimed."""
    number = call.entity("order_number") or call.slot("order_number")
    try:
        with call.database() as session:
            return order_for(session, call.shopper, number, call.now).number if number else None
    except OrderNotFound:
        return None


def _short(text: str) -> str:
    return text if len(text) <= LONGEST_SUMMARY else "…" + text[-LONGEST_SUMMARY + 1 :]
