"""EmbeddedActions: the action server inside the bot process, through the same ActionExecutor."""

from __future__ import annotations

import json as json_module
from functools import lru_cache
from typing import Any

import jsonschema
from rasa.core.actions.action import RemoteAction
from rasa.utils.endpoints import ClientResponseError
from rasa_sdk.executor import ActionExecutor
from rasa_sdk.interfaces import ActionExecutionRejection


class EmbeddedActions:
    """Takes the place of Rasa's ``EndpointConfig`` for ``action_endpoint``: same request, no network."""

    url = "embedded"

    def __init__(self, package: str = "actions") -> None:
        self.kwargs: dict[str, Any] = {}
        self._executor = ActionExecutor()
        self._executor.register_package(package)

    async def request(self, json: dict[str, Any], **_: Any) -> Any:
        """Run the action named in Rasa's call; a rejection looks as it would over HTTP."""
        try:
            return await self._executor.run(json)
        except ActionExecutionRejection as rejection:
            told = json_module.dumps({"error": str(rejection), "action_name": rejection.action_name})
            raise ClientResponseError(400, "rejected", told) from rejection


@lru_cache(maxsize=1)
def _validator() -> Any:
    schema = RemoteAction.action_response_format_spec()
    return jsonschema.validators.validator_for(schema)(schema)


def validate_quickly() -> None:
    """Build the check of action results once: Rasa rebuilds it at every call, 40 ms on its event loop."""

    def _validate(_: RemoteAction, result: dict[str, Any]) -> bool:
        _validator().validate(result)
        return True

    RemoteAction._validate_action_result = _validate
