"""WeChat Pay v3: code and phone payment, notifications, queries and refunds, through wechatpayv3."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote

from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509 import load_pem_x509_certificate
from wechatpayv3 import WeChatPay as Sdk
from wechatpayv3 import WeChatPayType

from bot.errors import BadNotification, GatewayRefused, GatewayUnavailable
from bot.shop.gateways import (
    CLOSED,
    FAILED,
    REQUESTED,
    SUCCEEDED,
    Acknowledgement,
    Checkout,
    Notification,
    PayPage,
    RefundResult,
)
from bot.shop.payments import Payment, Refund
from bot.shop.units import SHANGHAI

TIMEOUT = (3, 10)
# The header's time is that of the sending, which WeChat renews when it repeats a notification.
LASTS = timedelta(minutes=5)
TITLE_LENGTH = 40
REASON_LENGTH = 26
_ALGORITHM = "WECHATPAY2-SHA256-RSA2048"
# REFUND: it was paid, and some of it has gone back.
_ENDS = {"SUCCESS": SUCCEEDED, "REFUND": SUCCEEDED, "CLOSED": CLOSED, "REVOKED": CLOSED, "PAYERROR": FAILED}
_REFUNDS = {"SUCCESS": SUCCEEDED, "PROCESSING": REQUESTED, "ABNORMAL": FAILED, "CLOSED": FAILED}
_LATER = {"SYSTEM_ERROR", "FREQUENCY_LIMITED", "BIZERR_NEED_RETRY"}
_UNKNOWN = {"ORDER_NOT_EXIST", "RESOURCE_NOT_EXISTS", "RESOURCE_NOT_EXIST"}
_TOO_LITTLE = "NOT_ENOUGH"


class WeChatPay:
    """The shop's merchant account. ``platform_key`` is WeChat's public key with its id, or its certificate."""

    name = "wechat"
    method = "wechat"

    def __init__(
        self,
        *,
        app_id: str,
        merchant_id: str,
        serial: str,
        private_key: str,
        api_key: str,
        platform_key: str,
        platform_key_id: str,
        address: str,
    ) -> None:
        key, self._key_id = _platform(platform_key, platform_key_id)
        self._app_id, self._merchant_id = app_id, merchant_id
        # With the key given the SDK downloads no certificates.
        self._sdk = Sdk(
            WeChatPayType.NATIVE,
            merchant_id,
            private_key,
            serial,
            app_id,
            api_key,
            public_key=key,
            public_key_id=self._key_id,
            timeout=TIMEOUT,
        )
        self._sdk._core._gate_way = address.rstrip("/")

    def start(self, payment: Payment, checkout: Checkout) -> PayPage:
        scene = {"payer_client_ip": checkout.payer_ip or "127.0.0.1", "h5_info": {"type": "Wap"}}
        answer = self._ask(
            lambda: self._sdk.pay(
                description=checkout.title[:TITLE_LENGTH],
                out_trade_no=payment.id,
                amount={"total": payment.amount_fen, "currency": payment.currency},
                time_expire=checkout.expires_at.astimezone(SHANGHAI).isoformat(timespec="seconds"),
                notify_url=checkout.notify_url,
                scene_info=scene if checkout.on_phone else None,
                pay_type=WeChatPayType.H5 if checkout.on_phone else WeChatPayType.NATIVE,
            )
        )
        if checkout.on_phone:
            return PayPage(f"{answer['h5_url']}&redirect_url={quote(checkout.return_url, safe='')}")
        return PayPage(str(answer["code_url"]), is_code=True)

    def read_notification(self, headers: Mapping[str, str], body: bytes, now: datetime) -> Notification | None:
        event = self._verified({name.lower(): value for name, value in headers.items()}, body, now)
        trade = event["resource"]
        if not str(event.get("event_type", "")).startswith("TRANSACTION."):
            return None
        if (trade.get("appid"), trade.get("mchid")) != (self._app_id, self._merchant_id):
            raise BadNotification("it is for another merchant; see XIAOER_WECHAT_APP_ID and XIAOER_WECHAT_MERCHANT_ID")
        return self._ending(trade, now)

    def acknowledgement(self, ok: bool) -> Acknowledgement:
        if ok:
            return Acknowledgement(204, "application/json", "")
        refusal = {"code": "FAIL", "message": "the notification was refused"}
        return Acknowledgement(400, "application/json", json.dumps(refusal))

    def query(self, payment: Payment, now: datetime) -> Notification | None:
        trade = self._ask(lambda: self._sdk.query(out_trade_no=payment.id), unknown={})
        return self._ending(trade, now)

    def refund(self, refund: Refund, payment: Payment) -> RefundResult:
        amount = {"refund": refund.amount_fen, "total": payment.amount_fen, "currency": payment.currency}
        answer = self._ask(
            lambda: self._sdk.refund(
                refund.id, amount, out_trade_no=payment.id, reason=refund.reason[:REASON_LENGTH] or None
            )
        )
        return _refund_result(answer)

    def find_refund(self, refund: Refund, payment: Payment) -> RefundResult | None:
        answer = self._ask(lambda: self._sdk.query_refund(refund.id), unknown={})
        return _refund_result(answer) if answer else None

    def _verified(self, headers: Mapping[str, str], body: bytes, now: datetime) -> dict[str, Any]:
        """The decrypted event.

        The SDK would download certificates for a key that it does not know, at the word of whoever sent this.
        """
        if (headers.get("wechatpay-serial"), headers.get("wechatpay-signature-type")) != (self._key_id, _ALGORITHM):
            raise BadNotification("it is signed with another key; see XIAOER_WECHAT_PLATFORM_KEY")
        stamp = headers.get("wechatpay-timestamp", "")
        if not stamp.isdecimal() or abs(now.timestamp() - int(stamp[:12])) > LASTS.total_seconds():
            raise BadNotification("it is too old or has no time; see that the clock is right")
        try:
            event = self._sdk.callback(headers, body)
        except Exception as error:  # the SDK raises nothing narrower
            raise BadNotification("it cannot be read; see XIAOER_WECHAT_API_KEY") from error
        if not event:
            raise BadNotification("the signature is wrong; somebody else has sent it, or see XIAOER_WECHAT_API_KEY")
        return dict(event)

    def _ending(self, trade: Mapping[str, Any], now: datetime) -> Notification | None:
        status = _ENDS.get(str(trade.get("trade_state")))
        if status is None:
            return None
        amount = trade.get("amount") or {}
        return Notification(
            gateway=self.name,
            payment_id=str(trade.get("out_trade_no", "")),
            gateway_number=str(trade.get("transaction_id", "")),
            amount_fen=int(amount.get("total", -1)),
            currency=str(amount.get("currency", "CNY")),
            status=status,
            at=_moment(str(trade.get("success_time", ""))) or now,
            method=self.method,
            failure=str(trade.get("trade_state_desc", "")) if status == FAILED else "",
        )

    def _ask(self, call: Callable[[], tuple[int, Any]], unknown: dict[str, Any] | None = None) -> dict[str, Any]:
        """The answer; ``unknown`` where the gateway knows of no such thing."""
        try:
            status, text = call()
            answer = json.loads(text) if text else {}
        except Exception as error:  # the SDK raises nothing narrower, neither for a wrong signature
            raise GatewayUnavailable(f"WeChat Pay gave no answer to be trusted: {type(error).__name__}.") from error
        if 200 <= status < 300:
            return dict(answer)
        code = str(answer.get("code") or status)
        if unknown is not None and code in _UNKNOWN:
            return unknown
        # Too little on the merchant's account is a matter of days, not of the request.
        if status >= 500 or status == 429 or code in _LATER or code == _TOO_LITTLE:
            raise GatewayUnavailable(f"WeChat Pay is busy: {code}.")
        raise GatewayRefused(code)


def _platform(key: str, key_id: str) -> tuple[str, str]:
    """WeChat's public key and the serial that it signs under; a certificate brings both along."""
    if "CERTIFICATE" not in key:
        return key, key_id
    certificate = load_pem_x509_certificate(key.encode())
    public = certificate.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    return public.decode(), f"{certificate.serial_number:X}"


def _refund_result(answer: Mapping[str, Any]) -> RefundResult:
    state = str(answer.get("status", ""))
    status = _REFUNDS.get(state, REQUESTED)
    return RefundResult(status, answer.get("refund_id"), state if status == FAILED else "")


def _moment(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None
