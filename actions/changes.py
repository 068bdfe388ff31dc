"""Changes: what all changes of an order share, from the rule that allows them to the way that remains."""

from __future__ import annotations

from abc import abstractmethod
from typing import ClassVar

from sqlalchemy.orm import Session

from actions.base import Call
from actions.cards import label, status
from actions.handoff import hand_over
from actions.matters import RECEIVED, UNSHIPPED, Fits, Matter, Proposal, Question, Told, begin_button
from actions.topics import title
from bot.db import is_read_only
from bot.errors import ChangeRefused
from bot.shop.changes import Request
from bot.shop.orders import Order
from bot.shop.orders import OrderStatus as S

# The ways that can be gone at once, by a button.
_TOPICS = {
    "cancel": "cancel_order",
    "intercept": "intercept_parcel",
    "return": "request_return",
    "exchange": "request_exchange",
    "reorder": "reorder",
}


class Change(Matter):
    """A wish to change an order: asked for in full, agreed to, done; or refused with the rule and the way on."""

    kind: ClassVar[str]
    """The rule of data/policy/orders.yml."""
    changes_the_order: ClassVar[bool] = True
    """Whether the shop's own data change, rather than only what we note beside them."""
    fits: ClassVar[Fits] = (UNSHIPPED, (S.SHIPPED,))

    def question(self, call: Call, session: Session, order: Order, told: Told) -> Question | None:
        return None if self._refusal(call, order) else self.missing(call, session, order, told)

    def proposal(self, call: Call, session: Session, order: Order, told: Told) -> Proposal | None:
        return None if self._refusal(call, order) else self.change(call, session, order, told)

    def carry_out(self, call: Call, session: Session, order: Order, told: Told) -> None:
        refused = self._refusal(call, order)
        if refused:
            return tell_refusal(call, order, self.topic, refused, told)
        if self.changes_the_order and is_read_only(session):
            call.say("utter_change_by_hand")
            return hand_over(call, order, self.topic, detail=self.in_short(call, session, order, told))
        self.do(call, session, order, told)

    def in_short(self, call: Call, session: Session, order: Order, told: Told) -> str | None:
        """The change in a line, for a person who makes it."""
        proposal = self.change(call, session, order, told)
        return " → ".join(str(v) for v in proposal.values.values()) if proposal else None

    def missing(self, call: Call, session: Session, order: Order, told: Told) -> Question | None:
        """What has to be known before the change can be named."""
        return None

    @abstractmethod
    def change(self, call: Call, session: Session, order: Order, told: Told) -> Proposal | None:
        """What will change; None when a person has to do it."""

    @abstractmethod
    def do(self, call: Call, session: Session, order: Order, told: Told) -> None: ...

    def _refusal(self, call: Call, order: Order) -> ChangeRefused | None:
        try:
            call.policy.changes.refuse(order, self.kind)
        except ChangeRefused as refused:
            return refused
        return None


def request_of(call: Call, told: Told) -> Request:
    """The change that was agreed to."""
    return Request(str(told["request"]), call.shopper.actor, call.now)


def cited(call: Call, rule: str) -> dict[str, str]:
    """A rule as shoppers read it; its id and version stay with the message."""
    return {"rule": call.policy.reference(rule), "rule_id": rule}


def tell_refusal(call: Call, order: Order, topic: str, refused: ChangeRefused, told: Told) -> None:
    """Quote the rule, and offer the ways that remain; where only a person can help, bring one in."""
    text = refused.text.format(status=status(call, order))
    call.say("utter_change_refused", order=label(call, order), quote=text, **cited(call, refused.rule))
    if "person" in refused.ways:
        call.say("utter_way_person")
        detail = told.get("detail") or call.text
        return hand_over(call, order, topic, detail=detail, rule=refused.rule, quote=text)
    if refused.ways:
        known = [way for way in refused.ways if way in _TOPICS]
        buttons = [begin_button(call.words(f"utter_label_way_{way}"), _TOPICS[way], order) for way in known]
        # What has been received can go back at once.
        now = "_now" if order.status in RECEIVED else ""
        said = (f"utter_way_{way}{now if way in ('return', 'exchange') else ''}" for way in refused.ways)
        ways = call.policy.words.clause.join(call.words(one) for one in said)
        call.say("utter_ways", ways=ways, buttons=buttons)


class RefuseParcel(Matter):
    """May the parcel be refused at the door? By where the order is; nothing is changed by asking."""

    topic = "refuse_parcel"
    fits = ((S.SHIPPED,), UNSHIPPED, (S.DELIVERED,))

    def carry_out(self, call: Call, session: Session, order: Order, told: Told) -> None:
        try:
            call.policy.changes.refuse(order, "refuse")
        except ChangeRefused as refused:
            return tell_refusal(call, order, self.topic, refused, told)
        buttons = [
            begin_button(call.words("utter_label_way_intercept"), "intercept_parcel", order),
            begin_button(title("track_parcel"), "track_parcel", order),
        ]
        call.say("utter_refuse_parcel", order=label(call, order), buttons=buttons)


class InterceptParcel(Matter):
    """The carrier is asked to stop or redirect a parcel; only a person can do that."""

    topic = "intercept_parcel"
    fits = ((S.SHIPPED,),)

    def carry_out(self, call: Call, session: Session, order: Order, told: Told) -> None:
        if order.status is not S.SHIPPED:
            way = "cancel" if order.status in UNSHIPPED else "return"
            button = begin_button(call.words(f"utter_label_way_{way}"), _TOPICS[way], order)
            return call.say("utter_intercept_nothing", order=label(call, order), buttons=[button])
        call.say("utter_intercept_parcel", order=label(call, order))
        hand_over(call, order, self.topic)
