from datetime import timedelta

import jwt
import pytest

from bot.errors import BadPayLink, NotPayable, PayLinkExpired
from bot.shop.orders import OrderStatus
from bot.shop.payments import AUDIENCE, order_number_of, order_to_pay, pay_link_for, time_left

KEY = "a-key-for-tests-that-is-long-enough-0123"


@pytest.fixture
def token(place, now):
    return pay_link_for(place(), "https://shop.example/", KEY, now).rpartition("/")[2]


def test_a_pay_link_leads_to_its_order(place, now):
    link = pay_link_for(place(), "https://shop.example/", KEY, now)

    assert link.startswith("https://shop.example/pay/")
    assert order_number_of(link.rpartition("/")[2], KEY, now) == "202611180000123"


def test_a_pay_link_ends_with_the_time_to_pay(token, now):
    assert order_number_of(token, KEY, now.replace(hour=22, minute=59))
    with pytest.raises(PayLinkExpired):
        order_number_of(token, KEY, now.replace(hour=23))


@pytest.mark.parametrize(
    "change", [lambda t: t[:-4] + "AAAA", lambda t: "x", lambda t: "", lambda t: t.rpartition(".")[0]]
)
def test_a_forged_link_is_refused(token, now, change):
    with pytest.raises(BadPayLink):
        order_number_of(change(token), KEY, now)


def test_a_link_signed_with_another_key_is_refused(token, now):
    with pytest.raises(BadPayLink):
        order_number_of(token, KEY[::-1], now)


@pytest.mark.parametrize(
    "claims",
    [
        {"sub": "1", "exp": 4000000000, "aud": "xiaoer.chat"},  # a visitor's session, signed with the same key
        {"sub": "1", "exp": 4000000000},
        {"sub": "1", "aud": AUDIENCE},
        {"exp": 4000000000, "aud": AUDIENCE},
    ],
)
def test_a_token_for_something_else_is_refused(now, claims):
    with pytest.raises(BadPayLink):
        order_number_of(jwt.encode(claims, KEY, algorithm="HS256"), KEY, now)


def test_an_unsigned_token_is_refused(now):
    token = jwt.encode({"sub": "1", "exp": 4000000000, "aud": AUDIENCE}, "", algorithm="none")

    with pytest.raises(BadPayLink):
        order_number_of(token, KEY, now)


def test_the_pay_page_gets_its_order(session, token, now):
    assert order_to_pay(session, token, KEY, now).amount_fen == 12900


def test_a_link_to_an_order_that_has_gone_is_refused(session, now):
    token = jwt.encode({"sub": "1", "exp": 4000000000, "aud": AUDIENCE}, KEY, algorithm="HS256")

    with pytest.raises(BadPayLink):
        order_to_pay(session, token, KEY, now)


def test_without_a_clock_the_real_one_counts():
    token = jwt.encode({"sub": "1", "exp": 1, "aud": AUDIENCE}, KEY, algorithm="HS256")

    with pytest.raises(PayLinkExpired):
        order_number_of(token, KEY)


@pytest.mark.parametrize("status", [status for status in OrderStatus if status is not OrderStatus.PENDING_PAYMENT])
def test_only_an_unpaid_order_has_a_pay_link(place, now, status):
    with pytest.raises(NotPayable):
        pay_link_for(place(status=status), "https://shop.example", KEY, now)


def test_a_late_order_has_no_pay_link(place, now):
    with pytest.raises(NotPayable):
        pay_link_for(place(), "https://shop.example", KEY, now.replace(hour=23))


def test_the_time_left_is_never_negative(place, now):
    order = place()

    assert time_left(order, now) == timedelta(hours=13)  # 23:00 - 10:00
    assert time_left(order, now + timedelta(days=1)) == timedelta()
