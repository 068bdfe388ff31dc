"""The sandbox gateway: pays without money on a page of our own, through the same door as the real ones."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import jwt
from jwt.types import Options

from bot.errors import BadNotification, BadPayLink, PayLinkExpired
from bot.shop.gateways import FAILED, SUCCEEDED, Acknowledgement, Checkout, Notification, PayPage, RefundResult, Slip
from bot.shop.payments import Payment, Refund

PAGE = "xiaoer.sandbox.page"
NOTIFICATION = "xiaoer.sandbox.notification"
ALGORITHM = "HS256"
LASTS = timedelta(minutes=5)


class Sandbox:
    """For demonstrations and tests; an installation in production has none."""

    name = "sandbox"
    method = ""

    def __init__(self, key: str) -> None:
        self._key = key

    def start(self, payment: Payment, checkout: Checkout) -> PayPage:
        claims = {
            "aud": PAGE, "sub": payment.id, "title": checkout.title, "amount": payment.amount_fen,
            "currency": payment.currency, "return": checkout.return_url, "exp": checkout.expires_at,
        }  # fmt: skip
        return PayPage(f"/pay/sandbox/{jwt.encode(claims, self._key, algorithm=ALGORITHM)}")

    def read_slip(self, token: str, now: datetime) -> Slip:
        try:
            claims = self._claims(token, PAGE)
        except jwt.PyJWTError as error:
            raise BadPayLink() from error
        if now.timestamp() >= claims["exp"]:
            raise PayLinkExpired()
        return Slip(claims["sub"], claims["title"], claims["amount"], claims["currency"], claims["return"])

    def notify(self, slip: Slip, method: str, failure: str, now: datetime) -> bytes:
        claims = {
            "aud": NOTIFICATION, "sub": slip.payment_id, "amount": slip.amount_fen, "currency": slip.currency,
            "method": method, "failure": failure, "number": f"SB{uuid.uuid4().hex}", "exp": now + LASTS, "iat": now,
        }  # fmt: skip
        return jwt.encode(claims, self._key, algorithm=ALGORITHM).encode()

    def read_notification(self, headers: Mapping[str, str], body: bytes, now: datetime) -> Notification | None:
        try:
            claims = self._claims(body.decode(), NOTIFICATION)
        except (jwt.PyJWTError, UnicodeDecodeError) as error:
            raise BadNotification("the signature is wrong; somebody else than the sandbox page has sent it") from error
        at = datetime.fromtimestamp(claims["iat"], now.tzinfo)
        if not at - LASTS <= now < at + LASTS:
            raise BadNotification("it is too old; see that the clock is right")
        return Notification(
            self.name, claims["sub"], claims["number"], claims["amount"], claims["currency"],
            FAILED if claims["failure"] else SUCCEEDED, at, claims["method"], claims["failure"],
        )  # fmt: skip

    def acknowledgement(self, ok: bool) -> Acknowledgement:
        return Acknowledgement(200 if ok else 400, "text/plain", "ok" if ok else "refused")

    def query(self, payment: Payment, now: datetime) -> Notification | None:
        """It keeps nothing: what has happened has been notified in the same breath."""
        return None

    def refund(self, refund: Refund, payment: Payment) -> RefundResult:
        return RefundResult(SUCCEEDED, f"SB{refund.id}")

    def find_refund(self, refund: Refund, payment: Payment) -> RefundResult | None:
        return None

    def _claims(self, token: str, audience: str) -> dict[str, Any]:
        # The library reads the clock itself; ours is an argument.
        options: Options = {"require": ["sub", "exp", "aud"], "verify_exp": False, "verify_iat": False}
        return dict(jwt.decode(token, self._key, algorithms=[ALGORITHM], audience=audience, options=options))
