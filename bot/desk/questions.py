"""Questions: sentences to which the bot had no answer, masked, and those that ask the same put together."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from bot.desk.figures import Fact, day_of
from bot.desk.happenings import Unanswered
from bot.log import masked

# Sentences that share so much of their pairs of characters ask the same.
ALIKE = 0.5
LONGEST = 200
# What people add without meaning anything by it.
_IDLE = re.compile(r"[\W_]|亲亲?|你好|您好|请问|在吗|谢谢|[啊呀哦呢吗吧嘛哈啦了的]")


@dataclass(frozen=True)
class Question:
    """What several sentences ask; ``text`` is how it is asked most often."""

    text: str
    why: str
    times: int
    last_at: datetime
    others: tuple[str, ...] = ()
    """Other wordings."""


def question_facts(unanswered: Iterable[Unanswered]) -> Iterator[Fact]:
    for one in unanswered:
        yield Fact("unanswered", day_of(one.at), kind=one.why)


def grouped(unanswered: Iterable[Unanswered], limit: int = 200) -> list[Question]:
    """What was asked without an answer, the most frequent first."""
    plain: dict[tuple[str, str], list[tuple[str, datetime]]] = defaultdict(list)
    for one in unanswered:
        text = masked(" ".join(one.text.split()))[:LONGEST]
        plain[(one.why, _plain(text))].append((text, one.at))
    heaps = [_question(why, [item for key in keys for item in plain[(why, key)]]) for why, keys in _alike(list(plain))]
    return sorted(heaps, key=lambda question: (-question.times, question.text))[:limit]


def _question(why: str, said: list[tuple[str, datetime]]) -> Question:
    texts = [text for text, _ in Counter(text for text, _ in said).most_common()]
    return Question(texts[0], why, len(said), max(at for _, at in said), tuple(texts[1:6]))


def _plain(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).lower()
    return _IDLE.sub("", folded) or folded


def _alike(keys: list[tuple[str, str]]) -> list[tuple[str, list[str]]]:
    """Put each sentence to the first heap whose first sentence is like it; an index spares comparing all with all."""
    heaps: list[tuple[str, list[str]]] = []
    heads: list[frozenset[str]] = []
    by_pair: dict[tuple[str, str], list[int]] = defaultdict(list)
    for why, key in keys:
        pairs = _pairs(key)
        shared = Counter(heap for pair in pairs for heap in by_pair[(why, pair)])
        near = [heap for heap, both in shared.items() if both / (len(pairs) + len(heads[heap]) - both) >= ALIKE]
        if near:
            heaps[min(near)][1].append(key)
            continue
        for pair in pairs:
            by_pair[(why, pair)].append(len(heaps))
        heaps.append((why, [key]))
        heads.append(pairs)
    return heaps


def _pairs(text: str) -> frozenset[str]:
    return frozenset(text[n : n + 2] for n in range(max(1, len(text) - 1)))
