"""Progress of requests and refunds as shoppers are told it."""

from datetime import timedelta

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher
from sqlalchemy import update

from actions.base import Call
from actions.progress import query_refund, query_return_progress
from bot.db import session_on
from bot.settings import ROOT
from bot.shop import cases
from bot.shop.cases import AftersaleCase, CaseEvent
from bot.shop.decisions import decide, facts_of
from bot.shop.facts import Account, Cause, Wish
from bot.shop.orders import Order
from bot.shop.payments import Refund
from bot.shop.policy import load_policy
from tests.actions.conftest import NOW, Done

POLICY = load_policy(ROOT / "data" / "policy")
UNPAID, PAID, DELIVERED, REFUNDING = "202611220000101", "202611210000087", "202611130000056", "202611070001528"
REFUNDED = "202610250001586"
# The shoes were signed for less than seven days before.
OPENED = NOW - timedelta(days=2)
BOTH = pytest.mark.parametrize("query", [query_refund, query_return_progress])


@pytest.fixture
def ask(database, domain):
    """Ask one of the questions about an order."""

    def asking(query, number, now=NOW):
        tracker = Tracker.from_dict({"sender_id": "c-1", "latest_message": {"text": "退款呢"}, "slots": {}})
        dispatcher = CollectingDispatcher()
        with session_on(database) as session:
            query(Call(dispatcher, tracker, now, domain), session, session.get(Order, number))
        return Done([], dispatcher.messages)

    return asking


@pytest.fixture
def opened(database):
    """Open a case for an order of the demo shop, and do something with it."""

    def opening(wish=Wish.RETURN, cause=Cause.NO_REASON, photos=(), number=DELIVERED, then=None):
        with session_on(database) as session:
            order = session.get(Order, number)
            facts = facts_of(session, order, None, wish, cause, Account(photos=len(photos)), OPENED, POLICY)
            case = cases.open_case(
                session, order=order, line=None, wish=wish, cause=cause, facts=facts, decision=decide(facts, POLICY),
                detail="", evidence=photos, request_id="r1", actor="shopper:demo", now=OPENED,
            )  # fmt: skip
            if then:
                then(session, case)

    return opening


@pytest.fixture
def refund(database):
    def paying(status, number=DELIVERED, days_ago=1):
        at = NOW - timedelta(days=days_ago)
        row = Refund(
            id=f"rf-{status}", payment_id="p", order_number=number, amount_fen=17900, status=status, created_at=at,
            finished_at=None if status == "requested" else at,
        )  # fmt: skip
        with session_on(database) as session:
            session.add(row)

    return paying


@BOTH
def test_an_approved_return_waits_for_the_shopper_with_its_last_day(ask, opened, query):
    opened()

    done = ask(query, DELIVERED)

    assert done.said == ["utter_case_progress"]
    [told, _] = done.messages
    assert (told["goods"], told["wish"], told["steps"]) == ("女士厚底小白鞋", "退货退款", "11月20日 15:00 申请通过")
    assert told["next"] == "接下来请在11月27日 23:59 前寄回，寄回的运费由您先付，退货签收后由运费险赔付"
    number = '/choose_order{"topic": "send_back", "order_number": "202611130000056"}'
    assert done.buttons == [number, "/ask_return_address", "/withdraw_request"]
    assert [card["type"] for card in done.cards] == ["order"]
    assert done.hand_off is None


def test_a_return_in_the_warehouse_says_when_the_money_comes(ask, opened):
    def arrive(session, case):
        cases.send_back(session, case, "shopper:demo", NOW - timedelta(days=1))
        cases.receive(session, case, "agent:仓库", NOW - timedelta(hours=3), due_at=NOW + timedelta(hours=45))

    opened(then=arrive)

    told = ask(query_refund, DELIVERED).messages[0]

    assert told["steps"].count("；") == 2
    assert told["next"] == "接下来仓库最晚11月24日 12:00 前验收，通过后原路退回支付宝，预计11月24日到11月25日到账"


@pytest.mark.parametrize(
    ("wish", "cause", "photos", "next"),
    [
        (Wish.REFUND, Cause.QUALITY, ["p1"], "接下来由同事核对，最晚"),
        (Wish.REISSUE, Cause.DAMAGED, ["p1", "p2"], "接下来由同事核对，最晚"),
    ],
)
def test_a_request_under_review_says_by_when_it_is_answered(ask, opened, wish, cause, photos, next):
    opened(wish, cause, photos)

    done = ask(query_return_progress, DELIVERED, now=OPENED + timedelta(hours=1))

    assert done.messages[0]["next"].startswith(next)
    assert done.buttons == ["/withdraw_request", "/request_human"]


def test_goods_on_their_way_back_wait_for_the_warehouse(ask, opened):
    opened(then=lambda session, case: cases.send_back(session, case, "shopper:demo", NOW))

    done = ask(query_return_progress, DELIVERED)

    assert done.messages[0]["next"] == "退回的包裹还在路上，仓库收到后 48 小时内验收"
    assert done.buttons == ["/request_human"]


@pytest.mark.parametrize(
    ("wish", "cause", "next"),
    [(Wish.REFUND, Cause.QUALITY, "退款到支付宝，预计"), (Wish.REISSUE, Cause.DAMAGED, "前寄出")],
)
def test_what_was_granted_says_by_when_it_is_done(ask, opened, wish, cause, next):
    due = NOW + timedelta(days=1)
    opened(wish, cause, ["p1", "p2"], then=lambda s, case: cases.approve(s, case, "agent:小林", NOW, due_at=due))

    assert next in ask(query_return_progress, DELIVERED).messages[0]["next"]


@pytest.mark.parametrize(
    ("wish", "cause", "next"),
    [(Wish.RETURN, Cause.NO_REASON, "款项原路退回支付宝，预计"), (Wish.EXCHANGE, Cause.SIZE_UNFIT, "随时问我")],
)
def test_what_is_done_is_told_with_the_day_of_the_money(ask, opened, wish, cause, next):
    def through(session, case):
        cases.receive(session, case, "agent:仓库", NOW, due_at=NOW)
        cases.finish(session, case, "agent:仓库", NOW)

    opened(wish, cause, then=through)

    assert next in ask(query_return_progress, DELIVERED).messages[0]["next"]


def test_a_promise_that_was_not_kept_brings_a_person_in(ask, opened):
    opened(Wish.REFUND, Cause.QUALITY, ["p1"])

    done = ask(query_return_progress, DELIVERED)

    assert done.said == ["utter_case_progress_late"]
    assert (done.hand_off["intent"], done.hand_off["order_number"]) == ("query_return_progress", DELIVERED)


def test_who_did_not_send_it_in_time_hears_so(ask, opened):
    opened()

    done = ask(query_return_progress, DELIVERED, now=OPENED + timedelta(days=8))

    assert (done.said, done.hand_off) == (["utter_case_progress_not_sent"], None)


@BOTH
def test_where_nothing_was_asked_for_the_way_to_ask_is_shown(ask, query):
    done = ask(query, DELIVERED)

    assert done.said == ["utter_no_case"]
    assert done.buttons == ["/request_return", "/request_exchange", "/request_human"]
    assert done.hand_off is None


def test_what_has_not_been_sent_is_cancelled_rather_than_returned(ask):
    assert ask(query_refund, PAID).buttons == ["/cancel_order", "/request_human"]


@BOTH
def test_what_was_never_paid_is_not_refunded(ask, query):
    assert ask(query, UNPAID).said == ["utter_query_refund_unpaid"]


@BOTH
def test_a_refund_of_which_only_the_order_knows_is_told_in_general_words(ask, database, query):
    _without_cases(database, REFUNDING)

    done = ask(query, REFUNDING)

    assert done.said == [f"utter_{query.__name__}"]
    assert (done.messages[0]["paid_with"], done.messages[0]["within"]) == ("银行卡", "3–7 天")


def test_an_order_that_is_refunded_says_so(ask, database):
    _without_cases(database, REFUNDED)

    assert ask(query_refund, REFUNDED).said == ["utter_query_refund_done"]


@pytest.mark.parametrize(
    ("status", "days_ago", "said"),
    [
        ("requested", 1, "utter_refund_requested"),
        ("succeeded", 1, "utter_refund_succeeded"),
        ("succeeded", 3, "utter_refund_overdue"),
        ("failed", 1, "utter_refund_failed"),
    ],
)
def test_a_refund_is_told_by_its_record(ask, refund, status, days_ago, said):
    refund(status, days_ago=days_ago)

    done = ask(query_refund, DELIVERED)

    assert done.said == [said]
    assert (done.messages[0]["amount"], done.messages[0]["paid_with"]) == ("179 元", "支付宝")
    assert bool(done.hand_off) == (status == "failed")


def test_by_an_unknown_way_of_payment_no_day_is_promised(ask, refund, database):
    refund("requested")
    with session_on(database) as session:
        session.execute(update(Order).where(Order.number == DELIVERED).values(pay_method=None))

    told = ask(query_refund, DELIVERED).messages[0]

    assert (told["paid_with"], told["expected"]) == ("原付款方式", "一般 几个工作日到账")


def _without_cases(database, number):
    """As a shop's import knows it: an order in a state, and neither case nor refund."""
    with session_on(database) as session:
        session.query(Refund).filter_by(order_number=number).delete()
        for case in session.query(AftersaleCase).filter_by(order_number=number):
            session.query(CaseEvent).filter_by(case_id=case.id).delete()
            session.delete(case)
