"""What the classifier looks at: named features of a sentence, readable enough to explain a decision with."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import pairwise

from bot.nlu.concepts import Concepts

_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_GREETING = (
    "亲爱的|亲+|您好|你们?好(?!意思|歹|吃|用|多|大|小|久|慢|烦|坑|贵)|在不在|在吗|在么|在不|有人吗|哈喽|hello|hi(?![a-z])|嗨|老板|店家|掌柜|卖家|店小二|小二"
    "|客服(?=[,亲你您好]|在[吗么不线])|我?想?请?问一?下|请问|麻烦问一?下|那个(?=,)|哦+|嗯+|恩+|额+|啊|呀|好的|好吧|那(?![边里个种款])|是的|不好意思|打扰一?下|对了"
)
_OPENING = re.compile(rf"^(?:(?:{_GREETING})[,啊呀哦呢吧嘛哈~]*)+")
# One character class and no nesting: a shopper's "亲亲哈哈哦哦" must not send the matcher round in circles.
_CLOSING = re.compile(r"(?:[,~亲急哈哦啊呀]|谢谢[你您]?|多谢|在线等)+$")


def plain(text: str) -> str:
    """Lower case, every run of blanks and marks a comma: the form on which concepts and patterns are matched."""
    inside_numbers_kept = re.sub(r"(?<=\d)\.(?=\d)", "·", text.lower())
    return re.sub(r"[^\w·%+/*-]+", ",", inside_numbers_kept).replace("·", ".").strip(",")


def core(text: str) -> str:
    """``plain`` without the greeting before it and the courtesy behind it, unless nothing else is there."""
    whole = plain(text)
    inner = _OPENING.sub("", whole).strip(",")
    inner = _CLOSING.sub("", inner).strip(",")
    return inner or whole


def features_of(text: str, words: Iterable[str], concepts: Concepts) -> dict[str, float]:
    """Feature name → weight before normalisation.

    ``字`` character n-grams (1–4) of the core with ``^`` and ``$`` at its ends, ``词`` words and word pairs, ``意``
    concepts and their pairs in order.
    """
    found: dict[str, float] = {}
    masked = _NUMBER.sub("0", core(text))
    padded = f"^{masked}$"
    for size in (1, 2, 3, 4):
        for start in range(len(padded) - size + 1):
            gram = padded[start : start + size]
            if gram not in ("^", "$", ","):
                found["字:" + gram] = 1.0
    listed = [_NUMBER.sub("0", word.lower()) for word in words if re.search(r"\w", word)]
    for word in listed:
        found["词:" + word] = 1.0
    for left, right in pairwise(listed):
        found[f"词:{left} {right}"] = 1.0
    seen = concepts.sequence(masked)
    for name in seen:
        found["意:" + name] = 1.0
    for index, left in enumerate(seen):
        for right in seen[index + 1 :]:
            if left != right:
                found[f"意:{left}…{right}"] = 1.0
    return found
