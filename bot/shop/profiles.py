"""Profiles: a shopper's measurements and preferences, and what they do not want to be told."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Column, Float, String
from sqlalchemy.orm import Session

from bot.db import Base, UtcDateTime
from bot.shop.sizing import PLAUSIBLE, Body


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


def profile_of(session: Session, owner: str) -> Profile | None:
    profile: Profile | None = session.get(Profile, owner)
    return profile


def remember_body(session: Session, *, owner: str, body: Body, now: datetime, fit_wish: str | None = None) -> Profile:
    """Keep what a shopper told about themselves; what was not told again stays as it was."""
    profile = profile_of(session, owner) or Profile(owner=owner, preferences={}, updated_at=now)
    told = {**body.measures, "usual_size": body.usual_size, "fit_wish": fit_wish}
    for name, value in told.items():
        if value is not None:
            setattr(profile, name, value)
    profile.updated_at = now
    session.add(profile)
    session.flush()
    return profile


def saved_body(profile: Profile | None) -> Body:
    """The measures of a profile, empty when there is none."""
    if profile is None:
        return Body()
    measures = {name: getattr(profile, name) for name in PLAUSIBLE}
    return Body(**measures, usual_size=profile.usual_size)
