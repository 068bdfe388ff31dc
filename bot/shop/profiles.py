"""Profiles: a shopper's measurements and preferences, and what they do not want to be told."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Column, Float, String

from bot.db import Base, UtcDateTime


class Profile(Base):
    """What a shopper told about themselves; ``owner`` is ``shopper:<id>`` or ``visitor:<id>``."""

    __tablename__ = "profiles"

    owner: str = Column(String(80), primary_key=True)
    height_cm: float | None = Column(Float)
    weight_kg: float | None = Column(Float)
    foot_length_cm: float | None = Column(Float)
    bust_cm: float | None = Column(Float)
    waist_cm: float | None = Column(Float)
    hip_cm: float | None = Column(Float)
    usual_size: str | None = Column(String(20))
    fit_wish: str | None = Column(String(10))
    preferences: dict[str, Any] = Column(JSON, nullable=False, default=dict)
    prompts_refused_at: datetime | None = Column(UtcDateTime)
    """Since then the shopper wants no payment prompts."""
    updated_at: datetime = Column(UtcDateTime, nullable=False)
