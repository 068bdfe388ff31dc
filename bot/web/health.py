"""Health: whether the database and the bot can be reached."""

from __future__ import annotations

import logging

from fastapi import APIRouter
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session
from starlette.responses import JSONResponse

from bot.web.parts import Parts, UseParts

logger = logging.getLogger(__name__)
router = APIRouter(tags=["operation"])


@router.get("/health", summary="200 when everything that is needed can be reached, else 503")
async def health(parts: UseParts) -> JSONResponse:
    found = {"database": await _has_database(parts), "bot": await parts.bot_is_ready()}
    healthy = all(found.values())
    return JSONResponse({"ok": healthy, **found}, 200 if healthy else 503)


async def _has_database(parts: Parts) -> bool:
    try:
        await parts.reception.ledger.run(_ask_something)
    except SQLAlchemyError:
        logger.exception("The database cannot be reached.", extra={"event": "database.unavailable"})
        return False
    return True


def _ask_something(session: Session) -> None:
    session.execute(text("SELECT 1"))
