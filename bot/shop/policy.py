"""The shop's rules as data: data/policy read, checked, and read again when the owner changes a file."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from pydantic import ValidationError, validator

from bot.errors import BadPolicy
from bot.rulebooks import Rulebook, read_rules
from bot.shop.changes import ChangeRules
from bot.shop.decision_table import Aftersale
from bot.shop.facts import Cause
from bot.shop.handling import Handling
from bot.shop.matching import Matching
from bot.shop.payment_problems import PaymentProblems
from bot.shop.payment_ways import Payment
from bot.shop.playbook import Playbook
from bot.shop.price_rules import Bargaining, PriceProtection
from bot.shop.product_facts import ProductFacts
from bot.shop.regulars import Regulars
from bot.shop.rules import (
    Carrier,
    Days,
    Invoices,
    Returns,
    Reviews,
    Section,
    ServiceHours,
    Shipping,
    Shop,
    Unpaid,
    Warranty,
    Words,
    refuse_doubles,
)
from bot.shop.units import yuan

_FILE_OF_SECTION = {
    "service": "service.yml",
    "carriers": "carriers.yml",
    "changes": "orders.yml",
    "aftersale": "aftersale.yml",
    "handling": "handling.yml",
    "logistics": "logistics.yml",
    "payment_problems": "payments.yml",
    "matching": "matching.yml",
    "product_facts": "product_facts.yml",
}
FILES = ("shop.yml", *_FILE_OF_SECTION.values())


class Policy(Section):
    """Everything under data/policy that this package owns."""

    shop: Shop
    shipping: Shipping
    returns: Returns
    price_protection: PriceProtection
    warranty: Warranty
    invoices: Invoices
    payment: Payment
    payment_problems: PaymentProblems
    unpaid: Unpaid
    logistics: Playbook
    bargaining: Bargaining
    reviews: Reviews
    regulars: Regulars
    words: Words
    service: ServiceHours
    carriers: tuple[Carrier, ...]
    changes: ChangeRules
    aftersale: Aftersale
    handling: Handling
    matching: Matching
    product_facts: ProductFacts

    @validator("carriers")
    def _knows_the_carriers_in_use(cls, carriers: tuple[Carrier, ...], values: dict[str, Any]) -> tuple[Carrier, ...]:
        refuse_doubles(word for carrier in carriers for word in (carrier.name, *carrier.aliases))
        shipping: Shipping | None = values.get("shipping")
        if shipping:
            used = {*shipping.carriers, *(extra.carrier for extra in shipping.on_request)}
            unknown = used - {carrier.name for carrier in carriers}
            if unknown:
                raise ValueError(f"shop.yml ships with {'、'.join(sorted(unknown))}, which is not listed here")
        return carriers

    def money(self, fen: int) -> str:
        """An amount with its unit, as shoppers see it."""
        return self.words.money.format(amount=yuan(fen))

    def reference(self, rule: str) -> str:
        """A rule, given by id and version as records keep it, as shoppers read it; one that is gone stays as it was."""
        id_, _, version = rule.partition("@")
        named = {one.id: one.name for one in self.aftersale.table}
        named |= {one.id: one.name for one in self.changes.rules.values()}
        return self.words.reference.format(name=named[id_], version=version) if id_ in named else rule

    def days(self, days: Days) -> str:
        if days.least == days.most:
            return self.words.days.format(number=days.most)
        return self.words.day_range.format(least=days.least, most=days.most)

    def listed(self, words: Iterable[str]) -> str:
        return self.words.separator.join(words)

    def as_variables(self) -> dict[str, str]:
        """Flat words for responses; money and durations carry their unit, nothing else does."""
        return {**self._shop_words(), **self._shipping_words(), **self._aftersale_words(), **self._payment_words()}

    def _hours(self, number: int) -> str:
        return self.words.hours.format(number=number)

    def _day(self, number: int) -> str:
        return self.words.days.format(number=number)

    def _shop_words(self) -> dict[str, str]:
        return {
            "shop_name": self.shop.name,
            "shop_phone": self.service.phone,
            "service_hours": self.service.text(self.words.clause),
            "rules_version": self.shop.rules_version,
            "review_rule": self.reviews.note,
        }

    def _shipping_words(self) -> dict[str, str]:
        shipping, remote = self.shipping, self.shipping.remote
        return {
            "carrier": self.listed(shipping.carriers),
            "carriers": self.listed(shipping.carriers),
            "carrier_on_request": self.listed(
                self.words.extra.format(name=extra.carrier, amount=self.money(extra.surcharge))
                for extra in shipping.on_request
            ),
            "pick_up": shipping.pick_up,
            "ship_origin": shipping.origin,
            "shipping_fee": self.money(shipping.fee),
            "free_shipping_over": self.money(shipping.free_over),
            "remote_regions": self.listed(remote.provinces),
            "remote_fee": self.money(remote.fee),
            "remote_free_over": self.words.never_free if remote.free_over is None else self.money(remote.free_over),
            "not_delivered": self.listed(place.region for place in shipping.not_delivered),
            "cut_off": shipping.cut_off,
            "working_days": shipping.working_days,
            "delivery_days": self.days(shipping.delivery_days.other),
            "collected_within": self._hours(self.logistics.hours["collected_within"]),
            "stuck_after": self._hours(self.logistics.hours["stuck_after"]),
        }

    def _aftersale_words(self) -> dict[str, str]:
        returns = self.returns
        return {
            "return_days": self._day(returns.days),
            "exchange_days": self._day(returns.exchange_days),
            "return_condition": returns.condition,
            "return_exceptions": self.words.clause.join(kind.name for kind in self.aftersale.exceptions.values()),
            "return_freight": self._freight(),
            "freight_insurance": returns.freight_insurance.note,
            "return_receiver": returns.address.receiver,
            "return_phone": returns.address.phone,
            "return_address": returns.address.address,
            "return_note": returns.address.note,
            "inspect_hours": self._hours(returns.inspect_hours),
            "price_protection_days": self._day(self.price_protection.days),
            "price_protection_note": self.price_protection.note,
            "price_protection_exceptions": self.listed(self.price_protection.exceptions),
            "warranty": self.warranty.note.format(days=self._day(self.warranty.days)),
            "warranty_days": self._day(self.warranty.days),
        }

    def _payment_words(self) -> dict[str, str]:
        return {
            "invoice_types": self.listed(self.invoices.types),
            "invoice_within": self._hours(self.invoices.within_hours),
            "invoice_note": self.invoices.note,
            "payment_methods": self.listed(method.name for method in self.payment.methods),
            "payment_not_offered": self.listed(way.name for way in self.payment.not_offered),
            "payment_details": self.words.clause.join(
                self.words.pair.format(name=way.name, value=way.note) if way.note else way.name
                for way in self.payment.methods
            ),
            "payment_note": self.payment.note,
            "refund_days": self._clauses((way.name, self.days(way.refund_days)) for way in self.payment.methods),
            "pay_within": self._pay_within(),
        }

    def _freight(self) -> str:
        """Who pays the way back, the causes with one payer in one clause."""
        rules = self.aftersale
        groups = {payer: [rules.causes[c] for c in Cause if rules.payer_of(c) is payer] for payer in rules.payers}
        return self._clauses((self.listed(causes), rules.payers[payer]) for payer, causes in groups.items() if causes)

    def _pay_within(self) -> str:
        hours, minutes = divmod(self.unpaid.close_after_minutes, 60)
        if minutes:
            return self.words.minutes.format(number=self.unpaid.close_after_minutes)
        return self._hours(hours)

    def _clauses(self, pairs: Iterable[tuple[str, str]]) -> str:
        return self.words.clause.join(self.words.pair.format(name=name, value=value) for name, value in pairs)


def load_policy(folder: Path) -> Policy:
    """Read and check the policy files of a folder.

    Raises:
        BadPolicy: a file is missing, is not YAML, or says something impossible; the message names file, key and fault.
    """
    sections: dict[str, Any] = {}
    for name in FILES:
        for key, value in read_rules(folder / name).items():
            home = _FILE_OF_SECTION.get(key, "shop.yml")
            if name != home:
                raise BadPolicy(f"{folder / name}: {key}: belongs in {home}")
            sections[key] = value
    try:
        return Policy.parse_obj(sections)
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(part) for part in first["loc"])
        file = folder / _FILE_OF_SECTION.get(str(first["loc"][0]), "shop.yml")
        raise BadPolicy(f"{file}: {key}: {first['msg']}") from error


_POLICIES = Rulebook("policy", load_policy, lambda folder: [folder / name for name in FILES])


def policy_for(folder: Path) -> Policy:
    """The policy of a folder as its files stand now; after a bad edit the last good one stays in force.

    Raises:
        BadPolicy: the files are bad and no good policy has been seen yet.
    """
    return _POLICIES.at(folder)
