"""Gateways: what the shop asks of whoever moves its money, and what it is told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Protocol, runtime_checkable

if TYPE_CHECKING:
    from bot.shop.payments import Payment, Refund

SUCCEEDED, FAILED, CLOSED = "succeeded", "failed", "closed"
"""How an attempt to pay ends."""
REQUESTED = "requested"
"""A refund that is under way."""


@dataclass(frozen=True)
class Checkout:
    """What goes to the gateway with a payment."""

    title: str
    return_url: str
    """Where the shopper's browser goes afterwards; it says nothing about whether anything was paid."""
    notify_url: str
    expires_at: datetime
    on_phone: bool = False
    payer_ip: str = ""


@dataclass(frozen=True)
class PayPage:
    """Where the shopper pays: an address to go to, or the content of a code to scan."""

    address: str
    is_code: bool = False


@dataclass(frozen=True)
class Notification:
    """The gateway's word about a payment, its signature checked."""

    gateway: str
    payment_id: str
    gateway_number: str
    amount_fen: int
    currency: str
    status: str
    """``succeeded``, ``failed`` or ``closed``."""
    at: datetime
    method: str = ""
    failure: str = ""


@dataclass(frozen=True)
class RefundResult:
    """How a refund stands at the gateway: ``requested``, ``succeeded`` or ``failed``."""

    status: str
    gateway_number: str | None = None
    failure: str = ""


@dataclass(frozen=True)
class Acknowledgement:
    """The answer to a notification as the gateway demands it."""

    status: int
    content_type: str
    body: str


class Gateway(Protocol):
    """One way for money to come and go. Nothing connects before the first call; every call has a time-out.

    Calls raise ``GatewayUnavailable`` when it is worth trying again later, ``GatewayRefused`` when it is not.
    """

    @property
    def name(self) -> str: ...

    @property
    def method(self) -> str:
        """The method of the policy that it stands for; empty when the shopper chooses there."""
        ...

    def start(self, payment: Payment, checkout: Checkout) -> PayPage: ...

    def read_notification(self, headers: Mapping[str, str], body: bytes, now: datetime) -> Notification | None:
        """What a notification says; None when it is authentic and of no concern.

        Raises:
            BadNotification: its signature, age or addressee is wrong.
        """
        ...

    def acknowledgement(self, ok: bool) -> Acknowledgement: ...

    def query(self, payment: Payment, now: datetime) -> Notification | None:
        """How a payment has ended; None while it has not."""
        ...

    def refund(self, refund: Refund, payment: Payment) -> RefundResult:
        """Pay back. The refund's id goes along: the same one, sent again, pays nothing again."""
        ...

    def find_refund(self, refund: Refund, payment: Payment) -> RefundResult | None:
        """A refund as the gateway knows it; None when it has not heard of it."""
        ...


@dataclass(frozen=True)
class Slip:
    """What a gateway's page knows of a payment: no more than a foreign gateway would."""

    payment_id: str
    title: str
    amount_fen: int
    currency: str
    return_url: str


@runtime_checkable
class PlayGateway(Gateway, Protocol):
    """A gateway without money: the desk shows its page itself, and says how it was left."""

    def read_slip(self, token: str, now: datetime) -> Slip:
        """The payment that a page is for.

        Raises:
            BadPayLink: the page is none of ours.
            PayLinkExpired: the time to pay is over.
        """
        ...

    def notify(self, slip: Slip, method: str, failure: str, now: datetime) -> bytes:
        """The body of the notification that tells the desk how the page was left."""
        ...
