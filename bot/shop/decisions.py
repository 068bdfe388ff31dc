"""Decisions on after-sale requests: the facts, from data and the shopper's account, and the rule that answers them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.shop.cases import AftersaleCase, CaseStatus, amount_of, status_before
from bot.shop.catalogue import Product, find_product_of
from bot.shop.decision_table import Aftersale, Rule
from bot.shop.facts import NO_EXCEPTION, Account, Cause, Facts, Outcome, Payer, Way, Wish
from bot.shop.logistics import shipments_of
from bot.shop.orders import Order, OrderEvent, OrderLine, OrderStatus
from bot.shop.policy import Policy
from bot.shop.units import SHANGHAI


@dataclass(frozen=True)
class Decision:
    """What the table says to a request, and under which rule; ``text`` is to be quoted as it is."""

    outcome: Outcome
    rule: str
    """Id and version."""
    text: str
    freight: Payer = Payer.NONE
    photos: int = 0
    evidence: tuple[str, ...] = ()
    """Kinds of photos, as the policy names them."""
    ask: str = ""
    """The fact to ask the shopper for."""
    instead: tuple[Way, ...] = ()
    send_back: timedelta | None = None
    """How long the shopper has to send it back; None: nothing is to be sent now."""
    answer: timedelta | None = None
    """Within which a person answers, or the shop does what needs no goods back."""


def decide(facts: Facts, policy: Policy) -> Decision:
    """The answer of the decision table; the same facts always get the same one."""
    rule = policy.aftersale.rule_for(facts)
    return Decision(
        outcome=rule.decide,
        rule=f"{rule.id}@{rule.version}",
        text=quoted(rule, facts, policy),
        freight=rule.freight,
        photos=rule.photos,
        evidence=rule.evidence,
        ask=rule.ask,
        instead=rule.instead,
        **_terms(rule, facts, policy),
    )


def facts_of(
    session: Session,
    order: Order,
    line: OrderLine | None,
    wish: Wish,
    cause: Cause,
    told: Account,
    now: datetime,
    policy: Policy,
    *,
    instead_of: AftersaleCase | None = None,
) -> Facts:
    """The facts of a request for a line of an order, or for the whole of it when ``line`` is None.

    The case that it would replace does not count as an earlier one.
    """
    status, days = status_before(session, order), days_since_delivery(session, order, now)
    if status in (OrderStatus.DELIVERED, OrderStatus.COMPLETED):
        # Nobody knows the day of signing: that is not the shopper's loss.
        days = days or 0
    facts = Facts(
        wish=wish,
        cause=cause,
        status=status,
        exception=exception_of(session, policy.aftersale, order.lines if line is None else [line]),
        opened=told.opened,
        worn=told.worn,
        tag_off=told.tag_off,
        photos=told.photos,
        amount=amount_of(order, line),
        whole_order=line is None or len(order.lines) == 1,
        known_customer=order.customer_id is not None,
        earlier_cases=_earlier_cases(session, order, line, wish, instead_of),
    )
    return dated(facts, days, policy)


def dated(facts: Facts, days: int | None, policy: Policy) -> Facts:
    """The facts so many days after the day of signing, with the terms that still run; None is before it."""
    return replace(
        facts,
        days=days or 0,
        in_return_days=days is not None and days <= policy.returns.days,
        in_exchange_days=days is not None and days <= policy.returns.exchange_days,
        in_warranty=days is not None and days <= policy.warranty.days,
    )


def days_since_delivery(session: Session, order: Order, now: datetime) -> int | None:
    """Whole days since the last parcel was signed for, on the shop's clock; None before that.

    The seven days begin on the day after signing (rules on returns without reason, article 10), so the day of signing
    is day 0 and a request on day 7 is still in time.
    """
    parcels = [parcel.delivered_at for parcel in shipments_of(session, order)]
    signed = max([at for at in parcels if at], default=None) if all(parcels) else None
    if not parcels:
        delivered = (OrderEvent.order_number == order.number, OrderEvent.status == OrderStatus.DELIVERED)
        signed = session.execute(select(func.max(OrderEvent.at)).where(*delivered)).scalar()
    if signed is None:
        return None
    return max(0, (now.astimezone(SHANGHAI).date() - signed.astimezone(SHANGHAI).date()).days)


def exception_of(session: Session, aftersale: Aftersale, lines: list[OrderLine]) -> str:
    """The kind of goods without a return for no reason that one of the lines is of; the first kind in the policy."""
    found = {exception_of_product(aftersale, find_product_of(session, line.sku_id), line.title) for line in lines}
    return next((name for name in aftersale.exceptions if name in found), NO_EXCEPTION)


def exception_of_product(aftersale: Aftersale, product: Product | None, bought_as: str = "") -> str:
    """The kind of a product; ``bought_as`` is its title in the order, where a mark of that day may stand."""
    written = "|".join([bought_as, *([product.title, product.keywords] if product else [])])
    for name, kind in aftersale.exceptions.items():
        if (product and product.category in kind.categories) or any(word in written for word in kind.words):
            return name
    return NO_EXCEPTION


def quoted(rule: Rule, facts: Facts, policy: Policy) -> str:
    """The text of a rule with the shop's numbers in it."""
    rules, words = policy.aftersale, policy.words
    kind = rules.exceptions.get(facts.exception)
    return rule.text.format(
        return_days=words.days.format(number=policy.returns.days),
        exchange_days=words.days.format(number=policy.returns.exchange_days),
        warranty_days=words.days.format(number=policy.warranty.days),
        return_condition=policy.returns.condition,
        freight=freight_words(rule.freight, policy),
        send_back_days=words.days.format(number=rule.send_back_days or rules.deadlines.send_back_days),
        inspect_hours=words.hours.format(number=rule.inspect_hours or policy.returns.inspect_hours),
        answer_hours=words.hours.format(number=rule.answer_hours or rules.deadlines.answer_hours),
        photos=rule.photos,
        evidence=policy.listed(rules.evidence[name] for name in rule.evidence),
        exception=kind.name if kind else "",
    )


def freight_words(payer: Payer, policy: Policy) -> str:
    """What is said of the way back."""
    insured = payer is Payer.BUYER and policy.returns.freight_insurance.included
    return policy.aftersale.freight.buyer_insured if insured else str(getattr(policy.aftersale.freight, payer.value))


def _terms(rule: Rule, facts: Facts, policy: Policy) -> dict[str, timedelta | None]:
    """The deadlines that a decision sets."""
    deadlines = policy.aftersale.deadlines
    answer = timedelta(hours=rule.answer_hours or deadlines.answer_hours)
    if rule.decide is Outcome.REVIEW:
        return {"answer": answer}
    if rule.decide is not Outcome.APPROVE:
        return {}
    if not facts.wish.sends_back:
        return {"answer": answer}
    return {
        "send_back": timedelta(days=rule.send_back_days or deadlines.send_back_days),
    }


def _earlier_cases(
    session: Session, order: Order, line: OrderLine | None, wish: Wish, instead_of: AftersaleCase | None
) -> int:
    """Cases for the same goods; not the open one for the same wish, which such a request only finds again."""
    query = select(AftersaleCase).where(AftersaleCase.order_number == order.number)
    cases = [case for case in session.execute(query).scalars() if case.status is not CaseStatus.WITHDRAWN]
    cases = [case for case in cases if instead_of is None or case.id != instead_of.id]
    same = [case for case in cases if line is None or case.line_id in (None, line.id)]
    return sum(not (case.is_open and case.asks(line, wish)) for case in same)
