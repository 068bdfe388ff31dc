"""Price protection: what the rule gives back for an order, as arithmetic; a person pays it back."""

from __future__ import annotations

from rasa_sdk.events import FollowupAction, SlotSet
from sqlalchemy.orm import Session

from actions.base import Call, Events, ShopAction
from actions.buttons import button
from actions.cards import label, moment
from actions.handoff import hand_over
from actions.matters import RECEIVED, WAITING, Matter, Told
from actions.order_form import FORM, begin
from actions.packets import Reason
from bot.errors import OrderNotFound
from bot.shop.orders import Order, OrderStatus, order_for, orders_of
from bot.shop.price_protection import Claim, Fall, claim_for
from bot.shop.units import yuan

TOPIC = "ask_price_protection"
# So many of a shopper's orders are looked through.
LOOKED_THROUGH = 20


class ActionAskPriceProtection(ShopAction):
    """The order that is meant or the one whose price fell; the rule where there is neither."""

    def name(self) -> str:
        return "action_ask_price_protection"

    def act(self, call: Call) -> Events:
        if call.tracker.active_loop_name:
            call.say("utter_ask_price_protection")
            return []
        events = begin(call, TOPIC)
        number = next(event["value"] for event in events if event["name"] == "order_number")
        with call.database() as session:
            fallen, looked = _fallen(call, session)
            if not number and len(fallen) == 1:
                number = fallen[0].number
            try:
                order = order_for(session, call.shopper, str(number or ""), call.now)
            except OrderNotFound:
                return _without_order(call, events, several=bool(fallen) or bool(number), looked=looked)
            ask_price_protection(call, session, order)
        return [SlotSet("order_number", order.number)]


def ask_price_protection(call: Call, session: Session, order: Order) -> None:
    claim = claim_for(session, order, call.policy.price_protection, call.now)
    lines = "\n".join(_line(call, fall) for fall in claim.falls)
    until = moment(call, claim.until) if claim.until else ""
    amount = call.policy.money(claim.due_fen)
    if claim.verdict == "no_fall" and claim.lost_discount_fen:
        response = "utter_protection_lost"
    else:
        response = f"utter_protection_{claim.verdict}"
    if claim.verdict == "due" and call.entity("claim"):
        call.say("utter_protection_claimed", amount=amount)
        return hand_over(
            call, order, TOPIC, detail=call.words("utter_label_protection_case", amount=amount), reason=Reason.MONEY
        )
    buttons = [_claim_button(call, order, amount)] if claim.verdict == "due" else []
    values = {"order": label(call, order), "lines": lines, "until": until, "amount": amount}
    call.say(response, lost=_lost(call, claim), **values, **({"buttons": buttons} if buttons else {}))


def _claim_button(call: Call, order: Order, amount: str) -> dict[str, str]:
    words = call.words("utter_label_protection_claim", amount=amount)
    return button("choose_order", words, topic=TOPIC, order_number=order.number, claim=True)


def _without_order(call: Call, events: Events, several: bool, looked: bool) -> Events:
    """No order to answer for: ask which where one may be meant, else tell the rule."""
    if several or call.entity("topic"):
        return [*events, FollowupAction(FORM)]
    call.say("utter_ask_price_protection")
    if looked:
        call.say("utter_protection_none_of_yours")
    elif not call.shopper.id:
        call.say("utter_protection_by_order")
    return []


def _fallen(call: Call, session: Session) -> tuple[list[Order], bool]:
    """The shopper's orders for which something is due, and whether there were any in time."""
    orders = orders_of(session, call.shopper, limit=LOOKED_THROUGH, now=call.now)
    rules = call.policy.price_protection
    claims = [(order, claim_for(session, order, rules, call.now)) for order in orders]
    in_time = any(claim.verdict in ("due", "no_fall") for _, claim in claims)
    return [order for order, claim in claims if claim.verdict == "due"], in_time


def _line(call: Call, fall: Fall) -> str:
    if fall.excluded:
        return call.words("utter_label_fall_excluded", title=fall.title)
    if not fall.difference_fen:
        return call.words("utter_label_fall_none", title=fall.title, paid=call.policy.money(fall.paid_fen))
    return call.words(
        "utter_label_fall",
        title=fall.title,
        paid=yuan(fall.paid_fen),
        lowest=yuan(fall.lowest_fen),
        pieces=fall.pieces,
        amount=call.policy.money(fall.difference_fen),
    )


def _lost(call: Call, claim: Claim) -> str:
    if not claim.lost_discount_fen:
        return ""
    return call.words("utter_label_lost_discount", amount=call.policy.money(claim.lost_discount_fen))


class PriceProtection(Matter):
    topic = TOPIC
    fits = ((*WAITING, OrderStatus.SHIPPED, *RECEIVED),)

    def carry_out(self, call: Call, session: Session, order: Order, told: Told) -> None:
        ask_price_protection(call, session, order)
