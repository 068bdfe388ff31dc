"""What people have given away, and whether they may give more."""

import pytest

from bot.errors import AllowanceUsedUp, BadPolicy
from bot.shop.changes import OrderChange, Person
from bot.shop.grants import check_allowance, given_by, given_on
from bot.shop.policy import load_policy

AGENT, LEAD = Person(7), Person(8, is_lead=True)


@pytest.fixture
def give(session, now):
    def given(fen, order="o", actor="agent:7", at=now, kind="compensation"):
        number = f"r{len(session.query(OrderChange).all())}"
        session.add(
            OrderChange(
                request_id=number, order_number=order, kind=kind, at=at, actor=actor, after={"granted_fen": fen}
            )
        )
        session.flush()

    return given


@pytest.fixture
def ask(session, place, policy, now):
    order = place()

    def asked(fen, person=AGENT):
        rules, version = policy.aftersale.compensation, policy.aftersale.version
        return check_allowance(
            session, order, "compensation", fen, person, now, rules=rules, version=version, policy=policy
        )

    return asked


def test_up_to_the_limit_the_rule_allows_it(ask):
    assert ask(2000) == "BC-01@2026.11"


def test_what_the_order_has_had_from_anybody_counts(ask, give):
    give(1500, order="202611180000123", actor="agent:9")

    assert ask(500)
    with pytest.raises(AllowanceUsedUp) as refused:
        ask(501)
    assert "15 元" in refused.value.text


def test_a_lead_may_give_more_and_not_without_end(ask):
    assert ask(10000, LEAD)
    with pytest.raises(AllowanceUsedUp) as refused:
        ask(10001, LEAD)
    assert not refused.value.lead_may


def test_an_agent_hears_whether_a_lead_might(ask):
    with pytest.raises(AllowanceUsedUp) as small:
        ask(2001)
    with pytest.raises(AllowanceUsedUp) as large:
        ask(10001)

    assert (small.value.lead_may, large.value.lead_may) == (True, False)


def test_a_month_begins_on_the_shops_clock_and_counts_for_each_person_and_kind(session, give, now):
    give(100, at=now.replace(day=1, hour=0))
    give(200, at=now.replace(month=10, day=31, hour=23))
    give(400, actor="agent:9")
    give(800, kind="price")

    assert given_by(session, AGENT, "compensation", now) == 100


def test_another_order_and_another_kind_do_not_count(session, place, give):
    order = place()
    give(100, order=order.number)
    give(200, order="elsewhere")
    give(400, order=order.number, kind="price")

    assert given_on(session, order, "compensation") == 100


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("lead: {order: 100", "lead: {order: 10", "compensation.lead: is less than an agent's"),
        ("您一单最多补 {order}", "您一单最多补 {ordre}", "compensation.text: does not know {ordre}"),
    ],
)
def test_limits_that_cannot_be_meant_are_refused(policy_folder, edit, old, new, fault):
    edit("aftersale.yml", old, new)

    with pytest.raises(BadPolicy, match=f"aftersale.yml: aftersale.{fault}"):
        load_policy(policy_folder)
