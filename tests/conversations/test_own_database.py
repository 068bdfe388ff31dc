"""The whole bot for a shop that keeps its data in a database of its own, seen through views."""

import shutil

import pytest

from actions.base import settings as action_settings
from bot.db import engine_for
from bot.migrations import migrate
from tests.conversations.conftest import NOW
from tests.own_shop import make_own_shop

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def own_shop(tmp_path_factory):
    file = tmp_path_factory.mktemp("own") / "erp.db"
    make_own_shop(f"sqlite:///{file}", NOW)
    return file


@pytest.fixture
def shop_url(own_shop, tmp_path, monkeypatch):
    """Our database, empty; the actions find the shop's data through the views of its own."""
    ours, theirs = f"sqlite:///{tmp_path / 'ours.db'}", f"sqlite:///{shutil.copy(own_shop, tmp_path / 'erp.db')}"
    migrate(ours)
    monkeypatch.setenv("XIAOER_DATABASE_URL", ours)
    monkeypatch.setenv("XIAOER_SHOP_DATABASE_URL", theirs)
    action_settings.cache_clear()
    yield ours
    engine_for(ours).dispose()
    engine_for(theirs).dispose()
    action_settings.cache_clear()


def text_of(turn):
    return "\n".join(reply["text"] for reply in turn["replies"])


def test_the_catalogue_answers(talk):
    say = talk(product="P1001")

    assert "米白色" in text_of(say("有哪些颜色"))
    assert "499" in text_of(say("多少钱"))


def test_a_known_shoppers_parcel_is_found(talk):
    say = talk(shopper="demo")

    assert "杭州西湖文三路网点" in text_of(say("我的快递到哪了"))


def test_a_visitor_proves_an_order_and_sees_it(talk):
    say = talk()
    say("查一下订单202611180000045")

    shown = text_of(say("0853"))

    assert "已发货" in shown or "深圳" in shown
    assert "深圳市南山区网点" in text_of(say("到哪了"))


def test_a_known_shopper_is_shown_the_orders(talk):
    turn = talk(shopper="demo")("看下我的订单")

    titles = [button["title"] for reply in turn["replies"] for button in reply["buttons"] or []]
    assert any("云朵轻暖短款羽绒服" in title and "待付款" in title for title in titles)
