"""The web channel: visitors' session tokens, the shop's word for who a visitor is, and keys to single pictures."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import jwt
from jwt.types import Options
from sqlalchemy.orm import Session

from bot.desk.conversations import Conversation, find_conversation, identify, new_id
from bot.desk.reception import Reception
from bot.errors import BadSession, BadToken, PageNotFound

CHANNEL = "web"
# The same key signs pay links; the audience keeps one kind of token from passing for the other.
AUDIENCE = "xiaoer.chat"
PICTURE_AUDIENCE = "xiaoer.picture"
ALGORITHM = "HS256"
SESSION_LASTS = timedelta(days=30)
# From the last full hour: the same picture keeps its address for a while, so that browsers load it once.
PICTURE_OPENS = timedelta(hours=2)


@dataclass(frozen=True)
class WidgetSession:
    """Which conversation the holder of a session token may read and write."""

    visitor: str
    conversation: str
    expires_at: datetime


class WidgetChannel:
    """Issues and reads the tokens of the chat widget; both keys are for HS256."""

    name = CHANNEL

    def __init__(self, session_key: str, shop_key: str) -> None:
        self._session_key = session_key
        self._shop_key = shop_key

    async def enter(
        self, reception: Reception, token: str | None, session: str | None, now: datetime
    ) -> tuple[str, WidgetSession]:
        """Go on in an earlier session's conversation, or begin one; a fresh session token and what it stands for.

        Who has begun as a visitor and logs in keeps the conversation; somebody else's is never gone on with.

        Raises:
            BadSession: the earlier session cannot be gone on with.
            BadToken: the shop did not sign this, or it is too old.
        """
        shopper = self.shopper_of(token, now) if token else None
        if session:
            earlier = self.read(session, now)
            if await reception.ledger.run(lambda database: _may_go_on(database, earlier, shopper)):
                return self._issued(earlier.visitor, earlier.conversation, now)
        begun = await reception.open(visitor=new_id(), shopper_id=shopper, channel=CHANNEL)
        return self._issued(begun.visitor, begun.id, now)

    def read(self, token: str, now: datetime) -> WidgetSession:
        """What a session token stands for.

        Raises:
            BadSession: it is none of ours, or too old.
        """
        claims = _claims(token, self._session_key, ["visitor", "conversation", "exp", "aud"], AUDIENCE, now)
        if claims is None:
            raise BadSession()
        expires_at = datetime.fromtimestamp(claims["exp"], now.tzinfo)
        return WidgetSession(str(claims["visitor"]), str(claims["conversation"]), expires_at)

    def shopper_of(self, token: str, now: datetime) -> str:
        """The shopper for whom the shop vouches.

        Raises:
            BadToken: the shop did not sign this, or it is too old.
        """
        claims = _claims(token, self._shop_key, ["sub", "exp"], None, now)
        if claims is None or not 0 < len(claims["sub"]) <= 64:
            raise BadToken()
        return str(claims["sub"])

    def picture_key(self, upload: str, now: datetime) -> str:
        """What opens one picture for whoever holds it, for an hour at least; for those who may see it anyway."""
        begun = now.replace(minute=0, second=0, microsecond=0)
        claims = {"upload": upload, "aud": PICTURE_AUDIENCE, "exp": begun + PICTURE_OPENS}
        return jwt.encode(claims, self._session_key, algorithm=ALGORITHM)

    def picture_of(self, key: str, now: datetime) -> tuple[str, datetime]:
        """Which picture a key opens, and until when.

        Raises:
            PageNotFound: it is none of ours, or too old.
        """
        claims = _claims(key, self._session_key, ["upload", "exp", "aud"], PICTURE_AUDIENCE, now)
        if claims is None:
            raise PageNotFound()
        return str(claims["upload"]), datetime.fromtimestamp(claims["exp"], now.tzinfo)

    def _issued(self, visitor: str, conversation: str, now: datetime) -> tuple[str, WidgetSession]:
        session = WidgetSession(visitor, conversation, now + SESSION_LASTS)
        claims = {
            "visitor": visitor,
            "conversation": conversation,
            "aud": AUDIENCE,
            "iat": now,
            "exp": session.expires_at,
        }
        return jwt.encode(claims, self._session_key, algorithm=ALGORITHM), session


def _may_go_on(database: Session, session: WidgetSession, shopper: str | None) -> bool:
    conversation: Conversation | None = find_conversation(database, session.conversation)
    if conversation is None or conversation.visitor != session.visitor:
        return False
    return shopper is None or identify(database, conversation, shopper)


def _claims(token: str, key: str, required: list[str], audience: str | None, now: datetime) -> dict[str, Any] | None:
    """What a token says when it is signed with the key and not over yet; the library would read the clock itself."""
    options: Options = {"require": required, "verify_exp": False, "verify_iat": False, "verify_nbf": False}
    try:
        claims = jwt.decode(token, key, algorithms=[ALGORITHM], audience=audience, options=options)
    except (jwt.PyJWTError, ValueError):
        return None
    ends = claims["exp"]
    return claims if isinstance(ends, (int, float)) and now.timestamp() < ends else None
