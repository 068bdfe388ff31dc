"""The order form: which order a wish is about, whose it is, and what is still to be told about it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from rasa_sdk.events import SlotSet
from sqlalchemy.orm import Session

from actions.base import Call, Events, ShopAction
from actions.cards import label
from actions.topics import TOPICS, detail_in, is_leaving, is_question
from bot.errors import OrderNotFound, TooManyTries
from bot.shop.catalogue import Product, Sku
from bot.shop.orders import Order, order_for, orders_of, prove_order
from bot.shop.units import SHANGHAI

FORM = "order_form"
# Neither an answer to what the form asks nor a matter of an order.
_ASIDE = re.compile(
    r"ask_|query_|track_|compare_|recommend_|faq|(?:greet|goodbye|thank|affirm|deny|leave_it|request_human|complain|out_of_scope)$"
)
_TAIL = re.compile(r"(?<!\d)\d{4}(?!\d)")


class ActionBeginOrder(ShopAction):
    """Notes what is wanted, and with which order if that is clear already."""

    def name(self) -> str:
        return "action_begin_order"

    async def act(self, call: Call) -> Events:
        return begin(call, call.intent if call.intent in TOPICS else "query_order")


class ActionChooseOrder(ShopAction):
    """A button with an order on it; without one, the button that asks for another order."""

    def name(self) -> str:
        return "action_choose_order"

    async def act(self, call: Call) -> Events:
        return [
            SlotSet("topic", call.slot("topic") or "query_order"),
            SlotSet("order_number", call.entity("order_number")),
            SlotSet("phone_tail", None),
        ]


class ActionAskOrderNumber(ShopAction):
    """Offers the shopper's own orders, or asks for the number and the digits that prove it."""

    def name(self) -> str:
        return "action_ask_order_number"

    async def act(self, call: Call) -> Events:
        with call.database() as session:
            orders = candidates(call, session, call.slot("topic"))
            # Asked with a single order in sight, the shopper wants another one than that.
            orders = orders if len(orders) > 1 else orders_of(session, call.shopper, now=call.now)
            buttons = [{"title": label(call, order), "payload": _choice(order)} for order in orders]
        if buttons:
            call.say("utter_ask_which_order", buttons=buttons)
        else:
            call.say("utter_ask_order_number_none" if call.shopper.id else "utter_ask_order_number")
        return []


class ActionAskRequestDetail(ShopAction):
    """Asks what a person will want to know, in the words of the matter."""

    def name(self) -> str:
        return "action_ask_request_detail"

    async def act(self, call: Call) -> Events:
        call.say(f"utter_ask_detail_{call.slot('topic')}")
        return []


@dataclass
class Answers:
    """What the form knows so far, by slot; ``touched`` are the slots that this message changed."""

    topic: str
    order_number: str | None
    phone_tail: str | None
    request_detail: str | None
    touched: set[str] = field(default_factory=set)

    def take(self, **slots: str | None) -> None:
        for name, value in slots.items():
            setattr(self, name, value)
            self.touched.add(name)


class ValidateOrderForm(ShopAction):
    """Takes what a message gives, proves the order, and says what is missing.

    One pass instead of rasa-sdk's method per slot: number and digits prove an order together, and a try must count
    once. Rasa takes a message for an answer as soon as a slot is set, so only what the message changed may be.
    """

    def name(self) -> str:
        return f"validate_{FORM}"

    async def act(self, call: Call) -> Events:
        known = Answers(
            topic=call.slot("topic") or "query_order",
            order_number=call.slot("order_number"),
            phone_tail=call.slot("phone_tail"),
            request_detail=call.slot("request_detail"),
        )
        if call.slot("requested_slot"):
            if _is_taken_back(call, known.topic):
                call.say("utter_form_left")
                return leave()
            _read(call, known)
        try:
            missing = _missing(call, known)
        except TooManyTries:
            call.say("utter_error_too_many_tries")
            return leave()
        changed = [SlotSet(name, getattr(known, name)) for name in sorted(known.touched)]
        return [*changed, SlotSet("requested_slot", missing)]


def begin(call: Call, topic: str) -> Events:
    """The slots with which the form starts on a topic."""
    with call.database() as session:
        number = call.entity("order_number") or _meant(call, session, topic)
    return [
        SlotSet("topic", topic),
        SlotSet("request_detail", _told(call, topic)),
        SlotSet("order_number", number),
        SlotSet("phone_tail", call.entity("phone_tail")),
    ]


def leave() -> Events:
    """Ends the form with nothing to answer."""
    emptied = ("topic", "order_number", "phone_tail", "request_detail", "requested_slot")
    return [SlotSet(name, None) for name in emptied]


def candidates(call: Call, session: Session, topic: str | None) -> list[Order]:
    """The shopper's orders that a topic is likely about, the newest first."""
    wanted = TOPICS[topic or "query_order"]
    for statuses in wanted.fits:
        found = orders_of(session, call.shopper, statuses=statuses, now=call.now)
        if found:
            return found[:1] if wanted.newest else found
    return orders_of(session, call.shopper, now=call.now)


def _meant(call: Call, session: Session, topic: str) -> str | None:
    """The number of the order that a message without one is about, if there is no doubt."""
    orders = candidates(call, session, topic)
    described = _described(call, session, orders)
    if len(described) == 1:
        return described[0].number
    if call.slot("order_number") in [order.number for order in orders]:
        return str(call.slot("order_number"))
    return orders[0].number if len(orders) == 1 else None


def _described(call: Call, session: Session, orders: list[Order]) -> list[Order]:
    """The orders that a message names by what is in them or by the day of the order."""
    named, ordered = {call.entity("product"), call.entity("category")} - {None}, call.entity("date")
    return [
        order
        for order in orders
        if named & _contents(session, order) or order.created_at.astimezone(SHANGHAI).date().isoformat() == ordered
    ]


def _contents(session: Session, order: Order) -> set[str]:
    """The products of an order and their categories."""
    found: set[str] = set()
    for line in order.lines:
        product = session.get(Product, session.get(Sku, line.sku_id).product_id)
        found |= {product.id, product.category}
    return found


def _read(call: Call, known: Answers) -> None:
    """What the message answers, beyond the slots that Rasa filled from entities of the same name."""
    if call.slot("requested_slot") == "request_detail":
        if _is_detail(call, known.topic):
            known.take(request_detail=call.text)
        return
    named = call.entity("order_number")
    if named and call.intent in TOPICS and call.intent != known.topic:
        known.take(topic=call.intent, request_detail=_told(call, call.intent))
    if named or _ASIDE.match(call.intent):
        return
    if known.order_number is None:
        _read_number(call, known)
    if known.phone_tail is None:
        _read_tail(call, known)


def _read_number(call: Call, known: Answers) -> None:
    with call.database() as session:
        described = _described(call, session, candidates(call, session, known.topic))
    number = described[0].number if len(described) == 1 else call.entity("tracking_number")
    if number:
        known.take(order_number=number)


def _read_tail(call: Call, known: Answers) -> None:
    phone, digits = call.entity("phone"), _TAIL.search(call.text)
    # The phone beside an address is the one that the parcel shall have.
    if phone and call.intent != "change_address" and not call.entity("address"):
        known.take(phone_tail=phone[-4:])
    elif digits and call.slot("requested_slot") == "phone_tail":
        known.take(phone_tail=digits.group())


def _told(call: Call, topic: str) -> str | None:
    return detail_in(call) if TOPICS[topic].needs_detail else None


def _is_detail(call: Call, topic: str) -> bool:
    """A message in the middle of the form that asks something or wants to leave is no account of the matter."""
    if not _ASIDE.match(call.intent):
        return True
    if call.intent == "deny":
        return not is_leaving(call.text)
    if not call.intent.startswith("ask_") or is_question(call.text):
        return False
    return call.intent == topic or detail_in(call) is not None


def _is_taken_back(call: Call, topic: str) -> bool:
    """Whether a wish that is only spoken of is dropped ("算了 不退了"): there is no application to withdraw yet."""
    is_withdrawal = call.intent == "withdraw_request" and not call.entity("order_number")
    return is_withdrawal and topic != "withdraw_request" and is_leaving(call.text)


def _missing(call: Call, known: Answers) -> str | None:
    """The slot to ask for next."""
    with call.database() as session:
        unproven = _prove(call, session, known)
    if unproven:
        return unproven
    return "request_detail" if TOPICS[known.topic].needs_detail and not known.request_detail else None


def _prove(call: Call, session: Session, known: Answers) -> str | None:
    """What is missing until the order is known to be the shopper's."""
    if known.order_number is None:
        return "order_number"
    if _is_theirs(call, session, known.order_number):
        return None
    is_visitor = call.shopper.id is None
    if known.phone_tail is None and is_visitor:
        return "phone_tail"
    if known.phone_tail and prove_order(session, call.shopper, known.order_number, known.phone_tail, call.now):
        return None
    call.say("utter_error_order_not_found")
    known.take(phone_tail=None)
    if is_visitor:
        # Either half may be mistyped; whichever is sent again is enough.
        return "phone_tail"
    known.take(order_number=None)
    return "order_number"


def _is_theirs(call: Call, session: Session, number: str) -> bool:
    try:
        order_for(session, call.shopper, number, call.now)
    except OrderNotFound:
        return False
    return True


def _choice(order: Order) -> str:
    return f'/choose_order{{"order_number": "{order.number}"}}'
