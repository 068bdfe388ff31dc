"""Discounts that were missed: each condition ticked or crossed; when all hold, a person looks into it."""

from __future__ import annotations

from datetime import datetime, timedelta

from rasa_sdk.events import FollowupAction, SlotSet
from sqlalchemy.orm import Session

from actions.base import Call, Events, ShopAction
from actions.baskets import goods_in_mind
from actions.cards import day, label
from actions.focus import entities, product_of, remember
from actions.handoff import hand_over, story
from actions.matters import WAITING, Matter, Told
from actions.order_form import FORM, begin
from actions.packets import Reason, bring_person
from bot.errors import OrderNotFound
from bot.shop.baskets import Line
from bot.shop.catalogue import Product, price_range
from bot.shop.discounts import Condition, Finding, examine
from bot.shop.offers import Coupon, Offer, Promotion
from bot.shop.orders import Order, OrderStatus, order_for, orders_of
from bot.shop.promotions import Held, all_promotions, live_coupons, wallet_of
from bot.shop.purchases import has_bought, lines_of, open_to
from bot.shop.units import SHANGHAI

TOPIC = "report_discount_missing"
COUPON = "券"
# Of offers that are over, shoppers still speak for a while.
LATELY = timedelta(days=30)


class ActionReportDiscountMissing(ShopAction):
    """About the order that waits for payment, else the product in mind, else the conditions in general."""

    def name(self) -> str:
        return "action_report_discount_missing"

    def act(self, call: Call) -> Events:
        with call.database() as session:
            product = product_of(call, session)
            in_form = bool(call.tracker.active_loop_name)
            if not in_form and (call.entity("order_number") or (not product and _unpaid(call, session))):
                return _about_order(call, session)
            if product is None:
                _say_conditions(call, session)
                return []
            _about_product(call, session, product)
            return remember(call, product)


def report_discount_missing(call: Call, session: Session, order: Order) -> None:
    """Hold every offer in question against an order as it stood when it was placed."""
    at = order.created_at
    findings = _findings(call, session, lines_of(session, order), at, order.number)
    owed = [found for found in findings if found.holds and not _is_taken(found, order)]
    missed = max((found.off_fen - _got(found, order) for found in owed), default=0)
    lines = "\n".join(_told(call, found, taken=found not in owed) for found in findings)
    unused = [found for found in owed if isinstance(found.offer, Coupon)]
    amount = call.policy.money(missed)
    if missed > 0 and order.is_unpaid and unused == owed:
        # A coupon takes off nothing by itself: it is chosen when the order is placed.
        call.say("utter_discount_coupon_unused", order=label(call, order), lines=lines, amount=amount)
    elif missed > 0:
        call.say("utter_discount_owed", order=label(call, order), lines=lines, amount=amount)
        detail = call.words("utter_label_discount_case", offer=_dearest(owed).offer.title, amount=amount)
        hand_over(call, order, TOPIC, detail=detail, reason=Reason.MONEY)
    elif lines:
        call.say("utter_discount_reasons", order=label(call, order), lines=lines)
    else:
        call.say("utter_discount_none")


def _about_order(call: Call, session: Session) -> Events:
    events = begin(call, TOPIC)
    number = next(event["value"] for event in events if event["name"] == "order_number")
    try:
        order = order_for(session, call.shopper, str(number or ""), call.now)
    except OrderNotFound:
        return [*events, FollowupAction(FORM)]
    report_discount_missing(call, session, order)
    return [SlotSet("order_number", order.number)]


def _about_product(call: Call, session: Session, product: Product) -> None:
    low, _ = price_range(session, product)
    goods = goods_in_mind(call, session, product, low)
    pieces = next(line.pieces for line in goods if line.product_id == product.id)
    findings = _findings(call, session, goods, call.now)
    lines = "\n".join(_told(call, found, taken=False) for found in findings)
    values = {"title": product.title, "pieces": str(pieces), "lines": lines}
    due = [found for found in findings if found.holds]
    if due:
        call.say("utter_discount_due", amount=call.policy.money(_dearest(due).off_fen), **values)
        bring_person(call, Reason.MONEY, story(call), intent=TOPIC)
    elif lines:
        call.say("utter_discount_reasons_product", **values)
    else:
        call.say("utter_discount_none")


def _say_conditions(call: Call, session: Session) -> None:
    """Nothing to hold the offers against: what each asks for."""
    live = [p for p in all_promotions(session) if p.is_live(call.now) and p.discount_fen]
    item = "utter_label_item"
    lines = [call.words(item, text=call.policy.words.clause.join(filter(None, (p.title, p.note)))) for p in live]
    call.say("utter_report_discount_missing" if live else "utter_discount_none", lines="\n".join(lines))


def _findings(call: Call, session: Session, lines: list[Line], at: datetime, number: str = "") -> list[Finding]:
    """Every offer that the message may be about, held against a basket."""
    held = [one for one in wallet_of(session, call.shopper.id) if not _is_old(one, call.now)]
    had = {one.coupon.id for one in held}
    unowned = [coupon for coupon in live_coupons(session, at) if coupon.id not in had]
    shopper = call.shopper.id
    promotions = [promotion for promotion in all_promotions(session) if promotion.discount_fen]
    promotions = open_to(session, promotions, shopper, at, number)
    is_new = not (shopper and has_bought(session, shopper))
    findings = examine(lines, promotions, held, unowned, at, number, is_new)
    named = [found for found in findings if _is_named(call, found.offer)]
    if named:
        return named
    if COUPON in call.text:
        return [found for found in findings if isinstance(found.offer, Coupon) and not _is_for_others(found)]
    return [f for f in findings if isinstance(f.offer, Promotion) and f.offer.is_live(at)]


def _is_for_others(found: Finding) -> bool:
    return any(condition.fault == "not_new" for condition in found.conditions)


def _is_named(call: Call, offer: Offer) -> bool:
    """Whether the message gives its figures, or the word with which its title begins."""
    figures = {offer.discount_fen, offer.threshold_fen}
    return bool(figures & {int(value) for value in entities(call, "money")}) or offer.title[:2] in call.text


def _unpaid(call: Call, session: Session) -> bool:
    statuses = [OrderStatus.PENDING_PAYMENT, OrderStatus.PAID, OrderStatus.PACKING]
    return bool(orders_of(session, call.shopper, limit=1, statuses=statuses, now=call.now))


def _is_old(one: Held, now: datetime) -> bool:
    over = one.owned.used_at or one.ends_at
    return one.state(now) in ("used", "expired") and over is not None and now - over > LATELY


def _is_taken(found: Finding, order: Order) -> bool:
    """Whether the order has it: by its own record, else, where it keeps none, by the sum that was taken off."""
    recorded = order.coupon_id if isinstance(found.offer, Coupon) else order.promotion_id
    if recorded:
        return recorded == found.offer.id
    return isinstance(found.offer, Promotion) and order.discount_fen >= found.off_fen


def _got(found: Finding, order: Order) -> int:
    """What the order got instead of a promotion; a coupon would have come on top."""
    return order.discount_fen if isinstance(found.offer, Promotion) else 0


def _dearest(findings: list[Finding]) -> Finding:
    return max(findings, key=lambda found: found.off_fen)


def _told(call: Call, found: Finding, taken: bool) -> str:
    """An offer with its conditions in one line."""
    conditions = [_condition(call, condition, found.offer) for condition in found.conditions]
    if found.holds and taken:
        conditions.append(call.words("utter_label_taken", amount=call.policy.money(found.off_fen)))
    name, value = found.offer.title, call.words("utter_label_condition_and").join(conditions)
    return call.words("utter_label_item", text=call.policy.words.pair.format(name=name, value=value))


def _condition(call: Call, condition: Condition, offer: Offer) -> str:
    response = f"utter_label_fault_{condition.fault}" if condition.fault else f"utter_label_holds_{condition.kind}"
    return call.words(
        response,
        amount=call.policy.money(condition.amount_fen),
        threshold=call.policy.money(offer.threshold_fen),
        number=condition.number,
        taken=condition.taken,
        day=_day(call, condition) if condition.day else "",
        other=condition.other.title if condition.other else "",
    )


def _day(call: Call, condition: Condition) -> str:
    assert condition.day is not None
    # What ends at midnight ends on the day before.
    ended = condition.fault in ("over", "expired")
    at = condition.day - timedelta(seconds=1) if ended else condition.day
    return day(call, at.astimezone(SHANGHAI).date())


class DiscountMissing(Matter):
    topic = TOPIC
    fits = ((OrderStatus.PENDING_PAYMENT,), WAITING)

    def carry_out(self, call: Call, session: Session, order: Order, told: Told) -> None:
        report_discount_missing(call, session, order)
