"""The rules of returning: what can go back, who pays the way, where to, and the warranty, for the case at hand."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy.orm import Session

from actions.base import Call, Events, ShopAction
from actions.buttons import button
from actions.cards import day, moment
from actions.days import today
from actions.focus import category_word, entities, product_in_mind, product_of
from actions.matters import MATTERS
from actions.order_choice import is_theirs, meant
from actions.progress import goods_of
from actions.topics import speaks_of_refusing
from bot.shop.accounts import account_in, cause_in, is_late_in, wishes_in
from bot.shop.case_progress import Next, case_progress
from bot.shop.catalogue import Product, get_sku
from bot.shop.decisions import Decision, dated, days_since_delivery, decide, exception_of_product, freight_words
from bot.shop.facts import NO_EXCEPTION, Account, Cause, Facts, Outcome, Payer, Way, Wish
from bot.shop.orders import OrderStatus, order_for, orders_of

_RECEIVED = (OrderStatus.DELIVERED, OrderStatus.COMPLETED)
_HELD = (OrderStatus.REFUNDING, *_RECEIVED)
# A question about the rules is not held up by photos that only a request needs.
_PHOTOS = 9


class ActionAskReturnPolicy(ShopAction):
    """May a parcel be refused; the rules in general; for goods with rules of their own, or a case, what decides it."""

    def name(self) -> str:
        return "action_ask_return_policy"

    def act(self, call: Call) -> Events:
        with call.database() as session:
            if speaks_of_refusing(call.text):
                return _tell_refusing(call, session)
            product = product_of(call, session)
            kind = _kind(call, product)
            decision = _decided(call, kind)
        if decision:
            call.say("utter_return_rule", rule=decision.text.rstrip("。？"), buttons=_ways(decision))
        elif kind == NO_EXCEPTION:
            call.say("utter_ask_return_policy")
        else:
            _tell_exception(call, kind, product)
        return []


def _tell_refusing(call: Call, session: Session) -> Events:
    """By the state of the order in mind; in general where there is none, or several."""
    number = call.entity("order_number") or meant(call, session, "refuse_parcel")
    if number and is_theirs(call, session, number):
        order = order_for(session, call.shopper, number, call.now)
        MATTERS["refuse_parcel"].carry_out(call, session, order, {})
    else:
        call.say("utter_refuse_parcel_in_general")
    return []


class ActionAskReturnFee(ShopAction):
    """Who pays the way back: for the cause that is told, else for all."""

    def name(self) -> str:
        return "action_ask_return_fee"

    def act(self, call: Call) -> Events:
        rules = call.policy.aftersale
        cause = cause_in(call.text, rules)
        payer = rules.payer_of(cause) if cause else None
        if cause is None or payer is None:
            call.say("utter_ask_return_fee")
        else:
            freight = freight_words(payer, call.policy)
            call.say(f"utter_ask_return_fee_{payer.value}", cause=rules.causes[cause], freight=freight)
        return []


class ActionAskReturnAddress(ShopAction):
    """Where to send it; with the last day for what is to be sent already."""

    def name(self) -> str:
        return "action_ask_return_address"

    def act(self, call: Call) -> Events:
        with call.database() as session:
            for order in orders_of(session, call.shopper, statuses=_HELD, now=call.now):
                for progress in case_progress(session, order):
                    if progress.next is Next.SEND_BACK and progress.due_at and not progress.is_late(call.now):
                        call.say(
                            "utter_ask_return_address_case",
                            goods=goods_of(call, order, progress.case),
                            wish=call.policy.aftersale.wishes[Wish(progress.case.wish)],
                            due=moment(call, progress.due_at),
                        )
                        return []
        call.say("utter_ask_return_address")
        return []


class ActionAskWarranty(ShopAction):
    """The term of the warranty, and its last day for what the shopper speaks of and has bought."""

    def name(self) -> str:
        return "action_ask_warranty"

    def act(self, call: Call) -> Events:
        with call.database() as session:
            product = product_in_mind(call, session)
            until = _warranted_until(call, session, product) if product else None
        if product is None or until is None:
            call.say("utter_ask_warranty")
        else:
            response = "utter_ask_warranty_over" if until < today(call) else "utter_ask_warranty_bought"
            call.say(response, title=product.title, until=day(call, until))
        return []


def _decided(call: Call, kind: str) -> Decision | None:
    """What the table says to the case that is told; None where nothing is, or where the general rules say it better."""
    rules, text = call.policy.aftersale, call.text
    told, cause = account_in(text, rules, _PHOTOS), cause_in(text, rules)
    days = _days_told(call)
    if told == Account(photos=_PHOTOS) and days is None and (cause is None or not cause.is_fault):
        return None
    facts = Facts(
        wish=_wish(call),
        cause=cause or Cause.NO_REASON,
        status=OrderStatus.DELIVERED,
        exception=kind,
        opened=told.opened,
        worn=told.worn,
        tag_off=told.tag_off,
        photos=told.photos,
    )
    decision = decide(dated(facts, 0 if days is None else days, call.policy), call.policy)
    if decision.outcome is Outcome.ASK_EVIDENCE:
        return None
    granted = decision.outcome is Outcome.APPROVE and decision.freight is Payer.BUYER
    return None if granted and kind == NO_EXCEPTION else decision


def _wish(call: Call) -> Wish:
    wishes = wishes_in(call.text, call.policy.aftersale)
    return Wish.EXCHANGE if Wish.EXCHANGE in wishes and Wish.RETURN not in wishes else Wish.RETURN


def _days_told(call: Call) -> int | None:
    """How long ago it was signed for, as far as that is told ("过了七天", "收到10天了")."""
    late, span = is_late_in(call.text, call.policy.aftersale), call.entity("duration")
    days = int(span["days"]) if isinstance(span, dict) and "days" in span else None
    if late:
        return (call.policy.returns.days if days is None else days) + 1
    return days


def _kind(call: Call, product: Product | None) -> str:
    """The kind of goods without a return for no reason that is spoken of, by the product or by what it is called."""
    rules = call.policy.aftersale
    named = {category_word(call), *entities(call, "category")}
    by_name = next((name for name, kind in rules.exceptions.items() if named & set(kind.categories)), NO_EXCEPTION)
    return exception_of_product(rules, product) if product else by_name


def _tell_exception(call: Call, kind: str, product: Product | None) -> None:
    note = call.policy.aftersale.exceptions[kind].note
    if product:
        call.say("utter_ask_return_policy_exception", title=product.title, note=note)
    else:
        call.say("utter_ask_return_policy_exception_kind", note=note)


def _ways(decision: Decision) -> list[dict[str, str]]:
    """The ways that remain, as buttons; a parcel is refused at the door, not here."""
    ways = [way.value for way in decision.instead if way is not Way.REFUSE_PARCEL] or [Way.RETURN.value]
    return [button(intent) for intent in ways]


def _warranted_until(call: Call, session: Session, product: Product) -> date | None:
    """The last day of the warranty on what the shopper bought last of a product."""
    for order in orders_of(session, call.shopper, statuses=_RECEIVED, now=call.now):
        days = days_since_delivery(session, order, call.now)
        if days is not None and any(get_sku(session, line.sku_id).product_id == product.id for line in order.lines):
            return today(call) + timedelta(days=call.policy.warranty.days - days)
    return None
