"""Bursts: several short messages in a row ("在吗" "我的快递" "怎么还没到") are one turn."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import datetime, timezone
from typing import Any

from bot.desk.conversations import Conversation
from bot.desk.messages import Message
from bot.desk.turns import Click, Turn
from bot.desk.uploads import upload_in

# Whoever goes on typing without a pause gets an answer after so many.
AT_MOST = 6
# A photo is followed by another or by what it shows, and both take longer than the next short sentence.
PHOTO_PATIENCE = 4
SEND_PHOTO = "send_photo"
_ENDED = re.compile(r"[，。！？；：、…～,.!?;:~\s]$")


def joined(texts: Iterable[str]) -> str:
    """The texts as one; what has no punctuation at its end gets a comma.

    >>> joined(["在吗", "我的快递", "怎么还没到"]), joined(["在吗？", "我的快递呢"])
    ('在吗，我的快递，怎么还没到', '在吗？我的快递呢')
    """
    *first, last = texts
    return "".join(text if _ENDED.search(text) else f"{text}，" for text in first) + last


def turn_size(waiting: Sequence[Message], limit: int) -> int:
    """How many of the waiting messages make up the next turn: one click, or texts that together keep to the limit."""
    if waiting[0].click:
        return 1
    texts: list[str] = []
    size = 0
    for message in waiting[:AT_MOST]:
        words = [] if _is_photo(message) else [message.text]
        if message.click or (texts and words and len(joined(texts + words)) > limit):
            break
        texts += words
        size += 1
    return size


def is_complete(waiting: Sequence[Message], limit: int) -> bool:
    """Whether nothing that may still come could belong to the next turn."""
    size = turn_size(waiting, limit)
    return bool(waiting[0].click) or size < len(waiting) or size == AT_MOST


def pause_factor(waiting: Sequence[Message]) -> int:
    """How many times as long as usual the silence after these lasts before they are answered."""
    return PHOTO_PATIENCE if waiting and _is_photo(waiting[-1]) else 1


def turn_of(
    conversation: Conversation, messages: Sequence[Message], now: datetime, card: dict[str, Any] | None = None
) -> Turn:
    """What the bot is asked: the texts as one with the photos beside them, a click, or photos alone as a click."""
    return Turn(
        conversation_id=conversation.id,
        visitor=conversation.visitor,
        shopper_id=conversation.shopper_id,
        text=joined([message.text for message in messages if not _is_photo(message)] or [messages[-1].text]),
        click=_click(messages),
        metadata={**({"card": card} if card else {}), **_metadata(conversation, messages, now)},
    )


def _click(messages: Sequence[Message]) -> Click | None:
    click = messages[-1].click
    if click:
        return Click(click["intent"], dict(click["entities"]))
    return Click(SEND_PHOTO) if all(_is_photo(message) for message in messages) else None


def _metadata(conversation: Conversation, messages: Sequence[Message], now: datetime) -> dict[str, Any]:
    metadata: dict[str, Any] = {"channel": conversation.channel, "at": now.astimezone(timezone.utc).isoformat()}
    for message in messages:
        metadata.update(message.context)
    images = [upload for message in messages if (upload := upload_in(message.image))]
    return {**metadata, "images": images} if images else metadata


def _is_photo(message: Message) -> bool:
    return message.kind == "image"
