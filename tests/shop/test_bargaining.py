"""Bargaining: nothing below the floor, nothing that is not to be had anyway, a person once at the end."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from bot.settings import ROOT
from bot.shop.bargaining import Asked, answer_bargain, floor_of
from bot.shop.baskets import Line, best_deal, legal_deals
from bot.shop.catalogue import Product, Sku
from bot.shop.policy import load_policy
from bot.shop.promotions import Offers, offers_for
from tests.shop.test_baskets import COATS, EVERYDAY, MEMBER, coupon, promotion

COAT = [Line("羽绒服", 49900)]
SOCKS = [Line("袜子", 3900)]
TO_TAKE = coupon("take", 40000, 3500)
TO_TAKE.place = "商品页"
RULES = load_policy(ROOT / "data" / "policy").bargaining
OWN = Offers((EVERYDAY, COATS), (MEMBER,), ())


def kinds(lines, offers, times=7):
    return [answer_bargain(RULES, lines, offers, Asked(n)).kind for n in range(1, times + 1)]


def test_the_steps_lead_from_offers_to_a_gift_to_the_last_word_and_once_to_a_person():
    assert kinds(COAT, OWN) == ["promotion", "gift", "final", "insist", "final", "final", "final"]


def test_the_own_coupon_is_counted_in_from_the_first_step_as_in_the_price():
    first = answer_bargain(RULES, COAT, OWN, Asked(1))
    alone = answer_bargain(RULES, COAT, Offers((), (MEMBER,)), Asked(1))

    assert (first.kind, first.deal.total_fen) == ("promotion", 44900)  # 499 - 20 - 30
    assert (alone.kind, alone.deal.total_fen) == ("coupon", 46900)  # 499 - 30


def test_the_lowest_price_is_told_at_once_with_the_coupon_to_take():
    offers = Offers((EVERYDAY,), (MEMBER,), (TO_TAKE,))
    answer = answer_bargain(RULES, COAT, offers, Asked(1, lowest=True))

    assert (answer.kind, answer.offer, answer.deal.total_fen) == ("lowest", TO_TAKE, 44400)  # 499 - 20 - 35
    assert answer_bargain(RULES, COAT, offers, Asked(answer.steps + 1)).kind == "gift"
    assert answer_bargain(RULES, COAT, offers, Asked(5, lowest=True)).steps == 4


def test_an_offer_is_held_against_the_lowest_price_even_where_both_are_asked():
    assert answer_bargain(RULES, COAT, OWN, Asked(1, price_fen=1, lowest=True)).kind == "final"


def test_steps_of_which_there_is_nothing_are_passed_over():
    assert kinds(SOCKS, Offers(), 4) == ["gift", "final", "insist", "final"]


def test_a_coupon_that_is_still_to_be_taken_is_named_with_its_place():
    answer = answer_bargain(RULES, COAT, Offers((EVERYDAY,), (), (TO_TAKE,)), Asked(2))

    assert (answer.kind, answer.offer, answer.deal.total_fen) == ("take", TO_TAKE, 44400)  # 499 - 20 - 35


def test_who_qualifies_already_is_not_told_to_buy_more():
    answer = answer_bargain(RULES, COAT, OWN, Asked(1))

    assert (answer.kind, answer.offer, answer.missing_fen) == ("promotion", EVERYDAY, 0)


def test_who_is_nearly_there_is_told_what_is_missing():
    answer = answer_bargain(RULES, [Line("毛衣", 16900)], OWN, Asked(1))

    assert (answer.kind, answer.offer, answer.missing_fen) == ("short", EVERYDAY, 3000)


def test_to_buy_twice_as_much_is_no_answer():
    assert answer_bargain(RULES, SOCKS, Offers((EVERYDAY,)), Asked(1)).kind == "gift"


@pytest.mark.parametrize(
    ("price_fen", "kind"),
    [
        (45000, "reached"),  # 499 - 20 - 30 = 449
        (44900, "reached"),
        (44899, "nearest"),
        (39920, "nearest"),  # 80 % of 499 is 399.20
        (39919, "final"),
        (1, "final"),
    ],
)
def test_a_price_that_the_shopper_names_is_held_against_offers_and_floor(price_fen, kind):
    answer = answer_bargain(RULES, COAT, OWN, Asked(1, price_fen=price_fen))

    assert (answer.kind, answer.deal.total_fen) == (kind, 44900)


def test_a_reduction_is_from_the_list_price_until_a_better_one_was_told():
    assert answer_bargain(RULES, COAT, OWN, Asked(1, off_fen=5000)).kind == "reached"
    assert answer_bargain(RULES, COAT, OWN, Asked(2, off_fen=500, off_what_was_told=True)).kind == "nearest"
    assert answer_bargain(RULES, COAT, OWN, Asked(2, off_fen=99900)).wanted_fen is None  # the last word


def test_who_names_a_price_after_the_last_word_meets_a_person():
    assert answer_bargain(RULES, COAT, OWN, Asked(4, price_fen=40000)).kind == "insist"
    assert answer_bargain(RULES, COAT, OWN, Asked(5, price_fen=40000)).kind == "final"
    assert answer_bargain(RULES, COAT, OWN, Asked(6, price_fen=44900)).kind == "reached"


def test_combinations_below_the_floor_are_not_offered():
    deep = coupon("deep", 0, 20000)

    answer = answer_bargain(RULES, COAT, Offers((), (deep,)), Asked(1, price_fen=30000))

    assert (answer.kind, answer.deal.total_fen) == ("final", 49900)


def test_the_floor_is_that_of_the_product_else_of_its_kind_else_of_all():
    assert floor_of(RULES, [Line("大衣", 89900, 2, "P1003")]) == 2 * 77900
    assert floor_of(RULES, [Line("大衣", 50000, 1, "P1003")]) == 50000  # never above the price
    assert floor_of(RULES, [Line("羽绒服", 10000), Line("毛衣", 10000)]) == 8000 + 7500


def test_no_floor_of_the_demo_shop_hides_a_price_that_checkout_gives(demo, now):
    offers = offers_for(demo, "demo", now)
    skus = demo.execute(select(Sku, Product).join(Product, Sku.product_id == Product.id)).all()
    baskets = [[Line(product.category, sku.price_fen, n, product.id)] for sku, product in skus for n in (1, 2, 3)]
    lowest = [best_deal(lines, offers.promotions, (*offers.coupons, *offers.takeable)) for lines in baskets]

    assert [deal for deal in lowest if deal.due_fen < floor_of(RULES, deal.lines)] == []


def test_asking_counts_from_one():
    with pytest.raises(ValueError, match="from 1"):
        answer_bargain(RULES, COAT, OWN, Asked(0))


lines = st.lists(
    st.builds(
        Line, st.sampled_from(["羽绒服", "毛衣", "袜子", "大衣"]), st.integers(100, 90000), st.integers(1, 3),
        st.sampled_from(["", "P1003"]),
    ),
    min_size=1,
    max_size=3,
)  # fmt: skip
asked = st.builds(
    Asked, st.integers(1, 9), st.none() | st.integers(0, 99999), st.none() | st.integers(0, 99999), st.booleans()
)
discounts = st.builds(promotion, st.uuids().map(str), st.integers(0, 60000), st.integers(0, 60000))
coupons = st.builds(coupon, st.uuids().map(str), st.integers(0, 60000), st.integers(0, 60000))


@given(lines, asked, st.lists(discounts, max_size=3), st.lists(coupons, max_size=2), st.lists(coupons, max_size=2))
def test_no_answer_is_below_the_floor_or_invented(lines, asked, promotions, own, takeable):
    for one in takeable:
        one.place = "商品页"
    answer = answer_bargain(RULES, lines, Offers(tuple(promotions), tuple(own), tuple(takeable)), asked)

    deal = answer.deal
    assert deal.due_fen >= floor_of(RULES, lines)
    assert deal in list(legal_deals(lines, promotions, [*own, *takeable]))
