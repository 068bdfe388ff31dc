"""What a new session remembers."""


async def test_a_new_session_remembers_the_measurements_only(run):
    slots = {"height": 165, "weight": 55.0, "order_number": "202611180000123", "topic": "query_order"}

    done = await run("action_session_start", slots=slots)

    assert [event["event"] for event in done.events] == ["session_started", "slot", "slot", "action"]
    assert done.slots == {"height": 165, "weight": 55.0}
    assert done.events[-1]["name"] == "action_listen"
