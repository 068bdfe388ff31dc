"""Consultations: what one shopper asked in one conversation on one day, who answered, and whether it helped."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime

from bot.desk.figures import Fact, Span, day_of
from bot.desk.happenings import Happened, Happenings, Said, Who
from bot.desk.messages import Author

ASKED = "asked"


@dataclass
class Consultation:
    """A day of a conversation in which the shopper said something."""

    who: Who
    day: date
    first: Said
    """The shopper's first message of the day."""
    last_at: datetime
    """When the shopper last said something."""
    by_bot: bool
    agent_id: int | None = None
    """Who of the people spoke last."""
    by_person: bool = False
    group: str | None = None
    reasons: list[str] = field(default_factory=list)
    """Why it was handed over, each time."""
    disliked: bool = False
    no_answer: bool = False

    @property
    def conversation_id(self) -> str:
        return self.who.id

    @property
    def handed_over(self) -> bool:
        return bool(self.reasons)

    @property
    def bot_alone(self) -> bool:
        return self.by_bot and not self.handed_over and not self.by_person

    @property
    def asked_for_person(self) -> bool:
        return ASKED in self.reasons

    @property
    def is_unresolved(self) -> bool:
        return self.no_answer or self.disliked or self.asked_for_person


def consultations(happenings: Happenings) -> list[Consultation]:
    """The consultations of a span, by the time at which they began."""
    unanswered = {(one.conversation_id, day_of(one.at)) for one in happenings.unanswered}
    found = []
    for conversation_id, said in happenings.said.items():
        journal = happenings.journal.get(conversation_id, [])
        for day, messages in _by_day(said, happenings.span):
            one = _consultation(happenings.who[conversation_id], day, messages, journal)
            if one:
                one.no_answer = (conversation_id, day) in unanswered
                found.append(one)
    return sorted(found, key=lambda one: (one.first.at, one.first.id))


def consultation_facts(found: list[Consultation]) -> Iterator[Fact]:
    """Who answered, and what remained open."""
    for one in found:
        place = (one.day, one.group, one.agent_id)
        yield Fact("conversations", *place)
        yield Fact("bot_alone_share", *place, value=one.bot_alone)
        yield Fact("bot_settled_share", *place, value=one.bot_alone and not one.is_unresolved)
        yield Fact("handed_over_share", *place, value=one.handed_over)
        yield Fact("unresolved_share", *place, value=one.is_unresolved)
        counted = {
            "bot_alone": one.bot_alone,
            "by_person": one.by_person,
            "unresolved": one.is_unresolved,
            "no_answer": one.no_answer,
            "disliked": one.disliked,
            "asked_for_person": one.asked_for_person,
        }
        yield from (Fact(figure, *place) for figure, holds in counted.items() if holds)


def _by_day(said: list[Said], span: Span) -> Iterator[tuple[date, list[Said]]]:
    """What was said on each day of a span."""
    messages: list[Said] = []
    begins, ends = span.begins, span.ends
    midnight = begins
    for one in said:
        if one.at >= midnight:
            if messages:
                yield day_of(messages[0].at), messages
            messages, midnight = [], _midnight_after(one.at)
        if begins <= one.at < ends:
            messages.append(one)
    if messages:
        yield day_of(messages[0].at), messages


def _midnight_after(at: datetime) -> datetime:
    return Span(day_of(at), day_of(at)).ends


def _consultation(who: Who, day: date, messages: list[Said], journal: list[Happened]) -> Consultation | None:
    asked = [one for one in messages if one.author is Author.SHOPPER]
    if not asked:
        return None
    people = [one for one in messages if one.author is Author.AGENT]
    answers = [one for one in messages if one.author is Author.BOT]
    until_then = [one for one in journal if day_of(one.at) <= day]
    today = [one for one in until_then if day_of(one.at) == day]
    reasons = [str(one.data.get("reason") or "") for one in today if one.kind == "conversation.handed_off"]
    with_person = bool(people or reasons)
    groups = [one.group for one in until_then if one.group]
    return Consultation(
        who=who,
        day=day,
        first=asked[0],
        last_at=asked[-1].at,
        by_bot=bool(answers),
        agent_id=people[-1].agent_id if people else None,
        by_person=bool(people),
        group=groups[-1] if with_person and groups else None,
        reasons=reasons,
        disliked=any(one.liked is False for one in answers),
    )
