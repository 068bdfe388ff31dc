"""Likes: the shopper's thumb, up or down, on what the bot said; it may be changed and taken back."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from bot.desk.console_events import tell_message
from bot.desk.conversations import Conversation, lock
from bot.desk.events import tell
from bot.desk.journal import record
from bot.desk.messages import Author, Message
from bot.errors import NotAnAnswer


def like(session: Session, conversation: Conversation, message_id: int, liked: bool | None, now: datetime) -> Message:
    """Put a thumb up or down on an answer, or with None take it back; the same again changes nothing.

    Raises:
        NotAnAnswer: the bot said no such thing here.
    """
    lock(session, conversation)
    message: Message | None = session.get(Message, message_id, populate_existing=True)
    if message is None or message.conversation_id != conversation.id or message.author is not Author.BOT:
        raise NotAnAnswer()
    if message.liked is liked:
        return message
    message.liked = liked
    session.flush()
    if liked is False:
        record(session, "answer.disliked", now, conversation, message=message.id)
    tell(session, conversation.id, {"type": "liked", "data": {"id": message.id, "liked": liked}})
    tell_message(session, message)
    return message
