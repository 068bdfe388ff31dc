from datetime import timedelta

import pytest

from bot.adapters.sandbox import Sandbox
from bot.errors import BadNotification, BadPayLink, PayLinkExpired

KEY = "a-key-for-tests-that-is-long-enough-0123"


@pytest.fixture
def sandbox():
    return Sandbox(KEY)


@pytest.fixture
def token(sandbox, payment, checkout):
    return sandbox.start(payment, checkout).address.rpartition("/")[2]


def test_its_page_knows_what_is_to_be_paid(sandbox, token, payment, now):
    slip = sandbox.read_slip(token, now)

    assert (slip.payment_id, slip.amount_fen, slip.currency) == (payment.id, 12950, "CNY")
    assert slip.return_url == "https://shop.example/pay/x"


def test_its_page_ends_with_the_time_to_pay(sandbox, token, now):
    with pytest.raises(PayLinkExpired):
        sandbox.read_slip(token, now + timedelta(hours=13))


@pytest.mark.parametrize(("failure", "status"), [("", "succeeded"), ("BANK_LIMIT", "failed")])
def test_its_notification_is_read_like_any_other(sandbox, token, payment, now, failure, status):
    body = sandbox.notify(sandbox.read_slip(token, now), "huabei", failure, now)

    told = sandbox.read_notification({}, body, now)

    assert (told.payment_id, told.amount_fen, told.method) == (payment.id, 12950, "huabei")
    assert (told.status, told.failure, told.at) == (status, failure, now)


def test_a_page_is_no_notification_and_the_reverse(sandbox, token, now):
    body = sandbox.notify(sandbox.read_slip(token, now), "alipay", "", now)

    with pytest.raises(BadNotification):
        sandbox.read_notification({}, token.encode(), now)
    with pytest.raises(BadPayLink):
        sandbox.read_slip(body.decode(), now)


@pytest.mark.parametrize("by", [timedelta(minutes=6), timedelta(minutes=-6)])
def test_a_notification_that_is_sent_on_later_is_refused(sandbox, token, now, by):
    body = sandbox.notify(sandbox.read_slip(token, now), "alipay", "", now)

    with pytest.raises(BadNotification, match="too old"):
        sandbox.read_notification({}, body, now + by)


@pytest.mark.parametrize("body", [b"", b"x.y.z", b"\xff"])
def test_a_forged_notification_is_refused(sandbox, now, body):
    with pytest.raises(BadNotification):
        sandbox.read_notification({}, body, now)


def test_it_pays_back_at_once_and_keeps_nothing(sandbox, payment, refund, now):
    assert sandbox.find_refund(refund, payment) is None
    assert sandbox.refund(refund, payment).status == "succeeded"
    assert sandbox.query(payment, now) is None
    assert [sandbox.acknowledgement(ok).status for ok in (True, False)] == [200, 400]
