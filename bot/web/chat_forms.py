"""The shapes of the chat API: what clients may send, strictly read, and what they get."""

from __future__ import annotations

from typing import Any, ClassVar, Literal

from pydantic import BaseModel, Field, StrictBool, StrictStr, root_validator

WORD_LIMIT = 200
# Beyond it JavaScript loses digits, and a database its patience.
LARGEST_ID = 2**53 - 1
TOKEN_LIMIT = 4096
CLIENT_ID = r"^[\w-]{1,64}\Z"
PRODUCT_ID = r"^[\w.-]{1,64}\Z"


class _Form(BaseModel):
    class Config:
        anystr_strip_whitespace = False
        frozen = True


class Entrance(_Form):
    """Who comes in."""

    token: StrictStr | None = Field(None, max_length=TOKEN_LIMIT, description="The shop's JWT (HS256: sub, name, exp).")
    session: StrictStr | None = Field(
        None, max_length=TOKEN_LIMIT, description="A session token from an earlier visit."
    )

    class Config:
        schema_extra: ClassVar[dict[str, Any]] = {"example": {"token": None, "session": None}}


class _Numbered(_Form):
    client_id: StrictStr = Field(regex=CLIENT_ID, description="Chosen by the client; repeated, it is stored once.")


class TextSent(_Numbered):
    """A text as it was typed."""

    text: StrictStr
    product: StrictStr | None = Field(None, regex=PRODUCT_ID, description="The product being viewed.")


class Press(_Form):
    """A button that the bot offered."""

    message_id: int = Field(ge=1, le=LARGEST_ID)
    button: StrictStr = Field(regex=r"^b[0-9]{1,3}\Z")


class PressSent(_Numbered, Press):
    pass


class ReadSent(_Form):
    id: int = Field(ge=0, le=LARGEST_ID)


class TypingSent(_Form):
    on: StrictBool


class Thumb(_Form):
    """What the shopper thinks of an answer of the bot."""

    liked: StrictBool | None = Field(..., description="True: up; false: down; null: neither any more.")


class LikeSent(Thumb):
    id: int = Field(ge=1, le=LARGEST_ID)


class Score(_Form):
    """What the shopper says of a person's service, once."""

    score: Literal[1, 2, 3, 4, 5] = Field(description="5 is best.")
    word: StrictStr = Field("", max_length=WORD_LIMIT)


class RateSent(Score):
    id: int = Field(ge=1, le=LARGEST_ID, description="The message that asks for it.")


class Hello(_Form):
    session: StrictStr = Field(max_length=TOKEN_LIMIT)
    after: int = Field(0, ge=0, le=LARGEST_ID)


class Said(_Numbered):
    """A text or a click, exactly one of them."""

    text: StrictStr | None = None
    click: Press | None = None
    product: StrictStr | None = Field(None, regex=PRODUCT_ID, description="The product being viewed.")

    @root_validator(skip_on_failure=True)
    def _is_one_thing(cls, values: dict[str, Any]) -> dict[str, Any]:
        if (values["text"] is None) == (values["click"] is None):
            raise ValueError("either text or click")
        return values

    class Config:
        schema_extra: ClassVar[dict[str, Any]] = {
            "example": {
                "client_id": "6f1c2b1e-8c0f-4a1e-9d55-0f6c7f0f5a11",
                "text": "178 65kg穿什么码",
                "product": "P1001",
            }
        }


OwnerName = Literal["bot", "waiting", "human", "closed"]


class Welcome(BaseModel):
    """A session, and what the window shows at first."""

    ok: Literal[True] = True
    session: str
    conversation: str
    shop: str
    greeting: str
    quick: list[str]
    max_message: int
    max_photo: int = Field(description="Megabytes of one photo.")


class Button(BaseModel):
    id: str
    title: str


class Shown(BaseModel):
    """A message; ``text`` is its plain form, always there; ``image`` an address, relative to the desk's or absolute."""

    id: int
    client_id: str | None
    author: Literal["shopper", "bot", "agent", "system"] = Field(alias="from")
    kind: Literal["text", "buttons", "image", "card"]
    text: str
    buttons: list[Button]
    image: str | None
    card: dict[str, Any] | None
    at: str
    agent: str | None = Field(None, description="The name of the agent who said it; only there for agents.")
    recalled: bool | None = Field(None, description="The agent took it back: there is no text; only there for agents.")
    liked: bool | None = Field(None, description="The shopper's thumb on it; only there for the bot.")

    class Config:
        schema_extra: ClassVar[dict[str, Any]] = {
            "example": {
                "id": 18,
                "client_id": None,
                "from": "bot",
                "kind": "buttons",
                "text": "您想问哪一单呢？",
                "buttons": [{"id": "b1", "title": "查物流"}],
                "image": None,
                "card": None,
                "at": "2026-11-22T06:00:00Z",
            }
        }


class Exchange(BaseModel):
    """What was said, and what was answered to it; nothing while a person has the word."""

    ok: Literal[True] = True
    message: Shown
    replies: list[Shown]
    owner: OwnerName


class PhotoTaken(BaseModel):
    """A photo as it is shown from now on."""

    ok: Literal[True] = True
    message: Shown


class Done(BaseModel):
    ok: Literal[True] = True


class Transcript(BaseModel):
    """Messages in their order, and who has the word."""

    ok: Literal[True] = True
    owner: OwnerName
    position: int | None
    wait: int | None = Field(description="Minutes that a waiting shopper will probably still wait.")
    agent: str | None
    seen_id: int = Field(description="The last message that the agent has seen.")
    recalled: list[int] = Field(description="Earlier messages that an agent took back.")
    messages: list[Shown]


class Problem(BaseModel):
    """Every error, whatever went wrong: a code for programs, a sentence for people."""

    ok: Literal[False] = False
    error: str
    message: str

    class Config:
        schema_extra: ClassVar[dict[str, Any]] = {
            "example": {"ok": False, "error": "too_long", "message": "消息太长了，一条最多 500 个字，请分成几条发送。"}
        }
