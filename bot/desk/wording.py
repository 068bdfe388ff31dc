"""Wording: the desk's own sentences, from data/policy/desk.yml, read again when somebody changes the file."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from string import Formatter
from typing import Any

from pydantic import BaseModel, Field, ValidationError, validator
from pydantic.fields import ModelField

from bot.errors import BadPolicy, ServiceError
from bot.hours import SHANGHAI
from bot.rulebooks import Rulebook, read_rules

Variants = tuple[str, ...]
_MUST_SAY: dict[str, set[str]] = {
    "queue_position": {"ahead"},
    "queue_position_told": {"ahead"},
    "out_of_hours": {"by"},
    "message_left": {"by"},
    "transferred": {"group"},
    "today": {"time"},
    "tomorrow": {"time"},
    "later": {"month", "day", "time"},
    "price_from": {"price"},
    "first": {"items"},
    "again": {"items"},
    "asked_for": {"items"},
    "card": {"number", "items", "amount", "pay_before", "link"},
    "item": {"title"},
    "items": {"title", "count"},
    "back_in_stock": {"article"},
    "article": {"title", "spec"},
}
_MAY_SAY: dict[str, set[str]] = {
    "queue_position": {"minutes"},
    "queue_position_told": {"minutes"},
    "queue_next_told": {"ahead", "minutes"},
    "rating_title": {"agent"},
    "rating_ask": {"agent"},
    "queue_next": {"ahead", "minutes"},
    "still_waiting": {"ahead", "minutes"},
    "still_there": {"minutes"},
    "greeting": {"shop"},
    "agent_joined": {"agent"},
    "agent_left": {"agent"},
    "too_long": {"limit"},
    "too_many_log_ins": {"minutes"},
    "password_too_short": {"least"},
    "payment_received": {"amount", "number"},
    "photo_too_large": {"megabytes"},
    "too_many_photos": {"an_hour"},
    "action_refused": {"text"},
    "allowance_used_up": {"text"},
    "bad_value": {"label"},
    "shortcut_taken": {"shortcut"},
    "unknown_place": {"place"},
    "out_of_stock": {"stock"},
    "first": {"amount", "pay_before"},
    "again": {"amount", "pay_before"},
    "asked_for": {"amount", "pay_before"},
}
# What the desk itself raises; an error without a sentence of its own is answered by the internal one.
NAMED_ERRORS = (
    "internal",
    "invalid_request",
    "not_found",
    "method_not_allowed",
    "too_long",
    "empty_message",
    "unknown_button",
    "too_many_messages",
    "request_too_large",
    "bad_session",
    "bad_token",
    "unauthorised",
    "wrong_log_in",
    "too_many_log_ins",
    "not_allowed",
    "bad_csrf",
    "password_must_change",
    "wrong_password",
    "password_too_short",
    "password_tells_name",
    "password_common",
    "password_unchanged",
    "agent_not_found",
    "bad_login",
    "bad_name",
    "bad_group",
    "bad_capacity",
    "login_taken",
    "last_admin",
    "conversation_not_found",
    "owner_conflict",
    "not_in_charge",
    "agent_away",
    "nobody_in_charge",
    "nothing_to_inspect",
    "bad_schedule",
    "too_late_to_recall",
    "not_an_answer",
    "nothing_to_rate",
    "already_rated",
    "ticket_not_found",
    "bot_unavailable",
    "photo_unsupported",
    "photo_heic",
    "photo_animated",
    "photo_broken",
    "photo_too_large",
    "photo_too_many_pixels",
    "too_many_photos",
    "bad_pay_link",
    "pay_link_expired",
    "not_payable",
    "gateway_unavailable",
    "gateway_refused",
    "bad_notification",
    "refund_too_large",
    "bad_report_days",
)


def _places(sentence: str) -> Iterator[str]:
    """A format such as {ahead:d} would only fail in front of a shopper, so it is a place that nobody knows."""
    for _, name, spec, conversion in Formatter().parse(sentence):
        if name is not None:
            yield name + (f"!{conversion}" if conversion else "") + (f":{spec}" if spec else "")


def _checked(key: str, sentence: str) -> str:
    """Refuse a sentence with a ``{place}`` that nothing will fill, or without one that it is there for."""
    if not sentence.strip():
        raise ValueError("is empty")
    must, may = _MUST_SAY.get(key, set()), _MAY_SAY.get(key, set())
    places = set(_places(sentence))
    faults = [f"does not know {{{name}}}" for name in sorted(places - must - may)]
    faults += [f"lacks {{{name}}}" for name in sorted(must - places)]
    if faults:
        raise ValueError("; ".join(faults))
    return sentence


class _Section(BaseModel):
    class Config:
        frozen = True
        extra = "forbid"
        anystr_strip_whitespace = True


class Opens(_Section):
    """How the next opening is named."""

    today: str
    tomorrow: str
    later: str

    @validator("*")
    def _knows_its_places(cls, sentence: str, field: ModelField) -> str:
        return _checked(field.name, sentence)

    def name(self, at: datetime, now: datetime) -> str:
        opens, today = at.astimezone(SHANGHAI), now.astimezone(SHANGHAI).date()
        days = (opens.date() - today).days
        pattern = {0: self.today, 1: self.tomorrow}.get(days, self.later)
        return pattern.format(time=opens.strftime("%H:%M"), month=opens.month, day=opens.day)


class Pages(_Section):
    """Words of the demo shop's pages that depend on data."""

    price_from: str
    sold_out: str
    few_left: str
    in_stock: str

    @validator("*")
    def _knows_its_places(cls, sentence: str, field: ModelField) -> str:
        return _checked(field.name, sentence)


def _variants(value: Any, field: ModelField) -> Any:
    """One sentence, or several that take turns, each with its places."""
    sentences = [value] if isinstance(value, str) else value
    if not isinstance(sentences, list) or not sentences:
        raise ValueError("is neither a sentence nor a list of sentences")
    return [_checked(field.name, str(sentence)) for sentence in sentences]


class Prompts(_Section):
    """What the desk says without being asked: reminders of unpaid orders, and that something is back."""

    first: Variants
    again: Variants
    asked_for: Variants
    """The shopper wanted to be reminded."""
    ask_reason: Variants
    help: Variants
    """Where the reason has been asked before."""
    later_button: str = Field(min_length=1)
    unwanted_button: str = Field(min_length=1)
    refuse_button: str = Field(min_length=1)
    card: str
    item: str
    items: str
    back_in_stock: Variants
    buy_button: str = Field(min_length=1)
    article: str

    _take_turns = validator(
        "first", "again", "asked_for", "ask_reason", "help", "back_in_stock", pre=True, allow_reuse=True
    )(_variants)

    @validator("card", "item", "items", "article")
    def _knows_its_places(cls, sentence: str, field: ModelField) -> str:
        return _checked(field.name, sentence)

    def say(self, key: str, turn: int = 0, **values: Any) -> str:
        """A sentence with its places filled; ``turn`` counts how often it was said."""
        variants = getattr(self, key)
        return str(variants[turn % len(variants)].format(**values))


class Wording(_Section):
    """Every sentence that the desk says by itself; where several are given, none follows itself."""

    greeting: Variants
    quick: tuple[str, ...]
    """Questions offered at the start."""
    human_button: str = Field(min_length=1)
    photo: str = Field(min_length=1)
    """What stands for a picture where only text can stand."""
    bot_unavailable: Variants
    bot_unavailable_hand_over: Variants
    """After all of those, one after the other."""
    queue_position: Variants
    queue_next: Variants
    queue_position_told: Variants
    queue_next_told: Variants
    """Where the bot brought a person in by itself: the shopper need not be asked for their question."""
    still_waiting: Variants
    """For who writes while waiting."""
    leave_queue_button: str = Field(min_length=1)
    leave_message_button: str = Field(min_length=1)
    message_left: Variants
    out_of_hours: Variants
    out_of_hours_for_long: Variants
    """Nobody can say yet when somebody will be there."""
    agent_joined: Variants
    agent_left: Variants
    queue_left: Variants
    transferred: Variants
    still_there: Variants
    closed_silent: Variants
    closed: Variants
    rating_title: Variants
    """On the card."""
    rating_ask: Variants
    """The same for channels that cannot draw it: how to answer in text."""
    rating_thanks: Variants
    reopened: Variants
    payment_received: Variants
    opens: Opens
    pages: Pages
    prompts: Prompts
    errors: dict[str, str]

    @validator(
        "greeting", "bot_unavailable", "queue_position", "queue_next", "out_of_hours", "out_of_hours_for_long",
        "agent_joined", "agent_left", "queue_left", "closed", "reopened", "payment_received", "still_waiting",
        "message_left", "transferred", "still_there", "closed_silent", "bot_unavailable_hand_over",
        "queue_position_told", "queue_next_told", "rating_title", "rating_ask", "rating_thanks", pre=True,
    )  # fmt: skip
    def _one_or_several(cls, value: Any, field: ModelField) -> Any:
        return _variants(value, field)

    @validator("errors")
    def _every_error_has_a_sentence(cls, errors: dict[str, str]) -> dict[str, str]:
        missing = [code for code in NAMED_ERRORS if code not in errors]
        if missing:
            raise ValueError(f"lacks {', '.join(missing)}")
        return {code: _checked(code, sentence) for code, sentence in errors.items()}

    def say(self, key: str, before: str = "", **values: Any) -> str:
        """A sentence with its places filled: the first variant that is not what was said just ``before``."""
        filled = [sentence.format(**values) for sentence in getattr(self, key)]
        return next((sentence for sentence in filled if sentence != before), filled[0])

    def error(self, error: ServiceError) -> str:
        """What a person is told about an error; never its own text, which is for developers."""
        return self.sentence(error.code).format(**vars(error))

    def sentence(self, code: str) -> str:
        return self.errors.get(code, self.errors["internal"])


def load_wording(file: Path) -> Wording:
    """Read and check the file.

    Raises:
        BadPolicy: it is missing, is not YAML, or lacks or misspells something; the message names the key.
    """
    content = read_rules(file)
    try:
        return Wording.parse_obj(content)
    except ValidationError as error:
        first = error.errors()[0]
        raise BadPolicy(f"{file}: {'.'.join(str(part) for part in first['loc'])}: {first['msg']}") from error


_WORDINGS = Rulebook("wording", load_wording, lambda file: [file])


def wording_for(file: Path) -> Wording:
    """The wording as the file stands now; after a bad edit the last good one stays in force.

    Raises:
        BadPolicy: the file is bad and no good one has been seen yet.
    """
    return _WORDINGS.at(file)
