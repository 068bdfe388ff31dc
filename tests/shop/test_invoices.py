"""Invoices: what they must say, once, and again."""

from datetime import timedelta

import pytest

from bot.errors import BadInvoice, ChangeRefused
from bot.shop.changes import Request
from bot.shop.invoices import InvoiceDetails, email_in, invoice_of, request_invoice, tax_number_in
from bot.shop.orders import OrderStatus

RIGHT = InvoiceDetails("电子普通发票", "杭州禾木科技有限公司", "a@example.com", "91110000600037341L")


def wish(now, number=1):
    return Request(f"c-1:{number}", "shopper:lin", now)


def test_an_invoice_is_due_within_the_hours_of_the_policy(session, place, policy, now):
    invoice = request_invoice(session, place(status=OrderStatus.PAID), RIGHT, wish(now), policy)

    assert (invoice.amount_fen, invoice.due_at - now) == (12900, timedelta(hours=policy.invoices.within_hours))


@pytest.mark.parametrize(
    ("part", "value"),
    [
        ("tax_number", "91110000600037341K"),  # wrong check digit
        ("tax_number", "9111000060003734"),  # too short
        ("email", "a@example"),
        ("title", "禾"),
    ],
)
def test_what_the_tax_office_would_refuse_is_refused(session, place, policy, now, part, value):
    wrong = InvoiceDetails(**{**RIGHT.__dict__, part: value})

    with pytest.raises(BadInvoice) as refused:
        request_invoice(session, place(status=OrderStatus.PAID), wrong, wish(now), policy)

    assert refused.value.part == part


def test_a_person_has_no_tax_number():
    InvoiceDetails("电子普通发票", "王小明", "a@example.com").check()


def test_an_unpaid_order_gets_no_invoice(session, place, policy, now):
    with pytest.raises(ChangeRefused, match="DD-08"):
        request_invoice(session, place(), RIGHT, wish(now), policy)


def test_an_invoice_in_the_place_of_another_names_it(session, place, policy, now):
    order = place(status=OrderStatus.PAID)
    first = request_invoice(session, order, RIGHT, wish(now), policy)

    again = request_invoice(session, order, RIGHT, wish(now, 2), policy)

    assert again.replaces == first.id
    assert invoice_of(session, order).id == again.id


def test_the_same_request_asks_once(session, place, policy, now):
    order = place(status=OrderStatus.PAID)
    first = request_invoice(session, order, RIGHT, wish(now), policy)

    assert request_invoice(session, order, RIGHT, wish(now), policy).id == first.id


def test_numbers_are_found_in_a_sentence():
    text = "税号91110000600037341l，邮箱xiao.ming@example.com.cn谢谢"

    assert (tax_number_in(text), email_in(text)) == ("91110000600037341L", "xiao.ming@example.com.cn")
