"""Terminal: a conversation in the shell, through the same desk as every other channel."""

from __future__ import annotations

import time
import uuid
from typing import Any

from bot.desk.messages import Message, public_form
from bot.desk.photos import Photo
from bot.desk.reception import Reception
from bot.desk.wording import Wording
from bot.errors import ServiceError


class Terminal:
    """One shopper at the keyboard. A line that is a button's title, or its number where asked for, presses it."""

    def __init__(self, reception: Reception, wording: Wording, shopper: str | None) -> None:
        self._reception = reception
        self._wording = wording
        self._shopper = shopper
        self._conversation: str | None = None
        self._offered: dict[str, tuple[int, str]] = {}

    async def say(
        self, line: str, product: str | None, *, numbers: bool = False, photo: Photo | None = None
    ) -> dict[str, Any]:
        """Say a line, or show a photo, and wait for the answer: ``text, intent, confidence, entities, replies, ms``."""
        began = time.perf_counter()
        understood: dict[str, Any] = {}
        try:
            message = await self._receive(line, product, photo)
            answers = await self._reception.answered(message)
            replies = [public_form(answer) for answer in answers]
            understood = await self._understood(message)
            self._remember(answers, numbers)
        except ServiceError as error:
            replies = [{"kind": "text", "text": self._wording.error(error), "buttons": [], "card": None}]
        shown = ("from", "kind", "text", "buttons", "image", "card")
        return {
            "text": line,
            "intent": understood.get("intent"),
            "confidence": understood.get("confidence"),
            "entities": understood.get("entities", []),
            "replies": [{key: reply[key] for key in shown if key in reply} for reply in replies],
            "ms": round((time.perf_counter() - began) * 1000, 1),
        }

    async def _receive(self, line: str, product: str | None, photo: Photo | None) -> Message:
        if self._conversation is None:
            opened = await self._reception.open(f"terminal-{uuid.uuid4().hex}", self._shopper, "terminal")
            self._conversation = opened.id
        if photo:
            return await self._reception.receive(self._conversation, photo=photo, product=product)
        pressed = self._offered.get(line.strip())
        if pressed:
            return await self._reception.receive(self._conversation, button=pressed, product=product)
        return await self._reception.receive(self._conversation, text=line, product=product)

    def _remember(self, answers: list[Message], numbers: bool) -> None:
        buttons = [(message.id, button) for message in answers for button in message.buttons]
        self._offered = {button["title"]: (message_id, button["id"]) for message_id, button in buttons}
        if numbers:
            self._offered |= {str(n): (message_id, button["id"]) for n, (message_id, button) in enumerate(buttons, 1)}

    async def _understood(self, message: Message) -> dict[str, Any]:
        """What the bot made of the line: the first wish of its turn."""
        stored = await self._reception.ledger.run(lambda session: session.get(Message, message.id).understood)
        return stored[0] if stored else {}
