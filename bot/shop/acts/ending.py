"""The end of an order, and what belongs to its books: cancelling it, its invoice, a refund that failed."""

from __future__ import annotations

from bot.shop.changes import Request, record
from bot.shop.edits import cancel_order
from bot.shop.gateways import FAILED, REQUESTED
from bot.shop.invoices import InvoiceDetails, invoice_of, request_invoice
from bot.shop.order_actions import Field, Line, OrderAction, Plan, Scene
from bot.shop.orders import OrderStatus
from bot.shop.payments import Refund
from bot.shop.refunds import refundable, refunds_of, request_refund, retry_refund
from bot.shop.values import Values


class CancelOrder(OrderAction):
    key = "cancel"
    kind = "cancel"

    def fields(self, at: Scene) -> tuple[Field, ...]:
        return (Field("reason", "select", options=tuple(at.policy.handling.reasons[self.key].items())),)

    def plan(self, at: Scene, values: Values) -> Plan:
        order, names = at.order, at.policy.words.order_status
        reasons = at.policy.handling.reasons[self.key]
        reason = values.choice("reason", reasons)
        to = OrderStatus.CANCELLED if order.is_unpaid else OrderStatus.REFUNDING
        back = 0 if order.is_unpaid else order.amount_fen
        # A payment that is not in our records is paid back by hand.
        is_ours = back <= refundable(at.session, order)
        lines = [Line("status", names[order.status], names[to]), Line("reason", "", reasons[reason])]
        if back:
            money = at.policy.money(back)
            lines.append(Line("refund", "", money if is_ours else at.policy.handling.by_hand.format(amount=money)))

        def do(request: Request) -> None:
            cancel_order(at.session, order, request, at.policy)
            if back and is_ours:
                request_refund(at.session, order, back, reason, request.id, request.at)

        return Plan(tuple(lines), self.rule(at), do)


class AskForInvoice(OrderAction):
    key = "invoice"
    kind = "invoice"
    writes_shop = False

    def fields(self, at: Scene) -> tuple[Field, ...]:
        known = invoice_of(at.session, at.order)
        needed = {"title": True, "tax_number": False, "email": True}
        return tuple(Field(name, value=getattr(known, name, None), required=must) for name, must in needed.items())

    def plan(self, at: Scene, values: Values) -> Plan:
        details = InvoiceDetails(
            at.policy.invoices.types[0],
            values.text("title", most=100),
            values.text("email", most=100),
            values.text("tax_number", most=20, needed=False).upper(),
        )
        details.check()
        known = invoice_of(at.session, at.order)
        named = [(name, getattr(known, name, ""), getattr(details, name)) for name in ("title", "tax_number", "email")]
        lines = [Line(name, before, after) for name, before, after in named if before != after]

        def do(request: Request) -> None:
            request_invoice(at.session, at.order, details, request, at.policy)

        return Plan(tuple(lines), self.rule(at), do)


class RetryRefund(OrderAction):
    """A refund that the gateway refused is sent again under its old number."""

    key = "refund_retry"
    person_only = True
    writes_shop = False

    def check(self, at: Scene) -> None:
        if not _failed(at):
            raise self.refused(at)

    def fields(self, at: Scene) -> tuple[Field, ...]:
        options = tuple((refund.id, f"{at.policy.money(refund.amount_fen)} {refund.id}") for refund in _failed(at))
        return (Field("refund_id", "select", options=options, value=options[0][0]),)

    def plan(self, at: Scene, values: Values) -> Plan:
        failed = {refund.id: refund for refund in _failed(at)}
        refund, names = failed[values.choice("refund_id", failed)], at.policy.handling.refund_status
        lines = (
            Line("refund", at.policy.money(refund.amount_fen), at.policy.money(refund.amount_fen)),
            Line("refund_status", names[FAILED], names[REQUESTED]),
        )

        def do(request: Request) -> None:
            before, after = {"refund": refund.id, "status": FAILED}, {"refund": refund.id, "status": REQUESTED}
            record(at.session, at.order, self.key, request, before=before, after=after, rule=self.rule(at))
            retry_refund(at.session, refund)

        return Plan(lines, self.rule(at), do)


def _failed(at: Scene) -> list[Refund]:
    return [refund for refund in refunds_of(at.session, at.order) if refund.status == FAILED]
