"""Turns: what the desk asks the bot and what it gets back, whether over HTTP or in process."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Protocol


@dataclass(frozen=True)
class Click:
    """A button that the bot itself offered: the intent and the entities behind it, never anything that was typed."""

    intent: str
    entities: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Turn:
    """One thing that a shopper said: a text, perhaps of several short messages, or a click (``text`` is its title).

    ``metadata`` holds ``at`` (the desk's time, ISO 8601 in UTC) and ``channel``, and may hold ``product`` (id of the
    product being viewed), ``images`` (ids of the uploads that were sent with it, in their order) and ``card`` (``type``
    and ``number`` of the card that was shown last before this turn), ``mood`` (impatient or angry; nothing: calm) and
    ``upset`` (a person shall come, whatever was said). Photos without a word are a click with the intent
    ``send_photo``.
    """

    conversation_id: str
    visitor: str
    shopper_id: str | None
    text: str
    click: Click | None = None
    metadata: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Answer:
    """What the bot says to a turn.

    ``messages``: dicts with ``kind`` (text, buttons, image, card), ``text`` (always), ``buttons`` (each with ``title``,
    ``intent``, ``entities``), ``image``, ``card``.
    ``understood``: one dict per wish in the turn: ``text``, ``intent``, ``confidence``, ``entities``, ``because``,
    ``ranking``, ``actions``.
    ``hand_off``: None, or what the agent must know: ``reason``, ``summary`` (the wish in one line), ``slots``,
    ``order_number``, ``order_status``, ``intent``, ``rule`` (id, version, text), ``suggestions`` (texts), ``vip``.
    """

    messages: list[dict[str, Any]]
    understood: list[dict[str, Any]]
    hand_off: dict[str, Any] | None = None


class Bot(Protocol):
    """The bot as the desk knows it."""

    async def answer(self, turn: Turn) -> Answer:
        """Answer a turn.

        Raises:
            BotUnavailable: there is no answer in time, or an unusable one.
        """
        ...
