"""Photos beside words, as the whole bot gets them: noted with the matter, and told to the person who takes over."""

import pytest

from bot.desk.turns import Click, Turn
from tests.conversations.conftest import NOW

pytestmark = pytest.mark.slow


@pytest.fixture
def ask(whole_bot, shop_url, loop):
    """Put a turn to the bot: a text or a click, with photos beside it."""

    def asked(text, images=(), click=None):
        metadata = {"channel": "web", "at": NOW.isoformat(), "images": list(images)}
        turn = Turn("talk-with-photos", "v-1", "demo", text, click, metadata)
        return loop.run_until_complete(whole_bot[0].answer(turn))

    return asked


def test_photos_beside_words_reach_the_person_who_takes_over(ask):
    ask("订单202611140000071的鞋子开胶了", images=["u1"])
    ask("[图片]", images=["u2", "u3"], click=Click("send_photo"))

    answer = ask("转人工")

    assert answer.hand_off["slots"]["photos"] == ["u1", "u2", "u3"]
