"""Canned replies over the API: kept, changed, with a picture, filled from the order in view."""

import pytest
from sqlalchemy import select

from bot.db import session_on
from bot.desk.staff import Role
from bot.shop.logistics import Shipment
from bot.shop.orders import Order, OrderStatus
from tests.pictures import jpeg
from tests.web.console_case import talk_with

BOTH = ["presale", "aftersale"]
ROOM = "/api/console/canned_replies"
NEW = {"folder": "物流", "shortcut": "查快递", "text": "{快递}（{运单号}）：{物流进度}", "own": True}


@pytest.fixture
def lin(hire):
    return hire("xiaolin", name="小林", groups=BOTH)


@pytest.fixture
def amin(hire):
    return hire("amin", Role.LEAD, name="阿敏", groups=BOTH)


@pytest.fixture
def talk(settings, lin, clock):
    return talk_with(settings, lin[0], clock.now)


@pytest.fixture
def call(client, lin):
    def called(method, path="", who=lin, **body):
        return client.request(method, f"{ROOM}{path}", headers=who[1], **({"json": body} if body else {}))

    return called


@pytest.fixture
def fill(call, talk):
    def filled(text, order=None, conversation=talk):
        number = len(call("GET").json()["replies"])
        kept = call("POST", **{**NEW, "text": text, "shortcut": f"r{number}"}).json()["reply"]
        return call("POST", f"/{kept['id']}/fill", conversation=conversation, order=order)

    return filled


def test_a_reply_is_kept_changed_and_removed(call):
    made = call("POST", **NEW).json()["reply"]
    assert made.items() >= {**NEW, "times_used": 0, "image": None}.items()

    changed = call("PUT", f"/{made['id']}", **{**NEW, "text": "{店名}"}).json()["reply"]
    listed = call("GET").json()
    assert [one["text"] for one in listed["replies"]] == ["{店名}"] == [changed["text"]]
    assert {"买家", "订单号", "运费"} <= set(listed["places"])
    assert call("DELETE", f"/{made['id']}").json() == {"ok": True}
    assert call("GET").json()["replies"] == []


def test_what_is_everybodys_is_a_leads(call, amin):
    assert call("POST", **{**NEW, "own": False}).json()["error"] == "not_allowed"
    shared = call("POST", who=amin, **{**NEW, "own": False}).json()["reply"]

    assert [one["own"] for one in call("GET").json()["replies"]] == [False]
    assert call("DELETE", f"/{shared['id']}").json()["error"] == "not_allowed"


def test_refusals_say_what_is_wrong(call):
    call("POST", **NEW)

    assert "“查快递”" in call("POST", **NEW).json()["message"]
    assert "“卖家”" in call("POST", **{**NEW, "shortcut": "a", "text": "{卖家}"}).json()["message"]
    assert call("PUT", "/999", **NEW).json()["error"] == "reply_not_found"


def test_a_reply_is_filled_from_the_order_in_view(call, fill, settings):
    with session_on(settings.database_url) as session:
        query = select(Order).where(Order.customer_id == "demo", Order.status == OrderStatus.SHIPPED).limit(1)
        order = session.execute(query).scalar_one()
        parcel = session.execute(select(Shipment).where(Shipment.order_number == order.number)).scalars().first()

    told = fill(
        "{买家}：{订单号} {商品} {快递公司} {运单号} {发货时间} {店名} {客服} 满{包邮门槛}", order.number
    ).json()

    assert told["missing"] == []
    for word in (order.number, order.lines[0].title, parcel.carrier, parcel.tracking_number, "小林", "已发出"):
        assert word in told["text"]
    assert "{" not in told["text"] and call("GET").json()["replies"][0]["times_used"] == 1


def test_without_an_order_what_is_unknown_is_named(fill):
    told = fill("{买家}：{订单号} {运单号} {客服电话}").json()

    assert told["missing"] == ["订单号", "运单号"]
    assert "【订单号】" in told["text"] and "【客服电话】" not in told["text"]


def test_nothing_is_promised_for_an_unpaid_order(fill, settings):
    with session_on(settings.database_url) as session:
        query = select(Order.number).where(Order.customer_id == "demo", Order.status == OrderStatus.PENDING_PAYMENT)
        number = session.execute(query.limit(1)).scalar_one()

    assert fill("{发货时间}", number).json()["missing"] == ["发货时间"]


def test_another_shoppers_order_fills_nothing(fill, settings):
    with session_on(settings.database_url) as session:
        number = session.execute(select(Order.number).where(Order.customer_id != "demo").limit(1)).scalar_one()

    assert fill("{订单号}", number).json()["error"] == "order_not_found"
    assert fill("{订单号}", conversation="nowhere").json()["error"] == "conversation_not_found"


def test_a_picture_is_kept_with_a_reply_and_shown(client, call, lin):
    made = call("POST", **NEW).json()["reply"]
    path = f"{ROOM}/{made['id']}/picture"

    kept = client.put(path, content=jpeg(), headers=lin[1]).json()["reply"]
    shown = client.get(kept["image"], headers=lin[1])

    assert (shown.status_code, shown.headers["content-type"]) == (200, "image/jpeg")
    assert client.put(path, content=b"<html>", headers=lin[1]).json()["error"] == "photo_unsupported"
    assert client.delete(path, headers=lin[1]).json()["reply"]["image"] is None
    assert client.get(kept["image"], headers=lin[1]).status_code == 404
