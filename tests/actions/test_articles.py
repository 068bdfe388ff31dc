"""A colour or a size alone repeats the last question for that article."""

import pytest

from tests.actions.conftest import heard

JACKET = {"metadata": {"product": "P1001"}}
PINK_M = {"color": "豆沙粉", "size": "M"}


@pytest.mark.parametrize(
    ("before", "said"),
    [
        (["ask_stock"], "utter_restock_on"),
        (["ask_stock", "inform"], "utter_restock_on"),
        (["ask_price"], "utter_price"),
        (["ask_size"], "utter_size_row"),
        (["place_order"], "utter_restock_on"),
        (["ask_carrier"], "utter_restock_on"),  # whether it is there, when nothing else can be meant
        ([], "utter_restock_on"),
    ],
)
async def test_the_last_question_is_answered_for_the_article(run, before, said):
    events = [heard("问过的话", intent) for intent in before]

    done = await run("action_inform", "inform", "豆沙粉的M呢", entities=PINK_M, events=events, **JACKET)

    assert done.said[0].startswith(said)


async def test_a_colour_asks_for_no_size(run):
    done = await run(
        "action_inform", "inform", entities={"color": "黑色"}, events=[heard("大吗", "ask_size")], **JACKET
    )

    assert done.said == ["utter_stock_of_color"]


async def test_without_a_product_it_is_asked_for_with_the_question(run):
    done = await run(
        "action_inform", "inform", "黑色大衣", entities={"color": "黑色", "category": "羽绒服"}, shopper=None
    )

    assert all(button.startswith("/ask_stock") for button in done.buttons)
    assert done.buttons != []
