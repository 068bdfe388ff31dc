"""The action server inside the bot."""

import json

import pytest
from rasa.core.actions.action import RemoteAction
from rasa.utils.endpoints import ClientResponseError
from rasa_sdk import Action
from rasa_sdk.interfaces import ActionExecutionRejection

from bot.engine.embedded_actions import EmbeddedActions, validate_quickly

CALL = {
    "next_action": "",
    "sender_id": "c1",
    "tracker": {"sender_id": "c1", "slots": {}, "latest_message": {}, "events": []},
}


class Hello(Action):
    def name(self):
        return "action_hello"

    async def run(self, dispatcher, tracker, domain):
        dispatcher.utter_message(response="utter_hello")
        return []


class Refuse(Action):
    def name(self):
        return "action_refuse"

    async def run(self, dispatcher, tracker, domain):
        raise ActionExecutionRejection("action_refuse", "no")


@pytest.fixture
def endpoint():
    made = EmbeddedActions()
    made._executor.register_action(Hello)
    made._executor.register_action(Refuse)
    return made


async def test_an_action_answers_as_over_http(endpoint):
    answer = await endpoint.request(json={**CALL, "next_action": "action_hello"}, method="post", timeout=1)

    assert [response["response"] for response in answer["responses"]] == ["utter_hello"]


async def test_a_rejection_looks_as_over_http(endpoint):
    with pytest.raises(ClientResponseError) as refused:
        await endpoint.request(json={**CALL, "next_action": "action_refuse"})

    assert refused.value.status == 400
    assert json.loads(refused.value.text)["action_name"] == "action_refuse"


def test_the_quick_check_of_results_still_refuses_what_is_wrong():
    validate_quickly()
    action = RemoteAction("action_hello", None)

    assert action._validate_action_result({"events": [], "responses": []})
    with pytest.raises(Exception, match="not of type 'array'"):
        action._validate_action_result({"events": "nonsense", "responses": []})
