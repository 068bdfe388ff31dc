"""Profiles: a shopper's measurements and preferences, and what they do not want to be told."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Column, Float, String, select
from sqlalchemy.orm import Session

from bot.db import Base, UtcDateTime, insert_once
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


def refuse_prompts(session: Session, owner: str, now: datetime) -> None:
    """Remember for good that somebody wants no payment prompts."""
    insert_once(session, Profile, owner=owner, preferences={}, updated_at=now)
    profile: Profile = session.get(Profile, owner, populate_existing=True)
    profile.prompts_refused_at = profile.prompts_refused_at or now
    profile.updated_at = now
    session.flush()


def allow_prompts(session: Session, owner: str, now: datetime) -> bool:
    """Take a refusal back; whether there was one."""
    profile: Profile | None = session.get(Profile, owner, populate_existing=True)
    if profile is None or profile.prompts_refused_at is None:
        return False
    profile.prompts_refused_at = None
    profile.updated_at = now
    session.flush()
    return True


def refusing(session: Session, owners: Collection[str]) -> set[str]:
    """Those among the owners who want no payment prompts."""
    profiles: Any = Profile  # SQLAlchemy 1.4 is untyped: on the class these are columns
    query = select(profiles.owner).where(profiles.owner.in_(list(owners)), profiles.prompts_refused_at.is_not(None))
    return set(session.execute(query).scalars())
