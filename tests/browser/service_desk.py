"""The real desk as a process of its own, around an EchoBot, on a Monday afternoon: one that can be killed at any moment.

``python -m tests.browser.service_desk AHEAD`` serves the database and port of the environment, so many seconds ahead.
"""

import asyncio
import sys
from datetime import timedelta

import uvicorn

from bot.db import utc_now
from bot.settings import Settings
from bot.web.app import create_app
from tests.echo_bot import PACKET, EchoBot, says

ORDER = "202611210000087"
STORY = PACKET | {"order_number": ORDER, "slots": {"order_number": ORDER}, "suggestions": ["这边马上帮您看订单。"]}
SLOWLY = "慢慢想"
SECONDS_OF_THOUGHT = 3


class ShopBot(EchoBot):
    """Hands an order of the demo shop over, and takes its time when asked to."""

    async def answer(self, turn):
        if SLOWLY in turn.text:
            await asyncio.sleep(SECONDS_OF_THOUGHT)
        return await super().answer(turn)

    def _echo(self, turn):
        if "转人工" in turn.text:
            return says("好的，马上为您转接。", hand_off=STORY)
        return super()._echo(turn)


def main():
    settings, ahead = Settings.from_env(), timedelta(seconds=float(sys.argv[1]))
    app = create_app(settings, ShopBot(), clock=lambda: utc_now() + ahead)
    uvicorn.run(app, port=settings.desk_port, ws="wsproto", log_level="warning")


if __name__ == "__main__":
    main()
