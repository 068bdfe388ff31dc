"""The real SDK against a stand-in that checks our signature, signs its answers and encrypts its notifications."""

from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from bot.adapters.wechat_pay import WeChatPay
from bot.errors import BadNotification, GatewayRefused, GatewayUnavailable
from tests.adapters.conftest import private_pem
from tests.local_http import serving
from tests.wechat_stand_in import API_KEY, WeChatStandIn


@pytest.fixture
def started(wechat, payment, checkout):
    wechat.start(payment, checkout)
    return payment


def test_a_payment_begins_with_a_code(wechat, wechat_side, payment, checkout):
    page = wechat.start(payment, checkout)

    assert (page.address, page.is_code) == ("weixin://wxpay/bizpayurl?pr=p4lpSuKzz", True)
    assert wechat_side.calls == ["POST /v3/pay/transactions/native"]
    assert wechat_side.trades[payment.id]["amount"] == {"total": 12950, "currency": "CNY"}


def test_on_a_phone_it_begins_on_a_page_that_leads_back(wechat, wechat_side, payment, checkout):
    page = wechat.start(payment, replace(checkout, on_phone=True, payer_ip="203.0.113.9"))

    assert wechat_side.calls == ["POST /v3/pay/transactions/h5"]
    assert page.address.endswith("&redirect_url=https%3A%2F%2Fshop.example%2Fpay%2Fx")
    assert not page.is_code


def test_a_notification_tells_of_the_money(wechat, wechat_side, started, now):
    told = wechat.read_notification(*wechat_side.pay(started.id), now)

    assert (told.payment_id, told.amount_fen, told.currency) == (started.id, 12950, "CNY")
    assert (told.gateway, told.status, told.method, told.at) == ("wechat", "succeeded", "wechat", now)
    assert told.gateway_number == wechat_side.trades[started.id]["transaction_id"]


@pytest.mark.parametrize(
    ("state", "status"),
    [("CLOSED", "closed"), ("PAYERROR", "failed"), ("REFUND", "succeeded"), ("USERPAYING", None)],
)
def test_a_trade_ends_in_our_words(wechat, wechat_side, started, now, state, status):
    told = wechat.read_notification(*wechat_side.notification(started.id, trade_state=state), now)

    assert (told and told.status) == status


def test_news_of_a_refund_are_no_payment(wechat, wechat_side, started, now):
    assert wechat.read_notification(*wechat_side.notification(started.id, "REFUND.SUCCESS"), now) is None


@pytest.mark.parametrize(
    ("headers", "change"),
    [
        ({}, lambda body: body.replace(b"e-1", b"e-2")),
        ({"Wechatpay-Signature": "AAAA"}, bytes),
        ({"Wechatpay-Signature": "不是签名"}, bytes),
        ({"Wechatpay-Signature-Type": "WECHATPAY2-SM2-WITH-SM3"}, bytes),
        ({"Wechatpay-Timestamp": "1"}, bytes),
        ({"Wechatpay-Timestamp": ""}, bytes),
        ({"Wechatpay-Nonce": "other"}, bytes),
    ],
)
def test_a_forged_notification_is_refused(wechat, wechat_side, started, now, headers, change):
    right, body = wechat_side.pay(started.id)

    with pytest.raises(BadNotification):
        wechat.read_notification({**right, **headers}, change(body), now)


def test_an_unknown_key_is_refused_without_asking_anybody_for_it(wechat, wechat_side, started, now):
    calls = list(wechat_side.calls)

    with pytest.raises(BadNotification, match="another key"):
        wechat.read_notification(*wechat_side.notification(started.id, serial="1A2B"), now)
    assert wechat_side.calls == calls


def test_what_is_not_sealed_with_our_key_is_refused(wechat, wechat_side, started, now):
    with pytest.raises(BadNotification, match="API_KEY"):
        wechat.read_notification(*wechat_side.notification(started.id, api_key=API_KEY[::-1]), now)


def test_what_cannot_be_read_is_refused(wechat, wechat_side, now):
    with pytest.raises(BadNotification, match="cannot be read"):
        wechat.read_notification(wechat_side._headers("hello"), b"hello", now)


@pytest.mark.parametrize("other", [{"mchid": "1900000110"}, {"appid": "wx0"}])
def test_a_notification_for_another_merchant_is_refused(wechat, wechat_side, started, now, other):
    with pytest.raises(BadNotification, match="another merchant"):
        wechat.read_notification(*wechat_side.notification(started.id, **other), now)


@pytest.mark.parametrize("by", [timedelta(minutes=6), timedelta(minutes=-6)])
def test_a_notification_that_is_sent_on_later_is_refused(wechat, wechat_side, started, now, by):
    with pytest.raises(BadNotification, match="too old"):
        wechat.read_notification(*wechat_side.pay(started.id), now + by)


def test_wechat_wants_a_status_for_an_answer(wechat):
    right, wrong = wechat.acknowledgement(True), wechat.acknowledgement(False)

    assert (right.status, right.body) == (204, "")
    assert wrong.status == 400
    assert '"code": "FAIL"' in wrong.body


def test_a_query_knows_what_has_been_paid(wechat, wechat_side, started, now):
    assert wechat.query(started, now) is None
    wechat_side.pay(started.id)

    told = wechat.query(started, now)

    assert (told.status, told.amount_fen, told.payment_id) == ("succeeded", 12950, started.id)


def test_a_payment_that_was_never_begun_is_unknown_there(wechat, payment, now):
    assert wechat.query(payment, now) is None


def test_money_goes_back_once_under_its_number(wechat, wechat_side, started, refund):
    wechat_side.pay(started.id)
    assert wechat.find_refund(refund, started) is None

    first, again = wechat.refund(refund, started), wechat.refund(refund, started)

    assert first == again
    assert (first.status, list(wechat_side.refunds)) == ("succeeded", [refund.id])
    assert wechat.find_refund(refund, started).status == "succeeded"


def test_a_refund_under_way_is_looked_at_again(wechat, wechat_side, started, refund):
    wechat_side.refunds_at_once = False
    wechat_side.pay(started.id)

    assert wechat.refund(refund, started).status == "requested"
    wechat_side.refunds[refund.id]["status"] = "ABNORMAL"
    assert wechat.find_refund(refund, started).failure == "ABNORMAL"


def test_a_refund_that_cannot_be_is_refused(wechat, wechat_side, started, refund):
    wechat_side.pay(started.id)
    refund.amount_fen = 99999

    with pytest.raises(GatewayRefused, match="INVALID_REQUEST"):
        wechat.refund(refund, started)


@pytest.mark.parametrize("trouble", ["busy", "forges"])
def test_an_answer_that_is_none_is_asked_for_again(wechat, wechat_side, started, now, trouble):
    setattr(wechat_side, trouble, True)

    with pytest.raises(GatewayUnavailable):
        wechat.query(started, now)


def test_a_request_with_another_key_is_refused(keys, wechat_keys, wechat_side, payment, checkout):
    with serving(wechat_side.answer) as address:
        stranger = WeChatPay(**{**wechat_keys, "private_key": private_pem(keys[1])}, address=address)
        with pytest.raises(GatewayRefused, match="SIGN_ERROR"):
            stranger.start(payment, checkout)


def test_without_a_connection_it_is_unavailable(wechat_keys, payment, now):
    with pytest.raises(GatewayUnavailable):
        WeChatPay(**wechat_keys, address="http://127.0.0.1:9").query(payment, now)


def test_a_platform_certificate_serves_as_well_as_the_key(keys, wechat_keys, payment, checkout, now):
    certificate = certificate_of(keys[1])
    side = WeChatStandIn(keys[1], keys[0].public_key(), lambda: now, key_id=f"{certificate.serial_number:X}")
    pem = certificate.public_bytes(Encoding.PEM).decode()
    with serving(side.answer) as address:
        wechat = WeChatPay(**{**wechat_keys, "platform_key": pem, "platform_key_id": ""}, address=address)
        wechat.start(payment, checkout)

        assert wechat.read_notification(*side.pay(payment.id), now).amount_fen == 12950


def certificate_of(key):
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Tenpay.com Root CA")])
    begins = datetime(2026, 1, 1, tzinfo=timezone.utc)
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    builder = builder.serial_number(x509.random_serial_number()).not_valid_before(begins)
    return builder.not_valid_after(begins + timedelta(days=900)).sign(key, SHA256())
