"""Moods: how upset a shopper is, by words, marks and repetition; from data/policy/moods.yml."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from enum import Enum
from pathlib import Path
from typing import Any

from pydantic import Field, ValidationError, root_validator, validator
from sqlalchemy import desc, select
from sqlalchemy.orm import Session

from bot.desk.conversations import Conversation
from bot.desk.messages import Author, Message
from bot.errors import BadPolicy
from bot.rulebooks import Rulebook, Section, read_rules

FILE = "moods.yml"
# Somebody who is upset does not write essays; a longer list would only cost time.
LOOKED_BACK = 10

_MESSAGES: Any = Message  # SQLAlchemy 1.4 is untyped: on the class these are columns


class Mood(str, Enum):
    """How a shopper feels, as far as their words tell."""

    CALM = "calm"
    IMPATIENT = "impatient"
    ANGRY = "angry"


class Words(Section):
    """Words that each give so many points; several in one message add up."""

    points: float = Field(gt=0)
    words: tuple[str, ...]

    @validator("words")
    def _are_words(cls, words: tuple[str, ...]) -> tuple[str, ...]:
        if not words or not all(len(word) > 1 for word in words):
            raise ValueError("needs words of two characters or more")
        doubles = sorted({word for word in words if words.count(word) > 1})
        if doubles:
            raise ValueError(f"names {', '.join(doubles)} twice")
        return tuple(word.lower() for word in words)

    def points_of(self, text: str) -> float:
        return self.points * sum(word in text for word in self.words)


class Mark(Section):
    """Characters that weigh when so many of them stand in one message."""

    characters: str = Field(min_length=1)
    at_least: int = Field(gt=1)
    points: float = Field(gt=0)

    def points_of(self, text: str) -> float:
        return self.points if sum(text.count(one) for one in set(self.characters)) >= self.at_least else 0


class Moods(Section):
    """The whole file."""

    angry: Words
    impatient: Words
    harmless: tuple[str, ...] = ()
    """Phrases that hold such a word and mean nothing by it."""
    marks: tuple[Mark, ...] = ()
    repeated: float = Field(0, ge=0)
    """Points for saying the very same again."""
    looks_back: int = Field(gt=0, le=LOOKED_BACK)
    """Messages that count."""
    keeps: float = Field(ge=0, lt=1)
    """What is left of a message's points with each later one."""
    angry_from: float = Field(gt=0)
    impatient_from: float = Field(gt=0)
    hand_over_after: int = Field(gt=0)
    """Angry messages in a row after which a person comes."""

    @validator("harmless")
    def _in_small_letters(cls, phrases: tuple[str, ...]) -> tuple[str, ...]:
        # The longest first: what is left of a phrase within a phrase would count again.
        return tuple(sorted((phrase.lower() for phrase in phrases), key=len, reverse=True))

    @root_validator(skip_on_failure=True)
    def _no_word_is_both(cls, values: dict[str, Any]) -> dict[str, Any]:
        both = sorted({*values["angry"].words} & {*values["impatient"].words})
        if both:
            raise ValueError(f"angry and impatient both name {', '.join(both)}")
        return values

    def mood(self, texts: Sequence[str]) -> Mood:
        """The mood after these messages of a shopper, the latest last; what was said before weighs less and less."""
        said = [_plain(text) for text in texts[-self.looks_back :]]
        weights = [self.keeps ** (len(said) - 1 - place) for place in range(len(said))]
        points = [self._points(text, said[:place]) for place, text in enumerate(said)]
        anger = sum(weight * angry for weight, (angry, _) in zip(weights, points, strict=True))
        hurry = sum(weight * impatient for weight, (_, impatient) in zip(weights, points, strict=True))
        if anger >= self.angry_from:
            return Mood.ANGRY
        return Mood.IMPATIENT if anger + hurry >= self.impatient_from else Mood.CALM

    def is_upset(self, texts: Sequence[str]) -> bool:
        """Whether the last few messages were each angry, so that a person should come."""
        last = texts[-self.hand_over_after :]
        return len(last) == self.hand_over_after and all(self.mood([text]) is Mood.ANGRY for text in last)

    def _points(self, text: str, before: Sequence[str]) -> tuple[float, float]:
        """For anger and for impatience; marks and repetition make an angry message angrier, others impatient."""
        for phrase in self.harmless:
            text = text.replace(phrase, " ")
        angry, impatient = self.angry.points_of(text), self.impatient.points_of(text)
        louder = sum(mark.points_of(text) for mark in self.marks) + self.repeated * (text in before)
        return (angry + louder, impatient) if angry else (0, impatient + louder)


def _plain(text: str) -> str:
    """The text without blanks, in small letters, with half-width marks: 「垃 圾！」 is the same word and mark."""
    return re.sub(r"\s+", "", text).lower().replace("！", "!").replace("？", "?")


def said_lately(session: Session, conversation: Conversation, until: int | None = None) -> list[str]:
    """What the shopper has written since somebody else has had the word, up to a message; the latest last."""
    query = select(_MESSAGES.text).where(
        _MESSAGES.conversation_id == conversation.id,
        _MESSAGES.author == Author.SHOPPER,
        _MESSAGES.epoch == conversation.epoch,
        _MESSAGES.kind == "text",
        _MESSAGES.id <= until if until is not None else True,
    )
    found = session.execute(query.order_by(desc(_MESSAGES.id)).limit(LOOKED_BACK)).scalars()
    return list(found)[::-1]


def load_moods(file: Path) -> Moods:
    """Read and check the file.

    Raises:
        BadPolicy: it is missing, is not YAML, or lacks or misspells something; the message names the key.
    """
    content = read_rules(file)
    try:
        return Moods.parse_obj(content)
    except ValidationError as error:
        first = error.errors()[0]
        raise BadPolicy(f"{file}: {'.'.join(str(part) for part in first['loc'])}: {first['msg']}") from error


_MOODS = Rulebook("moods", load_moods, lambda file: [file])


def moods_of(folder: Path) -> Callable[[], Moods]:
    """Who asks gets the rules as they stand now; after a bad edit the last good ones stay in force."""
    return lambda: _MOODS.at(folder / FILE)
