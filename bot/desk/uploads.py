"""Uploads: pictures that shoppers and agents send, re-encoded before they are kept."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Column, ForeignKey, Integer, LargeBinary, String, func, select
from sqlalchemy.orm import Session

from bot.db import Base, UtcDateTime
from bot.desk.conversations import Conversation, new_id
from bot.desk.photos import Photo
from bot.errors import TooManyPhotos

# In a message's ``image``, instead of an address: who may open it, and where, is the business of each channel.
_KEPT = "upload:"


class Upload(Base):
    """A picture of a conversation."""

    __tablename__ = "uploads"

    id: str = Column(String(32), primary_key=True)
    conversation_id: str | None = Column(ForeignKey("conversations.id"), index=True)
    """None for the picture of a canned reply."""
    media_type: str = Column(String(20), nullable=False)
    width: int = Column(Integer, nullable=False)
    height: int = Column(Integer, nullable=False)
    content: bytes = Column(LargeBinary, nullable=False)
    at: datetime = Column(UtcDateTime, nullable=False)


def keep(session: Session, conversation: Conversation | None, photo: Photo, now: datetime) -> Upload:
    """Store a picture of a conversation, or of a canned reply."""
    upload = Upload(
        id=new_id(),
        conversation_id=conversation.id if conversation else None,
        media_type=photo.media_type,
        width=photo.width,
        height=photo.height,
        content=photo.content,
        at=now,
    )
    session.add(upload)
    session.flush()
    return upload


def check_allowance(session: Session, conversation: Conversation, an_hour: int, now: datetime) -> None:
    """Refuse one more picture when the hour's are used up.

    Raises:
        TooManyPhotos: they are.
    """
    lately = select(func.count(Upload.id)).where(
        Upload.conversation_id == conversation.id, Upload.at > now - timedelta(hours=1)
    )
    if session.execute(lately).scalar_one() >= an_hour:
        raise TooManyPhotos(an_hour)


def drop(session: Session, upload: Upload) -> None:
    """Forget a picture that nothing refers to any more."""
    session.delete(upload)
    session.flush()


def find_upload(session: Session, upload_id: str) -> Upload | None:
    upload: Upload | None = session.get(Upload, upload_id)
    return upload


def reference(upload: Upload) -> str:
    """What a message's ``image`` says of a picture that we keep."""
    return f"{_KEPT}{upload.id}"


def upload_in(image: str | None) -> str | None:
    """The id of the picture that a message's ``image`` refers to; None for an address elsewhere, or none at all."""
    return image[len(_KEPT) :] if image and image.startswith(_KEPT) else None
