"""Price protection, computed from the order and the price history."""

from datetime import timedelta

import pytest

from bot.shop.catalogue import PriceChange, Product, Sku
from bot.shop.offers import Promotion
from bot.shop.orders import Order, OrderLine, OrderStatus
from bot.shop.price_protection import claim_for, lowest_price


@pytest.fixture
def rules(policy):
    return policy.price_protection


@pytest.fixture
def bought(place, now, session):
    """A scarf of 129, paid five days ago; three pieces when asked."""

    def placed(pieces=1, days=5, status=OrderStatus.DELIVERED, **values):
        order = place(status=status, created_at=now - timedelta(days=days))
        order.paid_at = order.created_at + timedelta(minutes=5)
        order.lines[0].quantity = pieces
        for name, value in values.items():
            setattr(order, name, value)
        session.flush()
        return order

    return placed


@pytest.fixture
def price(session, now):
    """Write the history: ``price(-2, 9900)`` is a price of 99 since two days ago."""

    def written(days, fen, sku="P1-1"):
        session.add(PriceChange(sku_id=sku, at=now + timedelta(days=days), price_fen=fen))
        session.flush()

    return written


def test_a_fall_is_paid_back_for_every_piece(session, bought, price, rules, now):
    order = bought(pieces=3)
    price(-2, 10900)

    claim = claim_for(session, order, rules, now)

    assert (claim.verdict, claim.due_fen) == ("due", 6000)  # (129 - 109) * 3
    assert (claim.falls[0].paid_fen, claim.falls[0].lowest_fen) == (12900, 10900)


def test_a_fall_that_is_over_again_counts(session, bought, price, rules, now):
    order = bought()
    price(-3, 9900)
    price(-1, 12900)

    assert claim_for(session, order, rules, now).due_fen == 3000


def test_a_price_from_before_the_payment_does_not_count(session, bought, price, rules, now):
    order = bought()
    price(-20, 9900)
    price(-6, 12900)

    assert claim_for(session, order, rules, now).verdict == "no_fall"


def test_the_catalogue_counts_without_a_line_in_the_history(session, bought, rules, now):
    order = bought()
    session.get(Sku, "P1-1").price_fen = 11900

    assert claim_for(session, order, rules, now).due_fen == 1000


def test_a_rise_gives_nothing(session, bought, price, rules, now):
    order = bought()
    price(-1, 15900)

    assert (claim_for(session, order, rules, now).due_fen, lowest_price(session, "P1-1", order.paid_at, now)) == (
        0,
        12900,
    )


@pytest.mark.parametrize(("minutes", "verdict"), [(-1, "due"), (0, "too_late"), (1, "too_late")])
def test_it_ends_with_the_last_of_its_days(session, bought, price, rules, now, minutes, verdict):
    order = bought(days=15)
    price(-2, 9900)

    claim = claim_for(session, order, rules, order.paid_at + timedelta(days=15, minutes=minutes))

    assert claim.verdict == verdict
    assert claim.until == order.paid_at + timedelta(days=15)


@pytest.mark.parametrize(
    ("status", "verdict"),
    [
        (OrderStatus.PAID, "due"),
        (OrderStatus.COMPLETED, "due"),
        (OrderStatus.REFUNDING, "closed"),
        (OrderStatus.REFUNDED, "closed"),
    ],
)
def test_it_holds_for_orders_that_stand(session, bought, price, rules, now, status, verdict):
    order = bought(status=status)
    price(-2, 9900)

    assert claim_for(session, order, rules, now).verdict == verdict


def test_what_is_not_paid_has_no_difference(session, place, rules, now):
    assert claim_for(session, place(), rules, now).verdict == "unpaid"


def test_goods_that_are_excluded_give_nothing(session, bought, price, rules, now):
    order = bought()
    session.get(Product, "P1").keywords = "围巾|清仓"
    price(-2, 9900)

    claim = claim_for(session, order, rules, now)

    assert (claim.verdict, claim.falls[0].excluded, claim.falls[0].difference_fen) == ("no_fall", True, 0)


@pytest.fixture
def everyday(session):
    session.add(Promotion(id="everyday", title="满 199 减 20", threshold_fen=19900, discount_fen=2000))
    session.flush()


@pytest.mark.parametrize(
    ("lowest_fen", "lost_fen", "due_fen"),
    [
        (10000, 0, 5800),  # 200 >= 199: (129 - 100) * 2
        (9900, 2000, 4000),  # 198 < 199: (129 - 99) * 2 - 20
        (12000, 0, 1800),
    ],
)
def test_a_discount_that_would_have_been_lost_is_set_against_it(
    session, bought, price, rules, now, everyday, lowest_fen, lost_fen, due_fen
):
    order = bought(pieces=2, promotion_id="everyday", discount_fen=2000)
    price(-2, lowest_fen)

    claim = claim_for(session, order, rules, now)

    assert (claim.lost_discount_fen, claim.due_fen) == (lost_fen, due_fen)


def test_what_is_lost_may_be_more_than_the_fall(session, bought, price, rules, now, everyday):
    order = bought(pieces=2, promotion_id="everyday", discount_fen=2000)
    session.get(OrderLine, order.lines[0].id).price_fen = 9950
    price(-2, 9900)
    session.get(Sku, "P1-1").price_fen = 9950

    claim = claim_for(session, order, rules, now)

    assert (claim.verdict, claim.due_fen, claim.lost_discount_fen) == ("no_fall", 0, 2000)


def test_the_demo_shopper_has_a_fall_to_claim(demo, rules, now):
    order = demo.get(Order, "202611180000123")

    assert claim_for(demo, order, rules, now).due_fen == 1000  # the roll-neck was 69 for two days
