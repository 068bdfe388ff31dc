from dataclasses import replace

import pytest

from bot.adapters.gateways import gateways_for
from bot.errors import UnsafeSettings
from bot.settings import Settings
from tests.adapters.conftest import private_pem, public_pem


@pytest.fixture
def both(keys, wechat_keys):
    return Settings(
        alipay_app_id="1", alipay_private_key=private_pem(keys[0]), alipay_public_key=public_pem(keys[1]),
        **{f"wechat_{name}": value for name, value in wechat_keys.items()},
    )  # fmt: skip


def test_an_installation_without_gateways_has_the_sandbox():
    assert list(gateways_for(Settings())) == ["sandbox"]


def test_in_production_there_is_no_sandbox():
    assert gateways_for(Settings(production=True)) == {}


@pytest.mark.parametrize(
    ("without", "names"),
    [("", ["alipay", "wechat"]), ("alipay_app_id", ["wechat"]), ("wechat_merchant_id", ["alipay"])],
)
def test_what_is_configured_is_offered(both, without, names):
    assert list(gateways_for(replace(both, **({without: ""} if without else {})))) == names


@pytest.mark.parametrize(
    "name", ["alipay_private_key", "alipay_public_key", "wechat_private_key", "wechat_platform_key"]
)
def test_a_key_that_is_none_is_refused_at_the_start(both, name):
    with pytest.raises(UnsafeSettings, match="cannot be read"):
        gateways_for(replace(both, **{name: "nonsense"}))
