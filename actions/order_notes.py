"""Order notes: a note, a carrier, a check before packing, parcels together or apart."""

from __future__ import annotations

from sqlalchemy.orm import Session

from actions.base import Call
from actions.cards import label
from actions.changes import Change, request_of
from actions.handoff import hand_over
from actions.matters import Proposal, Question, Told
from actions.topics import detail_in, means_apart, note_in
from bot.shop.order_notes import add_note
from bot.shop.orders import Order, orders_of
from bot.shop.orders import OrderStatus as S


class Noted(Change):
    """A wish that the warehouse reads, in the shopper's own words."""

    changes_the_order = False

    def hear(self, call: Call, asked: str | None) -> Told:
        detail = call.text if asked == "detail" and call.intent != "affirm" else detail_in(call)
        return {"detail": " ".join(detail.split())} if detail else {}

    def missing(self, call: Call, session: Session, order: Order, told: Told) -> Question | None:
        return None if told.get("detail") else Question("detail", f"utter_ask_detail_{self.topic}")

    def change(self, call: Call, session: Session, order: Order, told: Told) -> Proposal | None:
        values = {"order": label(call, order), "detail": self.note(call, session, order, told)}
        return Proposal(f"utter_confirm_{self.topic}", values)

    def do(self, call: Call, session: Session, order: Order, told: Told) -> None:
        add_note(
            session,
            order,
            self.note_kind(told),
            self.note(call, session, order, told),
            request_of(call, told),
            call.policy,
        )
        call.say(f"utter_{self.topic}", order=label(call, order), detail=self.note(call, session, order, told))

    def note(self, call: Call, session: Session, order: Order, told: Told) -> str:
        return str(told["detail"])[: call.policy.changes.note_limit]

    def note_kind(self, told: Told) -> str:
        return self.kind


class AddOrderNote(Noted):
    topic = "add_order_note"
    kind = "note"

    def hear(self, call: Call, asked: str | None) -> Told:
        note = note_in(call.text) if asked is None else None
        return {"detail": note} if note else super().hear(call, asked)


class RequestPacking(Noted):
    topic = "request_packing"
    kind = "packing"


class RequestCarrier(Noted):
    """A carrier that the shop uses is noted; one that costs more is for a person, who collects the difference."""

    topic = "request_carrier"
    kind = "carrier"

    def hear(self, call: Call, asked: str | None) -> Told:
        carrier = call.entity("carrier")
        return {**super().hear(call, asked), **({"carrier": carrier, "detail": call.text} if carrier else {})}

    def change(self, call: Call, session: Session, order: Order, told: Told) -> Proposal | None:
        if self._is_usual(call, told):
            return super().change(call, session, order, told)
        extra = self._extra(call, told)
        if extra is None:
            return None
        return Proposal("utter_confirm_request_carrier_extra", {"wanted": told["carrier"], "extra": extra})

    def do(self, call: Call, session: Session, order: Order, told: Told) -> None:
        if self._is_usual(call, told):
            return super().do(call, session, order, told)
        extra = self._extra(call, told)
        if extra is None:
            call.say("utter_request_carrier_unknown", wanted=told["detail"])
        else:
            call.say("utter_request_carrier_extra", wanted=told["carrier"], extra=extra)
        hand_over(call, order, self.topic, detail=told["detail"])

    def _extra(self, call: Call, told: Told) -> str | None:
        """What the carrier costs more; None for one that the shop does not use."""
        extras = {one.carrier: one.surcharge for one in call.policy.shipping.on_request}
        return call.policy.money(extras[told["carrier"]]) if told.get("carrier") in extras else None

    def _is_usual(self, call: Call, told: Told) -> bool:
        return told.get("carrier") in call.policy.shipping.carriers


class MergeOrders(Noted):
    """Together: with the other orders that wait for dispatch to the same place. Apart: as the shopper says."""

    topic = "merge_orders"
    kind = "merge"
    fits = ((S.PAID,), (S.PACKING, S.PENDING_PAYMENT), (S.SHIPPED,))

    def hear(self, call: Call, asked: str | None) -> Told:
        heard = super().hear(call, asked)
        apart = means_apart(call.text)
        return {**heard, **({"apart": apart} if asked is None or apart else {})}

    def missing(self, call: Call, session: Session, order: Order, told: Told) -> Question | None:
        return super().missing(call, session, order, told) if told.get("apart") else None

    def change(self, call: Call, session: Session, order: Order, told: Told) -> Proposal | None:
        if not told.get("apart") and not self._others(call, session, order):
            return None
        return super().change(call, session, order, told)

    def do(self, call: Call, session: Session, order: Order, told: Told) -> None:
        if told.get("apart") or self._others(call, session, order):
            return super().do(call, session, order, told)
        call.say("utter_merge_orders_alone", order=label(call, order))

    def note(self, call: Call, session: Session, order: Order, told: Told) -> str:
        if told.get("apart"):
            return super().note(call, session, order, told)
        numbers = call.policy.listed(other.number for other in self._others(call, session, order))
        return call.words("utter_label_merge_with", numbers=numbers)

    def note_kind(self, told: Told) -> str:
        return "split" if told.get("apart") else "merge"

    def _others(self, call: Call, session: Session, order: Order) -> list[Order]:
        """Orders that could go into the same parcel."""
        waiting = orders_of(session, call.shopper, statuses=[S.PAID], now=call.now, limit=10)
        where = ("receiver", "phone", "province", "city", "street")
        same = [one for one in waiting if all(getattr(one, name) == getattr(order, name) for name in where)]
        return [one for one in same if one.number != order.number]
