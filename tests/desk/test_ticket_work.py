"""Tickets: who sees them, deals with them and closes them; a message left becomes a talk again; reminders, once."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.desk import conversations
from bot.desk.audit import AuditEntry
from bot.desk.conversations import Owner, last_hand_off
from bot.desk.events import CONSOLE
from bot.desk.messages import history
from bot.desk.staff import Presence, Role
from bot.desk.ticket_work import TicketAlerts, bring_back, give, open_task, settle, ticket_for, tickets_for
from bot.desk.tickets import APPROVAL, MESSAGE, open_ticket
from bot.errors import BadDueDate, EmptyMessage, NotAllowed, TicketClosed, TicketNotFound
from tests.echo_bot import PACKET

HOUR = timedelta(hours=1)


@pytest.fixture
def lin(hire):
    return hire("小林", groups=["presale"])


@pytest.fixture
def zhou(hire):
    return hire("小周", groups=["aftersale"])


@pytest.fixture
def amin(hire):
    return hire("阿敏", role=Role.LEAD, groups=[])


@pytest.fixture
def task(session, lin, now):
    def opened(by=lin, **facts):
        values = {"subject": "核实漏发", "group": "aftersale", "due_at": now + HOUR, "now": now, **facts}
        return open_task(session, by, **values)

    return opened


def ids(session, agent, box, now, **more):
    return [ticket.id for ticket in tickets_for(session, agent, box, now, **more)]


def test_everybody_sees_what_is_theirs_their_groups_or_opened_by_them(session, task, lin, zhou, amin, hire, now):
    ticket, other = task(), hire("小齐", groups=["presale"])

    assert ids(session, lin, "open", now) == ids(session, zhou, "open", now) == [ticket.id]
    assert ids(session, amin, "open", now) == [ticket.id]
    assert ids(session, other, "open", now) == []
    assert ticket_for(session, zhou, ticket.id) is ticket
    with pytest.raises(TicketNotFound):
        ticket_for(session, other, ticket.id)


def test_boxes_hold_what_they_say(session, task, zhou, amin, now):
    late, mine, free = task(due_at=now + HOUR), task(to=zhou, due_at=now + 3 * HOUR), task(due_at=now + 2 * HOUR)
    done = task()
    settle(session, done, zhou, "补发了", now)
    later = now + HOUR

    assert ids(session, zhou, "open", later) == [late.id, free.id, mine.id]
    assert ids(session, zhou, "mine", later) == [mine.id]
    assert ids(session, zhou, "group", later) == [late.id, free.id]
    assert ids(session, zhou, "overdue", later) == [late.id]
    assert ids(session, zhou, "closed", later) == [done.id]
    assert ids(session, amin, "open", later, group="presale") == []


@pytest.mark.parametrize("after", [timedelta(), -HOUR, timedelta(days=367)])
def test_a_date_that_cannot_be_met_is_refused(task, now, after):
    with pytest.raises(BadDueDate):
        task(due_at=now + after)


def test_a_ticket_is_taken_given_on_and_closed_once(session, task, lin, zhou, amin, now):
    ticket = task()
    give(session, ticket, zhou, now, to=zhou)
    assert ticket.agent_id == zhou.id

    with pytest.raises(NotAllowed):
        give(session, ticket, lin, now, to=None)
    give(session, ticket, amin, now, to=None, group="presale")
    assert (ticket.agent_id, ticket.group) == (None, "presale")
    with pytest.raises(EmptyMessage):
        settle(session, ticket, lin, "  ", now)
    settle(session, ticket, lin, "补发了", now)
    assert (ticket.closed_by, ticket.outcome) == (lin.id, "补发了")
    for late in (lambda: settle(session, ticket, lin, "x", now), lambda: give(session, ticket, lin, now, to=lin)):
        with pytest.raises(TicketClosed):
            late()
    told = [entry.action for entry in session.execute(select(AuditEntry)).scalars()]
    assert told == ["ticket.open", "ticket.give", "ticket.give", "ticket.close"]


def test_what_is_asked_of_the_leads_is_theirs(session, lin, zhou, amin, now):
    ticket = open_ticket(
        session, kind=APPROVAL, group="aftersale", subject="改价", due_at=now + HOUR, now=now, opened_by=lin.id
    )

    assert ids(session, zhou, "open", now) == [] and ids(session, lin, "open", now) == [ticket.id]
    with pytest.raises(TicketNotFound):
        ticket_for(session, zhou, ticket.id)
    settle(session, ticket, amin, "改好了", now)


@pytest.fixture
def left(session, conversation, now):
    """A message that a shopper left out of hours."""

    def made():
        conversations.hand_off(session, conversation, PACKET, now, group="aftersale")
        known = last_hand_off(session, conversation)
        conversations.return_to_bot(session, conversation, now)
        return open_ticket(
            session, kind=MESSAGE, group="aftersale", subject="想退货", due_at=now + HOUR, now=now,
            conversation=conversation, hand_off=known,
        )  # fmt: skip

    return made


def test_a_message_left_becomes_a_talk_with_the_whole_story(session, conversation, left, zhou, rota, wording, now):
    ticket = left()

    bring_back(session, conversation, ticket, zhou, rota, wording, now)

    assert (conversation.owner, conversation.agent_id) == (Owner.HUMAN, zhou.id)
    known = last_hand_off(session, conversation)
    assert (known.summary, known.reason, known.slots) == ("想退货", PACKET["reason"], PACKET.get("slots", {}))
    assert "小周" in history(session, conversation)[-1].text


def test_it_is_opened_again_when_it_was_closed(session, conversation, left, zhou, assign, rota, wording, now, wait):
    ticket = left()
    assign(session, wait(conversation), zhou)
    conversations.resolve(session, conversation, now)

    bring_back(session, conversation, ticket, zhou, rota, wording, now)

    assert (conversation.owner, conversation.agent_id) == (Owner.HUMAN, zhou.id)


def test_a_colleague_who_has_the_word_keeps_it(
    session, conversation, left, zhou, lin, assign, rota, wording, now, wait
):
    ticket = left()
    assign(session, wait(conversation), lin)

    bring_back(session, conversation, ticket, zhou, rota, wording, now)

    assert conversation.agent_id == lin.id


async def test_what_falls_due_is_told_once_to_who_has_it(session, reception, task, zhou, clock, conversation):
    ticket = task(to=zhou, conversation=conversation)
    session.commit()
    due, heard = TicketAlerts(reception.ledger), []

    assert await due.tell_due() == 0
    clock.move(minutes=50)
    with reception.ledger.subscribe(CONSOLE) as events:
        assert await due.tell_due() == 1
        heard.append(await events.__anext__())
    assert await due.tell_due() == 0
    assert heard[0].items() >= {"type": "alert", "to": zhou.id}.items()
    assert heard[0]["data"].items() >= {"kind": "ticket_due", "subject": "核实漏发"}.items()
    session.refresh(ticket)
    assert ticket.due_told_at == clock.now


async def test_what_nobody_has_is_told_to_its_group_or_else_to_the_leads(session, reception, task, zhou, hire, clock):
    hire("小吴", groups=["aftersale"], presence=Presence.OFFLINE)
    task()
    session.commit()
    clock.move(minutes=55)
    zhou.seen_at = clock.now
    session.commit()

    with reception.ledger.subscribe(CONSOLE) as events:
        await TicketAlerts(reception.ledger).tell_due()
        assert (await events.__anext__())["to"] == zhou.id
    task(due_at=clock.now + HOUR / 2, now=clock.now)
    session.commit()
    clock.move(hours=1)
    with reception.ledger.subscribe(CONSOLE) as events:
        await TicketAlerts(reception.ledger).tell_due()
        assert (await events.__anext__())["to"] is None
