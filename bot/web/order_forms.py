"""Order forms: orders, parcels, cases and what belongs to them, in the words in which agents read them."""

from __future__ import annotations

from typing import Any

from bot.desk.messages import iso
from bot.shop.addresses import Destination
from bot.shop.case_progress import Progress
from bot.shop.changes import OrderChange
from bot.shop.facts import Wish
from bot.shop.follow_ups import FollowUp
from bot.shop.invoices import Invoice
from bot.shop.orders import Order
from bot.shop.parcels import Parcel, news_of
from bot.shop.payments import Payment, Refund
from bot.shop.policy import Policy
from bot.shop.units import yuan

EVENTS = 20


def order_form(order: Order, policy: Policy, is_open: bool) -> dict[str, Any]:
    """An order; only who acts for its shopper reads the whole address and phone (``is_open``)."""
    lines = [
        {
            "id": line.id,
            "title": line.title,
            "spec": line.article,
            "quantity": line.quantity,
            "price": yuan(line.price_fen),
        }
        for line in order.lines
    ]
    apart = {"discount": order.discount_fen, "freight": order.freight_fen}
    return {
        "number": order.number,
        "status": order.status.value,
        "status_title": policy.words.order_status[order.status],
        "created_at": iso(order.created_at),
        "paid_at": iso(order.paid_at) if order.paid_at else None,
        "pay_before": iso(order.pay_before) if order.is_unpaid else None,
        "lines": lines,
        "amount": yuan(order.amount_fen),
        **{name: yuan(fen) if fen else "" for name, fen in apart.items()},
        "receiver": receiver(order, is_open),
        "note": order.note,
    }


def receiver(order: Order, is_open: bool) -> str:
    """Who gets it and where; masked, so much as one recognises."""
    if is_open:
        return f"{order.receiver} {order.phone} {Destination.of(order).place}"
    city = Destination.of(order)
    province = "" if city.province == city.city else city.province
    return f"{order.receiver[:1]}** {masked_phone(order.phone)} {province}{city.city}{city.district}***"


def masked_phone(phone: str) -> str:
    """A number as one recognises it.

    >>> masked_phone("13800006612"), masked_phone("")
    ('138****6612', '')
    """
    return f"{phone[:3]}****{phone[-4:]}" if len(phone) > 7 else "*" * len(phone)


def payment_form(payment: Payment, policy: Policy) -> dict[str, Any]:
    way = policy.payment.method(payment.method)
    return {
        "id": payment.id,
        "order_number": payment.order_number,
        "amount": yuan(payment.amount_fen),
        "method": way.name if way else payment.method,
        "status": payment.status,
        "failure": payment.failure,
        "at": iso(payment.finished_at or payment.created_at),
    }


def refund_form(refund: Refund, policy: Policy) -> dict[str, Any]:
    return {
        "id": refund.id,
        "order_number": refund.order_number,
        "amount": yuan(refund.amount_fen),
        "status": refund.status,
        "status_title": policy.handling.refund_status.get(refund.status, refund.status),
        "at": iso(refund.finished_at or refund.created_at),
    }


def parcel_form(parcel: Parcel, policy: Policy) -> dict[str, Any]:
    """A parcel with its way, the latest first; ``note`` is its last news in words."""
    shipment, latest = parcel.shipment, parcel.latest
    events = [
        {"at": iso(event.at), "text": policy.logistics.reading.tidy(event.text)}
        for event in list(reversed(shipment.events))[:EVENTS]
    ]
    window = parcel.window
    return {
        "order_number": shipment.order_number,
        "carrier": shipment.carrier,
        "tracking_number": shipment.tracking_number or "",
        "status": policy.words.tracking[latest.kind] if latest else "",
        "note": news_of(parcel, policy.logistics),
        "arrives": [day.isoformat() for day in window] if window else None,
        "events": events,
    }


def case_form(progress: Progress, order: Order, policy: Policy) -> dict[str, Any]:
    case = progress.case
    line = next((line for line in order.lines if line.id == case.line_id), None)
    names = policy.handling.case_status
    steps = [{"at": iso(step.at), "text": names[step.status], "note": step.note} for step in progress.steps]
    return {
        "number": str(case.id),
        "order_number": case.order_number,
        "kind_title": policy.aftersale.wishes[Wish(case.wish)],
        "state": case.status.value,
        "state_title": names[case.status],
        "goods": line.title if line else "",
        "reason": case.detail,
        "rule": policy.reference(case.rule),
        "refund": yuan(case.refund_fen) if case.refund_fen else "",
        "due_at": iso(case.due_at) if case.due_at and case.is_open else None,
        "updated_at": iso(case.events[-1].at if case.events else case.opened_at),
        "evidence": case.evidence,
        "steps": steps,
    }


def invoice_form(invoice: Invoice) -> dict[str, Any]:
    return {
        "order_number": invoice.order_number,
        "title": invoice.title,
        "tax_number": invoice.tax_number,
        "amount": yuan(invoice.amount_fen),
        "due_at": iso(invoice.due_at),
        "issued_at": iso(invoice.issued_at) if invoice.issued_at else None,
    }


def follow_up_form(follow_up: FollowUp) -> dict[str, Any]:
    names = ("id", "order_number", "kind", "times")
    times = {"opened_at": iso(follow_up.opened_at), "due_at": iso(follow_up.due_at)}
    return {**{name: getattr(follow_up, name) for name in names}, **times}


def change_form(change: OrderChange, agents: dict[int, str], policy: Policy) -> dict[str, Any]:
    """A line of what was changed on an order, and by whom."""
    kind, _, who = change.actor.partition(":")
    title = policy.handling.title(change.kind)
    return {
        "at": iso(change.at),
        "kind": change.kind,
        "title": title,
        "by": agents.get(int(who), who) if kind == "agent" and who.isdecimal() else kind,
        "rule": policy.reference(change.rule) if change.rule else "",
    }
