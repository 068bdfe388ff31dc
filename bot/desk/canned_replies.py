"""Canned replies (话术): sentences that agents call up by a shortcut, with places that the order in view fills."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Column, ForeignKey, Integer, String, Text, desc, or_, select, update
from sqlalchemy.orm import Session

from bot.db import Base, UtcDateTime
from bot.desk import audit
from bot.desk.attendance import REPLY_LIMIT
from bot.desk.photos import Photo
from bot.desk.staff import Agent, Role
from bot.desk.texts import clean
from bot.desk.uploads import drop, find_upload, keep
from bot.errors import BadShortcut, NotAllowed, ReplyNotFound, ShortcutTaken, UnknownPlace

NAME_LIMIT = 30
# What of the conversation and of the order in view can be filled in; the shop's own facts come beside them.
PLACES = (
    "买家", "订单号", "商品", "尺码", "金额", "快递", "运单号", "物流进度", "发货时间", "退货地址", "店名", "客服",
    "客服电话",
)  # fmt: skip
# Longer names that people type for the same.
_SAME = {"买家名": "买家", "快递公司": "快递", "快递单号": "运单号", "客服名": "客服"}
_PLACE = re.compile(r"\{([^{}\n]{1,20})\}")
_SHORTCUT = re.compile(r"[^\s/{}]{1,30}")


class CannedReply(Base):
    """A sentence, and perhaps a picture, under a shortcut."""

    __tablename__ = "canned_replies"

    id: int = Column(Integer, primary_key=True)
    agent_id: int | None = Column(ForeignKey("agents.id"), index=True)
    """Whose own it is; None: everybody's."""
    folder: str = Column(String(30), nullable=False)
    """The heading under which it is listed."""
    shortcut: str = Column(String(30), nullable=False)
    """What is typed after ``/``."""
    text: str = Column(Text, nullable=False)
    """With ``{places}`` of ``PLACES``."""
    upload_id: str | None = Column(ForeignKey("uploads.id"))
    """A picture that is sent with it, such as a size chart."""
    times_used: int = Column(Integer, nullable=False, default=0)
    updated_at: datetime = Column(UtcDateTime, nullable=False)


_REPLIES: Any = CannedReply  # SQLAlchemy 1.4 is untyped: on the class these are columns


@dataclass(frozen=True)
class Wording:
    """What somebody would keep under a shortcut; ``facts`` are places of the shop's own."""

    folder: str
    shortcut: str
    text: str
    facts: Collection[str] = ()

    def checked(self) -> dict[str, str]:
        """The columns.

        Raises:
            BadShortcut: folder or shortcut is missing, too long, or cannot be typed.
            EmptyMessage, MessageTooLong: the text is.
            UnknownPlace: nothing will ever fill it.
        """
        folder, shortcut = " ".join(self.folder.split()), self.shortcut.strip().lstrip("/")
        if not 1 <= len(folder) <= NAME_LIMIT or not _SHORTCUT.fullmatch(shortcut):
            raise BadShortcut()
        text = clean(self.text, REPLY_LIMIT)
        for place in places_in(text):
            if place not in PLACES and place not in self.facts:
                raise UnknownPlace(place)
        return {"folder": folder, "shortcut": shortcut, "text": text}


@dataclass(frozen=True)
class Filled:
    """A reply ready to be sent, but for the places that nothing is known of, which stand out in it."""

    text: str
    missing: tuple[str, ...]


def places_in(text: str) -> list[str]:
    """The places of a text, each once.

    >>> places_in("{买家名}您好，{快递}，{买家}")
    ['买家', '快递']
    """
    return list(dict.fromkeys(_SAME.get(name, name) for name in _PLACE.findall(text)))


def fill(text: str, known: Mapping[str, str]) -> Filled:
    """The text with what is known; the rest marked, so that nobody sends it unread.

    >>> fill("{买家}您好，{运单号}", {"买家": "林小姐"})
    Filled(text='林小姐您好，【运单号】', missing=('运单号',))
    """
    missing = tuple(place for place in places_in(text) if not known.get(place))
    return Filled(_PLACE.sub(lambda found: _value(found[1], known), text), missing)


def replies_for(session: Session, agent: Agent) -> list[CannedReply]:
    """Everybody's and one's own, by folder, what is used most in front."""
    mine = or_(_REPLIES.agent_id.is_(None), _REPLIES.agent_id == agent.id)
    query = select(CannedReply).where(mine).order_by(_REPLIES.folder, desc(_REPLIES.times_used), _REPLIES.id)
    return list(session.execute(query).scalars())


def get_reply(session: Session, reply_id: int, agent: Agent) -> CannedReply:
    """A reply that somebody may use.

    Raises:
        ReplyNotFound: there is none, or it is somebody else's own.
    """
    reply: CannedReply | None = session.get(CannedReply, reply_id, populate_existing=True)
    if reply is None or reply.agent_id not in (None, agent.id):
        raise ReplyNotFound()
    return reply


def create_reply(session: Session, agent: Agent, wording: Wording, *, own: bool, now: datetime) -> CannedReply:
    """Keep a sentence for oneself, or as a lead for everybody.

    Raises:
        NotAllowed: they are no lead.
        ShortcutTaken: there is one under this shortcut already.
        ServiceError: what ``Wording.checked`` refuses.
    """
    owner = _owner(agent, own)
    columns = wording.checked()
    _refuse_taken(session, columns["shortcut"], owner)
    reply = CannedReply(agent_id=owner, updated_at=now, times_used=0, **columns)
    session.add(reply)
    session.flush()
    audit.note(session, "canned_reply.create", now, agent_id=agent.id, subject=str(reply.id), **columns)
    return reply


def change_reply(
    session: Session, agent: Agent, reply: CannedReply, wording: Wording, *, own: bool, now: datetime
) -> None:
    """Say it otherwise, or give it to everybody; the same is refused as for a new one."""
    _check_owner(agent, reply)
    owner, columns = _owner(agent, own), wording.checked()
    _refuse_taken(session, columns["shortcut"], owner, besides=reply.id)
    before = reply.text
    for name, value in {**columns, "agent_id": owner, "updated_at": now}.items():
        setattr(reply, name, value)
    session.flush()
    told = {"before": before, "after": reply.text}
    audit.note(session, "canned_reply.change", now, agent_id=agent.id, subject=str(reply.id), **told)


def delete_reply(session: Session, agent: Agent, reply: CannedReply, now: datetime) -> None:
    """Nobody calls it up any more.

    Raises:
        NotAllowed: it is everybody's, and they are no lead.
    """
    set_picture(session, agent, reply, None, now)
    subject, text = str(reply.id), reply.text
    session.delete(reply)
    session.flush()
    audit.note(session, "canned_reply.delete", now, agent_id=agent.id, subject=subject, text=text)


def set_picture(session: Session, agent: Agent, reply: CannedReply, photo: Photo | None, now: datetime) -> None:
    """Send another picture with it, or none.

    Raises:
        NotAllowed: it is everybody's, and they are no lead.
    """
    _check_owner(agent, reply)
    earlier = find_upload(session, reply.upload_id) if reply.upload_id else None
    reply.upload_id = keep(session, None, photo, now).id if photo else None
    reply.updated_at = now
    session.flush()
    if earlier is not None:
        drop(session, earlier)


def count_use(session: Session, reply: CannedReply) -> None:
    """It was called up once more, perhaps by two people at once."""
    more = update(CannedReply).where(_REPLIES.id == reply.id).values(times_used=CannedReply.times_used + 1)
    session.execute(more.execution_options(synchronize_session=False))
    session.refresh(reply)


def _owner(agent: Agent, own: bool) -> int | None:
    if own:
        return agent.id
    if not agent.may(Role.LEAD):
        raise NotAllowed()
    return None


def _check_owner(agent: Agent, reply: CannedReply) -> None:
    if reply.agent_id is None and not agent.may(Role.LEAD):
        raise NotAllowed()


def _refuse_taken(session: Session, shortcut: str, owner: int | None, besides: int | None = None) -> None:
    whose = _REPLIES.agent_id.is_(None) if owner is None else _REPLIES.agent_id == owner
    query = select(_REPLIES.id).where(_REPLIES.shortcut == shortcut, whose)
    if set(session.execute(query).scalars()) - {besides}:
        raise ShortcutTaken(shortcut)


def _value(name: str, known: Mapping[str, str]) -> str:
    place = _SAME.get(name, name)
    return known.get(place) or f"【{place}】"
