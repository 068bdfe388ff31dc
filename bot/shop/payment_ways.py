"""Ways to pay: which the shop takes, which it does not, and which of them a text names."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from pydantic import validator

from bot.hours import SHANGHAI
from bot.shop.rules import Days, Section, not_empty, refuse_doubles


class Way(Section):
    """A way to pay, as the shop calls it and as shoppers do."""

    name: str
    also: tuple[str, ...] = ()
    """Other words for it."""

    def is_named_in(self, text: str) -> bool:
        return any(word.upper() in text.upper() for word in (self.name, *self.also))


class PaymentMethod(Way):
    id: str
    refund_days: Days
    note: str = ""

    def money_arrives(self, at: datetime) -> tuple[date, date]:
        """The first and the last day on which a refund made at a time is to be expected."""
        day = at.astimezone(SHANGHAI).date()
        return day + timedelta(days=self.refund_days.least), day + timedelta(days=self.refund_days.most)


class Instalments(Section):
    """Paying bit by bit."""

    method: str
    words: tuple[str, ...]

    _some_word = validator("words", allow_reuse=True)(not_empty)


class Payment(Section):
    """How an order can be paid."""

    methods: tuple[PaymentMethod, ...]
    not_offered: tuple[Way, ...]
    instalments: Instalments | None
    note: str

    _some_method = validator("methods", allow_reuse=True)(not_empty)

    @validator("methods")
    def _no_method_twice(cls, methods: tuple[PaymentMethod, ...]) -> tuple[PaymentMethod, ...]:
        refuse_doubles(method.id for method in methods)
        return methods

    @validator("not_offered", pre=True, each_item=True)
    def _may_be_a_bare_name(cls, way: Any) -> Any:
        return {"name": way} if isinstance(way, str) else way

    @validator("instalments")
    def _method_is_known(cls, instalments: Instalments | None, values: dict[str, Any]) -> Instalments | None:
        known = [method.id for method in values.get("methods", ())]
        if instalments and known and instalments.method not in known:
            raise ValueError(f"there is no method {instalments.method}")
        return instalments

    def method(self, method_id: str | None) -> PaymentMethod | None:
        """The way of payment that records name so; None for one that the shop does not list."""
        return next((method for method in self.methods if method.id == method_id), None)

    def offered_in(self, text: str) -> list[PaymentMethod]:
        """The ways that the shop takes and a text names."""
        return [way for way in self.methods if way.is_named_in(text)]

    def refused_in(self, text: str) -> list[Way]:
        """The ways that the shop does not take and a text names."""
        return [way for way in self.not_offered if way.is_named_in(text)]

    def instalments_in(self, text: str) -> PaymentMethod | None:
        """By which way a text that asks for instalments can have them."""
        if self.instalments is None or not any(word in text for word in self.instalments.words):
            return None
        return next(way for way in self.methods if way.id == self.instalments.method)
