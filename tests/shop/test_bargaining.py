import pytest

from bot.shop.bargaining import answer_bargain
from bot.shop.policy import load_policy


@pytest.mark.parametrize(("asked", "kind"), [(1, "promotion"), (2, "gift"), (3, "final"), (4, "final"), (99, "final")])
def test_bargaining_goes_from_promotion_to_gift_to_the_final_answer(policy, now, asked, kind):
    assert answer_bargain(policy, asked, 49900, "羽绒服", now).kind == kind


@pytest.mark.parametrize("asked", [1, 2, 3, 4])
def test_the_price_never_moves_from_the_list(policy, now, asked):
    assert answer_bargain(policy, asked, 49900, "羽绒服", now).price_fen == 49900


def test_the_first_answer_names_the_promotion_that_holds(policy, now):
    answer = answer_bargain(policy, 1, 49950, "羽绒服", now)

    assert answer.promotion.id == "everyday"
    assert "全店满 199 元减 20 元" in answer.text
    assert "499.50 元" in answer.text


def test_the_second_answer_names_the_gift(policy, now):
    answer = answer_bargain(policy, 2, 49900, "羽绒服", now)

    assert (answer.gift, answer.promotion) == ("香薰卡片一张", None)
    assert answer.gift in answer.text


def test_without_a_promotion_the_gift_comes_first(policy, now):
    bare = policy.copy(update={"promotions": ()})

    assert [answer_bargain(bare, asked, 49900, "羽绒服", now).kind for asked in (1, 2, 3)] == ["gift", "final", "final"]


def test_new_words_take_effect_from_the_file(policy_folder, edit, now):
    edit("shop.yml", "所有买家都是一样的", "童叟无欺")

    assert "童叟无欺" in answer_bargain(load_policy(policy_folder), 3, 49900, "羽绒服", now).text


def test_asking_counts_from_one(policy, now):
    with pytest.raises(ValueError, match="from 1"):
        answer_bargain(policy, 0, 49900, "羽绒服", now)
