"""What a new session remembers: nothing; measurements are asked for again, or offered from the profile."""


async def test_a_new_session_begins_without_the_last_ones_slots(run):
    slots = {"height": 165, "weight": 55.0, "order_number": "202611180000123", "topic": "query_order"}

    done = await run("action_session_start", slots=slots)

    assert [event["event"] for event in done.events] == ["session_started", "action"]
    assert done.events[-1]["name"] == "action_listen"
