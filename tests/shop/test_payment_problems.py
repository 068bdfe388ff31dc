"""What the record says of a payment, and the words for it."""

from datetime import timedelta

import pytest

from bot.errors import BadPolicy
from bot.shop.orders import OrderStatus
from bot.shop.payment_problems import Standing, diagnose
from bot.shop.payments import Payment
from bot.shop.policy import load_policy
from bot.shop.refunds import refund_payment


@pytest.fixture
def tried(session, place, now):
    """An order with attempts such as ``"failed TIMEOUT"``, one a minute."""

    def made(*attempts, status=OrderStatus.PENDING_PAYMENT):
        order = place(status=status)
        order.paid_at = None if status in (OrderStatus.PENDING_PAYMENT, OrderStatus.CANCELLED) else now
        for at, attempt in enumerate(attempts):
            state, _, failure = attempt.partition(" ")
            session.add(
                Payment(
                    id=f"p{at}", order_number=order.number, gateway="g", amount_fen=12900, status=state,
                    failure=failure, created_at=now + timedelta(minutes=at),
                )
            )  # fmt: skip
        session.flush()
        return order

    return made


@pytest.mark.parametrize(
    ("status", "attempts", "standing", "payment"),
    [
        (OrderStatus.PENDING_PAYMENT, [], Standing.NO_ATTEMPT, None),
        (OrderStatus.PENDING_PAYMENT, ["created"], Standing.OPEN, "p0"),
        (OrderStatus.PENDING_PAYMENT, ["closed"], Standing.OPEN, "p0"),
        (OrderStatus.PENDING_PAYMENT, ["created", "failed TIMEOUT"], Standing.FAILED, "p1"),
        (OrderStatus.PENDING_PAYMENT, ["failed TIMEOUT", "created"], Standing.OPEN, "p1"),
        (OrderStatus.CANCELLED, ["succeeded"], Standing.RETURNED, "p0"),
        (OrderStatus.PAID, [], Standing.PAID, None),
        (OrderStatus.PAID, ["failed X", "succeeded"], Standing.PAID, "p1"),
        (OrderStatus.SHIPPED, ["succeeded", "succeeded"], Standing.PAID_TWICE, "p1"),
    ],
)
def test_the_record_tells_how_the_payment_stands(session, tried, status, attempts, standing, payment):
    found = diagnose(session, tried(*attempts, status=status))

    assert (found.standing, found.payment and found.payment.id) == (standing, payment)
    assert found.refund is None


def test_of_two_payments_the_one_on_its_way_back_is_the_one_too_much(session, tried, now):
    order = tried("succeeded", "succeeded", status=OrderStatus.PAID)
    refund = refund_payment(session, session.get(Payment, "p0"), "double", "r1", now)[0]

    found = diagnose(session, order)

    assert (found.standing, found.payment.id, found.refund) == (Standing.PAID_TWICE, "p0", refund)


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("ACQ.BUYER_BALANCE_NOT_ENOUGH", "余额不够"),
        ("BANK_LIMIT", "限额"),
        ("ACQ.PAYMENT_REQUEST_HAS_RISK", "安全检查"),
        ("TIMEOUT", "超时"),
        ("PASSWORD", "密码"),
        ("EXPIRED", "有效时间"),
        ("SOMETHING_NEW", "没有说明"),
        ("", "没有说明"),
    ],
)
def test_a_failure_code_has_words(policy, code, words):
    assert words in policy.payment_problems.reason(code).says


@pytest.mark.parametrize(
    ("text", "charged", "trouble"),
    [
        ("我要付款", False, False),
        ("我有个订单还没付款", False, False),
        ("怎么付钱", False, False),
        ("点付款一直失败是咋回事", False, True),
        ("付款按钮是灰的", False, True),
        ("提示超出限额", False, True),
        ("没付成功", False, True),
        ("银行短信都扣款了，订单还是未支付", True, False),
        ("我付了呀怎么还让我付", True, False),
        ("付了两遍", True, False),
        ("一单怎么收了两回", True, False),
        ("钱出去了订单没有", True, False),
        ("你们系统是不是坏了 我付半天了", False, True),
        ("卡里少了两笔一样的钱", True, False),
    ],
)
def test_what_shoppers_say_of_charges_and_trouble(policy, text, charged, trouble):
    found = policy.payment_problems

    assert (found.says_charged(text), found.says_trouble(text) and not charged) == (charged, trouble)


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("codes: [TIMEOUT,", "codes: [PASSWORD,", "PASSWORD is listed twice"),
        ("- id: timeout", "- id: risk", "risk is listed twice"),
        ("codes: [EXPIRED, ORDERCLOSED, ACQ.TRADE_HAS_CLOSE]", "codes: []", "is empty"),
        ("    - 不了|", "    - (不了|", "no regular expression"),
        ("says: 超过了银行卡的支付限额", "says: ''", "says"),
    ],
)
def test_a_bad_edit_is_named(policy_folder, edit, old, new, fault):
    edit("payments.yml", old, new)

    with pytest.raises(BadPolicy, match=rf"payments.yml: payment_problems.*{fault}"):
        load_policy(policy_folder)
