"""Uploads: photos as they come in over HTTP, and go out again to whoever holds their address."""

from __future__ import annotations

import asyncio
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from starlette.requests import ClientDisconnect
from starlette.responses import Response

from bot.desk.photos import Photo, develop
from bot.desk.uploads import find_upload
from bot.errors import BrokenPhoto, PhotoTooLarge
from bot.web.chat import UseSession
from bot.web.chat_forms import CLIENT_ID, PRODUCT_ID, PhotoTaken, Problem
from bot.web.parts import Parts, UseParts
from bot.web.pictures import ADDRESS, picture, shown

ACCEPTED = ("image/jpeg", "image/png", "image/webp")
# Their bodies are read here, once it is known who sends them.
PATHS = r"/api/(chat/photos|console/conversations/[^/]+/photos|console/canned_replies/[^/]+/picture)"
BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "description": "The file itself. Its content decides what it is, not its name or the header.",
        "content": {media: {"schema": {"type": "string", "format": "binary"}} for media in ACCEPTED},
    }
}
FAULTS: dict[int | str, dict[str, Any]] = {
    413: {"model": Problem, "description": "More than 10 MB, or more than 51 million pixels"},
    415: {"model": Problem, "description": "Not a JPEG, PNG or WebP, or a moving one"},
    422: {"model": Problem, "description": "Incomplete or damaged"},
    429: {"model": Problem, "description": "More than 30 photos an hour, or 30 messages a minute"},
}
PICTURE: dict[int | str, dict[str, Any]] = {
    200: {"content": {"image/jpeg": {}}, "description": "The picture, re-encoded"},
    404: {"model": Problem, "description": "There is no such picture, or its address is too old"},
}
router = APIRouter(prefix=ADDRESS, tags=["chat"])


@router.post("", response_model=PhotoTaken, responses=FAULTS, openapi_extra=BODY, summary="Send a photo")
async def post_photo(
    request: Request,
    session: UseSession,
    parts: UseParts,
    client_id: Annotated[str, Query(pattern=CLIENT_ID, description="Repeated, the photo is stored once.")],
    product: Annotated[str | None, Query(pattern=PRODUCT_ID)] = None,
) -> dict[str, Any]:
    """A message of its own, understood with the texts and photos of the same moment.

    The answer comes over the websocket, or with `GET /api/chat/messages`.
    """
    content = await body_of(request, parts)
    # A refusal before the body is read would look like a broken line to browsers.
    parts.limit.take(session.conversation)
    photo = await developed(content, parts)
    message = await parts.reception.receive(session.conversation, photo=photo, client_id=client_id, product=product)
    return {"ok": True, "message": shown(message, parts)}


@router.get("/{key}", response_class=Response, responses=PICTURE, summary="A photo, by the address in its message")
async def get_photo(key: str, parts: UseParts) -> Response:
    """The addresses in `image` are good for an hour at least; messages that are asked for again have fresh ones."""
    upload_id, until = parts.sessions.picture_of(key, parts.clock())
    return picture(await parts.reception.ledger.run(lambda database: find_upload(database, upload_id)), until, parts)


async def body_of(request: Request, parts: Parts) -> bytes:
    """The file that a request brings.

    Raises:
        PhotoTooLarge: it is larger than we take; the rest of it is not read.
        BrokenPhoto: the sender went away.
    """
    limit = parts.settings.max_photo * 2**20
    declared = request.headers.get("content-length", "")
    if declared.isdecimal() and int(declared[:20]) > limit:
        raise PhotoTooLarge(limit)
    body = bytearray()
    try:
        async for chunk in request.stream():
            body += chunk
            if len(body) > limit:
                raise PhotoTooLarge(limit)
    except ClientDisconnect as error:
        raise BrokenPhoto() from error
    return bytes(body)


async def developed(content: bytes, parts: Parts) -> Photo:
    """The photo in a file; raises what ``bot.desk.photos.develop`` does."""
    async with parts.darkroom:
        return await asyncio.to_thread(develop, content, parts.settings.max_photo * 2**20)
