"""Launcher: loads the live model with our parts around it, and serves it to the desk."""

from __future__ import annotations

import bot.engine.light  # noqa: F401  # isort: skip  (before the first import of Rasa)

import logging
from pathlib import Path
from typing import Any

from rasa.core.agent import Agent
from rasa.core.channels.channel import register
from rasa.utils.endpoints import EndpointConfig
from rasa.utils.log_utils import configure_structlog
from sanic import Sanic

from bot.desk.turns import Answer, Turn
from bot.engine.channel import DeskInput
from bot.engine.embedded_actions import EmbeddedActions, validate_quickly
from bot.engine.locks import ConversationLocks
from bot.engine.tracker_store import BoundedTrackerStore
from bot.engine.turn import answer
from bot.engine.wording import Wording
from bot.settings import Settings

logger = logging.getLogger(__name__)


def load_agent(settings: Settings, model: Path) -> Agent:
    """Rasa's agent on one model, with the settings' database and action server."""
    configure_structlog(logging.WARNING)
    validate_quickly()
    actions: Any = EndpointConfig(settings.actions_url) if settings.actions_url else EmbeddedActions()
    return Agent.load(
        model,
        generator=Wording(),
        tracker_store=BoundedTrackerStore(None, database_url=settings.database_url),
        lock_store=ConversationLocks(),
        action_endpoint=actions,
    )


class BotInProcess:
    """The bot without a server, for the terminal and for tests."""

    def __init__(self, agent: Agent) -> None:
        self.agent = agent

    async def answer(self, turn: Turn) -> Answer:
        return await answer(self.agent, turn)


def serve(settings: Settings, model: Path) -> None:
    """Serve the private channel until stopped."""
    app = Sanic("xiaoer_bot", configure_logging=False)
    app.config.REQUEST_MAX_SIZE = 65_536
    app.ctx.agent = load_agent(settings, model)
    register([DeskInput(settings.channel_secret)], app, route="/webhooks/")
    logger.info("The bot is ready.", extra={"event": "bot.ready", "model": model.name})
    app.run(host="127.0.0.1", port=settings.bot_port, access_log=False, motd=False)
