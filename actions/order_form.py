"""The order form: finds the order, has it proved, asks what is missing, and has the shopper agree."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from rasa_sdk.events import SlotSet
from sqlalchemy.orm import Session

from actions.base import Call, Events, ShopAction
from actions.cards import label
from actions.matters import ASIDE, MATTERS, Proposal, Told
from actions.order_choice import candidates, described, ending_meant, is_theirs, meant, orders_at_hand, pointed_at
from actions.topics import (
    agrees,
    ending_named,
    has_forgotten,
    hesitates,
    is_dropped,
    is_leaving,
    says_so,
    speaks_of_dispatch,
    speaks_of_intercepting,
    tells_sent_back,
    title,
)
from bot.errors import OrderNotFound, TooManyTries
from bot.shop.orders import Order, OrderStatus, order_for, orders_of, prove_order

FORM = "order_form"
SLOTS = ("topic", "order_number", "phone_tail", "told", "confirmation")
# "The jumper one" answers which order, whatever else it might mean; a longer message may ask something.
SHORT = 8
_TAIL = re.compile(r"(?<!\d)\d{4}(?!\d)")


class ActionBeginOrder(ShopAction):
    """Notes what is wanted, and with which order if that is clear already."""

    def name(self) -> str:
        return "action_begin_order"

    def act(self, call: Call) -> Events:
        topic = _topic(call)
        return [] if _goes_on(call, topic) else begin(call, topic)


class ActionChooseOrder(ShopAction):
    """A button with an order on it; without one, the button that asks for another order."""

    def name(self) -> str:
        return "action_choose_order"

    def act(self, call: Call) -> Events:
        topic = call.entity("topic") or call.slot("topic") or "query_order"
        # Chosen in the middle of a matter, what has been told of it still counts.
        told = call.slot("told") if topic == call.slot("topic") else MATTERS[topic].hear(call, None)
        return [
            SlotSet("topic", topic),
            SlotSet("told", told),
            SlotSet("order_number", call.entity("order_number")),
            SlotSet("phone_tail", None),
            SlotSet("confirmation", None),
        ]


class ActionAskOrderNumber(ShopAction):
    """Offers the shopper's own orders, or asks for the number and the digits that prove it."""

    def name(self) -> str:
        return "action_ask_order_number"

    def act(self, call: Call) -> Events:
        with call.database() as session:
            orders = candidates(call, session, call.slot("topic"))
            # Asked with a single order in sight, the shopper wants another one than that.
            orders = orders if len(orders) > 1 else orders_of(session, call.shopper, now=call.now)
            buttons = [{"title": label(call, order), "payload": _choice(order)} for order in orders]
        told = call.slot("told") or {}
        if told.get("tries"):
            _tell_wrong(call, told, "utter_ask_which_order" if buttons else "utter_ask_order_number", buttons)
        elif told.get("forgotten") and not buttons:
            call.say("utter_proof_forgotten", buttons=[_person()])
        elif buttons:
            call.say("utter_ask_which_order", buttons=buttons)
        else:
            call.say("utter_ask_order_number_none" if call.shopper.id else "utter_ask_order_number")
        return []


class ActionAskPhoneTail(ShopAction):
    """Asks for the digits that prove an order; after a wrong try, for whichever half of the proof is mistyped."""

    def name(self) -> str:
        return "action_ask_phone_tail"

    def act(self, call: Call) -> Events:
        told = call.slot("told") or {}
        if told.get("forgotten"):
            call.say("utter_proof_forgotten", buttons=[_person()])
        elif told.get("tries"):
            _tell_wrong(call, told, "utter_ask_phone_tail", [])
        else:
            call.say("utter_ask_phone_tail")
        return []


class ActionAskTold(ShopAction):
    """Asks what is missing, in the words of the matter."""

    def name(self) -> str:
        return "action_ask_told"

    def act(self, call: Call) -> Events:
        with call.database() as session:
            order = order_for(session, call.shopper, call.slot("order_number") or "", call.now)
            question = MATTERS[call.slot("topic")].question(call, session, order, call.slot("told") or {})
        if question:
            call.say(question.response, **question.values, buttons=list(question.buttons))
        return []


class ActionAskConfirmation(ShopAction):
    """Shows what will be changed, to be agreed to."""

    def name(self) -> str:
        return "action_ask_confirmation"

    def act(self, call: Call) -> Events:
        with call.database() as session:
            order = order_for(session, call.shopper, call.slot("order_number") or "", call.now)
            proposal = MATTERS[call.slot("topic")].proposal(call, session, order, call.slot("told") or {})
        yes, no = call.words("utter_label_agree"), call.words("utter_label_leave_it")
        buttons = [{"title": yes, "payload": "/affirm"}, {"title": no, "payload": "/leave_it"}]
        if proposal:
            call.say(proposal.response, **proposal.values, buttons=buttons)
        return []


@dataclass
class Answers:
    """What the form knows so far, by slot; ``touched`` are the slots that this message changed."""

    topic: str
    order_number: str | None
    phone_tail: str | None
    told: Told
    confirmation: bool | None
    touched: set[str] = field(default_factory=set)

    def take(self, **slots: Any) -> None:
        for name, value in slots.items():
            if getattr(self, name) != value:
                setattr(self, name, value)
                self.touched.add(name)

    def tell(self, **told: Any) -> None:
        self.take(told={**self.told, **told})

    def turn_to(self, topic: str, told: Told) -> None:
        """Another matter of the same order."""
        kept = MATTERS[topic].keeps(self.topic, self.told)
        self.take(topic=topic, told={**kept, **told}, confirmation=None)


class ValidateOrderForm(ShopAction):
    """Takes what a message gives, proves the order, and says what is missing.

    One pass instead of rasa-sdk's method per slot: number and digits prove an order together, and a try must count
    once. Rasa takes a message for an answer as soon as a slot is set, so only what the message changed may be.
    """

    def name(self) -> str:
        return f"validate_{FORM}"

    def act(self, call: Call) -> Events:
        known = Answers(
            topic=call.slot("topic") or "query_order",
            order_number=_order_number(call),
            phone_tail=call.slot("phone_tail"),
            told=call.slot("told") or {},
            confirmation=call.slot("confirmation"),
        )
        if known.order_number != call.slot("order_number"):
            known.touched.add("order_number")
        if call.slot("requested_slot"):
            if _is_taken_back(call, known.topic):
                call.say("utter_order_left")
                return leave()
            _listen(call, known, call.slot("requested_slot"))
        try:
            missing = _missing(call, known)
        except TooManyTries:
            call.say("utter_error_too_many_tries")
            return leave()
        if call.intent == "send_photo" and missing and "told" in known.touched:
            call.say("utter_photo_received", count=len(known.told.get("photos") or []))
        changed = [SlotSet(name, getattr(known, name)) for name in SLOTS if name in known.touched]
        return [*changed, SlotSet("requested_slot", missing)]


def _topic(call: Call) -> str:
    """The matter that a message brings up, where its words say more than its intent.

    To hurry, without a word of dispatch, hurries the parcel in mind.
    """
    topic = call.intent if call.intent in MATTERS else "query_order"
    if topic == "query_return_progress" and tells_sent_back(call.text):
        return "send_back"
    if topic == "cancel_order" and speaks_of_intercepting(call.text):
        return "intercept_parcel"
    if topic != "urge_shipping" or speaks_of_dispatch(call.text) or not call.slot("order_number"):
        return topic
    try:
        with call.database() as session:
            order = order_for(session, call.shopper, call.slot("order_number"), call.now)
    except OrderNotFound:
        return topic
    return "urge_delivery" if order.status is OrderStatus.SHIPPED else topic


def _goes_on(call: Call, topic: str) -> bool:
    """Whether the matter under way goes on: the message belongs to it, or only asks about its order, which is told."""
    here, number = call.slot("topic"), call.slot("order_number")
    if call.tracker.active_loop_name != FORM or call.slot("requested_slot") not in ("told", "confirmation"):
        return False
    if MATTERS[here].claims(call):
        return True
    if topic == here or not MATTERS[topic].only_tells:
        return False
    with call.database() as session:
        order = order_for(session, call.shopper, ending_meant(call, session) or number, call.now)
        MATTERS[topic].answer_aside(call, session, order)
    return True


def begin(call: Call, topic: str) -> Events:
    """The slots with which the form starts on a topic."""
    with call.database() as session:
        told = {**_kept(call, topic), **MATTERS[topic].hear(call, None)}
        told |= {"forgotten": 1} if call.shopper.id is None and has_forgotten(call.text) else {}
        named = call.entity("order_number")
        number = (named if named not in told.values() else None) or meant(call, session, topic)
    return [
        SlotSet("topic", topic),
        SlotSet("told", told),
        SlotSet("order_number", number),
        SlotSet("phone_tail", call.entity("phone_tail")),
        SlotSet("confirmation", None),
    ]


def _kept(call: Call, topic: str) -> Told:
    """Which goods are meant still holds when the wish is said once more in the middle of it."""
    is_again = call.tracker.active_loop_name == FORM and call.slot("topic") == topic
    told = call.slot("told") or {} if is_again and not call.entity("order_number") else {}
    return {name: told[name] for name in ("line", "case") if told.get(name)}


def leave() -> Events:
    """Ends the form with nothing to answer."""
    return [SlotSet(name, None) for name in (*SLOTS, "photos", "requested_slot")]


def _listen(call: Call, known: Answers, requested: str) -> None:
    """What the message answers, beyond the slots that Rasa filled from entities of the same name."""
    named = call.entity("order_number")
    if requested in ("told", "confirmation"):
        is_another = named is not None and known.told.get("order") not in (None, named)
        if is_another and call.intent in MATTERS and MATTERS[call.intent].only_tells:
            # A question about another order must not make that one the order to be changed.
            return known.turn_to(call.intent, {})
        return _listen_to_matter(call, known, requested)
    if has_forgotten(call.text):
        return known.tell(forgotten=int(known.told.get("forgotten") or 0) + 1)
    if known.told.get("forgotten"):
        known.tell(forgotten=0)
    if named and call.intent in MATTERS and call.intent != known.topic:
        known.turn_to(call.intent, MATTERS[call.intent].hear(call, None))
    is_unknown = known.order_number is None or requested == "order_number"
    if is_unknown and not named and (len(call.text) <= SHORT or ending_named(call.text)):
        _read_number(call, known)
    matter = MATTERS[known.topic]
    # A photo without a word is taken note of apart, and names no order.
    if named or call.intent == "send_photo" or not matter.is_answered_by(call, None):
        return
    if is_unknown and "order_number" not in known.touched:
        _read_number(call, known)
    if known.phone_tail is None or requested == "phone_tail":
        _read_tail(call, known)
    if not known.touched:
        # What belongs to the matter is kept, though the order is still to be named.
        heard = matter.hear(call, None)
        known.tell(**{name: value for name, value in heard.items() if name != "detail"})


def _listen_to_matter(call: Call, known: Answers, requested: str) -> None:
    """An answer, a yes, another matter, or nothing of these."""
    asked = known.told.get("asked") if requested == "told" else None
    matter = MATTERS[known.topic]
    heard = matter.hear(call, asked) if matter.is_answered_by(call, asked) else {}
    if any(known.told.get(name) != value for name, value in heard.items()):
        known.tell(**heard)
        known.take(confirmation=None)
    elif requested == "confirmation" and _is_yes(call, known.topic):
        known.take(confirmation=True)
    elif call.intent in MATTERS and call.intent != known.topic and not ASIDE.match(call.intent):
        if not matter.claims(call):
            known.turn_to(call.intent, MATTERS[call.intent].hear(call, None))


def _is_yes(call: Call, topic: str) -> bool:
    """A yes in any words; the wish itself, said once more in a word, is one too ("取消吧")."""
    if call.intent == "affirm" or agrees(call.text):
        return not hesitates(call.text)
    return call.intent == topic and says_so(call.text)


def _read_number(call: Call, known: Answers) -> None:
    with call.database() as session:
        if ending := ending_meant(call, session):
            return known.take(order_number=ending)
        offered = candidates(call, session, known.topic)
        offered = offered if len(offered) > 1 else orders_of(session, call.shopper, now=call.now)
        named = described(call, session, offered) or pointed_at(call, offered)
        named = named or described(call, session, orders_at_hand(call, session))
    number = named[0].number if len(named) == 1 else call.entity("tracking_number")
    if number:
        known.take(order_number=number)


def _read_tail(call: Call, known: Answers) -> None:
    phone, digits = call.entity("phone"), _TAIL.search(call.text)
    # The phone beside an address is the one that the parcel shall have.
    if phone and call.intent != "change_address" and not call.entity("address"):
        known.take(phone_tail=phone[-4:])
    elif digits and call.slot("requested_slot") == "phone_tail":
        known.take(phone_tail=digits.group())


def _is_taken_back(call: Call, topic: str) -> bool:
    """Whether a wish that is only spoken of is dropped ("算了 不退了"): there is no application to withdraw yet."""
    at_confirmation = call.slot("requested_slot") == "confirmation"
    if is_dropped(call.text, topic) or (at_confirmation and hesitates(call.text)):
        return True
    is_withdrawal = call.intent == "withdraw_request" and not call.entity("order_number")
    return is_withdrawal and topic != "withdraw_request" and is_leaving(call.text)


def _missing(call: Call, known: Answers) -> str | None:
    """The slot to ask for next."""
    with call.database() as session:
        unproven = _prove(call, session, known)
        if unproven:
            return unproven
        order = order_for(session, call.shopper, known.order_number or "", call.now)
        topic = MATTERS[known.topic].amounts_to(order, known.told)
        if topic != known.topic:
            known.turn_to(topic, {})
        return _open_point(call, session, order, known)


def _open_point(call: Call, session: Session, order: Order, known: Answers) -> str | None:
    """What the matter still needs: an answer, or a yes to what will be done."""
    matter = MATTERS[known.topic]
    question = matter.question(call, session, order, known.told)
    if question:
        if known.told.get("asked") != question.about:
            known.tell(asked=question.about, order=order.number)
        return "told"
    proposal = matter.proposal(call, session, order, known.told)
    if proposal is None:
        return None
    if known.confirmation and known.told.get("shown") == proposal.digest:
        return None
    if known.told.get("shown") != proposal.digest:
        known.tell(shown=proposal.digest, request=_request(call, known.topic, proposal), asked=None)
        known.tell(order=order.number)
        known.take(confirmation=None)
    return "confirmation"


def _request(call: Call, topic: str, proposal: Proposal) -> str:
    """The name of a request, given when it is shown: a yes that arrives twice is one yes.

    The same words may be shown twice within one tick of the clock; the message that they follow tells them apart.
    """
    heard = [event for event in call.tracker.events if event.get("event") == "user"]
    latest = heard[-1].get("message_id") if heard else None
    told = f"{call.now.isoformat()}:{topic}:{proposal.digest}:{len(heard)}:{latest}"
    return f"{call.tracker.sender_id}:{sha256(told.encode()).hexdigest()[:24]}"


def _prove(call: Call, session: Session, known: Answers) -> str | None:
    """What is missing until the order is known to be the shopper's."""
    if known.order_number is None:
        return "order_number"
    if is_theirs(call, session, known.order_number):
        return None
    is_visitor, pair = call.shopper.id is None, f"{known.order_number} {known.phone_tail or ''}".strip()
    if known.phone_tail is None and is_visitor:
        return "phone_tail"
    if pair == known.told.get("refused"):
        return "phone_tail" if is_visitor else "order_number"
    if known.phone_tail and prove_order(session, call.shopper, known.order_number, known.phone_tail, call.now):
        return None
    known.tell(tries=int(known.told.get("tries") or 0) + 1, refused=pair)
    # Either half may be mistyped: both are kept, and whichever is sent again is enough.
    return "phone_tail" if is_visitor else "order_number"


def _order_number(call: Call) -> str | None:
    """The order in question; a number that answers a question of the matter only looks like another one."""
    number, told = call.slot("order_number"), call.slot("told") or {}
    named, topic = call.entity("order_number"), call.slot("topic")
    is_answer = named and call.slot("requested_slot") == "told" and MATTERS[topic].takes_number(told.get("asked"))
    if not is_answer:
        return number
    with call.database() as session:
        return number if is_theirs(call, session, named) else told.get("order")


def _tell_wrong(call: Call, told: Told, question: str, buttons: list[dict[str, str]]) -> None:
    """What does not match, as it was sent; from the second try on a person is offered."""
    again, (number, *tail) = int(told["tries"]) > 1, str(told["refused"]).split(" ")
    person = [_person()] if again else []
    values = {"number": number, "tail": "".join(tail)}
    call.say(f"{question}_{'still' if again else 'again'}", buttons=[*buttons, *person], **values)


def _person() -> dict[str, str]:
    return {"title": title("request_human"), "payload": "/request_human"}


def _choice(order: Order) -> str:
    return f'/choose_order{{"order_number": "{order.number}"}}'
