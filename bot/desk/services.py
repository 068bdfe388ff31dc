"""Services: each hand-over to people from its reason to its end, who had it meanwhile, and how fast they answered."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.desk.figures import Fact, Span, day_of
from bot.desk.happenings import Happened, Happenings, Said
from bot.desk.messages import Author

Seconds = Callable[[str | None, datetime, datetime], int]
"""The seconds of a group's service hours between two moments."""

RESOLVED = "resolved"
SILENT = "silent"
RETURNED = "returned"
LEFT = "left"
# What happens to nobody's conversation: an agent took it without the bot having asked.
TAKEN_OVER = "taken_over"
_ENDS = {"conversation.returned": RETURNED, "conversation.left_queue": LEFT}


@dataclass
class Assignment:
    """One person's time with a conversation."""

    agent_id: int | None
    group: str | None
    at: datetime
    ended_at: datetime | None = None
    replies: list[tuple[datetime, datetime]] = field(default_factory=list)
    """Since when the shopper waited, and when the person answered."""

    @property
    def replied_at(self) -> datetime | None:
        return self.replies[0][1] if self.replies else None

    def covers(self, said: Said) -> bool:
        in_time = self.at <= said.at and (self.ended_at is None or said.at <= self.ended_at)
        return in_time and (said.author is not Author.AGENT or said.agent_id in (None, self.agent_id))


@dataclass
class Service:
    """From a hand-over to its end."""

    conversation_id: str
    reason: str
    group: str | None
    at: datetime
    assignments: list[Assignment] = field(default_factory=list)
    end: str | None = None
    """``resolved``, ``silent``, ``returned`` or ``left``; None: under way."""
    ended_at: datetime | None = None
    reopened_at: datetime | None = None

    @property
    def is_resolved(self) -> bool:
        return self.end in (RESOLVED, RETURNED)

    @property
    def is_closed(self) -> bool:
        return self.end in (RESOLVED, SILENT)

    @property
    def first_agent(self) -> int | None:
        return self.assignments[0].agent_id if self.assignments else None

    @property
    def last_agent(self) -> int | None:
        return self.assignments[-1].agent_id if self.assignments else None

    @property
    def last_group(self) -> str | None:
        return self.assignments[-1].group if self.assignments else self.group


def services(happenings: Happenings) -> list[Service]:
    """All hand-overs of the conversations, those before and after the span included."""
    found = []
    for conversation_id, journal in happenings.journal.items():
        mine = list(_services(journal))
        said = [one for one in happenings.said.get(conversation_id, []) if one.author is not Author.BOT]
        for service in mine:
            for assignment in service.assignments:
                _reply(assignment, said)
        found += mine
    return found


def service_facts(found: list[Service], span: Span, seconds: Seconds, reopened_within: timedelta) -> Iterator[Fact]:
    """Hand-overs, how long shoppers waited, and how it ended, each on the day that its definition names."""
    for service in found:
        if span.holds(service.at):
            yield from _hand_over(service, seconds)
        if service.ended_at is not None and service.is_closed and span.holds(service.ended_at):
            place = (day_of(service.ended_at), service.last_group, service.last_agent)
            again = service.reopened_at is not None and service.reopened_at - service.ended_at <= reopened_within
            yield Fact("closed", *place)
            yield Fact("reopened_share", *place, value=again)
            yield Fact("rated_share", *place, value=0)
        for assignment in service.assignments:
            yield from _attended(assignment, span, seconds)


def _hand_over(service: Service, seconds: Seconds) -> Iterator[Fact]:
    day = day_of(service.at)
    yield Fact("handed_over", day, service.group, service.first_agent, kind=service.reason)
    replies = [(one.replied_at, one.agent_id) for one in service.assignments if one.replied_at is not None]
    if replies:
        waited = seconds(service.group, service.at, replies[0][0])
        yield Fact("reply_from_hand_over", day, service.group, replies[0][1], waited)
    if service.ended_at is None:
        return
    place = (day, service.last_group, service.last_agent)
    yield Fact("resolution_share", *place, value=service.is_resolved)
    if service.is_resolved:
        yield Fact("resolved", *place)
        yield Fact("resolution_time", *place, value=seconds(service.last_group, service.at, service.ended_at))


def _attended(assignment: Assignment, span: Span, seconds: Seconds) -> Iterator[Fact]:
    group, agent = assignment.group, assignment.agent_id
    if span.holds(assignment.at):
        place = (day_of(assignment.at), group, agent)
        yield Fact("assigned", *place)
        if assignment.replied_at is not None:
            yield Fact("reply_from_assignment", *place, value=seconds(group, assignment.at, assignment.replied_at))
        elif assignment.ended_at is not None:
            yield Fact("missed", *place)
    for since, at in assignment.replies:
        if span.holds(at):
            yield Fact("average_reply", day_of(at), group, agent, seconds(group, since, at))


def _services(journal: list[Happened]) -> Iterator[Service]:
    current: Service | None = None
    closed: Service | None = None
    for line in journal:
        if line.kind == "conversation.reopened" and closed and closed.reopened_at is None:
            closed.reopened_at = line.at
        elif line.kind == "conversation.handed_off":
            if current:
                yield current
            current = Service(line.conversation_id, str(line.data.get("reason") or ""), line.group, line.at)
        elif line.kind == "conversation.assigned":
            current = current or Service(line.conversation_id, TAKEN_OVER, line.group, line.at)
            _leave(current, line.at)
            current.assignments.append(Assignment(line.agent_id, line.group, line.at))
        elif line.kind == "conversation.queued" and current:
            _leave(current, line.at)
        elif current and (end := _end(line)):
            _leave(current, line.at)
            current.end, current.ended_at = end, line.at
            closed, current = current, None
            yield closed
    if current:
        yield current


def _leave(service: Service, at: datetime) -> None:
    if service.assignments and service.assignments[-1].ended_at is None:
        service.assignments[-1].ended_at = at


def _end(line: Happened) -> str | None:
    if line.kind == "conversation.closed":
        return SILENT if line.data.get("why") == SILENT else RESOLVED
    return _ENDS.get(line.kind)


def _reply(assignment: Assignment, said: list[Said]) -> None:
    """The waits of a person's time: from the shopper's first word since the last answer, or from the assignment on."""
    since: datetime | None = assignment.at
    for one in said:
        if not assignment.covers(one):
            continue
        if one.author is Author.SHOPPER:
            since = since or one.at
        elif since is not None:
            assignment.replies.append((since, one.at))
            since = None
