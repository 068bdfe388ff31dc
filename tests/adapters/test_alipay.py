"""The real SDK against a stand-in that checks our signature and signs its own answers."""

import base64
from dataclasses import replace
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit
from urllib.request import urlopen

import pytest

from bot.adapters.alipay import Alipay
from bot.errors import BadNotification, GatewayRefused, GatewayUnavailable
from tests.adapters.conftest import private_pem, public_pem
from tests.alipay_stand_in import APP_ID


@pytest.fixture
def started(alipay, payment, checkout):
    """A payment whose page the shopper has opened."""
    urlopen(alipay.start(payment, checkout).address).read()
    return payment


def test_a_payment_begins_on_a_page_with_our_signature(alipay, alipay_side, payment, checkout):
    page = alipay.start(payment, checkout)

    assert "支付宝收银台" in urlopen(page.address).read().decode()
    assert alipay_side.calls == ["alipay.trade.page.pay"]
    trade = alipay_side.trades[payment.id]
    assert (trade["total_amount"], trade["subject"]) == ("129.50", "禾木衣橱 202611180000123")
    assert trade["time_expire"] == "2026-11-18 23:00:00"
    assert parse_qs(urlsplit(page.address).query)["return_url"] == ["https://shop.example/pay/x"]


def test_on_a_phone_it_begins_on_the_page_for_phones(alipay, alipay_side, payment, checkout):
    urlopen(alipay.start(payment, replace(checkout, on_phone=True)).address).read()

    assert alipay_side.calls == ["alipay.trade.wap.pay"]


def test_a_notification_tells_of_the_money(alipay, alipay_side, started, now):
    told = alipay.read_notification({}, alipay_side.pay(started.id), now)

    assert (told.payment_id, told.amount_fen, told.currency) == (started.id, 12950, "CNY")
    assert (told.gateway, told.status, told.method, told.at) == ("alipay", "succeeded", "alipay", now)
    assert told.gateway_number == alipay_side.trades[started.id]["trade_no"]


@pytest.mark.parametrize(
    ("status", "told"),
    [("TRADE_FINISHED", "succeeded"), ("TRADE_CLOSED", "closed"), ("WAIT_BUYER_PAY", None)],
)
def test_a_trade_ends_in_our_words(alipay, alipay_side, now, status, told):
    notification = alipay.read_notification({}, alipay_side.notification("p1", trade_status=status), now)

    assert (notification and notification.status) == told


@pytest.mark.parametrize(
    "forge",
    [
        lambda body: body.replace(b"total_amount=0.01", b"total_amount=0.02"),
        lambda body: body.replace(b"&sign=", b"&sign=AAAA"),
        lambda body: body.partition(b"&sign=")[0],
        lambda body: body.replace(b"sign_type=RSA2", b"sign_type=RSA"),
        lambda body: b"",
        lambda body: b"\xff\xfe&sign=x",
    ],
)
def test_a_forged_notification_is_refused(alipay, alipay_side, now, forge):
    body = alipay_side.notification("p1")
    assert alipay.read_notification({}, body, now) is not None

    with pytest.raises(BadNotification):
        alipay.read_notification({}, forge(body), now)


def test_a_notification_for_another_application_is_refused(alipay, alipay_side, now):
    with pytest.raises(BadNotification, match="another application"):
        alipay.read_notification({}, alipay_side.notification("p1", app_id="2021000118600001"), now)


@pytest.mark.parametrize("by", [timedelta(hours=27), timedelta(hours=-1)])
def test_a_notification_from_another_time_is_refused(alipay, alipay_side, now, by):
    with pytest.raises(BadNotification, match="too old"):
        alipay.read_notification({}, alipay_side.notification("p1"), now + by)


@pytest.mark.parametrize("amount", ["", "1.005", "all", "NaN", "Infinity"])
def test_what_is_no_sum_fits_no_payment(alipay, alipay_side, now, amount):
    assert alipay.read_notification({}, alipay_side.notification("p1", total_amount=amount), now).amount_fen == -1


def test_another_currency_is_told(alipay, alipay_side, now):
    assert alipay.read_notification({}, alipay_side.notification("p1", trans_currency="USD"), now).currency == "USD"


def test_alipay_wants_one_word_for_an_answer(alipay):
    assert (alipay.acknowledgement(True).body, alipay.acknowledgement(False).body) == ("success", "failure")


def test_a_query_knows_what_has_been_paid(alipay, alipay_side, started, now):
    assert alipay.query(started, now) is None
    alipay_side.pay(started.id)

    told = alipay.query(started, now)

    assert (told.status, told.amount_fen, told.payment_id) == ("succeeded", 12950, started.id)


def test_a_payment_that_nobody_opened_is_unknown_there(alipay, payment, now):
    assert alipay.query(payment, now) is None


def test_money_goes_back_once_under_its_number(alipay, alipay_side, started, refund):
    alipay_side.pay(started.id)
    assert alipay.find_refund(refund, started) is None

    first, again = alipay.refund(refund, started), alipay.refund(refund, started)

    assert (first.status, again.status) == ("succeeded", "requested")
    assert alipay_side.refunds == {refund.id: "50.00"}
    assert alipay.find_refund(refund, started).status == "succeeded"


def test_a_refund_that_cannot_be_is_refused(alipay, alipay_side, started, refund):
    alipay_side.pay(started.id)
    refund.amount_fen = 99999

    with pytest.raises(GatewayRefused, match="REFUND_AMT"):
        alipay.refund(refund, started)


def test_a_trade_that_is_unknown_has_no_refund(alipay, payment, refund):
    assert alipay.find_refund(refund, payment) is None


@pytest.mark.parametrize("trouble", ["busy", "forges"])
def test_an_answer_that_is_none_is_asked_for_again(alipay, alipay_side, started, refund, now, trouble):
    setattr(alipay_side, trouble, True)

    with pytest.raises(GatewayUnavailable):
        alipay.query(started, now)
    with pytest.raises(GatewayUnavailable):
        alipay.refund(refund, started)


def test_a_request_with_another_key_decides_nothing(keys, alipay_side, alipay, started, now):
    stranger = Alipay(APP_ID, private_pem(keys[1]), public_pem(keys[1]), alipay._address)

    with pytest.raises(GatewayUnavailable, match="keys"):
        stranger.query(started, now)


def test_without_a_connection_it_is_unavailable(keys, payment, now):
    nowhere = Alipay(APP_ID, private_pem(keys[0]), public_pem(keys[1]), "http://127.0.0.1:9/gateway.do")

    with pytest.raises(GatewayUnavailable):
        nowhere.query(payment, now)


def test_a_key_may_be_bare_as_alipays_tools_give_it(keys, alipay, alipay_side, now):
    bare = [
        "".join(line for line in pem.splitlines() if "-" not in line)
        for pem in (private_pem(keys[0]), public_pem(keys[1]))
    ]
    assert base64.b64decode(bare[0])

    told = Alipay(APP_ID, *bare, alipay._address).read_notification({}, alipay_side.notification("p1"), now)

    assert told.payment_id == "p1"
