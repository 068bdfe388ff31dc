"""Dialogue states: the table behind Rasa's tracker, apart from Rasa so that migrations can read it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Column, String, Text

from bot.db import Base, UtcDateTime


class DialogueState(Base):
    """The events that Rasa needs to go on; the transcript for people is the desk's."""

    __tablename__ = "dialogue_states"

    conversation_id: str = Column(String(64), primary_key=True)
    events: str = Column(Text, nullable=False)
    updated_at: datetime = Column(UtcDateTime, nullable=False)
