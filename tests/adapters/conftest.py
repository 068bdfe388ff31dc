"""Payment gateways with keys of the test's own, and stand-ins of the other side on this machine."""

from datetime import datetime, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from bot.adapters.alipay import Alipay
from bot.adapters.wechat_pay import WeChatPay
from bot.shop.gateways import Checkout
from bot.shop.payments import Payment, Refund
from bot.shop.units import SHANGHAI
from tests import alipay_stand_in as alipay_data
from tests import wechat_stand_in as wechat_data
from tests.alipay_stand_in import AlipayStandIn
from tests.local_http import serving
from tests.wechat_stand_in import WeChatStandIn

NOW = datetime(2026, 11, 18, 10, 0, tzinfo=SHANGHAI)


@pytest.fixture
def now():
    return NOW


@pytest.fixture(scope="session")
def keys():
    """Ours and theirs."""
    return tuple(rsa.generate_private_key(public_exponent=65537, key_size=2048) for _ in range(2))


def private_pem(key):
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


def public_pem(key):
    return key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


@pytest.fixture
def alipay_side(keys):
    return AlipayStandIn(keys[1], keys[0].public_key(), lambda: NOW)


@pytest.fixture
def alipay(keys, alipay_side):
    with serving(alipay_side.answer) as address:
        yield Alipay(alipay_data.APP_ID, private_pem(keys[0]), public_pem(keys[1]), f"{address}/gateway.do")


@pytest.fixture
def wechat_side(keys):
    return WeChatStandIn(keys[1], keys[0].public_key(), lambda: NOW)


@pytest.fixture
def wechat_keys(keys):
    """What the settings hold."""
    return {
        "app_id": wechat_data.APP_ID, "merchant_id": wechat_data.MERCHANT, "serial": wechat_data.SERIAL,
        "private_key": private_pem(keys[0]), "api_key": wechat_data.API_KEY, "platform_key": public_pem(keys[1]),
        "platform_key_id": wechat_data.KEY_ID,
    }  # fmt: skip


@pytest.fixture
def wechat(wechat_keys, wechat_side):
    with serving(wechat_side.answer) as address:
        yield WeChatPay(**wechat_keys, address=address)


@pytest.fixture
def payment():
    return Payment(id="a" * 32, order_number="202611180000123", amount_fen=12950, currency="CNY", status="created")


@pytest.fixture
def refund(payment):
    return Refund(id="R" + "b" * 31, payment_id=payment.id, amount_fen=5000, reason="少发一件", status="requested")


@pytest.fixture
def checkout():
    return Checkout(
        title="禾木衣橱 202611180000123",
        return_url="https://shop.example/pay/x",
        notify_url="https://shop.example/pay/notify/g",
        expires_at=NOW + timedelta(hours=13),
    )
