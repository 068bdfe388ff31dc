"""Reminders: when a shopper wants to be reminded of an unpaid order, and that one wants no reminders at all."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from actions.base import Call, Events, ShopAction, release
from actions.buttons import button
from actions.cards import moment
from actions.unpaid import unpaid_order
from bot.desk import outbox
from bot.desk.conversations import Conversation, conversations_of, find_conversation
from bot.shop.orders import Order
from bot.shop.profiles import allow_prompts, refuse_prompts, refusing
from bot.shop.prompts import Situation, Verdict, is_quiet, judge, said_time, time_of


class ActionRemindLater(ShopAction):
    """A time for the next reminder, picked or said."""

    def name(self) -> str:
        return "action_remind_later"

    def act(self, call: Call) -> Events:
        picked = call.entity("remind_at")
        at = datetime.fromisoformat(str(picked)) if picked else said_time(call.text, call.now)
        with call.database() as session:
            order = unpaid_order(call, session)
            if order is None:
                call.say("utter_remind_later_none")
            elif at is None:
                offer_times(call, order)
            else:
                _promise(call, session, order, at)
        return []


class ActionStopPrompts(ShopAction):
    """No more reminders, for good; what is planned is dropped."""

    def name(self) -> str:
        return "action_stop_prompts"

    def act(self, call: Call) -> Events:
        with call.database() as session:
            refuse_prompts(session, call.shopper.actor, call.now)
            talks = [talk.id for talk in _talks(call, session)]
            outbox.drop_for(session, outbox.PROMPT, talks, "refused", call.now)
        call.say("utter_stop_prompts")
        # Who wants no more of it wants no question about it either.
        return release() if call.tracker.active_loop_name else []


class ActionAllowPrompts(ShopAction):
    """Reminders are welcome again."""

    def name(self) -> str:
        return "action_allow_prompts"

    def act(self, call: Call) -> Events:
        with call.database() as session:
            was_refused = allow_prompts(session, call.shopper.actor, call.now)
            order = unpaid_order(call, session)
        if order and not was_refused:
            offer_times(call, order)
        else:
            call.say("utter_allow_prompts")
        return []


def offer_times(call: Call, order: Order) -> None:
    """Ask when to remind, with the times that are left before the order is closed."""
    rules = call.policy.unpaid
    times = [(choice.title, time_of(choice, call.now)) for choice in rules.later]
    good = [(title, at) for title, at in times if at and at < order.pay_before and not is_quiet(at, rules)]
    pay_before = moment(call, order.pay_before)
    if not good:
        return call.say("utter_unpaid_later", pay_before=pay_before)
    buttons = [button("remind_later", title, unpaid_order=order.number, remind_at=at.isoformat()) for title, at in good]
    call.say("utter_ask_remind_at", pay_before=pay_before, buttons=buttons)


def _promise(call: Call, session: Session, order: Order, at: datetime) -> None:
    """Plan the reminder in place of those that were planned, and say when it really comes."""
    pay_before = moment(call, order.pay_before)
    talk = find_conversation(session, str(call.metadata.get("conversation_id") or ""))
    verdict = _verdict(call, session, order, at)
    if verdict.why == "refused":
        again = button("allow_prompts", call.words("utter_label_allow_prompts"))
        return call.say("utter_remind_later_refused", buttons=[again])
    if verdict.kind == "drop" or talk is None:
        return call.say("utter_remind_later_too_late", pay_before=pay_before)
    due = verdict.at or at
    _plan(call, session, order, talk, due)
    response = "utter_remind_later" if due <= at else "utter_remind_later_moved"
    call.say(response, at=moment(call, due), pay_before=pay_before)


def _verdict(call: Call, session: Session, order: Order, at: datetime) -> Verdict:
    talks = [talk.id for talk in _talks(call, session)]
    sent = outbox.said_at(session, outbox.PROMPT, talks, order.number)
    refused = bool(refusing(session, [call.shopper.actor]))
    situation = Situation(order.status, order.pay_before, tuple(sent), refused)
    return judge(situation, at, call.policy.unpaid, call.now)


def _plan(call: Call, session: Session, order: Order, talk: Conversation, due: datetime) -> None:
    outbox.drop_about(session, outbox.PROMPT, [order.number], "later", call.now)
    outbox.plan(
        session,
        key=outbox.asked_key(order.number, call.now),
        kind=outbox.PROMPT,
        conversation=talk,
        about=order.number,
        due_at=due,
        now=call.now,
        payload={"asked_for": True},
    )


def _talks(call: Call, session: Session) -> list[Conversation]:
    """This conversation and the shopper's others."""
    here = find_conversation(session, str(call.metadata.get("conversation_id") or ""))
    mine = conversations_of(session, [call.shopper.id])[call.shopper.id] if call.shopper.id else []
    return [*mine, *([here] if here and here not in mine else [])]
