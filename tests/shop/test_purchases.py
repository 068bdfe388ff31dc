"""What a shopper has bought counts towards the limits of promotions, and makes an old customer of a new one."""

from datetime import timedelta

import pytest

from bot.shop.baskets import Line, best_deal, next_step
from bot.shop.offers import Promotion
from bot.shop.orders import OrderStatus
from bot.shop.purchases import has_bought, lines_of, open_to

DAY = timedelta(days=1)


@pytest.fixture
def scarves(session, now):
    """Two scarves of each shopper count: every hundred yuan take ten off."""
    promotion = Promotion(
        id="scarves", title="围巾每满 100 减 10", threshold_fen=10000, discount_fen=1000, repeats=True,
        categories="围巾", piece_limit=2, begins_at=now - DAY, ends_at=now + 9 * DAY,
    )  # fmt: skip
    session.add(promotion)
    session.flush()
    return promotion


@pytest.fixture
def buy(session, place, now):
    """Place an order with the promotion, three hours ago unless told otherwise."""

    def bought(**facts):
        order = place()
        told = {"promotion_id": "scarves", "discount_fen": 1000, "status": OrderStatus.PAID, **facts}
        for name, value in {"created_at": now - DAY / 8, **told}.items():
            setattr(order, name, value)
        session.flush()
        return order

    return bought


def left(session, promotion, now, but=""):
    return open_to(session, [promotion], "lin", now, but)[0].pieces_left


def test_pieces_bought_in_the_period_are_used_up(session, scarves, buy, now):
    assert left(session, scarves, now) == 2
    buy()

    assert left(session, scarves, now) == 1
    assert open_to(session, [scarves], None, now) == [scarves]


@pytest.mark.parametrize(
    "facts",
    [
        {"status": OrderStatus.CANCELLED},
        {"status": OrderStatus.REFUNDED},
        {"promotion_id": "another"},
        {"promotion_id": None, "discount_fen": 999},
        {"customer_id": None},
    ],
)
def test_an_order_without_part_in_it_uses_nothing_up(session, scarves, buy, now, facts):
    buy(**facts)

    assert left(session, scarves, now) == 2


def test_an_order_before_the_period_and_the_order_itself_do_not_count(session, scarves, buy, now):
    order = buy()
    assert left(session, scarves, now, but=order.number) == 2

    order.created_at = scarves.begins_at - DAY
    session.flush()

    assert left(session, scarves, now) == 2


def test_an_order_without_a_record_counts_by_what_was_taken_off(session, scarves, buy, now):
    buy(promotion_id=None)

    assert left(session, scarves, now) == 1


def test_beyond_the_limit_nothing_more_is_taken_off_and_nothing_is_written(session, scarves, buy, now):
    order = buy()
    promotions = open_to(session, [scarves], "lin", now)

    two = best_deal([Line("围巾", 12900, 2)], promotions)
    assert two.promotion_fen == 1000  # one of the two counts: 129 yuan, once ten off
    assert best_deal([Line("围巾", 12900, 2)], [scarves]).promotion_fen == 2000
    assert next_step(two, promotions) is None
    assert scarves.pieces_taken == 0
    assert promotions[0] not in session
    assert lines_of(session, order) == [Line("围巾", 12900, 1, "P1")]


def test_who_has_paid_once_is_no_newcomer(session, place, now):
    order = place()
    assert not has_bought(session, "lin")

    order.paid_at = now

    assert has_bought(session, "lin")
