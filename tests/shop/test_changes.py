"""What of an order may be changed, and the log of changes."""

import pytest
from sqlalchemy import select

from bot.errors import BadPolicy, ChangeRefused
from bot.shop.changes import KINDS, WAYS, OrderChange, Request, is_done, record
from bot.shop.orders import OrderStatus
from bot.shop.policy import load_policy


@pytest.fixture
def request_(now):
    return Request("c-1:1", "shopper:lin", now)


@pytest.mark.parametrize("status", list(OrderStatus))
@pytest.mark.parametrize("kind", KINDS)
def test_a_change_is_allowed_or_refused_with_its_rule(policy, place, kind, status):
    order, rule = place(status=status), policy.changes.rules[kind]

    refused = None
    try:
        policy.changes.refuse(order, kind)
    except ChangeRefused as error:
        refused = error

    assert (refused is None) == (status in rule.allowed)
    assert refused is None or (refused.rule, refused.text) == (f"{rule.id}@{policy.changes.version}", rule.text)
    assert refused is None or set(refused.ways) <= set(WAYS)


def test_after_dispatch_the_ways_that_remain_are_named(policy, place):
    with pytest.raises(ChangeRefused) as refused:
        policy.changes.refuse(place(status=OrderStatus.SHIPPED), "cancel")

    assert refused.value.ways == ("intercept", "refuse", "return")


def test_a_change_is_written_down_with_who_and_what(session, place, request_):
    order = place()

    record(session, order, "note", request_, before={}, after={"text": "放张贺卡"}, rule="DD-03@1")

    row = session.execute(select(OrderChange)).scalar_one()
    assert (row.order_number, row.actor, row.after, row.rule) == (
        order.number, "shopper:lin", {"text": "放张贺卡"}, "DD-03@1",
    )  # fmt: skip
    assert is_done(session, request_)


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("shipped: [intercept, refuse], refunding", "shipped: [teleport], refunding", "teleport"),
        ("    address:\n", "    adress:\n", "adress"),
        ("现在是“{status}”），收货信息", "现在是“{state}”），收货信息", "state"),
        ("allowed: [pending_payment, paid]", "allowed: [unpaid]", "allowed"),
    ],
)
def test_a_rule_that_cannot_be_meant_is_refused_on_loading(policy_folder, edit, old, new, fault):
    edit("orders.yml", old, new)

    with pytest.raises(BadPolicy, match=rf"orders\.yml: changes.*{fault}"):
        load_policy(policy_folder)
