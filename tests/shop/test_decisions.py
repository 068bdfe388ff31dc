"""What the decision table says to real requests, and from which facts."""

from datetime import datetime, timedelta

import pytest

from bot.shop.cases import AftersaleCase, CaseStatus
from bot.shop.catalogue import Product
from bot.shop.decision_report import as_text, main, report
from bot.shop.decisions import dated, days_since_delivery, decide, exception_of_product, facts_of
from bot.shop.facts import Account, Cause, Facts, Outcome, Payer, Told, Way, Wish
from bot.shop.logistics import Shipment
from bot.shop.orders import OrderEvent, OrderStatus
from bot.shop.policy import load_policy
from bot.shop.units import SHANGHAI


def received(wish=Wish.RETURN, cause=Cause.NO_REASON, **more):
    return Facts(
        wish,
        cause,
        OrderStatus.DELIVERED,
        **{"in_return_days": True, "in_exchange_days": True, "in_warranty": True, **more},
    )


@pytest.mark.parametrize(
    ("facts", "rule", "outcome", "payer"),
    [
        (received(), "return_no_reason", Outcome.APPROVE, Payer.BUYER),
        (received(cause=Cause.SIZE_UNFIT, worn=Told.NO), "return_no_reason", Outcome.APPROVE, Payer.BUYER),
        (received(worn=Told.YES), "return_worn", Outcome.REJECT, Payer.NONE),
        (received(tag_off=Told.YES), "return_tag_off", Outcome.REJECT, Payer.NONE),
        (received(exception="hygiene", opened=Told.YES), "return_opened", Outcome.REJECT, Payer.NONE),
        (received(exception="hygiene", opened=Told.NO), "return_sealed", Outcome.APPROVE, Payer.BUYER),
        (received(exception="hygiene"), "return_maybe_opened", Outcome.ASK_EVIDENCE, Payer.NONE),
        (received(exception="custom"), "return_custom", Outcome.REJECT, Payer.NONE),
        (received(days=8, in_return_days=False), "return_late", Outcome.REJECT, Payer.NONE),
        (received(Wish.EXCHANGE, Cause.SIZE_UNFIT, in_return_days=False), "exchange_no_reason", Outcome.APPROVE, Payer.BUYER),
        (received(cause=Cause.QUALITY), "quality_return_photos", Outcome.ASK_EVIDENCE, Payer.SHOP),
        (received(cause=Cause.QUALITY, photos=2), "quality_return", Outcome.APPROVE, Payer.SHOP),
        (received(cause=Cause.QUALITY, photos=1, worn=Told.YES), "quality_return", Outcome.APPROVE, Payer.SHOP),
        (received(cause=Cause.QUALITY, photos=1, exception="hygiene", opened=Told.YES), "quality_return", Outcome.APPROVE, Payer.SHOP),
        (received(Wish.REPAIR, Cause.QUALITY, photos=1, days=60), "quality_repair", Outcome.APPROVE, Payer.SHOP),
        (received(Wish.REFUND, Cause.DAMAGED, photos=2, amount=2900), "damaged_refund_small", Outcome.APPROVE, Payer.SHOP),
        (received(Wish.REFUND, Cause.DAMAGED, photos=2, amount=29900), "damaged_refund", Outcome.REVIEW, Payer.SHOP),
        (received(Wish.EXCHANGE, Cause.WRONG_ITEM, photos=1), "wrong_exchange", Outcome.APPROVE, Payer.SHOP),
        (received(Wish.REISSUE, Cause.MISSING_ITEM, photos=1, amount=3900), "missing_reissue_small", Outcome.APPROVE, Payer.SHOP),
        (received(Wish.REFUND), "own_refund_only", Outcome.OFFER_OTHER, Payer.NONE),
        (received(earlier_cases=1), "not_the_first", Outcome.REVIEW, Payer.NONE),
        (Facts(Wish.RETURN, Cause.NO_REASON, OrderStatus.PAID), "unsent_money", Outcome.OFFER_OTHER, Payer.NONE),
        (Facts(Wish.RETURN, Cause.SIZE_UNFIT, OrderStatus.SHIPPED), "on_way_money", Outcome.OFFER_OTHER, Payer.NONE),
        (Facts(Wish.REFUND, Cause.NOT_RECEIVED, OrderStatus.SHIPPED), "on_way_lost", Outcome.REVIEW, Payer.NONE),
    ],
)  # fmt: skip
def test_the_table_decides(policy, facts, rule, outcome, payer):
    decision = decide(facts, policy)

    assert (decision.rule, decision.outcome, decision.freight) == (f"{rule}@2026.11", outcome, payer)


def test_an_approval_says_by_when_it_is_sent_and_inspected(policy):
    decision = decide(received(), policy)

    assert (decision.send_back, decision.answer) == (timedelta(days=7), None)
    assert "7 天内寄回" in decision.text
    assert "48 小时内验收" in decision.text
    assert policy.aftersale.freight.buyer_insured in decision.text


def test_a_review_says_by_when_it_is_answered(policy):
    decision = decide(received(earlier_cases=1), policy)

    assert (decision.answer, decision.send_back) == (timedelta(hours=24), None)
    assert "24 小时内答复" in decision.text


def test_what_needs_no_goods_back_has_a_day_of_its_own(policy):
    decision = decide(received(Wish.REISSUE, Cause.MISSING_ITEM, photos=1, amount=3900), policy)

    assert (decision.answer, decision.send_back) == (timedelta(hours=24), None)


def test_a_refusal_names_the_way_that_remains(policy):
    decision = decide(received(days=9, in_return_days=False), policy)

    assert decision.instead == (Way.EXCHANGE, Way.QUALITY)
    assert "15 天内还可以换货" in decision.text


def test_without_insurance_the_way_back_is_the_buyers(policy_folder, edit):
    edit("shop.yml", "included: true", "included: false")

    assert "寄回的运费由您承担" in decide(received(), load_policy(policy_folder)).text


# Every rule once, and each refusal quotes its own text.


def test_every_rule_is_reached_by_facts_that_can_happen(policy):
    rows = report(policy)

    assert [row.rule.id for row in rows if row.facts is None] == []
    assert [row.decision.rule.split("@")[0] for row in rows] == [row.rule.id for row in rows]


def test_every_refusal_quotes_its_rule(policy):
    refusals = [row for row in report(policy) if row.decision.outcome in (Outcome.REJECT, Outcome.OFFER_OTHER)]

    assert len(refusals) > 20
    assert [row.rule.id for row in refusals if row.rule.text.split("{")[0] not in row.decision.text] == []
    assert len({row.decision.text for row in refusals}) == len(refusals)


def test_the_report_shows_every_rule_with_its_text(policy):
    text = as_text(report(policy))

    assert text.startswith(f"{len(policy.aftersale.table)} rules, {len(policy.aftersale.table)} reached\n")
    assert [rule.id for rule in policy.aftersale.table if f"\n{rule.id}@" not in text] == []
    assert "{" not in text


def test_the_report_is_printed_for_a_folder(policy_folder, capsys):
    main(policy_folder)

    assert "return_no_reason@2026.11 七天无理由退货 → approve, freight buyer" in capsys.readouterr().out


def test_the_report_names_a_rule_that_the_shops_numbers_put_to_sleep(policy_folder, edit):
    edit("shop.yml", "exchange_days: 15", "exchange_days: 7")

    text = as_text(report(load_policy(policy_folder)))

    assert "76 reached: not return_late" in text
    assert "return_late: never" in text


# Facts.


@pytest.mark.parametrize(
    ("asked", "days", "in_time"),
    [
        (datetime(2026, 11, 11, 23, 59, tzinfo=SHANGHAI), 0, True),  # the day of signing
        (datetime(2026, 11, 12, 0, 0, tzinfo=SHANGHAI), 1, True),
        (datetime(2026, 11, 18, 23, 59, tzinfo=SHANGHAI), 7, True),  # the last minute of the seventh day
        (datetime(2026, 11, 19, 0, 0, tzinfo=SHANGHAI), 8, False),
    ],
)
def test_the_seven_days_begin_on_the_day_after_signing(session, place, send, policy, asked, days, in_time):
    order = send(place(status=OrderStatus.DELIVERED), datetime(2026, 11, 11, 0, 30, tzinfo=SHANGHAI))

    facts = facts_of(session, order, order.lines[0], Wish.RETURN, Cause.NO_REASON, Account(), asked, policy)

    assert (facts.days, facts.in_return_days) == (days, in_time)


def test_the_days_count_from_the_last_of_several_parcels(session, place, send, now):
    order = place(status=OrderStatus.DELIVERED)
    send(order, now - timedelta(days=9))
    send(order, now - timedelta(days=2), number="S2")

    assert days_since_delivery(session, order, now) == 2


def test_a_parcel_still_on_its_way_starts_no_days(session, place, send, now):
    order = place(status=OrderStatus.SHIPPED)
    send(order, now - timedelta(days=9))
    send(order, None, number="S2")

    assert days_since_delivery(session, order, now) is None


def test_without_a_parcel_the_history_of_the_order_tells_the_day(session, place, now):
    order = place(status=OrderStatus.DELIVERED)
    session.add(OrderEvent(order_number=order.number, at=now - timedelta(days=5), status=OrderStatus.DELIVERED))
    session.flush()

    assert days_since_delivery(session, order, now) == 5


def test_a_day_of_signing_that_nobody_knows_is_not_the_shoppers_loss(session, place, now, policy):
    order = place(status=OrderStatus.DELIVERED)

    facts = facts_of(session, order, None, Wish.RETURN, Cause.NO_REASON, Account(), now, policy)

    assert (facts.days, facts.in_return_days) == (0, True)


def test_what_has_not_arrived_is_in_no_term(session, place, now, policy):
    facts = facts_of(session, place(), None, Wish.RETURN, Cause.NO_REASON, Account(), now, policy)

    assert (facts.in_return_days, facts.in_exchange_days, facts.in_warranty) == (False, False, False)


def test_facts_hold_what_the_shopper_told_and_what_was_paid(session, place, now, policy):
    order = place(status=OrderStatus.DELIVERED)
    told = Account(opened=Told.YES, worn=Told.NO, tag_off=Told.NO, photos=2)

    facts = facts_of(session, order, order.lines[0], Wish.REFUND, Cause.QUALITY, told, now, policy)

    assert (facts.opened, facts.worn, facts.tag_off, facts.photos) == (Told.YES, Told.NO, Told.NO, 2)
    assert (facts.amount, facts.whole_order, facts.known_customer) == (12900, True, True)
    assert facts.as_data()["cause"] == "quality"


@pytest.mark.parametrize(
    ("status", "line", "wish", "count"),
    [
        (CaseStatus.DONE, True, Wish.EXCHANGE, 1),
        (CaseStatus.DONE, False, Wish.EXCHANGE, 1),
        (CaseStatus.WITHDRAWN, True, Wish.RETURN, 0),
        (CaseStatus.REVIEW, True, Wish.RETURN, 0),  # the same request, asked again
        (CaseStatus.REVIEW, True, Wish.EXCHANGE, 1),
    ],
)
def test_other_cases_for_the_same_goods_are_counted(session, place, now, policy, status, line, wish, count):
    order = place(status=OrderStatus.DELIVERED)
    session.add(_case(order, order.lines[0].id if line else None, wish, status, now))
    session.flush()

    facts = facts_of(session, order, order.lines[0], Wish.RETURN, Cause.NO_REASON, Account(), now, policy)

    assert facts.earlier_cases == count


@pytest.mark.parametrize(
    ("product", "bought_as", "kind"),
    [
        (Product(category="袜子", title="棉袜", keywords=""), "", "hygiene"),
        (Product(category="毛衣", title="毛衣", keywords="定制|刺绣"), "", "custom"),
        (Product(category="毛衣", title="毛衣", keywords=""), "毛衣（微瑕）", "clearance"),
        (Product(category="毛衣", title="清仓毛衣", keywords=""), "清仓毛衣", "none"),
        (None, "毛衣", "none"),
    ],
)
def test_goods_without_a_return_for_no_reason_are_known_by_category_and_words(policy, product, bought_as, kind):
    assert exception_of_product(policy.aftersale, product, bought_as) == kind


def test_the_demo_shops_underwear_is_known(demo, policy, now):
    from bot.shop.orders import Order

    order = demo.get(Order, "202611160001008")

    kinds = [
        facts_of(demo, order, line, Wish.RETURN, Cause.NO_REASON, Account(), now, policy).exception
        for line in (*order.lines, None)
    ]

    assert kinds == ["none", "hygiene", "hygiene"]


def test_terms_of_the_shop_are_read_from_its_policy(policy):
    facts = [dated(received(), days, policy) for days in (7, 8, 15, 16, 90, 91, None)]

    assert [f.in_return_days for f in facts] == [True, False, False, False, False, False, False]
    assert [f.in_exchange_days for f in facts] == [True, True, True, False, False, False, False]
    assert [f.in_warranty for f in facts] == [True, True, True, True, True, False, False]


@pytest.fixture
def paid(place, session, now):
    order = place(status=OrderStatus.DELIVERED)
    order.paid_at = now - timedelta(days=3)
    session.flush()
    return order


@pytest.fixture
def send(session, now):
    """Send a parcel of an order; ``signed`` is when it was signed for."""

    def sent(order, signed, number="S1"):
        session.add(
            Shipment(
                id=number,
                order_number=order.number,
                carrier="中通快递",
                shipped_at=now - timedelta(days=10),
                delivered_at=signed,
            )
        )
        session.flush()
        return order

    return sent


def _case(order, line_id, wish, status, now):
    return AftersaleCase(
        request_id="r0", order_number=order.number, line_id=line_id, wish=wish.value, cause="no_reason", status=status,
        decision="approve", rule="x@1", order_status="delivered", opened_at=now,
    )  # fmt: skip
