"""Ways to pay: yes or no first where one is named, all of them otherwise."""

import pytest


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("能用花呗吗", "utter_payment_way_yes"),
        ("支持信用卡吗", "utter_payment_way_yes"),
        ("货到付款吗", "utter_payment_way_no"),
        ("白条能分期吗", "utter_payment_way_no"),  # what is not taken goes before how
        ("能分期吗", "utter_payment_instalments"),
        ("信用卡能分期吗", "utter_payment_instalments_other"),
        ("能用数字人民币吗", "utter_ask_payment_method"),
        ("花呗分期要手续费吗", "utter_ask_payment_method"),
        ("怎么付款", "utter_ask_payment_method"),
    ],
)
async def test_the_answer_begins_with_yes_or_no_where_a_way_is_named(run, text, said):
    assert (await run("action_ask_payment_method", "ask_payment_method", text)).said == [said]
