"""Ratings: what shoppers say of a person's service at its end, once."""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime
from typing import Any

from sqlalchemy import Column, ForeignKey, Integer, String, desc, select
from sqlalchemy.orm import Session

from bot.db import Base, UtcDateTime
from bot.desk.console_events import tell_message, tell_summary
from bot.desk.conversations import Conversation, HandOff, last_hand_off, lock
from bot.desk.events import tell
from bot.desk.journal import record
from bot.desk.messages import Author, Message, append_notice
from bot.desk.wording import Wording
from bot.errors import AlreadyRated, NothingToRate

CARD = "rating"
BEST = 5
WORD_LIMIT = 200
_SCORE = re.compile(rf"([1-{BEST}一二三四五])(?:分|颗?星)?[!,.~。]*")
_HAN = "一二三四五"

_MESSAGES: Any = Message  # SQLAlchemy 1.4 is untyped: on the class these are columns


class Rating(Base):
    """A score from 1 to 5 and a word for one hand-off."""

    __tablename__ = "ratings"

    id: int = Column(Integer, primary_key=True)
    hand_off_id: int = Column(ForeignKey("hand_offs.id"), nullable=False, unique=True)
    conversation_id: str = Column(ForeignKey("conversations.id"), nullable=False, index=True)
    agent_id: int | None = Column(ForeignKey("agents.id"))
    score: int = Column(Integer, nullable=False)
    word: str = Column(String(WORD_LIMIT), nullable=False, default="")
    at: datetime = Column(UtcDateTime, nullable=False)


def ask_for_rating(session: Session, conversation: Conversation, wording: Wording, now: datetime) -> Message | None:
    """Ask at the end how the service was; not where no person has said anything, nor where it has been rated."""
    known = last_hand_off(session, conversation)
    if known is None or known.replied_at is None or _rating_of(session, known.id):
        return None
    title = wording.say("rating_title", agent=known.agent or "")
    card = {"type": CARD, "hand_off": known.id, "title": title, "score": None, "word": ""}
    text = wording.say("rating_ask", agent=known.agent or "")
    return append_notice(session, conversation, text, now, card=card)


def rate(
    session: Session, conversation: Conversation, score: int, word: str, now: datetime, message_id: int | None = None
) -> Rating:
    """Keep a score from 1 to 5 and perhaps a word; ``message_id`` is where it was asked for, without it the last.

    Raises:
        NothingToRate: nobody asked for it there.
        AlreadyRated: once is all that counts.
    """
    lock(session, conversation)
    asked = _asked(session, conversation, message_id)
    if asked is None or asked.card is None or not 1 <= score <= BEST:
        raise NothingToRate()
    known: HandOff | None = session.get(HandOff, asked.card["hand_off"])
    if known is None:
        raise NothingToRate()
    if _rating_of(session, known.id):
        raise AlreadyRated()
    rating = Rating(
        hand_off_id=known.id,
        conversation_id=conversation.id,
        agent_id=known.agent_id,
        score=score,
        word=" ".join(word.split())[:WORD_LIMIT],
        at=now,
    )
    session.add(rating)
    asked.card = {**asked.card, "score": rating.score, "word": rating.word}
    session.flush()
    record(session, "conversation.rated", now, conversation, agent_id=known.agent_id, group=known.group, score=score)
    _tell(session, conversation, asked, rating)
    return rating


def rate_in_words(session: Session, conversation: Conversation, text: str, now: datetime) -> bool:
    """Take a bare number right after the closing notice for the score; whether it was one."""
    score = score_in(text)
    if score is None or not _is_being_asked(session, conversation):
        return False
    rate(session, conversation, score, "", now)
    return True


def score_in(text: str) -> int | None:
    """The score, when a text is nothing but one.

    >>> score_in("5"), score_in("５分。"), score_in("四星"), score_in("5件"), score_in("6")
    (5, 5, 4, None, None)
    """
    found = _SCORE.fullmatch("".join(unicodedata.normalize("NFKC", text).split()))
    if found is None:
        return None
    return _HAN.index(found[1]) + 1 if found[1] in _HAN else int(found[1])


def _is_being_asked(session: Session, conversation: Conversation) -> bool:
    """Whether the last thing that the shopper was told is the question for a score that they have not given yet."""
    query = select(Message).where(_MESSAGES.conversation_id == conversation.id, _MESSAGES.author != Author.SHOPPER)
    last = session.execute(query.order_by(desc(_MESSAGES.id)).limit(1)).scalar_one_or_none()
    return last is not None and _is_question(last) and last.card["score"] is None


def _asked(session: Session, conversation: Conversation, message_id: int | None) -> Message | None:
    query = select(Message).where(_MESSAGES.conversation_id == conversation.id, _MESSAGES.author == Author.SYSTEM)
    if message_id is not None:
        query = query.where(_MESSAGES.id == message_id)
    notices = session.execute(query.order_by(desc(_MESSAGES.id)).execution_options(populate_existing=True)).scalars()
    return next((notice for notice in notices if _is_question(notice)), None)


def _is_question(message: Message) -> bool:
    return message.card is not None and message.card.get("type") == CARD


def _rating_of(session: Session, hand_off_id: int) -> Rating | None:
    query = select(Rating).where(Rating.hand_off_id == hand_off_id)
    found: Rating | None = session.execute(query).scalar_one_or_none()
    return found


def _tell(session: Session, conversation: Conversation, asked: Message, rating: Rating) -> None:
    data = {"id": asked.id, "score": rating.score, "word": rating.word}
    tell(session, conversation.id, {"type": "rated", "data": data})
    tell_message(session, asked)
    tell_summary(session, conversation)
