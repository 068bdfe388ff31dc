"""Money that only a person may give: a lower price before payment, a small compensation afterwards."""

from __future__ import annotations

from bot.shop.allowances import Allowances
from bot.shop.changes import Request, record
from bot.shop.edits import change_price
from bot.shop.grants import GRANTED, check_allowance
from bot.shop.order_actions import Field, Line, OrderAction, Plan, Scene
from bot.shop.orders import hold
from bot.shop.refunds import refundable, request_refund
from bot.shop.values import Values


class LowerPrice(OrderAction):
    key = "price"
    kind = "price"
    person_only = True

    def fields(self, at: Scene) -> tuple[Field, ...]:
        reasons = tuple(at.policy.handling.reasons[self.key].items())
        hint = _limits(at, at.policy.changes.price_cut)
        return (
            Field("price", "money", most=at.order.amount_fen / 100, hint=hint),
            Field("reason", "select", options=reasons),
        )

    def plan(self, at: Scene, values: Values) -> Plan:
        order, policy, new = at.order, at.policy, values.fen("price")
        reasons = policy.handling.reasons[self.key]
        reason = values.choice("reason", reasons)
        if new >= order.amount_fen:
            raise at.refusal("not_less", amount=policy.money(order.amount_fen))
        rule = check_allowance(
            at.session, order, self.key, order.amount_fen - new, at.person, at.now,
            rules=policy.changes.price_cut, version=policy.changes.version, policy=policy,
        )  # fmt: skip

        def do(request: Request) -> None:
            change_price(at.session, order, new, reason, rule, request, policy)

        lines = (
            Line("amount", policy.money(order.amount_fen), policy.money(new)),
            Line("reason", "", reasons[reason]),
        )
        return Plan(lines, rule, do)


class Compensate(OrderAction):
    """A part of what was paid goes back the way it came; the goods stay, and no case is opened."""

    key = "compensation"
    kind = "compensation"
    person_only = True

    def fields(self, at: Scene) -> tuple[Field, ...]:
        reasons = tuple(at.policy.handling.reasons[self.key].items())
        hint = _limits(at, at.policy.aftersale.compensation)
        return (Field("compensation", "money", hint=hint), Field("reason", "select", options=reasons))

    def plan(self, at: Scene, values: Values) -> Plan:
        order, policy, amount = at.order, at.policy, values.fen("compensation")
        reasons = policy.handling.reasons[self.key]
        reason = values.choice("reason", reasons)
        rule = check_allowance(
            at.session, order, self.key, amount, at.person, at.now,
            rules=policy.aftersale.compensation, version=policy.aftersale.version, policy=policy,
        )  # fmt: skip
        if amount > refundable(at.session, order):
            raise at.refusal("nothing_paid")

        def do(request: Request) -> None:
            hold(at.session, order)
            after = {GRANTED: amount, "reason": reason}
            record(at.session, order, self.key, request, before={}, after=after, rule=rule)
            request_refund(at.session, order, amount, self.key, request.id, request.at)

        return Plan((Line("compensation", "", policy.money(amount)), Line("reason", "", reasons[reason])), rule, do)


def _limits(at: Scene, rules: Allowances) -> str:
    """How much this person may give, told before they fill it in."""
    limit, money = rules.of(at.person.is_lead), at.policy.money
    return at.policy.handling.limits.format(order=money(limit.order), month=money(limit.month))
