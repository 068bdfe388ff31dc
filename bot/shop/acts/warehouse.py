"""What the warehouse is asked to mind with an order: a note, a check before packing, a carrier."""

from __future__ import annotations

from bot.shop.changes import Request
from bot.shop.order_actions import Field, Line, OrderAction, Plan, Scene
from bot.shop.order_notes import add_note
from bot.shop.values import Values


class AddNote(OrderAction):
    key = "note"
    kind = "note"
    writes_shop = False

    def fields(self, at: Scene) -> tuple[Field, ...]:
        return (Field(self.key, "textarea", most=at.policy.changes.note_limit),)

    def plan(self, at: Scene, values: Values) -> Plan:
        text = self.wanted(at, values)

        def do(request: Request) -> None:
            add_note(at.session, at.order, self.kind, text, request, at.policy)

        return Plan((Line(self.key, "", text),), self.rule(at), do)

    def wanted(self, at: Scene, values: Values) -> str:
        return values.text(self.key, most=at.policy.changes.note_limit)


class AskForCheck(AddNote):
    key = "packing"
    kind = "packing"


class ChooseCarrier(AddNote):
    key = "carrier"
    kind = "carrier"

    def fields(self, at: Scene) -> tuple[Field, ...]:
        return (Field(self.key, "select", options=tuple(_carriers(at).items())),)

    def wanted(self, at: Scene, values: Values) -> str:
        known = _carriers(at)
        return known[values.choice(self.key, known)]


def _carriers(at: Scene) -> dict[str, str]:
    """The carriers that the shop sends with, those for a surcharge with what it is."""
    shipping, policy = at.policy.shipping, at.policy
    extra = {
        one.carrier: policy.words.extra.format(name=one.carrier, amount=policy.money(one.surcharge))
        for one in shipping.on_request
    }
    return {**{name: name for name in shipping.carriers}, **extra}
