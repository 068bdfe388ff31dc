"""The report of the decision table: every rule with an example, what it decides and the text that is quoted."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.settings import ROOT
from bot.shop.conditions import FLAGS, KINDS, Condition, Span, domain
from bot.shop.decision_table import Rule
from bot.shop.decisions import Decision, dated, decide
from bot.shop.facts import Cause, Facts, Wish
from bot.shop.orders import OrderStatus
from bot.shop.policy import Policy, load_policy


@dataclass(frozen=True)
class Row:
    """A rule and an example of it; no example: no request can meet it with the shop's present numbers."""

    rule: Rule
    facts: Facts | None
    decision: Decision | None


def report(policy: Policy) -> list[Row]:
    """Every rule once, decided through the table itself."""
    rows = []
    for rule in policy.aftersale.table:
        facts = example(rule, policy)
        rows.append(Row(rule, facts, decide(facts, policy) if facts else None))
    return rows


def example(rule: Rule, policy: Policy) -> Facts | None:
    """Facts that a real request could have and that the rule covers."""
    return next((facts for facts in _candidates(rule, policy) if rule.covers(facts)), None)


def as_text(rows: list[Row]) -> str:
    """The report as lines of text, one block per rule."""
    missed = [row.rule.id for row in rows if row.decision is None]
    head = f"{len(rows)} rules, {len(rows) - len(missed)} reached{': not ' + ', '.join(missed) if missed else ''}"
    return "\n\n".join([head, *("\n".join(_block(row)) for row in rows)])


def _block(row: Row) -> Iterator[str]:
    if row.facts is None or row.decision is None:
        yield f"{row.rule.id}: never"
        return
    yield f"{row.decision.rule} {row.rule.name} → {row.decision.outcome.value}, freight {row.decision.freight.value}"
    yield "  " + ", ".join(f"{name}={value}" for name, value in _telling(row.facts).items())
    yield f"  「{row.decision.text}」"
    if row.decision.instead:
        yield "  instead: " + ", ".join(way.value for way in row.decision.instead)


def _telling(facts: Facts) -> dict[str, Any]:
    """The facts that are not at their usual value."""
    usual = Facts(facts.wish, facts.cause, facts.status).as_data()
    keep = ("wish", "cause", "status")
    return {name: value for name, value in facts.as_data().items() if name in keep or value != usual[name]}


def _candidates(rule: Rule, policy: Policy) -> Iterator[Facts]:
    """The first value that the rule allows of every fact, on each day at which a term ends or a condition changes."""
    first = {fact: _first(fact, condition, policy) for fact, condition in rule.conditions.items()}
    facts = Facts(**{"wish": Wish.RETURN, "cause": Cause.NO_REASON, "status": OrderStatus.DELIVERED, **first})
    terms = (policy.returns.days, policy.returns.exchange_days, policy.warranty.days)
    days = sorted({facts.days, 0, *(term + shift for term in terms for shift in (0, 1))})
    arrived = facts.status in (OrderStatus.DELIVERED, OrderStatus.COMPLETED)
    yield from (dated(facts, day if arrived else None, policy) for day in days)


def _first(fact: str, condition: Condition, policy: Policy) -> Any:
    if isinstance(condition, Span):
        return condition.least
    value = next(value for value in domain(fact, policy.aftersale.exceptions) if condition.holds(value))
    return KINDS[fact](value) if fact in KINDS else value == "true" if fact in FLAGS else value


def main(folder: Path) -> None:
    """Print the report of the policy in a folder."""
    sys.stdout.write(as_text(report(load_policy(folder))) + "\n")


if __name__ == "__main__":  # pragma: no cover
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "data" / "policy")
