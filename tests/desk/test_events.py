import pytest

from bot.desk.events import BEHIND_AT_MOST, SERVER_FRAMES, Listeners, standing, typing_event


async def collected(subscription):
    return [event async for event in subscription]


async def test_everybody_who_follows_a_conversation_is_told():
    listeners = Listeners()
    one, other, stranger = listeners.add("a"), listeners.add("a"), listeners.add("b")

    listeners.publish("a", {"type": "pong"})
    for subscription in (one, other, stranger):
        subscription.put({"type": "typing"})

    assert (await one.__anext__(), await other.__anext__()) == ({"type": "pong"}, {"type": "pong"})
    assert await stranger.__anext__() == {"type": "typing"}


async def test_one_subscription_follows_several_topics():
    listeners = Listeners()
    subscription = listeners.add("a")
    listeners.add("b", subscription)

    listeners.publish("b", {"type": "pong"})
    assert await subscription.__anext__() == {"type": "pong"}

    listeners.remove_all(subscription)
    assert listeners.followed() == set()


def test_who_has_gone_is_forgotten():
    listeners = Listeners()
    one, other = listeners.add("a"), listeners.add("a")

    listeners.remove("a", one)
    assert listeners.followed() == {"a"}

    listeners.remove("a", other)
    listeners.remove("a", other)
    listeners.publish("a", {"type": "pong"})
    assert listeners.followed() == set()


async def test_who_is_hopelessly_behind_is_let_go():
    subscription = Listeners().add("a")

    for _ in range(BEHIND_AT_MOST + 2):
        subscription.put({"type": "pong"})

    assert await collected(subscription) == []


@pytest.mark.parametrize("event", [typing_event(True, "bot")])
def test_events_have_the_form_of_the_widget_protocol(event, conversation):
    assert event == {"type": "typing", "data": {"on": True, "by": "bot"}}
    now = {"owner": "bot", "position": None, "wait": None, "agent": None, "seen_id": 0}
    assert standing(conversation, None) == now
    assert {"typing", "owner"} <= set(SERVER_FRAMES)
