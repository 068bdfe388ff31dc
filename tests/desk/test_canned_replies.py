"""Canned replies: whose they are, what can be filled in, and what is refused."""

import pytest
from sqlalchemy import select

from bot.desk.audit import AuditEntry
from bot.desk.canned_replies import (
    Wording,
    change_reply,
    count_use,
    create_reply,
    delete_reply,
    fill,
    get_reply,
    replies_for,
    set_picture,
)
from bot.desk.photos import develop
from bot.desk.staff import Role
from bot.desk.uploads import Upload
from bot.errors import (
    BadShortcut,
    EmptyMessage,
    MessageTooLong,
    NotAllowed,
    ReplyNotFound,
    ShortcutTaken,
    UnknownPlace,
)
from tests.pictures import jpeg

FREIGHT = Wording("物流", "/运费", "{买家}您好，满 {包邮门槛} 包邮。", ["包邮门槛"])


@pytest.fixture
def lin(hire):
    return hire("小林")


@pytest.fixture
def zhou(hire):
    return hire("小周")


@pytest.fixture
def amin(hire):
    return hire("阿敏", role=Role.LEAD)


@pytest.fixture
def keep(session, now):
    def kept(agent, wording=FREIGHT, own=True):
        return create_reply(session, agent, wording, own=own, now=now)

    return kept


def test_a_reply_of_ones_own_is_nobody_elses(session, keep, lin, zhou):
    reply = keep(lin)

    assert reply.shortcut == "运费"
    assert [one.id for one in replies_for(session, lin)] == [reply.id]
    assert replies_for(session, zhou) == []
    with pytest.raises(ReplyNotFound):
        get_reply(session, reply.id, zhou)


def test_only_a_lead_keeps_changes_and_deletes_what_is_everybodys(session, keep, lin, amin, now):
    with pytest.raises(NotAllowed):
        keep(lin, own=False)
    shared = keep(amin, own=False)

    assert replies_for(session, lin) == [shared]
    with pytest.raises(NotAllowed):
        change_reply(session, lin, shared, FREIGHT, own=True, now=now)
    with pytest.raises(NotAllowed):
        delete_reply(session, lin, shared, now)
    change_reply(session, amin, shared, Wording("物流", "运费", "包邮"), own=False, now=now)
    assert shared.text == "包邮"
    delete_reply(session, amin, shared, now)
    assert replies_for(session, amin) == []
    told = [entry.action for entry in session.execute(select(AuditEntry)).scalars()]
    assert told == ["canned_reply.create", "canned_reply.change", "canned_reply.delete"]


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        ({"folder": " "}, BadShortcut),
        ({"folder": "长" * 31}, BadShortcut),
        ({"shortcut": ""}, BadShortcut),
        ({"shortcut": "运 费"}, BadShortcut),
        ({"shortcut": "长" * 31}, BadShortcut),
        ({"text": " \n"}, EmptyMessage),
        ({"text": "长" * 2001}, MessageTooLong),
        ({"text": "{卖家}您好"}, UnknownPlace),
    ],
)
def test_what_cannot_be_kept_is_refused(keep, lin, wrong, error):
    with pytest.raises(error):
        keep(lin, Wording(**{"folder": "物流", "shortcut": "运费", "text": "包邮", **wrong}))


def test_a_shortcut_is_taken_once_by_everybody_and_once_by_each(session, keep, lin, zhou, amin, now):
    mine, other = keep(lin), keep(lin, Wording("物流", "发货", "今天发"))
    keep(zhou)
    keep(amin, own=False)

    with pytest.raises(ShortcutTaken):
        keep(lin)
    with pytest.raises(ShortcutTaken):
        change_reply(session, lin, other, FREIGHT, own=True, now=now)
    change_reply(session, lin, mine, FREIGHT, own=True, now=now)


def test_what_is_not_known_stands_out_and_braces_without_a_name_stay():
    filled = fill("{买家名}：{快递公司} {快递单号} {} {a\nb}", {"买家": "林小姐", "运单号": ""})

    assert filled.text == "林小姐：【快递】 【运单号】 {} {a\nb}"
    assert filled.missing == ("快递", "运单号")


def test_what_fills_a_place_is_no_place_again():
    assert fill("{买家}", {"买家": "{订单号}", "订单号": "1"}).text == "{订单号}"


def test_what_is_used_most_stands_in_front(session, keep, lin):
    keep(lin)
    used = keep(lin, Wording("物流", "发货", "今天发"))
    count_use(session, used)

    assert [(one.shortcut, one.times_used) for one in replies_for(session, lin)] == [("发货", 1), ("运费", 0)]


def test_a_picture_is_replaced_and_forgotten_with_its_reply(session, keep, lin, now):
    reply, photo = keep(lin), develop(jpeg(), 10**7)

    set_picture(session, lin, reply, photo, now)
    first = reply.upload_id
    set_picture(session, lin, reply, photo, now)
    assert reply.upload_id != first
    assert [one.conversation_id for one in session.execute(select(Upload)).scalars()] == [None]
    delete_reply(session, lin, reply, now)
    assert session.execute(select(Upload)).scalars().all() == []
