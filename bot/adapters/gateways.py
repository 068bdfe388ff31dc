"""Which payment gateways an installation offers: those that its settings name, or else the sandbox."""

from __future__ import annotations

from bot.errors import UnsafeSettings
from bot.settings import Settings
from bot.shop.gateways import Gateway


def gateways_for(settings: Settings) -> dict[str, Gateway]:
    """The gateways by name, in the order in which they are offered. Reads keys, connects to nothing.

    Raises:
        UnsafeSettings: a key cannot be read.
    """
    found: list[Gateway] = []
    try:
        if settings.alipay_app_id:
            found.append(_alipay(settings))
        if settings.wechat_merchant_id:
            found.append(_wechat(settings))
    except Exception as error:  # the SDKs raise whatever their libraries do for a key that is none
        raise UnsafeSettings(f"A key of a payment gateway cannot be read: {type(error).__name__}.") from error
    if not found and not settings.production:
        found.append(_sandbox(settings))
    return {gateway.name: gateway for gateway in found}


# Imported only where they are wanted: the SDKs take their time.


def _alipay(settings: Settings) -> Gateway:
    from bot.adapters.alipay import Alipay

    return Alipay(
        settings.alipay_app_id, settings.alipay_private_key, settings.alipay_public_key, settings.alipay_address
    )


def _wechat(settings: Settings) -> Gateway:
    from bot.adapters.wechat_pay import WeChatPay

    return WeChatPay(
        app_id=settings.wechat_app_id,
        merchant_id=settings.wechat_merchant_id,
        serial=settings.wechat_serial,
        private_key=settings.wechat_private_key,
        api_key=settings.wechat_api_key,
        platform_key=settings.wechat_platform_key,
        platform_key_id=settings.wechat_platform_key_id,
        address=settings.wechat_address,
    )


def _sandbox(settings: Settings) -> Gateway:
    from bot.adapters.sandbox import Sandbox

    return Sandbox(settings.session_key)
