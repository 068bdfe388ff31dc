"""ShopAction: the one place where an action meets an error, and what every action may ask about its turn."""

from __future__ import annotations

import asyncio
import logging
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import lru_cache
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import ActiveLoop, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import ActionExecutionRejection
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.orm import Session

from bot.db import session_on, utc_now
from bot.errors import GatewayUnavailable, ServiceError
from bot.settings import Settings
from bot.shop.orders import Shopper
from bot.shop.policy import Policy, policy_for

logger = logging.getLogger(__name__)
Events = list[dict[str, Any]]

# What is known of a matter that is under way.
OPEN_MATTER = ("requested_slot", "topic", "told", "confirmation", "photos")
# Nothing that a shopper or we could mend now: a database or a gateway that cannot be reached.
SYSTEMS_BEHIND = (OperationalError, InterfaceError, GatewayUnavailable)
SYSTEM_ERROR = "system_error"


@lru_cache(maxsize=1)
def settings() -> Settings:
    """The settings of this process, read at the first action."""
    return Settings.from_env()


class Call:
    """One call of an action: who asks, what was said, and the way to speak and to read the shop's data."""

    def __init__(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, now: datetime, domain: dict[str, Any] | None = None
    ) -> None:
        self.dispatcher = dispatcher
        self.tracker = tracker
        self.now = now
        self._responses: dict[str, Any] = (domain or {}).get("responses", {})

    @property
    def metadata(self) -> dict[str, Any]:
        """What the desk vouches for; never what the shopper typed."""
        return dict(self.tracker.latest_message.get("metadata") or {})

    @property
    def shopper(self) -> Shopper:
        return Shopper(self.metadata.get("shopper_id"), self.metadata.get("visitor") or self.tracker.sender_id)

    @property
    def intent(self) -> str:
        return str(self.tracker.latest_message.get("intent", {}).get("name") or "")

    @property
    def confidence(self) -> float:
        """How sure the intent is; a click and a pattern are certain."""
        return float(self.tracker.latest_message.get("intent", {}).get("confidence") or 1.0)

    @property
    def text(self) -> str:
        return str(self.tracker.latest_message.get("text") or "")

    @property
    def policy(self) -> Policy:
        return policy_for(settings().data_dir / "policy")

    def slot(self, name: str) -> Any:
        return self.tracker.get_slot(name)

    def entity(self, name: str) -> Any:
        """The value of an entity of this very message, or None."""
        found = [e["value"] for e in self.tracker.latest_message.get("entities") or [] if e["entity"] == name]
        return found[0] if found else None

    @contextmanager
    def database(self) -> Iterator[Session]:
        own = settings()
        with session_on(own.database_url, own.shop_database_url, own.shop_database_writable) as session:
            yield session

    def say(self, response: str, **values: Any) -> None:
        """Utter a response of the domain, its placeholders filled with ``values``."""
        self.dispatcher.utter_message(response=response, **values)

    def words(self, response: str, **values: Any) -> str:
        """The text of a response, for what is no message of its own: a label on a card, the title of a button."""
        return str(self._responses[response][0]["text"].format(**values))

    def card(self, card: dict[str, Any], text: str) -> None:
        """Show a card; ``text`` is its form for channels that cannot draw it."""
        self.dispatcher.utter_message(json_message={"card": card, "text": text})

    def hand_off(self, reason: str, summary: str, order_number: str | None = None, **more: Any) -> None:
        """Tell the desk to bring a person in after this turn; ``more`` as in ``bot.desk.turns.Answer``."""
        slots = {
            name: value for name, value in self.tracker.slots.items() if value is not None and name != "requested_slot"
        }
        packet = {"reason": reason, "summary": summary, "slots": slots, "order_number": order_number, **more}
        self.dispatcher.utter_message(json_message={"hand_off": packet})


class ShopAction(Action, ABC):
    """Base of our actions: subclasses name themselves and implement ``act``."""

    @abstractmethod
    def act(self, call: Call) -> Events: ...

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        call = Call(dispatcher, tracker, _time_of(tracker), domain)
        try:
            # A database may keep it waiting; the loop belongs to all shoppers.
            return await asyncio.to_thread(self.act, call)
        except SYSTEMS_BEHIND:
            extra = {"event": "system.unreachable", "conversation": tracker.sender_id}
            logger.exception("A system behind cannot be reached.", extra=extra)
            call.say("utter_error_system")
            call.hand_off(SYSTEM_ERROR, call.text, intent=call.intent)
            return release()
        except ServiceError as error:
            _log(error, self.name(), tracker)
            dispatcher.utter_message(response=f"utter_error_{error.code}")
        except ActionExecutionRejection:
            raise
        except Exception:
            logger.exception("An action failed.", extra={"event": "action.failed", "conversation": tracker.sender_id})
            dispatcher.utter_message(response="utter_error_internal")
        return []


def release() -> Events:
    """Ends whatever form is under way."""
    return [ActiveLoop(None), *(SlotSet(name, None) for name in OPEN_MATTER)]


def _time_of(tracker: Tracker) -> datetime:
    """The desk's time of the turn, so that one turn has one time in every process."""
    at = (tracker.latest_message.get("metadata") or {}).get("at")
    return datetime.fromisoformat(at) if at else utc_now()


def _log(error: ServiceError, action: str, tracker: Tracker) -> None:
    extra = {"event": "action.refused", "conversation": tracker.sender_id}
    logger.info("%s refused: %s (%s)", action, error.code, type(error).__name__, extra=extra)
