"""From the pay link to the money, with each gateway, and what else may come through its door."""

import asyncio
import logging
import re
from contextlib import ExitStack
from dataclasses import replace

import pytest
from sqlalchemy import select
from starlette.testclient import TestClient

from bot.db import session_on
from bot.errors import GatewayRefused, GatewayUnavailable
from bot.shop.orders import Order, OrderStatus
from bot.shop.payments import Payment, Refund, pay_link_for
from bot.shop.refunds import request_refund
from bot.web.app import create_app
from bot.web.cashier import keep_looking, look_after_payments
from tests.adapters.conftest import private_pem, public_pem
from tests.alipay_stand_in import APP_ID as ALIPAY_APP
from tests.alipay_stand_in import AlipayStandIn
from tests.echo_bot import says
from tests.local_http import serving
from tests.wechat_stand_in import API_KEY, APP_ID, KEY_ID, MERCHANT, SERIAL, WeChatStandIn

PAGE = {"Accept": "text/html"}
PHONE = {"User-Agent": "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Mobile/15E148"}
UNPAID = "202611220000101"


@pytest.fixture
def rows(settings):
    """Read from the desk's database: ``rows(Payment)``."""

    def read(table, *conditions):
        with session_on(settings.database_url) as session:
            return session.execute(select(table).where(*conditions)).scalars().all()

    return read


@pytest.fixture
def order(rows):
    return lambda: rows(Order, Order.number == UNPAID)[0]


@pytest.fixture
def unpaid(settings, clock, order):
    """The address at which the demo shopper's unpaid order is paid."""
    return pay_link_for(order(), "", settings.session_key, clock.now)


@pytest.fixture
def tried(rows):
    return lambda: [(one.status, one.failure) for one in rows(Payment, Payment.order_number == UNPAID)]


# ---- the sandbox -----------------------------------------------------------------------------------------------------


@pytest.fixture
def desk_page(client, unpaid):
    """The sandbox's page for the unpaid order."""
    return str(client.post(unpaid).url)


def test_an_order_is_paid_on_the_sandboxs_page(client, unpaid, order, tried):
    before = client.get(unpaid).text
    assert "去支付" in before
    assert "479" in before
    desk = client.post(unpaid)
    assert "演示收银台" in desk.text
    assert "479" in desk.text

    paid = client.post(str(desk.url), data={"method": "huabei"})

    assert "支付成功" in paid.text
    assert (order().status, order().pay_method) == (OrderStatus.PAID, "huabei")
    assert tried() == [("succeeded", "")]


def test_who_presses_twice_pays_once(client, unpaid, desk_page, order, rows, tried):
    client.post(desk_page)

    assert "支付成功" in client.post(desk_page).text
    assert "支付成功" in client.post(unpaid).text
    assert tried() == [("succeeded", "")]
    assert rows(Refund, Refund.order_number == UNPAID) == []


def test_a_failure_is_told_on_the_page_and_the_next_attempt_may_succeed(client, unpaid, desk_page, tried):
    page = client.post(desk_page, data={"method": "alipay", "failure": "BANK_LIMIT"}).text

    assert "上次没有付成功：超过了银行卡的支付限额" in page
    assert tried() == [("failed", "BANK_LIMIT")]
    assert "支付成功" in client.post(str(client.post(unpaid).url)).text


def test_a_method_that_the_shop_does_not_have_is_not_recorded(client, desk_page, order):
    client.post(desk_page, data={"method": "<script>"})

    assert order().pay_method == "alipay"


def test_an_order_that_was_cancelled_meanwhile_gets_its_money_back(client, unpaid, desk_page, settings, rows, order):
    with session_on(settings.database_url) as session:
        session.get(Order, UNPAID).status = OrderStatus.CANCELLED

    assert "现在不需要支付" in client.post(desk_page).text
    refund = rows(Refund, Refund.order_number == UNPAID)[0]
    assert (refund.amount_fen, refund.reason, refund.status) == (47900, "order_closed", "requested")
    assert order().status is OrderStatus.CANCELLED


def test_a_cancelled_order_begins_no_attempt(client, unpaid, settings, tried):
    with session_on(settings.database_url) as session:
        session.get(Order, UNPAID).status = OrderStatus.CANCELLED

    assert "现在不需要支付" in client.post(unpaid).text
    assert tried() == []


def test_a_late_or_forged_link_opens_nothing(client, unpaid, desk_page, clock):
    forged = client.get(f"{unpaid}x", headers=PAGE)
    clock.move(days=3)
    late = client.get(unpaid, headers=PAGE)

    assert (forged.status_code, late.status_code) == (404, 410)
    assert "这个支付链接无效" in forged.text
    assert "这个支付链接已过期" in late.text
    assert client.post(unpaid).json()["error"] == "pay_link_expired"
    assert client.post(desk_page).json()["error"] == "pay_link_expired"
    assert client.get("/pay/sandbox/x").json()["error"] == "bad_pay_link"


def test_a_page_that_waits_learns_of_the_money(client, unpaid, desk_page):
    assert client.get(f"{unpaid}/state").json() == {"paid": False}
    client.post(desk_page)

    assert client.get(f"{unpaid}/state").json() == {"paid": True}


def test_in_production_there_is_no_sandbox(settings, bot, clock, unpaid, desk_page):
    with TestClient(create_app(replace(settings, production=True), bot, clock=clock)) as client:
        assert client.post(unpaid).json()["error"] == "not_payable"
        assert "不能在线付款" in client.get(unpaid).text
        assert client.get(desk_page).status_code == 404
        assert client.post("/pay/notify/sandbox").status_code == 404


def test_the_chat_that_showed_the_card_hears_of_the_money(client, enter, shop_token, bot, say, unpaid, desk_page):
    headers = enter(shop_token())
    card = {"kind": "card", "text": "付款", "buttons": [], "card": {"type": "payment", "number": UNPAID}}
    bot.script = [replace(says("x"), messages=[card])]
    say("我要付款", headers=headers)

    client.post(desk_page)

    said = client.get("/api/chat/messages", headers=headers).json()["messages"]
    assert (said[-1]["from"], said[-1]["text"]) == ("system", "已收到付款 479 元（订单 202611220000101），谢谢惠顾。")


@pytest.mark.parametrize("who", ["a stranger", "somebody with a person"])
def test_nobody_else_hears_of_the_money(client, enter, shop_token, bot, say, desk_page, who):
    headers = enter() if who == "a stranger" else enter(shop_token())
    card = {"kind": "card", "text": "付款", "buttons": [], "card": {"type": "payment", "number": UNPAID}}
    packet = {"reason": "asked", "summary": "", "slots": {}, "order_number": None} if "person" in who else None
    bot.script = [replace(says("x", hand_off=packet), messages=[card])]
    say("我要付款", headers=headers)

    client.post(desk_page)

    assert "已收到付款" not in client.get("/api/chat/messages", headers=headers).text


# ---- the real ones ---------------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def keys():
    from cryptography.hazmat.primitives.asymmetric import rsa

    return tuple(rsa.generate_private_key(public_exponent=65537, key_size=2048) for _ in range(2))


@pytest.fixture
def sides(keys, clock):
    return {
        "alipay": AlipayStandIn(keys[1], keys[0].public_key(), clock),
        "wechat": WeChatStandIn(keys[1], keys[0].public_key(), clock),
    }


@pytest.fixture
def real(settings, bot, clock, keys, sides):
    """A client of a desk with both gateways."""
    ours, theirs = private_pem(keys[0]), public_pem(keys[1])
    with ExitStack() as stack:
        alipay, wechat = (stack.enter_context(serving(sides[name].answer)) for name in ("alipay", "wechat"))
        both = replace(
            settings, public_url="https://shop.example",
            alipay_app_id=ALIPAY_APP, alipay_private_key=ours, alipay_public_key=theirs, alipay_address=alipay,
            wechat_merchant_id=MERCHANT, wechat_app_id=APP_ID, wechat_serial=SERIAL, wechat_private_key=ours,
            wechat_api_key=API_KEY, wechat_platform_key=theirs, wechat_platform_key_id=KEY_ID, wechat_address=wechat,
        )  # fmt: skip
        yield stack.enter_context(TestClient(create_app(both, bot, clock=clock)))


@pytest.fixture
def begin(real, sides, unpaid, rows):
    """Begin to pay at a gateway; the number of the attempt."""

    def begun(name):
        page = real.post(unpaid, data={"way": name})
        assert page.status_code == 200
        payment = rows(Payment, Payment.order_number == UNPAID, Payment.gateway == name)[-1]
        if name == "alipay":
            import urllib.request

            address = re.search(r'href="(http://127[^"]+)"', page.text)[1].replace("&amp;", "&")
            urllib.request.urlopen(address).read()
        return payment.id

    return begun


@pytest.fixture
def notify(real):
    """Post what a gateway says; the answer."""

    def notified(name, message):
        headers, body = message if isinstance(message, tuple) else ({}, message)
        return real.post(f"/pay/notify/{name}", content=body, headers=headers)

    return notified


OK = {"alipay": (200, "success"), "wechat": (204, "")}
REFUSED = {"alipay": (200, "failure"), "wechat": (400, '{"code": "FAIL", "message": "the notification was refused"}')}


def test_the_shopper_chooses_among_the_gateways(real, unpaid):
    page = real.get(unpaid).text

    assert re.findall(r'name="way" value="(\w+)"', page) == ["alipay", "wechat"]
    assert "演示" not in re.search(r"<form.*?</form>", page, re.S)[0]


def test_alipay_is_a_page_to_go_to_and_wechat_a_code(real, unpaid):
    alipay, wechat = (real.post(unpaid, data={"way": name}).text for name in ("alipay", "wechat"))

    assert "正在前往支付宝" in alipay
    assert "alipay.trade.page.pay" in alipay
    assert "请用微信支付扫码支付" in wechat
    assert "<svg" in wechat and "<path" in wechat


def test_on_a_phone_both_are_pages(real, unpaid, sides):
    real.post(unpaid, data={"way": "wechat"}, headers={**PHONE, "X-Forwarded-For": "203.0.113.9"})
    alipay = real.post(unpaid, data={"way": "alipay"}, headers=PHONE).text

    assert "alipay.trade.wap.pay" in alipay
    assert sides["wechat"].calls == ["POST /v3/pay/transactions/h5"]


def test_inside_wechat_the_code_is_shown(real, unpaid, sides):
    agent = {"User-Agent": PHONE["User-Agent"] + " MicroMessenger/8.0"}
    real.post(unpaid, data={"way": "wechat"}, headers=agent)

    assert sides["wechat"].calls == ["POST /v3/pay/transactions/native"]


@pytest.mark.parametrize("name", ["alipay", "wechat"])
def test_a_notification_pays_the_order_once(begin, notify, sides, order, tried, name):
    message = sides[name].pay(begin(name))

    answers = [notify(name, message) for _ in range(3)]

    assert {(answer.status_code, answer.text) for answer in answers} == {OK[name]}
    assert (order().status, order().pay_method) == (OrderStatus.PAID, name)
    assert tried() == [("succeeded", "")]


@pytest.mark.parametrize("name", ["alipay", "wechat"])
@pytest.mark.parametrize("fault", ["forged", "amount", "currency", "merchant", "unknown", "late"])
def test_what_is_wrong_changes_nothing_and_is_logged_and_refused(
    begin, notify, sides, clock, tried, order, caplog, name, fault
):
    number, side = begin(name), sides[name]
    changes = {
        "amount": {"alipay": {"total_amount": "0.01"}, "wechat": {"amount": {"total": 1, "currency": "CNY"}}},
        "currency": {"alipay": {"trans_currency": "USD"}, "wechat": {"amount": {"total": 47900, "currency": "USD"}}},
        "merchant": {"alipay": {"app_id": "other"}, "wechat": {"mchid": "other"}},
    }.get(fault, {}).get(name, {})  # fmt: skip
    side.pay(number)
    side.forges = fault == "forged"
    message = side.notification("nobody's" if fault == "unknown" else number, **changes)
    message = message.replace(b"&sign=", b"&sign=AA") if (fault, name) == ("forged", "alipay") else message
    clock.move(**({"hours": 27} if name == "alipay" else {"minutes": 6}) if fault == "late" else {})

    with caplog.at_level(logging.WARNING):
        answer = notify(name, message)

    assert (answer.status_code, answer.text) == REFUSED[name]
    assert (tried(), order().status) == ([("created", "")], OrderStatus.PENDING_PAYMENT)
    record = next(record for record in caplog.records if getattr(record, "event", "") == "payment.refused")
    assert record.levelname == ("ERROR" if fault in ("amount", "currency", "unknown") else "WARNING")


def test_paid_at_both_the_second_goes_back(real, begin, notify, sides, order, rows):
    first, second = begin("alipay"), begin("wechat")
    notify("alipay", sides["alipay"].pay(first))

    assert notify("wechat", sides["wechat"].pay(second)).status_code == 204
    asyncio.run(look_after_payments(real.app.state.parts))

    refund = rows(Refund, Refund.order_number == UNPAID)[0]
    assert (refund.payment_id, refund.reason, refund.status) == (second, "double", "succeeded")
    assert list(sides["wechat"].refunds) == [refund.id]
    assert order().pay_method == "alipay"


@pytest.mark.parametrize("name", ["alipay", "wechat"])
def test_a_refund_goes_out_in_the_next_round(real, begin, notify, sides, settings, clock, rows, name):
    notify(name, sides[name].pay(begin(name)))
    with session_on(settings.database_url) as session:
        request_refund(session, session.get(Order, UNPAID), 5000, "少发一件", "case-1", clock.now)
    sides[name].busy = True
    asyncio.run(look_after_payments(real.app.state.parts))
    assert rows(Refund, Refund.order_number == UNPAID)[0].status == "requested"
    sides[name].busy = False

    asyncio.run(look_after_payments(real.app.state.parts))

    assert rows(Refund, Refund.order_number == UNPAID)[0].status == "succeeded"
    assert len(sides[name].refunds) == 1


@pytest.mark.parametrize("name", ["alipay", "wechat"])
def test_who_comes_back_before_the_notification_can_ask(real, begin, sides, unpaid, order, name):
    number = begin(name)
    assert "应付金额" in real.post(f"{unpaid}/check").text
    sides[name].pay(number)

    assert "支付成功" in real.post(f"{unpaid}/check").text
    assert order().status is OrderStatus.PAID


def test_a_notification_that_is_lost_is_asked_for(real, begin, sides, order, clock):
    sides["wechat"].pay(begin("wechat"))
    clock.move(minutes=2)

    asyncio.run(look_after_payments(real.app.state.parts))

    assert order().status is OrderStatus.PAID


def test_news_of_no_concern_are_taken(begin, notify, sides, tried):
    number = begin("wechat")

    assert notify("wechat", sides["wechat"].notification(number, "REFUND.SUCCESS")).status_code == 204
    assert tried() == [("created", "")]


def test_a_gateway_that_refuses_is_tried_anew(real, unpaid, tried, monkeypatch):
    refuse = [GatewayRefused("PARAM_ERROR"), GatewayUnavailable()]
    gateway = real.app.state.parts.gateways["wechat"]
    start = gateway.start

    def starting(payment, checkout):
        if refuse:
            raise refuse.pop(0)
        return start(payment, checkout)

    monkeypatch.setattr(gateway, "start", starting)

    assert "换一种付款方式" in real.post(unpaid, data={"way": "wechat"}, headers=PAGE).text
    assert real.post(unpaid, data={"way": "wechat"}).status_code == 503
    assert real.post(unpaid, data={"way": "wechat"}).status_code == 200
    assert tried() == [("failed", "PARAM_ERROR"), ("created", "")]


def test_a_notification_that_cannot_be_recorded_is_asked_for_again(begin, notify, sides, settings, caplog):
    message = sides["alipay"].pay(begin("alipay"))
    with session_on(settings.database_url) as session:
        session.connection().exec_driver_sql("ALTER TABLE order_changes RENAME TO gone")

    assert notify("alipay", message).text == "failure"
    assert "could not be recorded" in caplog.text
    with session_on(settings.database_url) as session:
        session.connection().exec_driver_sql("ALTER TABLE gone RENAME TO order_changes")
    assert notify("alipay", message).text == "success"


def test_there_is_no_door_for_a_gateway_that_is_not_offered(client):
    assert client.post("/pay/notify/alipay").status_code == 404


async def test_a_round_that_fails_is_logged_and_the_next_one_comes(client, caplog):
    parts = replace(client.app.state.parts, clock=lambda: 1 / 0)
    looking = asyncio.create_task(keep_looking(parts, every=0))
    while caplog.text.count("A round of payments failed") < 2:
        await asyncio.sleep(0)

    assert looking.cancel()
