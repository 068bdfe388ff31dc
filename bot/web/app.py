"""The desk's web service: puts core, channel and bot together and serves them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from functools import lru_cache

import uvicorn
from fastapi import APIRouter, FastAPI, Request
from fastapi.staticfiles import StaticFiles
from starlette.responses import Response
from starlette.routing import BaseRoute

from bot.adapters.gateways import gateways_for
from bot.adapters.rasa_client import RasaClient
from bot.adapters.redis import RedisRelay
from bot.channels.widget import WidgetChannel
from bot.db import utc_now
from bot.desk.attendance import Attendance
from bot.desk.console_words import console_words_for
from bot.desk.groups import rota_of
from bot.desk.ledger import Ledger
from bot.desk.moods import moods_of
from bot.desk.reception import Reception
from bot.desk.scheduled import ScheduledReplies
from bot.desk.ticket_work import TicketAlerts
from bot.desk.turns import Bot
from bot.desk.wording import wording_for
from bot.settings import Settings
from bot.shop.policy import policy_for
from bot.web import (
    auth,
    canned_replies,
    chat,
    chat_socket,
    console,
    console_conversations,
    console_deeds,
    console_orders,
    console_shopper,
    console_socket,
    feedback,
    health,
    inspections,
    payments,
    reports,
    shop_pages,
    staff,
    tickets,
    uploads,
)
from bot.web.answers import FOLDER, answer_to_fault, register
from bot.web.cashier import keep_looking
from bot.web.chat_socket import FRAME_LIMIT
from bot.web.guards import BodyLimit, ChatCors, LastCatch, OwnOrigin, SafeHeaders
from bot.web.parts import Parts, parts_of
from bot.web.rate_limit import RateLimit
from bot.web.scheduler import Scheduler

MODULES = (
    chat,
    feedback,
    uploads,
    chat_socket,
    auth,
    staff,
    console,
    console_conversations,
    console_deeds,
    console_orders,
    console_shopper,
    canned_replies,
    tickets,
    console_socket,
    inspections,
    health,
    shop_pages,
    payments,
    reports,
)
MESSAGES_A_MINUTE = 30
PHOTOS_AT_ONCE = 2
PASSWORDS_AT_ONCE = 4
# The client gives up first, and says why; this is for a bot in process.
GRACE = 1.0


def create_app(
    settings: Settings,
    bot: Bot | None = None,
    *,
    clock: Callable[[], datetime] = utc_now,
    hello_within: float = 5.0,
) -> FastAPI:
    """The app; without a bot in process, it asks the one at ``settings.bot_address``. The tables must be there."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        client = RasaClient(settings.bot_address, settings.channel_secret, settings.bot_timeout)
        relay = RedisRelay(settings.redis_url) if settings.redis_url else None
        parts = _assemble(settings, bot or client, client if bot is None else None, clock, hello_within, relay)
        app.state.parts = parts
        ledger = parts.reception.ledger
        await parts.reception.recover(all_of_them=not settings.redis_url)
        looking = asyncio.create_task(keep_looking(parts))
        later = ScheduledReplies(ledger, unsent=_unsent(settings))
        also = (parts.reception.recover, *parts.attendance.steps, later.send_due, TicketAlerts(ledger).tell_due)
        scheduler = Scheduler(ledger, settings, parts.policy, parts.wording, also=also)
        async with scheduler.running(), _relaying(relay, ledger):
            yield
        looking.cancel()
        await parts.reception.close()
        await client.close()

    app = FastAPI(
        title="Xiaoer desk",
        description="Chat between shoppers, the bot and the people of a shop. Errors always have one shape: `Problem`.",
        lifespan=lifespan,
        openapi_url="/api/openapi.json",
        docs_url=None,  # both would load their scripts from elsewhere
        redoc_url=None,
    )
    register(app)
    app.router.routes.extend(_routes())
    app.mount("/static", StaticFiles(directory=FOLDER / "static"), name="static")
    # The last one added is the first to see a request.
    app.add_middleware(BodyLimit, fault=_fault, unread=uploads.PATHS)
    app.add_middleware(LastCatch, fault=_fault)
    app.add_middleware(ChatCors)
    app.add_middleware(OwnOrigin, fault=_fault, public=settings.public_address)
    app.add_middleware(SafeHeaders)
    return app


@lru_cache(maxsize=1)
def _routes() -> list[BaseRoute]:
    """The routes of all modules, made once: to read their signatures takes a third of a second."""
    together = APIRouter()
    for module in MODULES:
        together.include_router(module.router)
    return together.routes


def serve(settings: Settings) -> None:
    """Serve until stopped."""
    uvicorn.run(
        create_app(settings),
        host=settings.host,
        port=settings.desk_port,
        ws="wsproto",  # "auto" wants websockets 13, Rasa's Sanic one below 11
        ws_max_size=FRAME_LIMIT,
        log_config=None,
        access_log=False,
    )


def _assemble(
    settings: Settings,
    bot: Bot,
    client: RasaClient | None,
    clock: Callable[[], datetime],
    hello_within: float,
    relay: RedisRelay | None,
) -> Parts:
    folder = settings.data_dir / "policy"
    reception = Reception(
        bot,
        settings.database_url,
        wording=lambda: wording_for(folder / "desk.yml"),
        rota=rota_of(folder, lambda: policy_for(folder).service),
        moods=moods_of(folder),
        clock=clock,
        shop_url=settings.shop_database_url,
        relay=relay,
        window=settings.burst_window,
        limit=settings.max_message,
        photos_an_hour=settings.photos_an_hour,
        patience=settings.bot_timeout + GRACE,
    )
    attendance = Attendance(reception.ledger, lambda: wording_for(folder / "desk.yml"))
    return Parts(
        settings=settings,
        reception=reception,
        attendance=attendance,
        sessions=WidgetChannel(settings.session_key, settings.shop_key),
        wording=lambda: wording_for(folder / "desk.yml"),
        policy=lambda: policy_for(folder),
        bot_is_ready=client.is_ready if client else _always,
        gateways=gateways_for(settings),
        limit=RateLimit(MESSAGES_A_MINUTE, clock),
        clock=clock,
        hello_within=hello_within,
        darkroom=asyncio.Semaphore(PHOTOS_AT_ONCE),
        strongroom=asyncio.Semaphore(PASSWORDS_AT_ONCE),
        presence_changed=attendance.presence_changed,
    )


@asynccontextmanager
async def _relaying(relay: RedisRelay | None, ledger: Ledger) -> AsyncIterator[None]:
    """Hear of the other copies, where there are any."""
    if relay is None:
        yield
        return
    async with relay.running(ledger.deliver, ledger.begin_anew):
        yield


def _unsent(settings: Settings) -> Callable[[str], str]:
    return lambda text: console_words_for(settings.data_dir / "policy").unsent_note.format(text=text)


async def _always() -> bool:
    return True


def _fault(request: Request, status: int, code: str) -> Response:
    return answer_to_fault(request, status, code, parts_of(request).wording().sentence(code))
