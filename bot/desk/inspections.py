"""Inspections: a lead's look at how a conversation was served, by the form in data/policy/inspection.yml."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from pydantic import Field, ValidationError, validator
from sqlalchemy import JSON, Column, ForeignKey, Integer, Text, desc, select
from sqlalchemy.orm import Session

from bot.db import Base, UtcDateTime
from bot.desk.conversations import Conversation, HandOff
from bot.desk.staff import Agent
from bot.errors import BadPolicy, InvalidRequest, NothingToInspect
from bot.rulebooks import Rulebook, Section, read_rules

FILE = "inspection.yml"


class Inspection(Base):
    """The form as it was filled in, once per hand-off and lead."""

    __tablename__ = "inspections"

    id: int = Column(Integer, primary_key=True)
    hand_off_id: int = Column(ForeignKey("hand_offs.id"), nullable=False, index=True)
    conversation_id: str = Column(ForeignKey("conversations.id"), nullable=False)
    agent_id: int = Column(ForeignKey("agents.id"), nullable=False)
    """Who was inspected."""
    lead_id: int = Column(ForeignKey("agents.id"), nullable=False)
    scores: dict[str, int] = Column(JSON, nullable=False)
    """Points by the keys of the form as it stood."""
    total: int = Column(Integer, nullable=False)
    comment: str = Column(Text, nullable=False, default="")
    at: datetime = Column(UtcDateTime, nullable=False)


_INSPECTIONS: Any = Inspection  # SQLAlchemy 1.4 is untyped: on the class these are columns
_PACKETS: Any = HandOff


class Item(Section):
    """Something to be looked at, and the points that it is worth."""

    key: str = Field(regex=r"^[a-z][a-z0-9_]{0,29}\Z")
    title: str = Field(min_length=1, max_length=12)
    points: int = Field(gt=0, le=100)
    hint: str = ""


class Form(Section):
    """The whole file."""

    items: tuple[Item, ...]

    @validator("items")
    def _names_each_once(cls, items: tuple[Item, ...]) -> tuple[Item, ...]:
        if not items:
            raise ValueError("is empty")
        keys = [item.key for item in items]
        doubles = sorted({key for key in keys if keys.count(key) > 1})
        if doubles:
            raise ValueError(f"names {', '.join(doubles)} twice")
        return items

    def check(self, scores: dict[str, int]) -> int:
        """The points of a form that was filled in.

        Raises:
            InvalidRequest: it lacks an item, knows one too many, or gives more or fewer points than there are.
        """
        if set(scores) != {item.key for item in self.items}:
            raise InvalidRequest()
        if not all(0 <= scores[item.key] <= item.points for item in self.items):
            raise InvalidRequest()
        return sum(scores.values())


def inspect(
    session: Session,
    conversation: Conversation,
    lead: Agent,
    form: Form,
    scores: dict[str, int],
    comment: str,
    now: datetime,
) -> Inspection:
    """Keep a lead's points for the last person who served here; filled in again, the form replaces the earlier one.

    Raises:
        NothingToInspect: no person has served here.
        InvalidRequest: the points are not the form's.
    """
    total = form.check(scores)
    served = _last_served(session, conversation)
    if served is None or served.agent_id is None:
        raise NothingToInspect()
    query = select(Inspection).where(_INSPECTIONS.hand_off_id == served.id, _INSPECTIONS.lead_id == lead.id)
    found: Inspection | None = session.execute(query).scalar_one_or_none()
    inspection = found or Inspection(
        hand_off_id=served.id, conversation_id=conversation.id, agent_id=served.agent_id, lead_id=lead.id
    )
    inspection.scores, inspection.total, inspection.comment, inspection.at = scores, total, comment, now
    session.add(inspection)
    session.flush()
    return inspection


def inspections_of(session: Session, conversation: Conversation) -> list[tuple[Inspection, Agent]]:
    """The forms filled in for a conversation, the latest first, each with the lead who did."""
    query = select(Inspection, Agent).join(Agent, Agent.id == _INSPECTIONS.lead_id)
    here = query.where(_INSPECTIONS.conversation_id == conversation.id)
    return [(one, lead) for one, lead in session.execute(here.order_by(desc(_INSPECTIONS.at), desc(_INSPECTIONS.id)))]


def _last_served(session: Session, conversation: Conversation) -> HandOff | None:
    query = select(HandOff).where(_PACKETS.conversation_id == conversation.id, _PACKETS.agent_id.isnot(None))
    found: HandOff | None = session.execute(query.order_by(desc(_PACKETS.id)).limit(1)).scalar_one_or_none()
    return found


def load_form(file: Path) -> Form:
    """Read and check the file.

    Raises:
        BadPolicy: it is missing, is not YAML, or lacks or misspells something; the message names the key.
    """
    content = read_rules(file)
    try:
        return Form.parse_obj(content)
    except ValidationError as error:
        first = error.errors()[0]
        raise BadPolicy(f"{file}: {'.'.join(str(part) for part in first['loc'])}: {first['msg']}") from error


_FORMS = Rulebook("inspection form", load_form, lambda file: [file])


def form_for(folder: Path) -> Form:
    """The form as the file in a policy folder stands now; after a bad edit the last good one stays in force.

    Raises:
        BadPolicy: the file is bad and no good one has been seen yet.
    """
    return _FORMS.at(folder / FILE)
