"""The environment: typed, and safe in production."""

import pytest

from bot.errors import UnsafeSettings
from bot.settings import Settings

SECRETS = {f"XIAOER_{name}": "x" * 32 for name in ("CHANNEL_SECRET", "SESSION_KEY", "SHOP_KEY")}


def test_a_demo_needs_no_environment_at_all():
    assert Settings.from_env({}).desk_port == 8000


def test_values_take_the_type_of_their_default():
    settings = Settings.from_env({"XIAOER_DESK_PORT": "9001", "XIAOER_BURST_WINDOW": "0.5", "XIAOER_PRODUCTION": "no"})

    assert (settings.desk_port, settings.burst_window, settings.production) == (9001, 0.5, False)


@pytest.mark.parametrize("environment", [{"XIAOER_DESK_PORT": "eight"}, {"XIAOER_PRODUCTION": "perhaps"}])
def test_a_value_of_the_wrong_type_is_named(environment):
    with pytest.raises(UnsafeSettings, match=next(iter(environment))):
        Settings.from_env(environment)


def test_production_runs_with_real_secrets():
    assert Settings.from_env({"XIAOER_PRODUCTION": "1", **SECRETS}).production


@pytest.mark.parametrize("missing", sorted(SECRETS))
def test_production_refuses_a_demo_secret(missing):
    environment = {"XIAOER_PRODUCTION": "1", **{k: v for k, v in SECRETS.items() if k != missing}}

    with pytest.raises(UnsafeSettings, match=missing):
        Settings.from_env(environment)


def test_a_secret_may_come_from_a_file(tmp_path):
    file = tmp_path / "key"
    file.write_text("from-a-file\n")

    assert Settings.from_env({"XIAOER_SHOP_KEY_FILE": str(file)}).shop_key == "from-a-file"


def test_a_secret_file_that_cannot_be_read_is_named():
    with pytest.raises(UnsafeSettings, match="XIAOER_SHOP_KEY_FILE"):
        Settings.from_env({"XIAOER_SHOP_KEY_FILE": "/nowhere/key"})


ALIPAY = {f"XIAOER_{name}": "x" for name in ("ALIPAY_APP_ID", "ALIPAY_PRIVATE_KEY", "ALIPAY_PUBLIC_KEY", "PUBLIC_URL")}
WECHAT = {
    f"XIAOER_{name}": "x"
    for name in (
        "WECHAT_MERCHANT_ID", "WECHAT_APP_ID", "WECHAT_SERIAL", "WECHAT_PRIVATE_KEY", "WECHAT_API_KEY",
        "WECHAT_PLATFORM_KEY", "WECHAT_PLATFORM_KEY_ID", "PUBLIC_URL",
    )
}  # fmt: skip
OPTIONAL = {"XIAOER_ALIPAY_APP_ID", "XIAOER_WECHAT_MERCHANT_ID"}


@pytest.mark.parametrize(
    ("gateway", "missing"),
    [(whole, name) for whole in (ALIPAY, WECHAT) for name in sorted(set(whole) - OPTIONAL)],
)
def test_half_a_gateway_is_refused(gateway, missing):
    assert Settings.from_env(gateway).public_url == "x"

    with pytest.raises(UnsafeSettings, match=missing):
        Settings.from_env({name: value for name, value in gateway.items() if name != missing})


def test_a_platform_certificate_needs_no_key_id():
    certificate = {**WECHAT, "XIAOER_WECHAT_PLATFORM_KEY": "-----BEGIN CERTIFICATE-----"}
    del certificate["XIAOER_WECHAT_PLATFORM_KEY_ID"]

    assert Settings.from_env(certificate).wechat_platform_key_id == ""
