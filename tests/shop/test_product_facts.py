"""Details of a product: quoted, or said to be unknown."""

import pytest

from bot.errors import BadPolicy
from bot.shop.catalogue import find_product
from bot.shop.policy import load_policy


@pytest.mark.parametrize(
    ("text", "names"),
    [("有没有口袋", ["口袋"]), ("这件厚不厚", ["厚薄"]), ("防水吗 有帽子不", ["帽子", "防水"]), ("多少钱", [])],
)
def test_a_question_names_the_detail_it_is_about(policy, text, names):
    assert sorted(policy.product_facts.asked_in(text)) == sorted(names)


@pytest.mark.parametrize(
    ("product", "name", "told"),
    [
        (
            "P1006",
            "里衬",
            ["有里衬不透", "里料：聚酯纤维 100%", "小碎花加收腰，里衬不透光，腰后有暗松紧，吃饱了也不勒"],
        ),
        ("P1016", "加绒", ["不倒绒", "拉链拉上挡风，拉开有层次，里面不加绒，春秋正好"]),
        ("P1036", "口袋", []),
    ],
)
def test_what_the_data_say_is_quoted_word_for_word(demo, policy, product, name, told):
    assert policy.product_facts.told(find_product(demo, product), name) == told


def test_a_question_that_asks_for_two_details_is_a_fault(policy_folder, edit):
    edit("product_facts.yml", "asked: [拉链]", "asked: [口袋]")

    with pytest.raises(BadPolicy, match=r"product_facts.yml: product_facts.*拉链: 口袋 already asks for 口袋"):
        load_policy(policy_folder)
