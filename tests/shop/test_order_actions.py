"""What people may do to an order: the rules, what would change, doing it once, and what is written down."""

import re
from dataclasses import replace

import pytest
from sqlalchemy import select, update

from bot.errors import ActionRefused, AllowanceUsedUp, BadInvoice, BadValue, OutOfStock, ProposalChanged, UnknownAction
from bot.shop.cases import AftersaleCase, CaseStatus, open_case
from bot.shop.catalogue import Sku
from bot.shop.changes import OrderChange, Person
from bot.shop.decisions import decide, facts_of
from bot.shop.facts import Account, Cause, Wish
from bot.shop.order_actions import Scene, actions, carry_out, described, offers, propose
from bot.shop.order_notes import OrderNote
from bot.shop.orders import OrderStatus
from bot.shop.payments import Payment
from bot.shop.refunds import refunds_of, request_refund

AGENT, LEAD = Person(7), Person(8, is_lead=True)
THERE = {"receiver": "王小明", "province": "浙江省", "city": "宁波市", "district": "海曙区", "street": "南门街108号"}


@pytest.fixture
def at(session, place, policy, now):
    """An order in a state, and somebody who looks at it."""

    def scene(status=OrderStatus.PENDING_PAYMENT, person=AGENT, number="202611180000123", **more):
        order = place(number=number) if status is not None else None
        if status is not OrderStatus.PENDING_PAYMENT:
            order.status, order.paid_at = status, now
            session.add(
                Payment(id=f"P{number}", order_number=number, gateway="alipay", method="alipay", status="succeeded",
                        amount_fen=12900, created_at=now, finished_at=now)
            )  # fmt: skip
            session.flush()
        return Scene(session, order, policy, person, now, **more)

    return scene


def done(at, key, request="r-1", **given):
    _, digest = propose(at, key, given)
    return carry_out(at, key, given, digest, request)


def lines(at, key, **given):
    return {line.name: (line.before, line.after) for line in propose(at, key, given)[0].lines}


def log(session):
    return list(session.execute(select(OrderChange).order_by(OrderChange.id)).scalars())


def offered(at):
    return {offer.action: offer for offer in offers(at)}


def test_every_action_has_a_name_and_every_name_an_action(policy):
    assert set(actions()) == set(policy.handling.actions)


def test_every_field_and_line_has_a_label(at, policy):
    fields = {field.name for offer in offers(at()) for field in offer.fields}

    assert fields <= set(policy.handling.fields)


@pytest.mark.parametrize("status", list(OrderStatus))
def test_whatever_is_refused_names_its_rule(at, status):
    refused = {offer.action: offer.refused for offer in offers(at(status)) if offer.refused}

    assert refused
    assert all(re.fullmatch(r"[A-Z]{2}-\d{2}@2026\.11", error.rule) for error in refused.values())
    assert all("{" not in error.text for error in refused.values())


def test_an_unpaid_order_offers_what_the_bot_may_and_a_lower_price(at):
    open_ = {name for name, offer in offered(at()).items() if not offer.refused}

    assert open_ == {"address", "phone", "article", "note", "packing", "carrier", "cancel", "price"}


def test_a_person_may_still_stop_what_is_being_packed_and_the_bot_may_not(at, policy):
    scene = at(OrderStatus.PACKING)

    assert offered(scene)["cancel"].refused is None
    with pytest.raises(Exception, match="DD-07"):
        policy.changes.refuse(scene.order, "cancel", "shopper:lin")


def test_an_address_is_shown_before_and_after_and_then_changed(at, session):
    scene = at(OrderStatus.PAID)

    assert lines(scene, "address", **THERE) == {
        "receiver": ("林小姐", "王小明"),
        "place": ("浙江省杭州市文三路 268 号", "浙江省宁波市海曙区南门街108号"),
    }
    assert done(scene, "address", **THERE)
    assert scene.order.street == "南门街108号"
    [change] = log(session)
    assert (change.kind, change.actor, change.rule) == ("address", "agent:7", "DD-01@2026.11")
    assert (change.before["city"], change.after["city"]) == ("杭州市", "宁波市")


def test_the_same_request_is_carried_out_once(at, session):
    scene = at(OrderStatus.PAID)
    given = {"note": "放门卫"}
    _, digest = propose(scene, "note", given)

    assert carry_out(scene, "note", given, digest, "r-1")
    assert not carry_out(scene, "note", given, digest, "r-1")
    assert len(session.execute(select(OrderNote)).scalars().all()) == 1


def test_what_would_change_otherwise_than_agreed_is_not_done(at, session):
    scene = at()
    _, digest = propose(scene, "address", THERE)
    scene.order.street = "别处1号"
    session.flush()

    with pytest.raises(ProposalChanged):
        carry_out(scene, "address", THERE, digest, "r-1")
    assert log(session) == []


@pytest.mark.parametrize(
    ("key", "given", "label"),
    [
        ("address", {**THERE, "street": ""}, "详细地址"),
        ("address", {**THERE, "district": ""}, "区县"),
        ("address", {**THERE, "receiver": ["x"]}, "收货人"),
        ("phone", {"phone": "12345"}, "电话"),
        ("article", {"article": "1:none", "quantity": 1}, "换成"),
        ("note", {"note": "长" * 101}, "备注"),
        ("carrier", {"carrier": "某某快递"}, "快递"),
        ("cancel", {"reason": "whatever"}, "原因"),
        ("price", {"price": "abc", "reason": "promised"}, "改成"),
        ("price", {"price": 100.001, "reason": "promised"}, "改成"),
        ("price", {"price": True, "reason": "promised"}, "改成"),
        ("price", {"price": -1, "reason": "promised"}, "改成"),
        ("price", {"price": "NaN", "reason": "promised"}, "改成"),
    ],
)
def test_what_is_filled_in_wrong_is_named(at, key, given, label):
    with pytest.raises(BadValue) as refused:
        propose(at(), key, given)

    assert refused.value.label == label


def test_what_changes_nothing_is_refused_by_a_rule(at):
    with pytest.raises(ActionRefused, match="GT-14"):
        propose(at(), "phone", {"phone": "13800006612"})


def test_an_action_that_does_not_exist_is_refused(at):
    with pytest.raises(UnknownAction):
        propose(at(), "give_away", {})


def test_a_place_to_which_nothing_is_sent_is_refused_with_the_reason(at):
    far = {**THERE, "province": "台湾", "city": "台北市", "district": "", "street": "中山路1号"}

    with pytest.raises(ActionRefused, match="GT-11") as refused:
        propose(at(OrderStatus.PAID), "address", far)
    assert "台北市" in refused.value.text


def test_freight_that_nobody_has_paid_is_for_a_lead(at):
    far = {**THERE, "province": "西藏自治区", "city": "拉萨市", "district": "城关区", "street": "北京路1号"}

    scene = at(OrderStatus.PAID)
    with pytest.raises(ActionRefused, match="GT-12"):
        propose(scene, "address", far)
    assert done(replace(scene, person=LEAD), "address", **far)


@pytest.fixture
def colours(session):
    """A red scarf, cheaper, and a blue one, dearer, of which there is one."""

    def made():
        session.execute(update(Sku).where(Sku.id == "P1-1").values(color="驼色"))
        session.add(Sku(id="P1-2", product_id="P1", color="红色", price_fen=11900, stock=5))
        session.add(Sku(id="P1-3", product_id="P1", color="蓝色", price_fen=13900, stock=1))
        session.flush()

    return made


def test_a_cheaper_article_in_a_paid_order_pays_the_difference_back(at, session, colours):
    scene = at(OrderStatus.PAID)
    colours()
    wanted = {"article": f"{scene.order.lines[0].id}:P1-2", "quantity": 1}

    assert lines(scene, "article", **wanted) == {
        "goods": ("围巾 驼色 ×1", "围巾 红色 ×1"), "amount": ("129 元", "119 元"), "refund": ("", "10 元"),
    }  # fmt: skip
    assert done(scene, "article", **wanted)
    assert (scene.order.amount_fen, scene.order.lines[0].color) == (11900, "红色")
    assert [refund.amount_fen for refund in refunds_of(session, scene.order)] == [1000]


def test_a_dearer_article_in_a_paid_order_is_refused_and_in_an_unpaid_one_costs_more(at, colours):
    paid = at(OrderStatus.PAID)
    colours()
    with pytest.raises(ActionRefused, match="GT-13"):
        propose(paid, "article", {"article": f"{paid.order.lines[0].id}:P1-3", "quantity": 1})


def test_more_than_there_are_is_refused(at, colours):
    scene = at()
    colours()

    with pytest.raises(OutOfStock):
        propose(scene, "article", {"article": f"{scene.order.lines[0].id}:P1-3", "quantity": 2})


def test_a_cancelled_order_pays_back_what_was_paid(at, session):
    scene = at(OrderStatus.PAID)

    assert lines(scene, "cancel", reason="wrong")["refund"] == ("", "129 元")
    assert done(scene, "cancel", reason="wrong")
    assert scene.order.status is OrderStatus.REFUNDING
    assert [refund.amount_fen for refund in refunds_of(session, scene.order)] == [12900]


def test_money_whose_payment_is_not_known_is_paid_back_by_hand(at, session):
    scene = at(OrderStatus.PAID)
    session.delete(session.get(Payment, "P202611180000123"))
    session.flush()

    assert "支付平台" in lines(scene, "cancel", reason="wrong")["refund"][1]
    assert done(scene, "cancel", reason="wrong")
    assert refunds_of(session, scene.order) == []


def test_an_invoice_is_asked_for_and_a_wrong_number_is_refused(at):
    scene = at(OrderStatus.PAID)
    company = {"title": "禾木服饰有限公司", "email": "a@b.cn", "tax_number": "91110000600037341L"}

    with pytest.raises(BadInvoice):
        propose(scene, "invoice", {**company, "tax_number": "91110000600037341K"})
    assert done(scene, "invoice", **company)
    assert offered(scene)["invoice"].fields[0].value == "禾木服饰有限公司"


# Money that only a person may give.


def test_a_lower_price_is_taken_off_before_payment(at, session):
    scene = at()

    assert lines(scene, "price", price=100, reason="promised")["amount"] == ("129 元", "100 元")
    assert done(scene, "price", price=100, reason="promised")
    assert (scene.order.amount_fen, scene.order.discount_fen) == (10000, 2900)
    assert (log(session)[0].rule, log(session)[0].after["granted_fen"]) == ("DD-13@2026.11", 2900)


@pytest.mark.parametrize("price", [129, 130])
def test_a_price_only_goes_down(at, price):
    with pytest.raises(ActionRefused, match="GT-16"):
        propose(at(), "price", {"price": price, "reason": "promised"})


def test_beyond_the_limit_of_an_agent_a_lead_is_asked(at):
    scene = at()

    with pytest.raises(AllowanceUsedUp, match="DD-13") as refused:
        propose(scene, "price", {"price": 78.99, "reason": "promised"})
    assert refused.value.lead_may
    assert done(replace(scene, person=LEAD), "price", price=78.99, reason="promised")


def test_a_compensation_goes_back_over_the_payment_and_counts_for_the_next_one(at, session):
    scene = at(OrderStatus.COMPLETED)

    assert done(scene, "compensation", compensation=15, reason="late")
    assert [refund.amount_fen for refund in refunds_of(session, scene.order)] == [1500]
    assert scene.order.status is OrderStatus.COMPLETED
    assert done(scene, "compensation", request="r-2", compensation=5, reason="late")
    with pytest.raises(AllowanceUsedUp, match="BC-01"):
        propose(scene, "compensation", {"compensation": 0.01, "reason": "late"})


def test_a_month_has_its_limit_for_each_person(at, session, now):
    scene = at(OrderStatus.COMPLETED)
    for number, (month, actor) in enumerate([(now, "agent:7"), (now.replace(month=10), "agent:7"), (now, "agent:9")]):
        session.add(
            OrderChange(request_id=f"x{number}", order_number="other", kind="compensation", at=month, actor=actor,
                        after={"granted_fen": 49500})
        )  # fmt: skip
    session.flush()

    propose(scene, "compensation", {"compensation": 5, "reason": "late"})
    with pytest.raises(AllowanceUsedUp) as refused:
        propose(scene, "compensation", {"compensation": 5.01, "reason": "late"})
    assert "495 元" in refused.value.text and "{" not in refused.value.text


def test_nothing_is_compensated_beyond_what_was_paid(at, session):
    scene = at(OrderStatus.PAID)
    request_refund(session, scene.order, 12800, "x", "x", scene.now)

    with pytest.raises(ActionRefused, match="GT-15"):
        propose(scene, "compensation", {"compensation": 2, "reason": "late"})


# After-sale cases.


@pytest.fixture
def case(session, policy, now):
    def opened(at, wish=Wish.RETURN, cause=Cause.QUALITY, **values):
        order = at.order
        facts = facts_of(session, order, order.lines[0], wish, cause, Account(photos=1), now, policy)
        found = open_case(
            session, order=order, line=order.lines[0], wish=wish, cause=cause, facts=facts,
            decision=decide(facts, policy), detail="", evidence=[], request_id="case-1", actor="shopper:lin", now=now,
        )  # fmt: skip
        for name, value in values.items():
            setattr(found, name, value)
        session.flush()
        return found

    return opened


def test_a_case_goes_its_way_through_a_persons_hands(at, session, case):
    scene = at(OrderStatus.DELIVERED)
    open_ = case(scene, status=CaseStatus.REVIEW)
    id_ = str(open_.id)

    assert done(scene, "case_approve", "r-1", case=id_, refund=100, note="看过照片")
    assert (open_.status, open_.refund_fen) == (CaseStatus.APPROVED, 10000)
    assert offered(scene)["case_finish"].refused.rule == "GT-04@2026.11"
    assert done(scene, "case_receive", "r-2", case=id_)
    assert open_.status is CaseStatus.RECEIVED
    assert done(scene, "case_finish", "r-3", case=id_)
    assert [(refund.amount_fen, refund.case_id) for refund in refunds_of(session, scene.order)] == [(10000, open_.id)]
    assert "case_finish" in {name for name, offer in offered(scene).items() if offer.refused}
    assert [change.kind for change in log(session) if change.kind.startswith("case")] == [
        "case_approve", "case_receive", "case_finish",
    ]  # fmt: skip


def test_more_than_was_paid_for_the_goods_is_not_granted(at, case):
    scene = at(OrderStatus.DELIVERED)
    open_ = case(scene, status=CaseStatus.REVIEW)

    with pytest.raises(BadValue):
        propose(scene, "case_approve", {"case": str(open_.id), "refund": 129.01})


def test_a_refused_case_says_why_and_lets_the_order_go(at, case):
    scene = at(OrderStatus.DELIVERED)
    open_ = case(scene, status=CaseStatus.REVIEW)

    with pytest.raises(BadValue):
        propose(scene, "case_reject", {"case": str(open_.id), "reason": ""})
    assert done(scene, "case_reject", case=str(open_.id), reason="照片里看不出问题")
    assert (open_.status, scene.order.status) == (CaseStatus.REJECTED, OrderStatus.DELIVERED)
    assert open_.events[-1].actor == "agent:7"


def test_money_without_goods_goes_back_as_soon_as_it_is_granted(at, session, case):
    scene = at(OrderStatus.DELIVERED)
    open_ = case(scene, status=CaseStatus.REVIEW, wish=Wish.REFUND)

    assert done(scene, "case_approve", case=str(open_.id))
    assert [refund.case_id for refund in refunds_of(session, scene.order)] == [open_.id]


def test_goods_that_are_sent_again_finish_a_case_at_once(at, session, case):
    scene = at(OrderStatus.DELIVERED)
    open_ = case(scene, wish=Wish.EXCHANGE, status=CaseStatus.RECEIVED)

    assert done(scene, "case_finish", case=str(open_.id), note="新的已寄出 SF123")
    assert open_.status is CaseStatus.DONE
    assert refunds_of(session, scene.order) == []


def test_photos_of_the_conversation_become_evidence(at, case, now):
    scene = at(OrderStatus.DELIVERED, photos=(("u1", now), ("u2", now)))
    open_ = case(scene)

    assert offered(at(OrderStatus.DELIVERED, number="2"))["case_evidence"].refused.rule == "GT-05@2026.11"
    assert done(scene, "case_evidence", case=str(open_.id), photos="u2")
    assert done(scene, "case_evidence", "r-2", case=str(open_.id), photos="all")
    assert open_.evidence == ["u2", "u1"]
    with pytest.raises(ActionRefused, match="GT-14"):
        propose(scene, "case_evidence", {"case": str(open_.id), "photos": "all"})


def test_a_failed_refund_is_tried_again(at, session):
    scene = at(OrderStatus.PAID)
    [refund] = request_refund(session, scene.order, 100, "x", "x", scene.now)
    assert offered(scene)["refund_retry"].refused.rule == "GT-06@2026.11"
    refund.status = "failed"
    session.flush()

    assert done(scene, "refund_retry", refund_id=refund.id)
    assert refund.status == "requested"


def test_a_rule_tells_in_which_states_it_allows_something(at):
    told = described("DD-07@2026.11", at())

    assert told == {"id": "DD-07", "version": "2026.11", "text": "取消订单：订单待付款、待发货、配货中时可以办"}


def test_a_shop_that_we_may_only_read_is_left_alone(at, session):
    scene = at()
    session.info["shop_is_read_only"] = True

    refused = {name: offer.refused for name, offer in offered(scene).items() if offer.refused}
    assert refused["cancel"].code == refused["price"].code == "shop_is_read_only"
    assert done(scene, "note", note="放门卫")


def test_a_case_of_another_order_is_none_of_this_ones(at, case, session):
    open_ = case(at(OrderStatus.DELIVERED), status=CaseStatus.REVIEW)
    session.get(AftersaleCase, open_.id).order_number = "elsewhere"
    session.flush()

    assert offered(at(OrderStatus.DELIVERED, number="2"))["case_approve"].refused.rule == "GT-01@2026.11"
