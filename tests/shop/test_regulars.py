from datetime import timedelta

import pytest
from pydantic import ValidationError

from bot.shop.orders import OrderStatus
from bot.shop.regulars import Regulars, is_regular

# An order of the fixture costs 129 yuan.
OFTEN = Regulars(orders=3, spent=9999, within_days=365, failures=2)
MUCH = Regulars(orders=99, spent=387, within_days=365, failures=2)
KEPT = OrderStatus.COMPLETED


def buy(place, *orders):
    for number, (status, at) in enumerate(orders):
        place(f"20261118000012{number}", status, at)


@pytest.mark.parametrize("rules", [OFTEN, MUCH])
@pytest.mark.parametrize(
    ("third", "regular"), [(OrderStatus.PAID, True), (OrderStatus.CANCELLED, False), (OrderStatus.REFUNDED, False)]
)
def test_who_bought_and_kept_enough_is_a_regular(session, place, now, rules, third, regular):
    buy(place, (KEPT, now), (KEPT, now), (third, now))

    assert is_regular(session, "lin", rules, now) is regular


@pytest.mark.parametrize(("days", "regular"), [(365, True), (366, False)])
def test_what_was_bought_long_ago_does_not_count(session, place, now, days, regular):
    buy(place, (KEPT, now), (KEPT, now), (KEPT, now - timedelta(days=days)))

    assert is_regular(session, "lin", OFTEN, now) is regular


@pytest.mark.parametrize("nobody", [None, "somebody-else"])
def test_who_bought_nothing_is_no_regular(session, place, now, nobody):
    buy(place, (KEPT, now), (KEPT, now), (KEPT, now))

    assert not is_regular(session, nobody, OFTEN, now)


@pytest.mark.parametrize("wrong", [{"orders": 0}, {"failures": 4}, {"spent": -1}, {"friends": 2}])
def test_a_bad_rule_is_refused(wrong):
    with pytest.raises(ValidationError):
        Regulars.parse_obj({**OFTEN.dict(), **wrong})
