"""Console words: the names under which agents read reasons, moods and known facts, from data/policy/console.yml."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from string import Formatter
from typing import Any

from pydantic import Field, ValidationError, validator

from bot.errors import BadPolicy
from bot.rulebooks import Rulebook, Section, read_rules

FILE = "console.yml"
TOPICS = "topics.yml"
MOODS = {"calm", "impatient", "angry"}
ALERTS = {"assigned", "transferred", "late", "reassigned", "whisper", "ticket_due", "left", "unsent", "approval"}
_PLACES = {
    "visitor": {"code"},
    "alerts": {"shopper", "wish", "agent", "count", "subject", "text"},
    "unsent_note": {"text"},
    "bought": {"count", "amount"},
    "follow_up": {"title", "number", "times"},
    "sent_at": {"month", "day", "time"},
    "sent_by": {"month", "day"},
    "approval": {"agent", "action", "number", "lines"},
}


class ConsoleWords(Section):
    """The whole file, and the names of the intents."""

    visitor: str = Field(min_length=1)
    reasons: dict[str, str]
    moods: dict[str, str]
    slots: dict[str, str]
    alerts: dict[str, str]
    no_wish: str = Field(min_length=1)
    unsent_note: str = Field(min_length=1)
    approval: str = Field(min_length=1)
    """The subject of a ticket with which an agent asks the leads for what is beyond their own limit."""
    shopper: dict[str, str]
    """What is told of a shopper, by what it is called."""
    bought: str = Field(min_length=1)
    facts: dict[str, str]
    """Places of canned replies that the shop's own rules fill: the place, and what the rules call it."""
    sent_at: str
    sent_by: str
    ticket_kinds: dict[str, str]
    follow_up: str = Field(min_length=1)
    """The subject of a promise of the shop."""
    topics: dict[str, str]

    @validator("moods")
    def _names_every_mood(cls, moods: dict[str, str]) -> dict[str, str]:
        return _complete(moods, MOODS)

    @validator("shopper")
    def _names_what_is_told(cls, names: dict[str, str]) -> dict[str, str]:
        return _complete(names, {"who", "visitor", "name", "phone", "since", "bought", "prompts", "no_prompts"})

    @validator("alerts")
    def _names_every_alert(cls, alerts: dict[str, str]) -> dict[str, str]:
        for sentence in _complete(alerts, ALERTS).values():
            _check_places(sentence, _PLACES["alerts"])
        return alerts

    @validator("visitor", "unsent_note", "approval", "bought", "sent_at", "sent_by", "follow_up")
    def _knows_its_places(cls, sentence: str, field: Any) -> str:
        return _check_places(sentence, _PLACES[field.name])

    def reason(self, key: str | None) -> str | None:
        """Why a person is wanted; some reasons are the matter itself."""
        return self.reasons.get(key) or self.topics.get(key) or key if key else None

    def mood(self, key: str | None) -> str | None:
        return self.moods.get(key, key) if key else None

    def intent(self, key: str | None) -> str | None:
        return self.topics.get(key, key) if key else None

    def alert(self, kind: str, **facts: Any) -> str:
        """The sentence of an alert; what is not known is left out."""
        given = defaultdict(str, {name: str(value) for name, value in facts.items() if value is not None})
        return self.alerts.get(kind, "").format_map(given)

    def known(self, slots: dict[str, Any]) -> list[dict[str, str]]:
        """What is known of the shopper's wish, as far as it has a name and can be read."""
        named = ((label, _readable(slots.get(name))) for name, label in self.slots.items())
        return [{"label": label, "value": value} for label, value in named if value]


def _complete(names: dict[str, str], wanted: set[str]) -> dict[str, str]:
    missing = sorted(wanted - set(names))
    if missing:
        raise ValueError(f"lacks {', '.join(missing)}")
    return names


def _check_places(sentence: str, known: set[str]) -> str:
    unknown = sorted({name for _, name, _, _ in Formatter().parse(sentence) if name is not None} - known)
    if unknown:
        raise ValueError(f"does not know {', '.join(f'{{{name}}}' for name in unknown)}")
    return sentence


def _readable(value: Any) -> str:
    """What of a slot people can read.

    >>> _readable(178), _readable(["S", "M"]), _readable(True), _readable({"city": "杭州"})
    ('178', 'S、M', '', '')
    """
    if isinstance(value, bool):
        return ""
    if isinstance(value, (list, tuple)):
        return "、".join(filter(None, map(_readable, value)))
    return f"{value:g}" if isinstance(value, float) else str(value) if isinstance(value, (str, int)) else ""


def load_words(folder: Path) -> ConsoleWords:
    """Read and check the file, with the intents' names from topics.yml beside it.

    Raises:
        BadPolicy: one is missing, is not YAML, or lacks or misspells something; the message names the key.
    """
    topics = read_rules(folder / TOPICS).get("topics")
    try:
        return ConsoleWords.parse_obj({**read_rules(folder / FILE), "topics": topics})
    except ValidationError as error:
        first = error.errors()[0]
        file = folder / (TOPICS if first["loc"][0] == "topics" else FILE)
        raise BadPolicy(f"{file}: {'.'.join(str(part) for part in first['loc'])}: {first['msg']}") from error


_WORDS = Rulebook("console words", load_words, lambda folder: [folder / FILE, folder / TOPICS])


def console_words_for(folder: Path) -> ConsoleWords:
    """The words as the files in a policy folder stand now; after a bad edit the last good ones stay in force.

    Raises:
        BadPolicy: the files are bad and no good ones have been seen yet.
    """
    return _WORDS.at(folder)
