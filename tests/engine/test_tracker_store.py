"""The dialogue state: bounded, complete, and never silently empty."""

import pytest
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, ActiveLoop, SessionStarted, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from sqlalchemy.exc import OperationalError

from bot.db import Base, engine_for
from bot.engine.tracker_store import FOLD_BEYOND, KEPT_TURNS, BoundedTrackerStore, folded

DOMAIN = Domain.from_dict(
    {
        "intents": ["greet"],
        "slots": {"height": {"type": "any", "mappings": [{"type": "custom"}]}},
        "forms": {"f": {"required_slots": []}},
    }
)


def turn(number):
    return [
        UserUttered(f"第{number}句", {"name": "greet"}),
        ActionExecuted("utter_greet"),
        ActionExecuted("action_listen"),
    ]


def tracker_of(turns, *extra):
    events = [ActionExecuted("action_session_start"), SessionStarted(), ActionExecuted("action_listen"), *extra]
    events += [event for number in range(turns) for event in turn(number)]
    return DialogueStateTracker.from_events("c1", events, slots=DOMAIN.slots)


@pytest.fixture
def store(tmp_path):
    url = f"sqlite:///{tmp_path / 'state.db'}"
    Base.metadata.create_all(engine_for(url))
    return BoundedTrackerStore(DOMAIN, database_url=url)


async def test_a_conversation_goes_on_where_it_stood(store):
    await store.save(tracker_of(2, SlotSet("height", 178)))

    again = await store.retrieve("c1")

    assert again.get_slot("height") == 178
    assert again.latest_message.text == "第1句"


async def test_somebody_unknown_has_no_state(store):
    assert await store.retrieve("nobody") is None


async def test_a_forgotten_conversation_is_gone(store):
    await store.save(tracker_of(1))
    await store.delete("c1")

    assert list(await store.keys()) == []


async def test_a_broken_database_raises_instead_of_forgetting(tmp_path):
    broken = BoundedTrackerStore(DOMAIN, database_url=f"sqlite:///{tmp_path / 'empty.db'}")

    with pytest.raises(OperationalError):
        await broken.retrieve("c1")


def test_a_long_conversation_is_folded_into_its_slots_and_its_last_turns():
    events = folded(tracker_of(FOLD_BEYOND + 5, SlotSet("height", 178)))

    kept = DialogueStateTracker.from_events("c1", events, slots=DOMAIN.slots)
    assert sum(isinstance(event, UserUttered) for event in events) == KEPT_TURNS
    assert kept.get_slot("height") == 178
    assert kept.latest_message.text == f"第{FOLD_BEYOND + 4}句"


def test_a_form_under_way_is_never_cut():
    tracker = tracker_of(FOLD_BEYOND + 5)
    tracker.update(ActiveLoop("f"))

    assert sum(isinstance(event, UserUttered) for event in folded(tracker)) == FOLD_BEYOND + 5


def test_only_the_current_session_is_kept():
    tracker = tracker_of(3)
    for event in [ActionExecuted("action_session_start"), SessionStarted(), *turn(9)]:
        tracker.update(event)

    assert [e.text for e in folded(tracker) if isinstance(e, UserUttered)] == ["第9句"]
