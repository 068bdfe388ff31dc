"""Every figure of the desk recomputed from the raw rows in the plainest way, over random histories."""

from collections import Counter
from datetime import date, datetime, timedelta, timezone

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.db import Base, engine_for
from bot.desk.consultations import consultation_facts, consultations
from bot.desk.conversations import Conversation, HandOff
from bot.desk.figures import Span
from bot.desk.happenings import read_happenings
from bot.desk.journal import JournalEntry
from bot.desk.judgements import rating_facts
from bot.desk.messages import Message
from bot.desk.outbox import Outgoing
from bot.desk.purchases import conversion_facts, recovery_facts, reminders
from bot.desk.questions import question_facts
from bot.desk.ratings import Rating
from bot.desk.services import service_facts, services
from bot.desk.staff import Agent
from tests.desk.histories import BEGIN, TALKS, store

SPAN = Span(date(2026, 11, 21), date(2026, 11, 23))
WEEK = timedelta(days=7)
DAY = timedelta(hours=24)
TABLES = (Outgoing, Rating, HandOff, JournalEntry, Message, Conversation, Agent)
EAST = timedelta(hours=8)


class Paid:
    def __init__(self, number, customer_id, minute, amount_fen):
        self.number, self.customer_id, self.amount_fen = number, customer_id, amount_fen
        self.paid_at = BEGIN + timedelta(minutes=minute, seconds=30)


PURCHASES = st.lists(
    st.tuples(st.sampled_from([None, "lin", "wang", "zhao"]), st.integers(0, 7000), st.integers(1, 99999)), max_size=5
).map(lambda rows: [Paid(f"o{n}", *row) for n, row in enumerate(rows)])
SENT = st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6000), st.booleans()), max_size=8)


@pytest.fixture(scope="module")
def engine():
    engine = engine_for.__wrapped__("sqlite://")
    Base.metadata.create_all(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def empty(engine):
    """A session on the database without rows."""
    with Session(engine, future=True) as session:
        yield lambda: _emptied(session)
        session.rollback()


def _emptied(session):
    session.rollback()
    session.expunge_all()
    return session


def seconds(group, begun, until):
    """Open from nine to ten in the evening in group a, always in group b, as the service's hours say it."""
    if group != "a":
        return int((until - begun).total_seconds())
    minutes = int((until - begun).total_seconds() // 60)
    return 60 * sum(9 <= (begun + timedelta(minutes=n) + EAST).hour < 22 for n in range(minutes))


def sums(facts):
    counted = {}
    for fact in facts:
        key = (fact.figure, fact.day, fact.group, fact.agent, fact.kind)
        value, of = counted.get(key, (0, 0))
        counted[key] = (value + fact.value, of + fact.of)
    return {key: number for key, number in counted.items() if number != (0, 0)}


class Plain:
    """All rows in memory, looked at one by one."""

    def __init__(self, session):
        self.conversations = session.execute(select(Conversation)).scalars().all()
        self.messages = session.execute(select(Message).order_by(Message.at)).scalars().all()
        self.journal = session.execute(select(JournalEntry).order_by(JournalEntry.at)).scalars().all()
        self.hand_offs = {one.id: one for one in session.execute(select(HandOff)).scalars()}
        self.ratings = session.execute(select(Rating)).scalars().all()
        self.outbox = session.execute(select(Outgoing)).scalars().all()

    def said(self, conversation, *authors):
        return [m for m in self.messages if m.conversation_id == conversation.id and m.author.value in authors]

    def lines(self, conversation, *kinds):
        names = {f"conversation.{kind}" for kind in kinds}
        return [e for e in self.journal if e.conversation_id == conversation.id and (e.kind in names or not kinds)]

    def talks(self, days):
        """(conversation, day, shopper's messages, group, agent) of each day on which the shopper spoke."""
        for conversation in self.conversations:
            for day in days:
                mine = [m for m in self.said(conversation, "shopper") if on(m, day)]
                if not mine:
                    continue
                people = [m for m in self.said(conversation, "agent") if on(m, day)]
                handed = [e for e in self.lines(conversation, "handed_off") if on(e, day)]
                groups = [e.group for e in self.lines(conversation) if local(e.at) <= day and e.group]
                group = groups[-1] if groups and (people or handed) else None
                yield conversation, day, mine, group, people[-1].agent_id if people else None


def local(at):
    return (at + EAST).date()


def on(row, day):
    return local(row.at) == day


def count(into, figure, place, value=1, of=1, kind=""):
    old = into.get((figure, *place, kind), (0, 0))
    into[(figure, *place, kind)] = (old[0] + value, old[1] + of)


def naive_consultations(plain):
    into = {}
    for conversation, day, mine, group, agent in plain.talks(SPAN.days):
        place = (day, group, agent)
        bot = [m for m in plain.said(conversation, "bot") if on(m, day)]
        person = any(on(m, day) for m in plain.said(conversation, "agent"))
        reasons = [e.data["reason"] for e in plain.lines(conversation, "handed_off") if on(e, day)]
        alone = bool(bot) and not person and not reasons
        puzzled = any(wish["intent"] == "nlu_fallback" for m in mine for wish in m.understood or [])
        failed = any(m.understood is None and m.turn == m.id for m in mine)
        disliked = any(m.liked is False for m in bot)
        unresolved = puzzled or failed or disliked or "asked" in reasons
        count(into, "conversations", place)
        count(into, "bot_alone_share", place, alone)
        count(into, "bot_settled_share", place, alone and not unresolved)
        count(into, "handed_over_share", place, bool(reasons))
        count(into, "unresolved_share", place, unresolved)
        for figure, holds in [
            ("bot_alone", alone), ("by_person", person), ("unresolved", unresolved), ("disliked", disliked),
            ("no_answer", puzzled or failed), ("asked_for_person", "asked" in reasons),
        ]:  # fmt: skip
            if holds:
                count(into, figure, place)
    return into


def naive_services(plain):
    into = {}
    for conversation in plain.conversations:
        lines = plain.lines(conversation)
        people = plain.said(conversation, "shopper", "agent")
        busy = False
        for n, line in enumerate(lines):
            kind = line.kind.removeprefix("conversation.")
            begins = kind == "handed_off" or (kind == "assigned" and not busy)
            busy = (busy or begins) and kind not in ("closed", "returned", "left_queue")
            if begins:
                _naive_service(into, lines[n:], people)
            if kind == "assigned":
                _naive_assignment(into, line, lines[n + 1 :], people)
            if kind == "closed" and local(line.at) in SPAN.days:
                last = [e for e in lines[:n] if e.kind == "conversation.assigned"][-1]
                place = (local(line.at), last.group, last.agent_id)
                again = [e for e in lines[n:] if e.kind == "conversation.reopened"]
                count(into, "closed", place)
                count(into, "reopened_share", place, bool(again) and again[0].at - line.at <= WEEK)
                count(into, "rated_share", place, 0)
    return into


def _naive_service(into, lines, people):
    first = lines[0]
    if local(first.at) not in SPAN.days:
        return
    terminal = [e for e in lines if e.kind.split(".")[1] in ("closed", "returned", "left_queue")]
    end = terminal[0] if terminal else None
    mine = [e for e in lines if e.kind == "conversation.assigned" and (end is None or e.at < end.at)]
    day, reason = local(first.at), first.data.get("reason", "taken_over")
    count(into, "handed_over", (day, first.group, mine[0].agent_id if mine else None), kind=reason)
    answers = [
        m for m in people
        if m.author.value == "agent" and mine and m.at > mine[0].at and (end is None or m.at < end.at)
    ]  # fmt: skip
    if answers:
        waited = seconds(first.group, first.at, answers[0].at)
        count(into, "reply_from_hand_over", (day, first.group, answers[0].agent_id), waited)
    if end:
        place = (day, mine[-1].group, mine[-1].agent_id) if mine else (day, first.group, None)
        good = end.kind == "conversation.returned" or end.data.get("why") == "resolved"
        count(into, "resolution_share", place, good)
        if good:
            count(into, "resolved", place)
            count(into, "resolution_time", place, seconds(place[1], first.at, end.at))


def _naive_assignment(into, line, later, people):
    ends = [e.at for e in later if e.kind.split(".")[1] in ("assigned", "queued", "closed", "returned", "left_queue")]
    until = ends[0] if ends else datetime.max.replace(tzinfo=timezone.utc)
    inside = [m for m in people if line.at < m.at < until]
    answers = [m for m in inside if m.author.value == "agent"]
    place = (local(line.at), line.group, line.agent_id)
    if local(line.at) in SPAN.days:
        count(into, "assigned", place)
        if answers:
            count(into, "reply_from_assignment", place, seconds(line.group, line.at, answers[0].at))
        elif ends:
            count(into, "missed", place)
    for n, answer in enumerate(answers):
        before = answers[n - 1].at if n else line.at
        asked = [m.at for m in inside if m.author.value == "shopper" and before < m.at < answer.at]
        since = line.at if n == 0 else min(asked, default=None)
        if since and local(answer.at) in SPAN.days:
            count(
                into,
                "average_reply",
                (local(answer.at), line.group, line.agent_id),
                seconds(line.group, since, answer.at),
            )


@given(TALKS)
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_consultations_are_what_the_raw_rows_say(empty, talks):
    session = empty()
    store(session, talks)

    facts = consultation_facts(consultations(read_happenings(session, SPAN)))

    assert sums(facts) == {key: sum_ for key, sum_ in naive_consultations(Plain(session)).items() if sum_ != (0, 0)}


@given(TALKS)
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_services_are_what_the_raw_rows_say(empty, talks):
    session = empty()
    store(session, talks)

    facts = service_facts(services(read_happenings(session, SPAN)), SPAN, seconds, WEEK)

    assert sums(facts) == naive_services(Plain(session))


@given(TALKS)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_ratings_and_questions_are_what_the_raw_rows_say(empty, talks):
    session = empty()
    store(session, talks)
    plain, into = Plain(session), {}
    for rating in (one for one in plain.ratings if local(one.at) in SPAN.days):
        place = (local(rating.at), plain.hand_offs[rating.hand_off_id].group, rating.agent_id)
        count(into, "ratings", place, kind=str(rating.score))
        count(into, "rating", place, rating.score)
        count(into, "satisfied_share", place, rating.score > 3)
        count(into, "rated_share", place, 1, 0)
    for message in (m for m in plain.messages if m.author.value == "shopper" and local(m.at) in SPAN.days):
        puzzled = [wish for wish in message.understood or [] if wish["intent"] == "nlu_fallback"]
        why = "nlu_fallback" if puzzled else "failed" if message.turn == message.id else ""
        if why:
            count(into, "unanswered", (local(message.at), None, None), kind=why)

    facts = [*rating_facts(session, SPAN, 4), *question_facts(read_happenings(session, SPAN).unanswered)]

    assert sums(facts) == into


@given(TALKS, PURCHASES)
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_conversion_counts_each_order_for_the_latest_consultation_before_it(empty, talks, purchases):
    session = empty()
    store(session, talks)
    plain, into, owned = Plain(session), {}, Counter()
    known = [talk for talk in plain.talks(SPAN.days) if talk[0].shopper_id]
    for purchase in purchases:
        theirs = [talk for talk in known if talk[0].shopper_id == purchase.customer_id]
        near = [talk for talk in theirs if talk[2][0].at < purchase.paid_at <= talk[2][-1].at + DAY]
        if near:
            conversation, day, *_ = max(near, key=lambda talk: (talk[2][0].at, talk[2][0].id))
            owned[(conversation.id, day)] += 1
            place = next((t[1], t[3], t[4]) for t in near if (t[0].id, t[1]) == (conversation.id, day))
            count(into, "converted_orders", place)
            count(into, "converted_amount", place, purchase.amount_fen)
    for conversation, day, _, group, agent in known:
        count(into, "consulted", (day, group, agent))
        count(into, "converted_share", (day, group, agent), owned[(conversation.id, day)] > 0)

    facts = conversion_facts(purchases, consultations(read_happenings(session, SPAN)), DAY)

    assert sums(facts) == into


@given(PURCHASES, SENT)
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_recovery_counts_orders_paid_soon_after_a_reminder(empty, purchases, sent):
    session = empty()
    store(session, [(None, 0, [])])
    for n, (number, minute, was_sent) in enumerate(sent):
        session.add(
            Outgoing(
                key=str(n), kind="payment_prompt", conversation_id="c0", about=f"o{number}", due_at=BEGIN,
                planned_at=BEGIN, state="sent" if was_sent else "dropped", finished_at=BEGIN + timedelta(minutes=minute),
            )
        )  # fmt: skip
    session.flush()
    into, by_number = {}, {one.number: one for one in purchases}
    for number in {f"o{number}" for number, _, was_sent in sent if was_sent}:
        times = sorted(BEGIN + timedelta(minutes=m) for o, m, was_sent in sent if f"o{o}" == number and was_sent)
        for at in times:
            if local(at) in SPAN.days:
                count(into, "prompts", (local(at), None, None))
        if local(times[0]) in SPAN.days:
            place, paid = (local(times[0]), None, None), by_number.get(number)
            last = max((at for at in times if paid and at < paid.paid_at), default=None)
            good = last is not None and paid.paid_at <= last + DAY
            count(into, "prompted_orders", place)
            count(into, "recovery_share", place, good)
            if good:
                count(into, "recovered_orders", place)
                count(into, "recovered_amount", place, paid.amount_fen)

    assert sums(recovery_facts(reminders(session, SPAN), by_number, SPAN, DAY)) == into
