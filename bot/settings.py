"""The only reader of the environment: typed, and refuses unsafe production values."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from bot.errors import UnsafeSettings

ROOT = Path(__file__).resolve().parent.parent
_TRUTH = {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False, "": False}
# What makes a gateway offered, and what it needs then; it also has to know where we are.
_GATEWAYS = {
    "alipay_app_id": ("alipay_private_key", "alipay_public_key"),
    "wechat_merchant_id": (
        "wechat_app_id", "wechat_serial", "wechat_private_key", "wechat_api_key", "wechat_platform_key",
        "wechat_platform_key_id",
    ),
}  # fmt: skip
DEVELOPMENT_SECRET = "only-for-a-demo-on-one-machine-0123456789"


@dataclass(frozen=True)
class Settings:
    """Everything that may differ between two installations.

    Each field is read from the variable ``XIAOER_<FIELD>``, or from the file that ``XIAOER_<FIELD>_FILE`` names.
    """

    production: bool = False
    database_url: str = f"sqlite:///{ROOT / 'var' / 'xiaoer.db'}"
    shop_database_url: str = ""
    """The shop's own database, with tables or views of our names; empty: the shop's data are in ours."""
    shop_database_writable: bool = False
    """Whether changes of orders may be written into the shop's own database."""
    host: str = "127.0.0.1"
    """Address on which ``desk`` listens; ``bot`` and ``actions`` never leave the loopback unless named below."""
    desk_port: int = 8000
    bot_port: int = 5005
    actions_port: int = 5055
    bot_url: str = ""
    """Where ``desk`` finds ``bot``; empty: this machine, ``bot_port``."""
    actions_url: str = ""
    """An action server's webhook; empty: the actions run inside ``bot``."""
    public_url: str = ""
    """The address under which shoppers reach ``desk``; empty: ``http://host:desk_port``."""
    channel_secret: str = DEVELOPMENT_SECRET
    """Shared by ``desk`` and ``bot``."""
    session_key: str = DEVELOPMENT_SECRET
    """Signs visitors' sessions, pay links and nothing else."""
    shop_key: str = DEVELOPMENT_SECRET
    """Shared with the shop's site, which signs its shoppers' tokens (HS256) with it."""
    redis_url: str = ""
    """Where several copies of ``desk`` tell each other what happens; empty: there is one copy."""
    alipay_app_id: str = ""
    """The shop's application at Alipay; empty: Alipay is not offered."""
    alipay_private_key: str = ""
    """The application's private key (RSA2), as PEM or bare base64."""
    alipay_public_key: str = ""
    """Alipay's public key as its console shows it for this application."""
    alipay_address: str = "https://openapi.alipay.com/gateway.do"
    wechat_merchant_id: str = ""
    """The shop's merchant number at WeChat Pay; empty: WeChat Pay is not offered."""
    wechat_app_id: str = ""
    wechat_serial: str = ""
    """Serial number of the merchant's certificate."""
    wechat_private_key: str = ""
    """The merchant's private key, as PEM."""
    wechat_api_key: str = ""
    """The APIv3 key, 32 characters."""
    wechat_platform_key: str = ""
    """WeChat Pay's public key, or its platform certificate, as PEM."""
    wechat_platform_key_id: str = ""
    """``PUB_KEY_ID_…``; not needed with a certificate."""
    wechat_address: str = "https://api.mch.weixin.qq.com"
    bot_timeout: float = 5.0
    """Seconds that ``desk`` waits for ``bot``."""
    burst_window: float = 0.8
    """Seconds of silence after which several short messages count as one turn; 0 switches it off."""
    scheduler_seconds: float = 20.0
    """Seconds between two looks at what is due: reminders, notices, orders to close; 0 leaves it to another copy."""
    max_message: int = 500
    """Characters of one message; more is refused."""
    max_photo: int = 10
    """Megabytes of one picture; more is refused."""
    photos_an_hour: int = 30
    """Pictures that a conversation may have within an hour."""
    models_dir: Path = ROOT / "models"
    data_dir: Path = ROOT / "data"
    log_level: str = "INFO"

    @property
    def shop_is_read_only(self) -> bool:
        """Whether the shop's data are in a database of its own, in which we may not write."""
        return bool(self.shop_database_url) and not self.shop_database_writable

    @property
    def bot_address(self) -> str:
        return self.bot_url or f"http://127.0.0.1:{self.bot_port}"

    @property
    def public_address(self) -> str:
        return (self.public_url or f"http://{self.host}:{self.desk_port}").rstrip("/")

    @classmethod
    def from_env(cls, environ: Mapping[str, str] | None = None) -> Settings:
        """Read the environment.

        Raises:
            UnsafeSettings: a value has the wrong type, or production runs with a demo secret or an open database file.
        """
        environ = os.environ if environ is None else environ
        values: dict[str, Any] = {}
        for field in fields(cls):
            raw = _raw(environ, f"XIAOER_{field.name.upper()}")
            if raw is not None:
                values[field.name] = _typed(field.name, raw, getattr(cls, field.name))
        settings = cls(**values)
        settings._refuse_unsafe()
        return settings

    def _refuse_unsafe(self) -> None:
        self._refuse_half_a_gateway()
        if not self.production:
            return
        for name in ("channel_secret", "session_key", "shop_key"):
            if getattr(self, name) == DEVELOPMENT_SECRET or len(getattr(self, name)) < 32:
                variable = f"XIAOER_{name.upper()}"
                raise UnsafeSettings(f"{variable} needs a random value of 32 characters or more in production.")

    def _refuse_half_a_gateway(self) -> None:
        """A gateway that lacks a key would only fail in front of a shopper."""
        for first, others in _GATEWAYS.items():
            needed = [*others, "public_url"]
            if "CERTIFICATE" in self.wechat_platform_key:
                needed = [name for name in needed if name != "wechat_platform_key_id"]
            missing = [f"XIAOER_{name.upper()}" for name in needed if not getattr(self, name)]
            if getattr(self, first) and missing:
                raise UnsafeSettings(f"XIAOER_{first.upper()} is set, so {', '.join(missing)} must be set too.")


def _raw(environ: Mapping[str, str], name: str) -> str | None:
    file = environ.get(f"{name}_FILE")
    if file:
        try:
            return Path(file).read_text(encoding="utf-8").strip()
        except OSError as error:
            raise UnsafeSettings(f"{name}_FILE cannot be read: {error.strerror}.") from error
    return environ.get(name)


def _typed(name: str, raw: str, default: object) -> object:
    try:
        if isinstance(default, bool):
            return _TRUTH[raw.lower()]
        if isinstance(default, (int, float, Path)):
            return Path(raw) if isinstance(default, Path) else type(default)(raw)
    except (ValueError, KeyError) as error:
        raise UnsafeSettings(f"XIAOER_{name.upper()}={raw!r} is not a {type(default).__name__}.") from error
    return raw
