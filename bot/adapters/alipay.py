"""Alipay: page and phone payment, notifications, queries and refunds, through python-alipay-sdk (RSA2)."""

from __future__ import annotations

import binascii
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any
from urllib.parse import parse_qsl

from alipay import AliPay
from alipay.exceptions import AliPayException, AliPayValidationError
from alipay.utils import AliPayConfig

from bot.errors import BadNotification, GatewayRefused, GatewayUnavailable
from bot.shop.gateways import (
    CLOSED,
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

TIMEOUT = 10
# Alipay repeats a notification for 25 hours.
LASTS = timedelta(hours=26)
AHEAD = timedelta(minutes=10)
TITLE_LENGTH = 120
_OK = "10000"
_ENDS = {"TRADE_SUCCESS": SUCCEEDED, "TRADE_FINISHED": SUCCEEDED, "TRADE_CLOSED": CLOSED}
_UNKNOWN = {"ACQ.TRADE_NOT_EXIST", "TRADE_NOT_EXIST"}
_LATER = {
    "ACQ.SYSTEM_ERROR",
    "ACQ.SELLER_BALANCE_NOT_ENOUGH",
    "isp.unknow-error",
    "aop.unknow-error",
    "isv.unknow-error",
}


class Alipay:
    """The shop's application at Alipay. ``private_key`` is the application's, ``public_key`` is Alipay's own."""

    name = "alipay"
    method = "alipay"

    def __init__(self, app_id: str, private_key: str, public_key: str, address: str) -> None:
        self._sdk = AliPay(
            appid=app_id,
            app_private_key_string=_pem(private_key),
            alipay_public_key_string=_pem(public_key),
            sign_type="RSA2",
            config=AliPayConfig(timeout=TIMEOUT),
        )
        # The SDK knows two addresses only: the real one and one of its old sandboxes.
        self._sdk._gateway = address
        self._address = address

    def start(self, payment: Payment, checkout: Checkout) -> PayPage:
        begin = self._sdk.api_alipay_trade_wap_pay if checkout.on_phone else self._sdk.api_alipay_trade_page_pay
        expires = f"{checkout.expires_at.astimezone(SHANGHAI):%Y-%m-%d %H:%M:%S}"
        query = begin(
            checkout.title[:TITLE_LENGTH],
            payment.id,
            _yuan(payment.amount_fen),
            return_url=checkout.return_url,
            notify_url=checkout.notify_url,
            time_expire=expires,
        )
        return PayPage(f"{self._address}?{query}")

    def read_notification(self, headers: Mapping[str, str], body: bytes, now: datetime) -> Notification | None:
        fields = self._verified(body)
        if fields.get("app_id") != self._sdk.appid:
            raise BadNotification("it is for another application; see XIAOER_ALIPAY_APP_ID")
        sent = _moment(fields.get("notify_time", ""))
        if sent is None or not sent - AHEAD <= now <= sent + LASTS:
            raise BadNotification("it is too old or has no time; see that the clock is right")
        return self._ending(fields, now)

    def acknowledgement(self, ok: bool) -> Acknowledgement:
        return Acknowledgement(200, "text/plain", "success" if ok else "failure")

    def query(self, payment: Payment, now: datetime) -> Notification | None:
        answer = self._ask(lambda: self._sdk.api_alipay_trade_query(out_trade_no=payment.id))
        if _is_unknown(answer):
            return None
        return self._ending(_checked(answer), now)

    def refund(self, refund: Refund, payment: Payment) -> RefundResult:
        answer = _checked(
            self._ask(
                lambda: self._sdk.api_alipay_trade_refund(
                    _yuan(refund.amount_fen),
                    out_trade_no=payment.id,
                    out_request_no=refund.id,
                    refund_reason=refund.reason,
                )
            )
        )
        # "N" says neither yes nor no: the next look at the refund will tell.
        return RefundResult(SUCCEEDED if answer.get("fund_change") == "Y" else REQUESTED, answer.get("trade_no"))

    def find_refund(self, refund: Refund, payment: Payment) -> RefundResult | None:
        answer = self._ask(lambda: self._sdk.api_alipay_trade_fastpay_refund_query(refund.id, out_trade_no=payment.id))
        if _is_unknown(answer) or not _checked(answer).get("refund_amount"):
            return None
        done = answer.get("refund_status", "REFUND_SUCCESS") == "REFUND_SUCCESS"
        return RefundResult(SUCCEEDED if done else REQUESTED, answer.get("trade_no"))

    def _verified(self, body: bytes) -> dict[str, str]:
        try:
            fields = dict(parse_qsl(body.decode(), keep_blank_values=True))
            signature = fields.pop("sign")
            # The SDK takes sign_type out of what it is given.
            right = self._sdk.verify(dict(fields), signature)
        except (KeyError, ValueError, binascii.Error, AliPayException) as error:
            raise BadNotification("it has no signature that can be read; somebody else has sent it") from error
        if not right:
            raise BadNotification("the signature is wrong; somebody else has sent it, or see XIAOER_ALIPAY_PUBLIC_KEY")
        return fields

    def _ending(self, fields: Mapping[str, Any], now: datetime) -> Notification | None:
        status = _ENDS.get(str(fields.get("trade_status")))
        if status is None:
            return None
        paid_at = _moment(fields.get("gmt_payment") or fields.get("send_pay_date") or "")
        return Notification(
            gateway=self.name,
            payment_id=str(fields.get("out_trade_no", "")),
            gateway_number=str(fields.get("trade_no", "")),
            amount_fen=_fen(str(fields.get("total_amount", ""))),
            currency=str(fields.get("trans_currency") or "CNY"),
            status=status,
            at=paid_at or now,
            method=self.method,
        )

    def _ask(self, call: Callable[[], dict[str, Any]]) -> dict[str, Any]:
        try:
            answer = call()
        except AliPayValidationError as error:
            raise GatewayUnavailable("Alipay's answer is not signed by Alipay.") from error
        except AliPayException as error:  # an answer without a signature decides nothing
            raise GatewayUnavailable(
                "Alipay refused without signing; see the keys and the application's id."
            ) from error
        except (OSError, ValueError) as error:
            raise GatewayUnavailable(f"Alipay cannot be reached: {type(error).__name__}.") from error
        if answer.get("code") == "20000" or answer.get("sub_code") in _LATER:
            raise GatewayUnavailable(f"Alipay is busy: {answer.get('sub_code')}.")
        return answer


def _is_unknown(answer: Mapping[str, Any]) -> bool:
    return answer.get("sub_code") in _UNKNOWN


def _checked(answer: dict[str, Any]) -> dict[str, Any]:
    if answer.get("code") != _OK:
        raise GatewayRefused(str(answer.get("sub_code") or answer.get("code")))
    return answer


def _pem(key: str) -> str:
    """Alipay's own tools give keys as bare base64."""
    return key if "-----" in key else f"-----BEGIN KEY-----\n{key.strip()}\n-----END KEY-----"


def _yuan(fen: int) -> str:
    return f"{Decimal(fen) / 100:.2f}"


def _fen(yuan: str) -> int:
    """In fen; -1, which no payment is over, for what is no sum."""
    try:
        fen = Decimal(yuan) * 100
        return int(fen) if fen == int(fen) else -1
    except (InvalidOperation, ValueError, OverflowError):
        return -1


def _moment(text: str) -> datetime | None:
    try:
        return datetime.strptime(text[:19], "%Y-%m-%d %H:%M:%S").replace(tzinfo=SHANGHAI)
    except ValueError:
        return None
