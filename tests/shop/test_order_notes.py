"""Notes for the warehouse."""

import pytest
from sqlalchemy import select

from bot.errors import ChangeRefused
from bot.shop.changes import Request
from bot.shop.order_notes import OrderNote, add_note
from bot.shop.orders import OrderStatus


@pytest.fixture
def wish(now):
    return Request("c-1:1", "shopper:lin", now)


def notes(session):
    return session.execute(select(OrderNote)).scalars().all()


@pytest.mark.parametrize(("kind", "rule"), [("note", "DD-03"), ("carrier", "DD-04"), ("split", "DD-06")])
def test_a_note_is_kept_with_its_kind(session, place, policy, wish, kind, rule):
    order = place(status=OrderStatus.PAID)

    add_note(session, order, kind, "放张贺卡", wish, policy)

    assert [(note.kind, note.text) for note in notes(session)] == [(kind, "放张贺卡")]


def test_the_same_request_notes_once(session, place, policy, wish):
    order = place()
    add_note(session, order, "note", "放张贺卡", wish, policy)

    add_note(session, order, "note", "放张贺卡", wish, policy)

    assert len(notes(session)) == 1


def test_what_has_been_sent_takes_no_note(session, place, policy, wish):
    with pytest.raises(ChangeRefused, match="DD-03"):
        add_note(session, place(status=OrderStatus.SHIPPED), "note", "放张贺卡", wish, policy)


def test_a_long_note_is_cut_to_what_the_warehouse_reads(session, place, policy, wish):
    order = place()

    add_note(session, order, "note", "好" * 300, wish, policy)

    assert len(notes(session)[0].text) == policy.changes.note_limit
