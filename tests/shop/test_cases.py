"""After-sale cases: opened once, moved by one table, and the order beside them."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from bot.errors import IllegalCaseStep, IllegalTransition, InvalidRequest, NothingToOpen
from bot.shop import cases
from bot.shop.case_progress import Next, case_progress
from bot.shop.cases import NEXT, AftersaleCase, CaseStatus
from bot.shop.changes import OrderChange
from bot.shop.decisions import decide, facts_of
from bot.shop.facts import Account, Cause, Outcome, Wish
from bot.shop.logistics import Shipment
from bot.shop.orders import OrderEvent, OrderLine, OrderStatus, end_refund
from bot.shop.units import SHANGHAI

AGENT, SHOPPER = "agent:小林", "shopper:lin"


@pytest.fixture
def order(place, session):
    """Two lines, 129 and 258 yuan, 27 yuan off, 8 yuan of freight."""
    order = place(status=OrderStatus.DELIVERED)
    session.add(OrderLine(order_number=order.number, sku_id="P1-1", title="披肩", quantity=2, price_fen=12900))
    order.discount_fen, order.freight_fen, order.amount_fen = 2700, 800, 3 * 12900 - 2700 + 800
    session.flush()
    session.refresh(order)
    return order


@pytest.fixture
def ask(session, policy, now):
    """Ask for something as the bot does: facts, decision, case."""

    def asked(
        order, line=None, wish=Wish.RETURN, cause=Cause.NO_REASON, request_id="r1", told=None, evidence=(), at=now
    ):
        facts = facts_of(session, order, line, wish, cause, told or Account(photos=len(evidence)), at, policy)
        return cases.open_case(
            session, order=order, line=line, wish=wish, cause=cause, facts=facts, decision=decide(facts, policy),
            detail="不喜欢", evidence=evidence, request_id=request_id, actor=SHOPPER, now=at,
        )  # fmt: skip

    return asked


def test_an_approved_return_opens_a_case_and_holds_the_order(session, order, ask, now):
    case = ask(order)

    assert (case.status, case.rule, case.freight_payer) == (CaseStatus.APPROVED, "return_no_reason@2026.11", "buyer")
    assert (case.order_status, order.status) == ("delivered", OrderStatus.REFUNDING)
    assert case.facts["cause"] == "no_reason"
    assert case.due_at == datetime(2026, 11, 25, 23, 59, tzinfo=SHANGHAI)
    assert [(step.status, step.actor, step.at) for step in case.events] == [(CaseStatus.APPROVED, SHOPPER, now)]


def test_holding_an_order_is_recorded(session, order, ask, now):
    case = ask(order)

    change = session.execute(select(OrderChange)).scalars().one()
    assert (change.before, change.after) == ({"status": "delivered"}, {"status": "refunding", "case": case.id})
    assert (change.actor, change.rule, change.kind) == (SHOPPER, "return_no_reason@2026.11", "aftersale")
    assert [event.status for event in _history(session, order)] == [OrderStatus.REFUNDING]


def test_a_review_is_due_within_its_hours(session, order, ask, now):
    case = ask(order, wish=Wish.REFUND, cause=Cause.QUALITY, evidence=["p1"])

    assert (case.status, case.due_at, case.evidence) == (CaseStatus.REVIEW, now + timedelta(hours=24), ["p1"])
    assert order.status is OrderStatus.REFUNDING


def test_an_exchange_leaves_the_order_as_it_is(session, order, ask):
    case = ask(order, order.lines[0], Wish.EXCHANGE, Cause.SIZE_UNFIT)

    assert (case.status, case.refund_fen, order.status) == (CaseStatus.APPROVED, 0, OrderStatus.DELIVERED)
    assert session.execute(select(OrderChange)).all() == []


def test_the_same_request_opens_one_case(session, order, ask):
    first = ask(order)

    assert ask(order) is first
    assert len(session.execute(select(OrderChange)).all()) == 1


def test_a_second_request_for_the_same_goods_and_wish_finds_the_open_case(session, order, ask):
    first = ask(order, order.lines[0])

    assert ask(order, order.lines[0], request_id="r2") is first
    assert ask(order, order.lines[1], request_id="r3") is not first


@pytest.mark.parametrize("wish", [Wish.REFUND, Wish.REISSUE])
def test_what_the_rules_answer_at_once_opens_no_case(session, order, ask, wish):
    with pytest.raises(NothingToOpen):
        ask(order, wish=wish)

    assert order.status is OrderStatus.DELIVERED
    assert cases.cases_of(session, order) == []


def test_a_second_case_of_an_order_is_judged_by_where_the_order_was(session, order, ask):
    ask(order, order.lines[0])
    second = ask(order, order.lines[1], request_id="r2")

    assert (second.status, second.order_status) == (CaseStatus.APPROVED, "delivered")


def test_an_order_that_changed_meanwhile_opens_nothing(session, order, ask, policy, now):
    facts = facts_of(session, order, None, Wish.RETURN, Cause.NO_REASON, Account(), now, policy)
    decision = decide(facts, policy)
    order.status = OrderStatus.CANCELLED
    session.flush()

    with pytest.raises(IllegalTransition):
        cases.open_case(
            session, order=order, line=None, wish=Wish.RETURN, cause=Cause.NO_REASON, facts=facts, decision=decision,
            detail="", evidence=[], request_id="r1", actor=SHOPPER, now=now,
        )  # fmt: skip


# Money.


def test_a_line_is_paid_back_with_its_share_of_the_discount(session, order, ask):
    # 129 × 360 / 387 = 120
    assert ask(order, order.lines[0]).refund_fen == 12000


def test_the_freight_goes_back_only_where_the_shop_is_at_fault(session, order, ask):
    assert cases.refund_of(order, None, Cause.NO_REASON) == 36000
    assert cases.refund_of(order, None, Cause.QUALITY) == 36800
    assert cases.refund_of(order, order.lines[0], Cause.QUALITY) == 12000


def test_the_parts_are_never_more_than_the_whole(session, order):
    order.discount_fen, order.amount_fen = 1000, 3 * 12900 - 1000 + 800

    parts = [cases.amount_of(order, line) for line in order.lines]

    assert 0 <= cases.amount_of(order, None) - sum(parts) < len(parts)


# Steps.


def test_a_return_goes_its_whole_way_and_refunds_the_order(session, order, ask, now):
    case = ask(order)
    cases.send_back(session, case, SHOPPER, now + timedelta(days=1), "SF123")
    cases.receive(session, case, AGENT, now + timedelta(days=3), due_at=now + timedelta(days=5))
    cases.finish(session, case, AGENT, now + timedelta(days=4))

    assert [step.status.value for step in case.events] == ["approved", "returning", "received", "done"]
    assert (case.status, case.due_at, order.status) == (CaseStatus.DONE, None, OrderStatus.REFUNDED)
    assert [event.status.value for event in _history(session, order)] == ["refunding", "refunded"]


def test_an_order_is_refunded_when_its_last_part_is(session, order, ask, now):
    first, second = ask(order, order.lines[0]), ask(order, order.lines[1], request_id="r2")
    _through(session, first, now)
    halfway = order.status
    _through(session, second, now)

    assert (halfway, order.status) == (OrderStatus.REFUNDING, OrderStatus.REFUNDED)


def test_an_order_of_which_a_part_went_back_is_where_it_was(session, order, ask, now):
    _through(session, ask(order, order.lines[0]), now)

    assert order.status is OrderStatus.DELIVERED


def test_a_withdrawn_request_leads_the_order_back(session, order, ask, now):
    case = ask(order)
    cases.withdraw(session, case, SHOPPER, now)

    assert (case.status, order.status) == (CaseStatus.WITHDRAWN, OrderStatus.DELIVERED)
    assert [event.status.value for event in _history(session, order)] == ["refunding", "delivered"]
    assert len(session.execute(select(OrderChange)).all()) == 2


def test_withdrawing_twice_changes_nothing(session, order, ask, now):
    case = ask(order)
    cases.withdraw(session, case, SHOPPER, now)
    cases.withdraw(session, case, SHOPPER, now)

    assert [step.status.value for step in case.events] == ["approved", "withdrawn"]


def test_after_a_withdrawal_it_may_be_asked_for_again(session, order, ask, now):
    cases.withdraw(session, ask(order), SHOPPER, now)

    again = ask(order, request_id="r2")

    assert (again.status, order.status) == (CaseStatus.APPROVED, OrderStatus.REFUNDING)


def test_another_open_case_keeps_the_order(session, order, ask, now):
    first = ask(order, order.lines[0])
    ask(order, order.lines[1], request_id="r2")

    cases.withdraw(session, first, SHOPPER, now)

    assert order.status is OrderStatus.REFUNDING


def test_an_order_signed_for_meanwhile_does_not_go_back_on_its_way(session, order, ask, now):
    order.status = OrderStatus.SHIPPED
    session.add(Shipment(id="S1", order_number=order.number, carrier="中通快递", shipped_at=now - timedelta(days=3)))
    session.flush()
    case = ask(order, wish=Wish.REFUND, cause=Cause.NOT_RECEIVED)
    session.get(Shipment, "S1").delivered_at = now

    cases.withdraw(session, case, SHOPPER, now)

    assert order.status is OrderStatus.DELIVERED


def test_a_withdrawal_does_not_move_an_order_that_others_have_moved(session, order, ask, now):
    case = ask(order)
    end_refund(session, order, OrderStatus.REFUNDED, now)

    cases.withdraw(session, case, SHOPPER, now)

    assert order.status is OrderStatus.REFUNDED


def test_only_what_is_being_refunded_leaves_refunding(session, order, now):
    with pytest.raises(IllegalTransition):
        end_refund(session, order, OrderStatus.COMPLETED, now)


def test_a_person_refuses_with_a_reason(session, order, ask, now):
    case = ask(order, wish=Wish.REFUND, cause=Cause.QUALITY, evidence=["p1"])
    cases.reject(session, case, AGENT, now, "照片里没有看到问题")

    assert (case.status, case.events[-1].note) == (CaseStatus.REJECTED, "照片里没有看到问题")
    assert order.status is OrderStatus.DELIVERED


def test_a_person_grants_a_part_of_the_money(session, order, ask, now):
    case = ask(order, wish=Wish.REFUND, cause=Cause.QUALITY, evidence=["p1"])
    cases.approve(session, case, AGENT, now, due_at=now + timedelta(days=1), refund_fen=5000)
    cases.finish(session, case, AGENT, now)

    assert (case.refund_fen, case.status, order.status) == (5000, CaseStatus.DONE, OrderStatus.DELIVERED)


@pytest.mark.parametrize("sum_fen", [0, -1, 36801])
def test_a_person_grants_no_more_than_was_paid(session, order, ask, now, sum_fen):
    case = ask(order, wish=Wish.REFUND, cause=Cause.QUALITY, evidence=["p1"])

    with pytest.raises(InvalidRequest):
        cases.approve(session, case, AGENT, now, due_at=now, refund_fen=sum_fen)

    assert case.status is CaseStatus.REVIEW


MOVES = {
    CaseStatus.APPROVED: lambda session, case, now: cases.approve(session, case, AGENT, now, due_at=now),
    CaseStatus.RETURNING: lambda session, case, now: cases.send_back(session, case, SHOPPER, now),
    CaseStatus.RECEIVED: lambda session, case, now: cases.receive(session, case, AGENT, now, due_at=now),
    CaseStatus.DONE: lambda session, case, now: cases.finish(session, case, AGENT, now),
    CaseStatus.REJECTED: lambda session, case, now: cases.reject(session, case, AGENT, now, ""),
    CaseStatus.WITHDRAWN: lambda session, case, now: cases.withdraw(session, case, SHOPPER, now),
}
FORBIDDEN = [
    (here, there)
    for here in CaseStatus
    for there in MOVES
    if there not in NEXT[here] and not here is there is CaseStatus.WITHDRAWN
]


@pytest.mark.parametrize(("here", "there"), FORBIDDEN)
def test_a_step_that_the_table_does_not_know_is_refused(session, order, ask, now, here, there):
    case = ask(order)
    case.status = here
    session.flush()

    with pytest.raises(IllegalCaseStep):
        MOVES[there](session, case, now)

    assert (case.status, len(case.events)) == (here, 1)


def test_of_two_who_move_a_case_the_second_is_refused(session, order, ask, now):
    case = ask(order)
    session.connection().execute(AftersaleCase.__table__.update().values(status=CaseStatus.WITHDRAWN))

    with pytest.raises(IllegalCaseStep):
        cases.receive(session, case, AGENT, now, due_at=now)


# Evidence.


def test_photos_are_added_once_each(session, order, ask, now):
    case = ask(order, wish=Wish.REFUND, cause=Cause.QUALITY, evidence=["p1"])
    cases.add_evidence(session, case, ["p1", "p2", "p2"], SHOPPER, now)
    cases.add_evidence(session, case, ["p2"], SHOPPER, now)

    session.refresh(case)
    assert (case.evidence, len(case.events)) == (["p1", "p2"], 2)


def test_a_closed_case_takes_no_photos(session, order, ask, now):
    case = ask(order)
    cases.withdraw(session, case, SHOPPER, now)

    with pytest.raises(IllegalCaseStep):
        cases.add_evidence(session, case, ["p1"], SHOPPER, now)


# Progress.


def test_progress_tells_the_steps_and_whose_turn_it_is(session, order, ask, now):
    case = ask(order)
    turns = [_turn(session, order)]
    cases.send_back(session, case, SHOPPER, now)
    turns.append(_turn(session, order))
    cases.receive(session, case, AGENT, now, due_at=now + timedelta(hours=48))
    turns.append(_turn(session, order))
    cases.finish(session, case, AGENT, now)
    turns.append(_turn(session, order))

    assert turns == [Next.SEND_BACK, Next.ARRIVE, Next.INSPECT, Next.NOTHING]


def test_photos_are_no_step_of_the_progress(session, order, ask, now):
    case = ask(order, wish=Wish.REFUND, cause=Cause.QUALITY, evidence=["p1"])
    cases.add_evidence(session, case, ["p2"], SHOPPER, now)

    [progress] = case_progress(session, order)

    assert [step.status for step in progress.steps] == [CaseStatus.REVIEW]
    assert progress.next is Next.DECIDE


@pytest.mark.parametrize(
    ("wish", "cause", "next"),
    [(Wish.REFUND, Cause.QUALITY, Next.PAY), (Wish.REISSUE, Cause.DAMAGED, Next.SEND_NEW)],
)
def test_what_needs_no_goods_back_is_the_shops_turn(session, order, ask, now, wish, cause, next):
    case = ask(order, wish=wish, cause=cause, evidence=["p1", "p2"])
    cases.approve(session, case, AGENT, now, due_at=now + timedelta(days=1))

    assert _turn(session, order) is next


def test_open_cases_come_first_then_the_latest(session, order, ask, now):
    first, second = ask(order, order.lines[0]), ask(order, order.lines[1], request_id="r2")
    cases.withdraw(session, second, SHOPPER, now)
    third = ask(order, order.lines[1], Wish.EXCHANGE, request_id="r3")
    cases.withdraw(session, third, SHOPPER, now)

    assert [progress.case.id for progress in case_progress(session, order)] == [first.id, third.id, second.id]


def test_a_step_is_late_after_its_day(session, order, ask, now):
    ask(order)
    [progress] = case_progress(session, order)

    assert not progress.is_late(now + timedelta(days=7))
    assert progress.is_late(now + timedelta(days=8))


def test_every_way_that_a_decision_offers_ends_without_a_case():
    assert [outcome for outcome in Outcome if outcome.opens_case] == [Outcome.APPROVE, Outcome.REVIEW]


def _turn(session, order):
    return case_progress(session, order)[0].next


def _through(session, case, now):
    cases.receive(session, case, AGENT, now, due_at=now)
    cases.finish(session, case, AGENT, now)


def _history(session, order):
    query = select(OrderEvent).where(OrderEvent.order_number == order.number).order_by(OrderEvent.id)
    return list(session.execute(query).scalars())
