from datetime import timedelta, timezone

import pytest
from sqlalchemy.orm import Session

from bot.db import engine_for
from bot.desk import conversations as desk
from bot.desk import messages
from bot.desk.conversations import Owner
from bot.desk.messages import Author
from bot.desk.staff import Agent
from bot.errors import ConversationNotFound, OwnerConflict, UnknownButton
from tests.echo_bot import PACKET

BUTTON = {"title": "查物流", "intent": "track_parcel", "entities": {"order_number": "1"}}


def reply(text="在的", **more):
    return {"kind": "text", "text": text, "buttons": [], **more}


@pytest.fixture
def offered(session, conversation, now):
    """A message of the bot with one button."""
    said = reply("要查什么？", kind="buttons", buttons=[BUTTON])
    return messages.append_reply(session, conversation, [said], conversation.epoch, now=now)[0]


def test_a_conversation_begins_with_the_bot(conversation):
    assert (conversation.owner, conversation.epoch, conversation.agent) == (Owner.BOT, 0, None)


def test_an_unknown_conversation_is_refused(session):
    assert desk.find_conversation(session, "none") is None
    with pytest.raises(ConversationNotFound):
        desk.get_conversation(session, "none")


def test_the_way_through_a_hand_over_and_back(session, conversation, now, assign, hire):
    desk.hand_off(session, conversation, PACKET, now)
    assert (conversation.owner, conversation.epoch, conversation.waiting_since) == (Owner.WAITING, 1, now)

    assign(session, conversation, hire())
    assert (conversation.owner, conversation.epoch, conversation.agent) == (Owner.HUMAN, 2, "小林")

    desk.resolve(session, conversation, now)
    assert (conversation.owner, conversation.epoch, conversation.agent) == (Owner.CLOSED, 3, None)

    desk.reopen(session, conversation, now)
    assert (conversation.owner, conversation.epoch) == (Owner.BOT, 4)


def test_the_packet_keeps_what_is_known_and_when_it_was_taken_up(session, conversation, now, assign, hire):
    desk.hand_off(session, conversation, PACKET, now)
    assign(session, conversation, hire(), now + timedelta(minutes=1))
    desk.resolve(session, conversation, now + timedelta(minutes=5))

    packet = desk.last_hand_off(session, conversation)

    assert (packet.reason, packet.summary, packet.order_number) == ("asked", "想找人工", "1")
    assert packet.slots == {"order_number": "1"}
    assert (packet.assigned_at - packet.at, packet.resolved_at - packet.at) == (
        timedelta(minutes=1),
        timedelta(minutes=5),
    )
    assert packet.agent == "小林"


def test_an_empty_packet_still_hands_over(session, conversation, now):
    desk.hand_off(session, conversation, {}, now)

    assert desk.last_hand_off(session, conversation).reason == ""


@pytest.mark.parametrize("owner", [Owner.WAITING, Owner.HUMAN])
def test_the_word_goes_back_to_the_bot(session, conversation, wait, now, owner, assign, hire):
    wait(conversation)
    if owner is Owner.HUMAN:
        assign(session, conversation, hire())

    desk.return_to_bot(session, conversation, now)

    assert (conversation.owner, conversation.agent, conversation.waiting_since) == (Owner.BOT, None, None)
    assert desk.last_hand_off(session, conversation).resolved_at == now


@pytest.mark.parametrize(
    ("step", "owner"),
    [
        (lambda s, c, now: desk.assign(s, c, Agent(id=1, name="小林"), now, now), Owner.BOT),
        (lambda s, c, now: desk.assign(s, c, Agent(id=1, name="小林"), now, now), Owner.HUMAN),
        (lambda s, c, now: desk.requeue(s, c, now, group="presale", points=0, by=1, why="transferred"), Owner.BOT),
        (lambda s, c, now: desk.requeue(s, c, now, group="presale", points=0, by=1, why="transferred"), Owner.CLOSED),
        (lambda s, c, now: desk.resolve(s, c, now), Owner.BOT),
        (lambda s, c, now: desk.resolve(s, c, now), Owner.WAITING),
        (lambda s, c, now: desk.return_to_bot(s, c, now), Owner.BOT),
        (lambda s, c, now: desk.return_to_bot(s, c, now), Owner.CLOSED),
        (lambda s, c, now: desk.reopen(s, c, now), Owner.BOT),
        (lambda s, c, now: desk.reopen(s, c, now), Owner.HUMAN),
        (lambda s, c, now: desk.hand_off(s, c, {}, now), Owner.WAITING),
        (lambda s, c, now: desk.hand_off(s, c, {}, now), Owner.CLOSED),
        (lambda s, c, now: messages.append_agent_message(s, c, "您好", now), Owner.WAITING),
    ],
)
def test_what_the_table_does_not_allow_is_refused_and_changes_nothing(session, conversation, now, step, owner):
    conversation.owner = owner
    session.flush()

    with pytest.raises(OwnerConflict):
        step(session, conversation, now)

    assert (conversation.owner, conversation.epoch) == (owner, 0)


def test_only_one_of_two_agents_gets_a_conversation(session, url, conversation, wait, now, assign, hire):
    wait(conversation)
    session.commit()

    with Session(engine_for(url), future=True) as other:
        late = desk.get_conversation(other, conversation.id)
        assign(session, conversation, hire())
        session.commit()
        with pytest.raises(OwnerConflict):
            assign(other, late, hire("小陈"))

    assert conversation.agent == "小林"


def test_a_shopper_message_waits_for_an_answer(session, conversation, now):
    message = messages.append_shopper_message(
        session, conversation, text="在吗", client_id="c1", context={"product": "P1001"}, now=now
    )

    assert (message.author, message.text, message.answered, message.epoch) == (Author.SHOPPER, "在吗", False, 0)
    assert message.context == {"product": "P1001"}


def test_the_same_client_id_is_stored_once(session, conversation, now):
    first = messages.append_shopper_message(session, conversation, text="在吗", client_id="c1", now=now)
    again = messages.append_shopper_message(session, conversation, text="在吗", client_id="c1", now=now)

    assert again.id == first.id
    assert len(messages.history(session, conversation)) == 1


def test_a_client_id_counts_within_its_conversation(session, begin, now):
    one, other = begin("v-1"), begin("v-2")

    first = messages.append_shopper_message(session, one, text="在吗", client_id="c1", now=now)
    second = messages.append_shopper_message(session, other, text="在吗", client_id="c1", now=now)

    assert first.id != second.id


def test_a_message_to_a_person_needs_no_answer_of_the_bot(session, conversation, wait, now):
    message = messages.append_shopper_message(session, wait(conversation), text="在吗", now=now)

    assert message.answered


def test_a_click_carries_what_is_behind_its_button(session, conversation, offered, now):
    message = messages.append_shopper_message(session, conversation, button=(offered.id, "b1"), now=now)

    assert message.text == "查物流"
    assert message.click == {"intent": "track_parcel", "entities": {"order_number": "1"}}


@pytest.mark.parametrize("button", [(1, "b2"), (1, "b0"), (99, "b1")])
def test_a_button_that_was_not_offered_is_unknown(session, conversation, offered, now, button):
    with pytest.raises(UnknownButton):
        messages.append_shopper_message(session, conversation, button=button, now=now)

    assert len(messages.history(session, conversation)) == 1


def test_a_button_of_another_conversation_is_unknown(session, begin, offered, now):
    with pytest.raises(UnknownButton):
        messages.append_shopper_message(session, begin("v-2"), button=(offered.id, "b1"), now=now)


def test_the_bot_answers_while_the_epoch_stands(session, conversation, now):
    said = messages.append_reply(session, conversation, [reply("在的"), reply("您说")], 0, now=now, turn=7)

    assert [(message.text, message.turn) for message in said] == [("在的", 7), ("您说", 7)]


def test_a_reply_from_an_earlier_epoch_is_dropped(session, conversation, wait, now):
    wait(conversation)

    assert messages.append_reply(session, conversation, [reply()], 0, now=now) == []
    assert messages.append_reply(session, conversation, [reply()], conversation.epoch, now=now) == []
    assert messages.history(session, conversation) == []


def test_history_gives_the_latest_or_what_came_after(session, conversation, now):
    said = messages.append_reply(session, conversation, [reply(str(number)) for number in range(5)], 0, now=now)

    assert [message.text for message in messages.history(session, conversation, limit=2)] == ["3", "4"]
    after_first = messages.history(session, conversation, after=said[0].id, limit=2)
    assert [message.text for message in after_first] == ["1", "2"]
    assert messages.last_id(session, conversation) == said[-1].id


def test_the_public_form_shows_nothing_of_what_is_behind_a_button(offered):
    assert messages.public_form(offered) == {
        "id": offered.id,
        "client_id": None,
        "from": "bot",
        "kind": "buttons",
        "text": "要查什么？",
        "buttons": [{"id": "b1", "title": "查物流"}],
        "liked": None,
        "image": None,
        "card": None,
        "at": "2026-11-18T02:00:00Z",
    }


def test_cards_and_images_come_through(session, conversation, now):
    card = {"type": "size", "size": "L"}
    said = [reply("L 码", kind="card", card=card), reply("尺码表", kind="image", image="/static/chart.png")]

    shown = [messages.public_form(m) for m in messages.append_reply(session, conversation, said, 0, now=now)]

    assert [(m["kind"], m["card"], m["image"]) for m in shown] == [
        ("card", card, None),
        ("image", None, "/static/chart.png"),
    ]


def test_an_agents_message_carries_the_name(session, conversation, wait, now, assign, hire):
    assign(session, wait(conversation), hire())

    shown = messages.public_form(messages.append_agent_message(session, conversation, "您好", now))

    assert (shown["from"], shown["agent"], shown["text"]) == ("agent", "小林", "您好")


def test_unanswered_are_the_messages_that_the_bot_owes(session, begin, wait, now):
    ours, theirs = begin("v-1"), begin("v-2")
    first = messages.append_shopper_message(session, ours, text="一", now=now)
    done = messages.append_shopper_message(session, ours, text="二", now=now)
    third = messages.append_shopper_message(session, ours, text="三", now=now)
    messages.append_shopper_message(session, theirs, text="四", now=now)
    messages.mark_answered(session, [done])
    wait(theirs)

    assert [message.id for message in messages.unanswered(session, now, now)] == [first.id, third.id]


def test_what_was_understood_stays_with_the_last_message_of_a_turn(session, conversation, now):
    first = messages.append_shopper_message(session, conversation, text="在吗", now=now)
    last = messages.append_shopper_message(session, conversation, text="我的快递", now=now)
    assert messages.understood_of(first, session) == []

    messages.mark_answered(session, [first, last], [{"intent": "track_parcel"}])
    messages.append_reply(session, conversation, [reply("查到了")], 0, now=now, turn=last.id)

    assert (
        messages.understood_of(first, session) == messages.understood_of(last, session) == [{"intent": "track_parcel"}]
    )
    assert [message.text for message in messages.replies_to(first, session)] == ["查到了"]
    assert messages.is_settled(first, session)


def test_a_conversation_of_nobody_becomes_the_shoppers_who_logs_in(session, conversation):
    assert desk.identify(session, conversation, "lin")
    assert desk.identify(session, conversation, "lin")
    assert not desk.identify(session, conversation, "chen")

    assert conversation.shopper_id == "lin"


def test_read_marks_go_forward_only_and_not_beyond_what_was_said(session, conversation, now):
    first, last = messages.append_reply(session, conversation, [reply("一"), reply("二")], 0, now=now)

    seen = []
    for claimed in (first.id, last.id + 100, first.id):
        messages.mark_read(session, conversation, claimed)
        seen.append(conversation.read_id)

    assert seen == [first.id, last.id, last.id]


def test_the_last_thing_said_is_known_by_who_said_it(session, conversation, now):
    assert messages.last_said(session, conversation, Author.SYSTEM) == ""

    messages.append_notice(session, conversation, "客服小林已接入", now)
    messages.append_reply(session, conversation, [reply()], 0, now=now)

    assert messages.last_said(session, conversation, Author.SYSTEM) == "客服小林已接入"


def test_times_go_out_in_utc(now):
    assert messages.iso(now) == messages.iso(now.astimezone(timezone.utc)) == "2026-11-18T02:00:00Z"
