"""The console's canned replies: kept, changed, shown with a picture, and filled from the order in view."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Path, Request
from pydantic import BaseModel, Field, StrictBool, StrictStr
from sqlalchemy.orm import Session

from bot.desk import canned_replies as replies
from bot.desk.access import open_for
from bot.desk.canned_replies import PLACES, CannedReply, Wording
from bot.desk.console_words import ConsoleWords
from bot.desk.conversations import get_conversation
from bot.desk.staff import Agent
from bot.shop.logistics import shipment_of
from bot.shop.orders import Customer, Order, OrderStatus
from bot.shop.parcels import news_of, parcel_of
from bot.shop.promises import ship_by
from bot.shop.units import SHANGHAI
from bot.web.auth import FAULTS, PREFIX, AsAgent
from bot.web.chat_forms import LARGEST_ID, Problem
from bot.web.console_names import PICTURES, Names
from bot.web.console_orders import in_view
from bot.web.parts import Parts, UseParts
from bot.web.uploads import BODY, body_of, developed
from bot.web.uploads import FAULTS as PHOTO_FAULTS

LONGEST = 20_000
ReplyId = Annotated[int, Path(ge=1, le=LARGEST_ID)]
router = APIRouter(
    prefix=f"{PREFIX}/canned_replies",
    tags=["console"],
    responses={
        **FAULTS,
        404: {"model": Problem, "description": "There is none, or it is somebody else's own"},
        409: {"model": Problem, "description": "The shortcut is taken"},
    },
)


class Kept(BaseModel):
    """A reply as it is to be kept; ``own``: for oneself alone."""

    folder: StrictStr = Field(max_length=100)
    shortcut: StrictStr = Field(max_length=100)
    text: StrictStr = Field(max_length=LONGEST)
    own: StrictBool = True

    def wording(self, facts: dict[str, str]) -> Wording:
        return Wording(self.folder, self.shortcut, self.text, facts)


class Sight(BaseModel):
    """For whom it is filled: a conversation, and an order of its shopper."""

    conversation: StrictStr = Field(max_length=64)
    order: StrictStr | None = Field(None, max_length=32)


@router.get("", summary="Everybody's and one's own, and what can be filled in")
def list_replies(agent: AsAgent, parts: UseParts) -> dict[str, Any]:
    with parts.database() as session:
        found = [reply_form(one) for one in replies.replies_for(session, agent)]
    return {"ok": True, "replies": found, "places": [*PLACES, *_words(parts).facts]}


@router.post("", summary="Keep a reply, for oneself or as a lead for everybody")
def create(kept: Kept, agent: AsAgent, parts: UseParts) -> dict[str, Any]:
    wording = kept.wording(_words(parts).facts)
    with parts.database() as session:
        return _kept(replies.create_reply(session, agent, wording, own=kept.own, now=parts.clock()))


@router.put("/{reply_id}", summary="Say it otherwise")
def change(reply_id: ReplyId, kept: Kept, agent: AsAgent, parts: UseParts) -> dict[str, Any]:
    wording = kept.wording(_words(parts).facts)
    with parts.database() as session:
        reply = replies.get_reply(session, reply_id, agent)
        replies.change_reply(session, agent, reply, wording, own=kept.own, now=parts.clock())
        return _kept(reply)


@router.delete("/{reply_id}", summary="Remove a reply")
def delete(reply_id: ReplyId, agent: AsAgent, parts: UseParts) -> dict[str, Any]:
    with parts.database() as session:
        replies.delete_reply(session, agent, replies.get_reply(session, reply_id, agent), parts.clock())
    return {"ok": True}


@router.put(
    "/{reply_id}/picture", responses=PHOTO_FAULTS, openapi_extra=BODY, summary="The picture that is sent with it"
)
async def set_picture(request: Request, reply_id: ReplyId, agent: AsAgent, parts: UseParts) -> dict[str, Any]:
    photo = await developed(await body_of(request, parts), parts)

    def change(session: Session) -> CannedReply:
        reply = replies.get_reply(session, reply_id, agent)
        replies.set_picture(session, agent, reply, photo, parts.clock())
        return reply

    return _kept(await parts.reception.ledger.run(change))


@router.delete("/{reply_id}/picture", summary="Send no picture with it any more")
def drop_picture(reply_id: ReplyId, agent: AsAgent, parts: UseParts) -> dict[str, Any]:
    with parts.database() as session:
        reply = replies.get_reply(session, reply_id, agent)
        replies.set_picture(session, agent, reply, None, parts.clock())
        return _kept(reply)


@router.post("/{reply_id}/fill", summary="The reply for a conversation and an order; `missing` names what is unknown")
def fill(reply_id: ReplyId, sight: Sight, agent: AsAgent, parts: UseParts) -> dict[str, Any]:
    with parts.database() as session:
        reply = replies.get_reply(session, reply_id, agent)
        filled = replies.fill(reply.text, _known(session, parts, agent, sight))
        replies.count_use(session, reply)
        return {"ok": True, "text": filled.text, "missing": list(filled.missing), "image": _picture(reply)}


def reply_form(reply: CannedReply) -> dict[str, Any]:
    names = ("id", "folder", "shortcut", "text", "times_used")
    told = {name: getattr(reply, name) for name in names}
    return {**told, "own": reply.agent_id is not None, "image": _picture(reply)}


def _kept(reply: CannedReply) -> dict[str, Any]:
    return {"ok": True, "reply": reply_form(reply)}


def _picture(reply: CannedReply) -> str | None:
    return f"{PICTURES}/{reply.upload_id}" if reply.upload_id else None


def _words(parts: Parts) -> ConsoleWords:
    return Names(parts, {}).words


def _known(session: Session, parts: Parts, agent: Agent, sight: Sight) -> dict[str, str]:
    """What can be filled in; an order only if it is this shopper's."""
    policy, told = parts.policy(), parts.policy().as_variables()
    known = {place: told.get(key, "") for place, key in _words(parts).facts.items()}
    back = policy.returns.address
    known |= {"退货地址": f"{back.receiver} {back.phone} {back.address}"}
    known |= {"店名": policy.shop.name, "客服": agent.name, "客服电话": policy.service.phone}
    if sight.order is not None:
        talk, order = in_view(session, parts, agent, sight.order, sight.conversation)
        known |= _of_order(session, parts, order)
    else:
        talk = get_conversation(session, sight.conversation)
        open_for(session, agent, talk)
    customer: Customer | None = session.get(Customer, talk.shopper_id) if talk and talk.shopper_id else None
    return {**known, "买家": customer.name} if customer else known


def _of_order(session: Session, parts: Parts, order: Order) -> dict[str, str]:
    policy, now, shipment = parts.policy(), parts.clock(), shipment_of(session, order)
    known = {
        "买家": order.receiver,
        "订单号": order.number,
        "商品": policy.listed(line.title for line in order.lines),
        "尺码": policy.listed(filter(None, (line.article for line in order.lines))),
        "金额": policy.money(order.amount_fen),
        "发货时间": _sent(parts, order) if shipment is None else "",
    }
    if shipment is None:
        return known
    sent = shipment.shipped_at.astimezone(SHANGHAI)
    when = _words(parts).sent_at.format(month=sent.month, day=sent.day, time=f"{sent:%H:%M}")
    news = news_of(parcel_of(shipment, order, policy, now), policy.logistics)
    parcel = {"快递": shipment.carrier, "运单号": shipment.tracking_number or "", "物流进度": news}
    return {**known, **parcel, "发货时间": when}


def _sent(parts: Parts, order: Order) -> str:
    """By when it is sent, while that still holds; nothing is promised for what is unpaid or late."""
    if order.paid_at is None or order.status not in (OrderStatus.PAID, OrderStatus.PACKING):
        return ""
    day = ship_by(order.paid_at, parts.policy())
    if day < parts.clock().astimezone(SHANGHAI).date():
        return ""
    return _words(parts).sent_by.format(month=day.month, day=day.day)
