"""Invoices: what they must say, what was asked for, and whether it has been issued."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Column, Integer, String, desc, select
from sqlalchemy.orm import Session
from stdnum.cn import uscc

from bot.db import Base, UtcDateTime
from bot.errors import BadInvoice
from bot.shop.changes import Request, is_done, record
from bot.shop.orders import Order
from bot.shop.policy import Policy

_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", re.ASCII)
# Fifteen digits before 2015, beginning with a province (an order number begins with its year); some foreign and
# individual businesses have twenty.
_PROVINCE = r"(?:1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[12])"
_OLD_TAX_NUMBER = re.compile(rf"{_PROVINCE}\d{{13}}|[0-9A-Z]{{20}}")
_TAX_NUMBER = re.compile(r"(?<![0-9A-Za-z])[0-9A-Za-z]{15,20}(?![0-9A-Za-z])")


class Invoice(Base):
    """A request for an invoice; a reissue is a new row that names the one it replaces."""

    __tablename__ = "invoices"

    id: int = Column(Integer, primary_key=True)
    order_number: str = Column(String(32), nullable=False, index=True)
    kind: str = Column(String(20), nullable=False)
    """One of the kinds of the policy."""
    title: str = Column(String(100), nullable=False)
    tax_number: str = Column(String(20), nullable=False, default="")
    email: str = Column(String(100), nullable=False)
    amount_fen: int = Column(Integer, nullable=False)
    requested_at: datetime = Column(UtcDateTime, nullable=False)
    due_at: datetime = Column(UtcDateTime, nullable=False)
    issued_at: datetime | None = Column(UtcDateTime)
    replaces: int | None = Column(Integer)


@dataclass(frozen=True)
class InvoiceDetails:
    """What an invoice says; a company's needs a tax number, a person's has none."""

    kind: str
    title: str
    email: str
    tax_number: str = ""

    def check(self) -> None:
        """Refuse what the tax office would refuse.

        The 18 characters of a tax number are the social credit code of GB 32100-2015, the last one a check digit.

        Raises:
            BadInvoice: names the part.
        """
        if not 2 <= len(self.title) <= 100:
            raise BadInvoice("title")
        if not _EMAIL.fullmatch(self.email):
            raise BadInvoice("email")
        if self.tax_number and not is_tax_number(self.tax_number):
            raise BadInvoice("tax_number")


def is_tax_number(text: str) -> bool:
    """Whether it can be the tax number of a company.

    >>> is_tax_number("91110000600037341L"), is_tax_number("91110000600037341K")
    (True, False)
    """
    return _OLD_TAX_NUMBER.fullmatch(text) is not None or (len(text) == 18 and uscc.is_valid(text))


def email_in(text: str) -> str | None:
    found = _EMAIL.search(text)
    return found.group() if found else None


def tax_number_in(text: str) -> str | None:
    """What looks like a tax number, right or wrong."""
    found = [one for one in _TAX_NUMBER.findall(text.upper()) if any(c.isdigit() for c in one)]
    return found[0] if found else None


def invoice_of(session: Session, order: Order) -> Invoice | None:
    """The invoice last asked for."""
    query = select(Invoice).where(Invoice.order_number == order.number).order_by(desc(Invoice.id)).limit(1)
    invoice: Invoice | None = session.execute(query).scalar_one_or_none()
    return invoice


def request_invoice(
    session: Session, order: Order, details: InvoiceDetails, request: Request, policy: Policy
) -> Invoice:
    """Ask for an invoice; one that was asked for before is replaced by it.

    Raises:
        ChangeRefused: the order is not paid.
        BadInvoice: a part is missing or wrong.
    """
    earlier = invoice_of(session, order)
    if earlier and is_done(session, request):
        return earlier
    policy.changes.refuse(order, "invoice", request.actor)
    details.check()
    invoice = Invoice(
        order_number=order.number,
        kind=details.kind,
        title=details.title,
        tax_number=details.tax_number,
        email=details.email,
        amount_fen=order.amount_fen,
        requested_at=request.at,
        due_at=request.at + timedelta(hours=policy.invoices.within_hours),
        replaces=earlier.id if earlier else None,
    )
    session.add(invoice)
    before = {"title": earlier.title} if earlier else {}
    rule = policy.changes.quoted("invoice")
    record(session, order, "invoice", request, before=before, after={"title": details.title}, rule=rule)
    return invoice
