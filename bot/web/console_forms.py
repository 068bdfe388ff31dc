"""Console forms: what the console may ask of a conversation, strictly read."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pydantic import BaseModel, Field, StrictBool, StrictInt, StrictStr, root_validator, validator

from bot.web.chat_forms import CLIENT_ID, LARGEST_ID

# The core's own limits are tighter, and say so in words.
LONGEST = 20_000
LONGEST_COMMENT = 1000


class _Form(BaseModel):
    class Config:
        extra = "forbid"
        frozen = True


class ReplySent(_Form):
    """``canned``: the canned reply that it was made of."""

    text: StrictStr = Field(max_length=LONGEST)
    client_id: StrictStr = Field(regex=CLIENT_ID, description="Repeated, the reply is stored once.")
    canned: int | None = Field(None, ge=1, le=LARGEST_ID)


class RecallSent(_Form):
    message: int = Field(ge=1, le=LARGEST_ID)


class TransferSent(_Form):
    """To a group or a person, exactly one of them."""

    group: StrictStr | None = Field(None, max_length=30)
    agent: int | None = Field(None, ge=1, le=LARGEST_ID)
    note: StrictStr = Field("", max_length=LONGEST)

    @root_validator(skip_on_failure=True)
    def _names_one(cls, values: dict[str, Any]) -> dict[str, Any]:
        if (values["group"] is None) == (values["agent"] is None):
            raise ValueError("either group or agent")
        return values


class NoteSent(_Form):
    text: StrictStr = Field(max_length=LONGEST)
    about_shopper: StrictBool = False


class WhisperSent(_Form):
    text: StrictStr = Field(max_length=LONGEST)


class CorrectionSent(_Form):
    """What should have been understood, or answered."""

    message: int = Field(ge=1, le=LARGEST_ID)
    intent: StrictStr | None = Field(None, max_length=60)
    answer: StrictStr = Field("", max_length=LONGEST_COMMENT)


class ScheduleSent(_Form):
    text: StrictStr = Field(max_length=LONGEST)
    at: datetime

    @validator("at")
    def _has_a_zone(cls, at: datetime) -> datetime:
        if at.tzinfo is None:
            raise ValueError("has no time zone")
        return at


class InspectionSent(_Form):
    scores: dict[StrictStr, StrictInt]
    comment: StrictStr = Field("", max_length=LONGEST_COMMENT)
