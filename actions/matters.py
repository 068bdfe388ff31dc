"""Matters: what a shopper may want of an order, each a class that is found by its topic."""

from __future__ import annotations

import json
import re
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, ClassVar

from sqlalchemy.orm import Session

from actions.base import Call
from actions.buttons import button
from actions.topics import detail_in, is_leaving, is_question
from bot.shop.orders import Order
from bot.shop.orders import OrderStatus as S

# What has been told about a matter so far, by name; kept in a slot, so everything in it is JSON.
Told = dict[str, Any]
Fits = tuple[tuple[S, ...], ...]

UNSHIPPED = (S.PENDING_PAYMENT, S.PAID, S.PACKING)
WAITING = (S.PAID, S.PACKING)
RECEIVED = (S.DELIVERED, S.COMPLETED)
ON_ITS_WAY: Fits = ((S.SHIPPED,), WAITING, (S.DELIVERED,))

# Below this confidence an intent is no more than a guess.
GUESS = 0.45
# Intents that neither answer what a form asks nor are a matter of an order.
ASIDE = re.compile(
    r"ask_|query_|track_|compare_|recommend_|faq|(?:greet|goodbye|thank|affirm|deny|leave_it|send_photo|request_human|complain|out_of_scope)$"
)

MATTERS: dict[str, Matter] = {}


@dataclass(frozen=True)
class Question:
    """What is still to be asked; ``about`` is remembered, so that the answer is understood."""

    about: str
    response: str
    values: Mapping[str, Any] = field(default_factory=dict)
    buttons: tuple[dict[str, str], ...] = ()


@dataclass(frozen=True)
class Proposal:
    """What will be done, in the words in which the shopper agrees to it."""

    response: str
    values: Mapping[str, Any]

    @property
    def digest(self) -> str:
        """A yes is given to these very words: when a price or a date in them changes, it is asked again."""
        told = json.dumps([self.response, dict(self.values)], ensure_ascii=False, sort_keys=True)
        return sha256(told.encode()).hexdigest()[:16]


class Matter(ABC):
    """One kind of wish about an order. A subclass with a ``topic``, the intent that brings it up, is found by it."""

    topic: ClassVar[str]
    fits: ClassVar[Fits] = ()
    """States of the orders likely meant; a later group counts when there is none of an earlier. Empty: any order."""
    newest: ClassVar[bool] = False
    """Never ask which: it is about what was bought just now."""
    only_tells: ClassVar[bool] = False
    """It asks for no agreement and notes nothing: said in the middle of another matter, that one goes on."""
    number_answers: ClassVar[tuple[str, ...]] = ()
    """Questions whose answer is a number that may look like an order's."""

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        if "topic" in cls.__dict__:
            MATTERS[cls.topic] = cls()

    def likely(self, session: Session, orders: list[Order]) -> list[Order]:
        """Those of a shopper's orders that it is about, where the data say more than their states."""
        return []

    def goes_on_with(self, session: Session, order: Order) -> bool:
        """Whether the order just spoken of is meant, although its state does not fit."""
        return False

    def takes_number(self, asked: str | None) -> bool:
        """Whether a number that comes now answers what was asked, unless the shopper has an order of that number."""
        return bool(asked) and str(asked).split(":")[0] in self.number_answers

    def is_answered_by(self, call: Call, asked: str | None) -> bool:
        """Whether a message in the middle of the form answers it, rather than asking something or leaving."""
        if call.intent == "deny":
            return not is_leaving(call.text)
        if not ASIDE.match(call.intent) or call.intent == "affirm":
            return True
        # A name or a title means nothing to the classifier, which then guesses.
        if asked and call.confidence < GUESS:
            return not is_question(call.text)
        if not call.intent.startswith("ask_") or is_question(call.text):
            return False
        return call.intent == self.topic or detail_in(call) is not None

    def amounts_to(self, order: Order, told: Told) -> str:
        """The matter that a wish is for an order in its state: to exchange what has not been sent is to modify it."""
        return self.topic

    def claims(self, call: Call) -> bool:
        """Whether a message that sounds like another wish belongs to this one, which is under way."""
        return False

    def keeps(self, topic: str, told: Told) -> Told:
        """What was told of another matter that still counts when this one takes its place."""
        return {}

    def answer_aside(self, call: Call, session: Session, order: Order) -> None:
        """Answer in the middle of another matter of the order."""
        self.carry_out(call, session, order, {})

    def hear(self, call: Call, asked: str | None) -> Told:
        """What this message tells of the matter; ``asked`` is what was asked last, None for the wish itself."""
        return {}

    def question(self, call: Call, session: Session, order: Order, told: Told) -> Question | None:
        """What has to be known first; None when nothing is missing."""
        return None

    def proposal(self, call: Call, session: Session, order: Order, told: Told) -> Proposal | None:
        """What the shopper has to agree to; None when nothing is changed."""
        return None

    @abstractmethod
    def carry_out(self, call: Call, session: Session, order: Order, told: Told) -> None:
        """Do it, or answer."""


def begin_button(title: str, topic: str, order: Order) -> dict[str, str]:
    """A button that brings up a matter of an order."""
    return button("choose_order", title, topic=topic, order_number=order.number)


def tell_button(title: str, **told: Any) -> dict[str, str]:
    """A button that answers a question of the form."""
    return button("tell", title, **told)
