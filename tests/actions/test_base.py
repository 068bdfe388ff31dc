"""What a shopper hears when an action fails."""

from dataclasses import dataclass

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import ActionExecutionRejection
from sqlalchemy.exc import OperationalError

from actions.base import ShopAction
from bot.errors import GatewayUnavailable, TooManyTries


@dataclass
class Failing:
    """No subclass of Action, which every ActionExecutor of the process would take for one of ours."""

    error: Exception

    def name(self):
        return "action_failing"

    def act(self, call):
        raise self.error


@pytest.mark.parametrize(
    ("error", "said"),
    [(TooManyTries(), "utter_error_too_many_tries"), (RuntimeError("a fault of ours"), "utter_error_internal")],
)
async def test_an_error_becomes_a_sentence(error, said):
    dispatcher = CollectingDispatcher()

    events = await ShopAction.run(Failing(error), dispatcher, Tracker.from_dict({"sender_id": "c-1"}), {})

    assert events == []
    assert [message["response"] for message in dispatcher.messages] == [said]


@pytest.mark.parametrize("error", [OperationalError("select", {}, Exception("gone")), GatewayUnavailable()])
async def test_where_a_system_behind_is_out_of_reach_a_person_takes_over(error, caplog):
    dispatcher = CollectingDispatcher()
    tracker = {
        "sender_id": "c-1",
        "slots": {},
        "latest_message": {"text": "我的快递呢", "intent": {"name": "track_parcel"}},
    }

    events = await ShopAction.run(Failing(error), dispatcher, Tracker.from_dict(tracker), {})

    said, told = dispatcher.messages
    packet = told["custom"]["hand_off"]
    assert said["response"] == "utter_error_system"
    assert (packet["reason"], packet["summary"], packet["intent"]) == ("system_error", "我的快递呢", "track_parcel")
    assert events[0]["event"] == "active_loop"
    assert "A system behind cannot be reached." in caplog.text


async def test_a_rejection_is_left_to_rasa():
    rejecting = Failing(ActionExecutionRejection("action_failing"))

    with pytest.raises(ActionExecutionRejection):
        await ShopAction.run(rejecting, CollectingDispatcher(), Tracker.from_dict({"sender_id": "c-1"}), {})
