"""What waits to be said: planned once, said once, dropped for good."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.db import session_on
from bot.desk import outbox
from bot.desk.conversations import conversations_of, get_conversation
from bot.desk.outbox import Outgoing


@pytest.fixture
def plan(session, conversation, now):
    def planned(key="p:1", due_at=now, about="1", kind="payment_prompt", conversation=conversation):
        return outbox.plan(session, key=key, kind=kind, conversation=conversation, about=about, due_at=due_at, now=now)

    return planned


def entry(session, key="p:1"):
    return session.execute(select(Outgoing).where(Outgoing.key == key)).scalar_one()


def test_the_same_thing_is_planned_once(plan):
    assert plan()
    assert not plan()


def test_what_was_said_or_dropped_is_not_planned_again(session, plan, now):
    plan()
    outbox.drop(session, entry(session), "refused", now)

    assert not plan()


def test_only_what_is_due_comes_the_oldest_first(session, plan, now):
    plan("p:later", now + timedelta(seconds=1))
    plan("p:now", now)
    plan("p:long", now - timedelta(hours=1))

    assert [one.key for one in outbox.due(session, now)] == ["p:long", "p:now"]


def test_what_was_claimed_is_not_due_any_more(session, plan, now):
    plan()

    assert outbox.claim(session, entry(session), now)
    assert outbox.due(session, now) == []
    assert outbox.find_waiting(session, entry(session).id) is None
    assert outbox.said_at(session, "payment_prompt", [], "1") == [now]


def test_a_claim_a_drop_and_a_delay_come_too_late_after_a_claim(session, plan, now):
    plan()
    outbox.claim(session, entry(session), now)

    assert not outbox.claim(session, entry(session), now)
    assert not outbox.drop(session, entry(session), "paid", now)
    assert not outbox.postpone(session, entry(session), now)
    assert entry(session).state == "sent"


def test_a_delay_keeps_it_waiting(session, plan, now):
    plan()

    outbox.postpone(session, entry(session), now + timedelta(hours=1))

    assert outbox.due(session, now) == []
    assert outbox.due(session, now + timedelta(hours=1)) == [entry(session)]


def test_a_drop_says_why(session, plan, now):
    plan()
    plan("p:2", about="2")

    assert outbox.drop_about(session, "payment_prompt", ["1"], "later", now) == 1
    session.expire_all()
    assert (entry(session).state, entry(session).why) == ("dropped", "later")
    assert entry(session, "p:2").state == "waiting"


def test_everything_for_a_conversation_is_dropped_but_other_kinds(session, plan, begin, now):
    other = begin("v-2")
    plan()
    plan("p:2", conversation=other)
    plan("n:1", kind="notice")

    assert outbox.drop_for(session, "payment_prompt", [entry(session).conversation_id], "refused", now) == 1
    session.expire_all()
    assert [one.key for one in outbox.due(session, now)] == ["p:2", "n:1"]


def test_what_was_said_counts_in_the_conversations_and_for_the_order(session, plan, begin, now):
    other = begin("v-2")
    plan("p:1", about="1")
    plan("p:2", about="2", conversation=other)
    plan("p:3", about="3", conversation=other)
    for key in ("p:1", "p:2"):
        outbox.claim(session, entry(session, key), now)

    assert outbox.said_at(session, "payment_prompt", [entry(session).conversation_id], "2") == [now, now]
    assert outbox.said_at(session, "payment_prompt", [other.id], "3") == [now]


def test_a_waiting_entry_follows_the_shopper(session, plan, begin, now):
    plan()
    other = begin("v-2")

    assert outbox.redirect(session, entry(session), other)
    assert entry(session).conversation_id == other.id


def test_a_shoppers_conversations_come_the_latest_first(session, begin, now):
    old = begin("v-1", shopper_id="lin")
    new = begin("v-2", shopper_id="lin", now=now + timedelta(hours=1))
    begin("v-3", shopper_id="chen")

    assert conversations_of(session, ["lin", "nobody"]) == {"lin": [new, old], "nobody": []}


def test_of_many_who_claim_at_once_one_wins(url, session, plan, now):
    plan()
    session.commit()
    number = entry(session).id
    session.commit()

    def claimed(_):
        with session_on(url) as mine:
            return outbox.claim(mine, mine.get(Outgoing, number), now)

    with ThreadPoolExecutor(8) as pool:
        assert sorted(pool.map(claimed, range(16))) == [False] * 15 + [True]


def test_of_many_who_plan_at_once_one_wins(url, session, conversation, now):
    session.commit()

    def planned(_):
        with session_on(url) as mine:
            here = get_conversation(mine, conversation.id)
            return outbox.plan(mine, key="p:1", kind="x", conversation=here, about="1", due_at=now, now=now)

    with ThreadPoolExecutor(8) as pool:
        assert sorted(pool.map(planned, range(16))) == [False] * 15 + [True]
