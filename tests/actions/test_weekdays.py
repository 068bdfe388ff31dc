"""Weekdays and holidays: whether anything is sent, or brought, on them; the demo shop sends from Monday to Saturday."""

import pytest


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("周末发货吗", "utter_ship_days_partly"),
        ("周日发货吗", "utter_ship_days_no"),
        ("周六发货吗", "utter_ship_days_yes"),
        ("节假日发吗", "utter_ship_holidays"),
        ("15:59付款今天发吗", "utter_ship_time_paid_late"),  # today is a Sunday
    ],
)
async def test_days_of_dispatch_are_answered_from_the_calendar(run, text, said):
    assert (await run("action_ask_ship_time", "ask_ship_time", text)).said == [said]


async def test_couriers_have_days_of_their_own(run):
    assert (await run("action_ask_delivery_time", "ask_delivery_time", "周日送货吗")).said == ["utter_bring_days_yes"]
