"""What a shopper hears when an action fails."""

from dataclasses import dataclass

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import ActionExecutionRejection

from actions.base import ShopAction
from bot.errors import TooManyTries


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


async def test_a_rejection_is_left_to_rasa():
    rejecting = Failing(ActionExecutionRejection("action_failing"))

    with pytest.raises(ActionExecutionRejection):
        await ShopAction.run(rejecting, CollectingDispatcher(), Tracker.from_dict({"sender_id": "c-1"}), {})
