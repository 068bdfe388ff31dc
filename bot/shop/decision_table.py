"""The decision table of after-sale requests, read from the policy: complete, without overlap, never below the law."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import combinations, product
from typing import Any

from pydantic import Field, ValidationError, root_validator, validator

from bot.shop.allowances import Allowances
from bot.shop.boxes import meet, uncovered
from bot.shop.conditions import FACTS, Condition, Span, box_of, cells, holds, read_condition, told
from bot.shop.facts import Cause, Facts, Outcome, Payer, Way, Wish
from bot.shop.orders import OrderStatus
from bot.shop.rules import Section, check_places, complete, not_empty, refuse_doubles

# Seven days for the money after the goods are back: law on consumers' rights, article 25.
LONGEST_INSPECTION = 168
PLACES = {
    "return_days", "exchange_days", "warranty_days", "return_condition", "freight", "send_back_days",
    "inspect_hours", "answer_hours", "photos", "evidence", "exception",
}  # fmt: skip
# About the goods' state or kind: no ground to refuse what is the shop's or the carrier's fault.
_STATE = ("exception", "opened", "worn", "tag_off")
# Read from words, but not among the facts: that the days are over, without saying how many have passed.
LATE = "late"
_REFUSALS = (Outcome.REJECT, Outcome.OFFER_OTHER)
_UNDELIVERED = {"pending_payment", "paid", "packing", "shipped"}
_WINDOWS = ("in_return_days", "in_exchange_days", "in_warranty")
_IN_SEVEN_DAYS = {
    "wish": "return",
    "status": [OrderStatus.DELIVERED.value, OrderStatus.COMPLETED.value],
    "days": {"max": 7},
    "in_return_days": True,
}
# The floor, as conditions and what must not be decided there.
FLOORS: tuple[tuple[str, dict[str, Any], tuple[Outcome, ...]], ...] = (
    (
        "goods in order can be returned for no reason within seven days (law on consumers' rights, article 25)",
        {
            **_IN_SEVEN_DAYS,
            "cause": ["no_reason", "size_unfit"],
            "exception": "none",
            "worn": ["no", "unknown"],
            "tag_off": ["no", "unknown"],
        },
        _REFUSALS,
    ),
    (
        "faulty goods can be returned within seven days (law on consumers' rights, article 24)",
        {**_IN_SEVEN_DAYS, "cause": ["quality", "damaged", "wrong_item", "missing_item", "not_as_described"]},
        (Outcome.REJECT,),
    ),
)


class Deadlines(Section):
    """What holds where a rule does not say otherwise."""

    send_back_days: int = Field(ge=1)
    answer_hours: int = Field(ge=1)


class Exempt(Section):
    """A kind of goods without a return for no reason, found by category or by words in title and keywords."""

    name: str = Field(min_length=1)
    """As the list of all exceptions calls it."""
    note: str = Field(min_length=1)
    """What a shopper is told who asks about such goods."""
    categories: tuple[str, ...] = ()
    words: tuple[str, ...] = ()

    @root_validator(skip_on_failure=True)
    def _can_be_found(cls, values: dict[str, Any]) -> dict[str, Any]:
        if not values["categories"] and not values["words"]:
            raise ValueError("names neither categories nor words")
        return values


class FreightWords(Section):
    """What is said of the way back; ``buyer_insured`` stands for ``buyer`` where the shop insures the freight."""

    buyer: str
    buyer_insured: str
    shop: str
    none: str = ""


class Rule(Section):
    """One row: under these conditions this is decided, and this is said."""

    id: str = Field(regex="^[a-z][a-z0-9_]*$", max_length=40)
    name: str = Field(min_length=2, max_length=24)
    """What shoppers are told that it is; no two rules have the same."""
    version: str
    when: dict[str, Any]
    conditions: dict[str, Any]
    decide: Outcome
    freight: Payer = Payer.NONE
    photos: int = Field(0, ge=0, le=9)
    evidence: tuple[str, ...] = ()
    ask: str = Field("", regex="^(opened|worn|tag_off|)$")
    """The fact that the shopper is asked for."""
    send_back_days: int | None = Field(None, ge=1)
    inspect_hours: int | None = Field(None, ge=1, le=LONGEST_INSPECTION)
    answer_hours: int | None = Field(None, ge=1)
    instead: tuple[Way, ...] = ()
    text: str = Field(min_length=1)

    @validator("text")
    def _knows_its_places(cls, text: str) -> str:
        return check_places(text, set(), allowed=PLACES)

    @root_validator(skip_on_failure=True)
    def _makes_sense(cls, values: dict[str, Any]) -> dict[str, Any]:
        faults = [fault for wrong, fault in _faults(values) if wrong]
        if faults:
            raise ValueError("; ".join(faults))
        return values

    def covers(self, facts: Facts) -> bool:
        return holds(self.conditions, facts)

    def is_about(self, fact: str, value: str) -> bool:
        condition = self.conditions.get(fact)
        return condition is None or condition.holds(value)


class Aftersale(Section):
    """The file aftersale.yml."""

    version: str
    deadlines: Deadlines
    compensation: Allowances
    freight: FreightWords
    payers: dict[Payer, str]
    """Who pays, in the list of causes and payers."""
    evidence: dict[str, str]
    """Kinds of photos by what shoppers are asked for."""
    wishes: dict[Wish, str]
    causes: dict[Cause, str]
    exceptions: dict[str, Exempt]
    told: dict[str, dict[str, str]]
    """Words from which a fact is read: fact, value, regular expression."""
    table: tuple[Rule, ...]

    _some_rule = validator("table", allow_reuse=True)(not_empty)

    def decides_by_amount(self, rule: str) -> bool:
        """Whether a rule, given as id@version, holds from or up to some amount of money."""
        return any(one.id == rule.partition("@")[0] and "amount" in one.when for one in self.table)

    @validator("wishes")
    def _names_every_wish(cls, names: dict[Wish, str]) -> dict[Wish, str]:
        return complete(names, Wish)

    @validator("causes")
    def _names_every_cause(cls, names: dict[Cause, str]) -> dict[Cause, str]:
        return complete(names, Cause)

    @validator("told", pre=True)
    def _yes_is_a_word(cls, sheet: Any) -> Any:
        # YAML 1.1 reads an unquoted yes as true.
        words = {True: "yes", False: "no"}
        return {
            fact: {words.get(value, value): found for value, found in readings.items()}
            for fact, readings in sheet.items()
        }

    @validator("told")
    def _reads_known_facts(cls, sheet: dict[str, Any], values: dict[str, Any]) -> dict[str, Any]:
        for fact, words in sheet.items():
            for value, pattern in words.items():
                if fact != LATE:
                    read_condition(fact, [value], values.get("exceptions", {}))
                _compile(fact, value, pattern)
        return sheet

    @validator("table", pre=True)
    def _read_the_rules(cls, blocks: Any, values: dict[str, Any]) -> tuple[Rule, ...]:
        if not {"version", "exceptions", "evidence"} <= values.keys():
            return ()
        rules = tuple(_rules(blocks, values))
        check_table(rules, tuple(values["exceptions"]))
        return rules

    def payer_of(self, cause: Cause) -> Payer | None:
        """Who pays the freight for a cause, the way back first; None when nothing is ever sent for it."""
        granted = [
            rule for rule in self.table if rule.decide is Outcome.APPROVE and rule.is_about("cause", cause.value)
        ]
        found = [rule for wish in Wish for rule in granted if rule.is_about("wish", wish.value)]
        return found[0].freight if found else None

    def rule_for(self, facts: Facts) -> Rule:
        """The one rule that holds: the table is complete and without overlap."""
        return next(rule for rule in self.table if rule.covers(facts))


def check_table(rules: tuple[Rule, ...], exceptions: tuple[str, ...]) -> None:
    """Refuse a table with two answers, with none, with a rule that never holds, or with one below the law.

    Raises:
        ValueError: it names the rules, or the combination of facts that no rule covers.
    """
    used = {fact: [rule.conditions[fact] for rule in rules if fact in rule.conditions] for fact in FACTS}
    floors = [_conditions(where, exceptions) for _, where, _ in FLOORS]
    for conditions in floors:
        for fact, condition in conditions.items():
            used[fact].append(condition)
    grid = {fact: cells(fact, conditions, exceptions) for fact, conditions in used.items() if conditions}
    boxes = {rule.id: box_of(rule.conditions, grid) for rule in rules}
    if len(boxes) < len(rules):
        twice = sorted({rule.id for rule in rules if sum(other.id == rule.id for other in rules) > 1})
        raise ValueError(f"rules {', '.join(twice)} are there twice")
    refuse_doubles(rule.name for rule in rules)
    for one, other in combinations(rules, 2):
        shared = meet(boxes[one.id], boxes[other.id])
        if shared:
            raise ValueError(f"rules {one.id} and {other.id} overlap: {_place(shared, grid)}")
    for wish, cause in product(Wish, Cause):
        whole = box_of({**_conditions({"wish": wish.value, "cause": cause.value}, exceptions)}, grid)
        gap = uncovered(whole, (box for box in boxes.values() if meet(whole, box)))
        if gap:
            raise ValueError(f"no rule covers {_place(gap, grid)}")
    for (law, _, forbidden), conditions in zip(FLOORS, floors, strict=True):
        floor = box_of(conditions, grid)
        below = [rule.id for rule in rules if rule.decide in forbidden and meet(boxes[rule.id], floor)]
        if below:
            raise ValueError(f"rule {', '.join(below)} is below the law: {law}")


def _rules(blocks: Any, values: Mapping[str, Any]) -> Iterator[Rule]:
    """The rules of all blocks, each with the conditions of its block."""
    if not isinstance(blocks, list):
        raise ValueError("is not a list of blocks")
    for number, block in enumerate(blocks, 1):
        if not isinstance(block, dict) or block.keys() != {"when", "rules"}:
            raise ValueError(f"block {number} must have when and rules, and nothing else")
        for row in block["rules"]:
            yield _rule(block["when"], dict(row), values)


def _rule(common: dict[str, Any], row: dict[str, Any], values: Mapping[str, Any]) -> Rule:
    name = row.get("id", "without id")
    own = row.get("when") or {}
    try:
        twice = sorted(common.keys() & own.keys())
        if twice:
            raise ValueError(f"when: {', '.join(twice)} is in its block already")
        when = {**common, **own}
        row = {"version": values["version"], **row, "when": when}
        rule = Rule(**row, conditions=_conditions(when, values["exceptions"]))
        unknown = set(rule.evidence) - set(values["evidence"])
        if unknown:
            raise ValueError(f"evidence: {', '.join(sorted(unknown))} is not named")
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(part) for part in first["loc"] if part != "__root__")
        raise ValueError(f"rule {name}: {key + ': ' if key else ''}{first['msg']}") from error
    except ValueError as error:
        raise ValueError(f"rule {name}: {error}") from error
    return rule


def _conditions(when: Mapping[str, Any], exceptions: Any) -> dict[str, Condition]:
    return {fact: read_condition(fact, given, exceptions) for fact, given in when.items()}


def _faults(rule: dict[str, Any]) -> Iterator[tuple[bool, str]]:
    """What may be wrong with a rule by itself, each with the words for it."""
    decide, when = rule["decide"], rule["conditions"]
    causes = [cause for cause in Cause if "cause" not in when or when["cause"].holds(cause.value)]
    faulty = [cause for cause in causes if cause.is_fault]
    goods_faulty = [cause for cause in faulty if cause is not Cause.NOT_RECEIVED]
    state = [fact for fact in _STATE if fact in when]
    yield _never(when), "can never hold: what has not arrived is in no window and has no days"
    yield decide in _REFUSALS and not rule["instead"], "instead: names no way that remains"
    yield bool(faulty) and decide in _REFUSALS and bool(state), f"refuses a fault because of {', '.join(state)}"
    yield bool(faulty) and rule["freight"] is Payer.BUYER, "freight: a fault is never at the buyer's cost"
    unpaid = decide is Outcome.APPROVE and rule["freight"] is not Payer.SHOP
    yield bool(goods_faulty) and unpaid, "freight: a fault is at the shop's cost"
    asks = decide is Outcome.ASK_EVIDENCE
    yield asks != bool(rule["photos"] or rule["ask"]), "ask_evidence, and only that, needs photos or ask"
    photos = when.get("photos")
    few = isinstance(photos, Span) and photos.most is not None and photos.most < rule["photos"]
    yield bool(rule["photos"]) and not few, "photos: it would ask for ever; when needs photos with a max below"
    asked = rule["ask"] and when.get(rule["ask"])
    yield bool(rule["ask"]) and (not asked or asked.values != {"unknown"}), "ask: it would ask for ever"


def _never(when: Mapping[str, Any]) -> bool:
    statuses = when.get("status")
    if statuses is None or not statuses.values <= _UNDELIVERED:
        return False
    return any(fact in when and not when[fact].holds("false") for fact in _WINDOWS) or (
        "days" in when and when["days"].least > 0
    )


def _compile(fact: str, value: str, pattern: str) -> None:
    try:
        re.compile(pattern)
    except re.error as error:
        raise ValueError(f"{fact}.{value}: {pattern!r} is no pattern ({error})") from error


def _place(box: Mapping[str, frozenset[int]], grid: Mapping[str, tuple[Condition, ...]]) -> str:
    """One combination out of a box, in words."""
    telling = {fact: chosen for fact, chosen in box.items() if len(chosen) < len(grid[fact])}
    return ", ".join(f"{fact} {told(grid[fact][min(chosen)])}" for fact, chosen in telling.items())
