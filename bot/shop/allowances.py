"""Allowances: how much agents and leads may give away, on one order and in a month."""

from __future__ import annotations

from typing import Any

from pydantic import Field, validator

from bot.shop.rules import Section, check_places
from bot.shop.units import Fen


class Allowance(Section):
    """The most of one kind, in all on one order, and of one person in a month."""

    order: Fen
    month: Fen


class Allowances(Section):
    """What agents and leads may give away; beyond their own, agents ask a lead."""

    id: str
    name: str = Field(min_length=2, max_length=24)
    agent: Allowance
    lead: Allowance
    text: str
    """Told beyond the limits; may say ``{order}``, ``{month}``, ``{given}`` and ``{given_month}``."""

    @validator("text")
    def _knows_its_places(cls, text: str) -> str:
        return check_places(text, set(), allowed={"order", "month", "given", "given_month"})

    @validator("lead")
    def _is_no_less_than_an_agents(cls, lead: Allowance, values: dict[str, Any]) -> Allowance:
        agent: Allowance | None = values.get("agent")
        if agent and (lead.order < agent.order or lead.month < agent.month):
            raise ValueError("is less than an agent's")
        return lead

    def of(self, is_lead: bool) -> Allowance:
        return self.lead if is_lead else self.agent
