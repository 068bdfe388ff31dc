"""Bursts: several short messages in a row ("在吗" "我的快递" "怎么还没到") are one turn."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from bot.desk.messages import Message

# Whoever goes on typing without a pause gets an answer after so many.
AT_MOST = 6
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
    for message in waiting[:AT_MOST]:
        if message.click or (texts and len(joined([*texts, message.text])) > limit):
            break
        texts.append(message.text)
    return len(texts)


def is_complete(waiting: Sequence[Message], limit: int) -> bool:
    """Whether nothing that may still come could belong to the next turn."""
    size = turn_size(waiting, limit)
    return bool(waiting[0].click) or size < len(waiting) or size == AT_MOST
