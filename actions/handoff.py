"""Hand-over to a person: why, what for, and the story so far; on request, in anger, or when nothing is understood."""

from __future__ import annotations

from rasa_sdk.events import FollowupAction

from actions.base import Call, Events, ShopAction, release
from actions.buttons import button
from actions.cards import items
from actions.packets import Reason, bring_person, is_regular_shopper, short
from actions.topics import can_suggest, title
from bot.errors import OrderNotFound
from bot.shop.orders import Order, order_for

SENTENCES = 4
NOT_UNDERSTOOD = "nlu_fallback"
FAILURES = 3
# Below this a suggestion would be a guess.
LEAST_LIKELY = 0.05
# Numbers and clicks are in the slots, which the agent sees as well.
_NOTHING_TOLD = ("greet", "thank", "goodbye", "request_human", "affirm", "inform", "choose_order", "choose_product")
# Of these the matter itself is not known.
_NO_MATTER = (*_NOTHING_TOLD, NOT_UNDERSTOOD, "complain", "deny", "tell", "send_photo", "leave_it", "out_of_scope")
_SAYS = {
    Reason.ASKED: "utter_hand_off",
    Reason.COMPLAINT: "utter_hand_off_complaint",
    Reason.ANGER: "utter_hand_off_anger",
}


class ActionHumanHandoff(ShopAction):
    """A person at once, in the middle of a form as well."""

    def name(self) -> str:
        return "action_human_handoff"

    def act(self, call: Call) -> Events:
        reason = Reason.COMPLAINT if call.intent == "complain" else Reason.ASKED
        if call.metadata.get("upset"):
            reason = Reason.ANGER
        call.say(_SAYS[reason])
        bring_person(call, reason, story(call), intent=_matter(call), order=_own_order(call))
        return release()


class ActionFallback(ShopAction):
    """Not understood: suggestions first, then a person is offered, then a person takes over."""

    def name(self) -> str:
        return "action_fallback"

    def act(self, call: Call) -> Events:
        times = _times_in_a_row(call)
        if times >= FAILURES or (times >= call.policy.regulars.failures and is_regular_shopper(call)):
            call.say("utter_fallback_hand_over")
            reason = Reason.NOT_UNDERSTOOD if times >= FAILURES else Reason.VIP
            bring_person(call, reason, story(call), intent=_matter(call), order=_own_order(call))
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


def hand_over(
    call: Call,
    order: Order,
    topic: str,
    detail: str | None = None,
    *,
    reason: Reason = Reason.RULE,
    rule: str = "",
    quote: str = "",
    wish: str = "",
) -> None:
    """Bring a person in for a matter of an order.

    ``rule`` (id@version) with its text ``quote`` where one decided; ``wish`` where it says more than the topic's name.
    """
    told = {"wish": wish or title(topic), "number": order.number, "goods": items(call, order)}
    label = "utter_label_wish" if wish else "utter_label_summary"
    summary = call.words(label, detail=short(detail or story(call)), **told)
    bring_person(call, reason, summary, intent=topic, order=order, rule=rule, quote=quote)


def story(call: Call) -> str:
    """What the shopper said last, in one line."""
    said = [event for event in call.tracker.events if event.get("event") == "user" and event.get("text")]
    told = [event["text"] for event in said if _intent(event) not in _NOTHING_TOLD]
    return short(" / ".join(" ".join(text.split()) for text in (told or [call.text])[-SENTENCES:]))


def _matter(call: Call) -> str:
    """What it is about: the matter under way, else what was wanted last, else only what was just said."""
    meant = [call.slot("topic"), call.metadata.get("meant")]
    said = [_intent(event) for event in reversed(call.tracker.events) if event.get("event") == "user"]
    return next((str(name) for name in (*meant, *said) if name and name not in _NO_MATTER), call.intent)


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


def _own_order(call: Call) -> Order | None:
    """The order in question, unless it was only claimed."""
    number = call.entity("order_number") or call.slot("order_number")
    try:
        with call.database() as session:
            return order_for(session, call.shopper, number, call.now) if number else None
    except OrderNotFound:
        return None
