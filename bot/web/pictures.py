"""Pictures that we keep: the addresses that open them for a while, and the answer that shows one and does no more."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from starlette.responses import Response

from bot.desk.events import Event
from bot.desk.messages import Message, public_form
from bot.desk.uploads import Upload, upload_in
from bot.errors import PageNotFound
from bot.web.parts import Parts

ADDRESS = "/api/chat/photos"
SHOWN = frozenset({"image/jpeg", "image/png"})
SEALED = "default-src 'none'; sandbox; frame-ancestors 'none'"


def picture(upload: Upload | None, until: datetime, parts: Parts) -> Response:
    """The answer that shows an upload, and does nothing else whatever a browser makes of it.

    Raises:
        PageNotFound: there is none, or it is none of the kinds that we make.
    """
    if upload is None or upload.media_type not in SHOWN:
        raise PageNotFound()
    left = max(0, int((until - parts.clock()).total_seconds()))
    headers = {
        "Cache-Control": f"private, max-age={left}, immutable",
        "Content-Disposition": "inline",
        "Content-Security-Policy": SEALED,
    }
    return Response(upload.content, media_type=upload.media_type, headers=headers)


def shown(message: Message, parts: Parts) -> dict[str, Any]:
    """A message as the shopper gets it."""
    return with_address(public_form(message), parts)


def with_address(form: dict[str, Any], parts: Parts) -> dict[str, Any]:
    """A message's form with an address that opens its picture, when it is one that we keep."""
    upload = upload_in(form["image"])
    if upload is None:
        return form
    return {**form, "image": f"{ADDRESS}/{parts.sessions.picture_key(upload, parts.clock())}"}


def opened(event: Event, parts: Parts) -> Event:
    """An event with addresses for the pictures in it."""
    data = event.get("data", {})
    if event["type"] == "message":
        return {**event, "data": with_address(data, parts)}
    if event["type"] == "state":
        return {**event, "data": {**data, "messages": [with_address(form, parts) for form in data["messages"]]}}
    return event
