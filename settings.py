"""Every setting of the product, read once from the environment (or `.env`) and never changed.

Nobody else reads the environment. `CMIS_MODE=production` is the one switch that turns off the demo
organisation and the sandbox of ad platforms; it then refuses to start on default secrets.
"""

import os
from functools import cache
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Annotated, Literal, Self
from urllib.parse import quote

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, SecretStr, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

HERE = Path(__file__).resolve().parent

PLATFORMS = ("meta", "google", "tiktok", "linkedin", "twitter", "snapchat")
DEMO_EMAIL = "demo@cmis.example"
DEMO_PASSWORD = "riyadh-demo-2026"  # noqa: S105 - printed by `make run`, refused in production


Network = IPv4Network | IPv6Network


def _networks(value: object) -> object:
    """`10.0.0.1,10.1.0.0/16` as networks; ValueError for what is none."""
    named = [one.strip() for one in value.split(",")] if isinstance(value, str) else value
    return tuple(ip_network(one, strict=False) for one in named if one) if isinstance(named, list) else value


Proxies = Annotated[tuple[Network, ...], NoDecode, BeforeValidator(_networks)]


class Client(BaseModel):
    """OAuth client credentials of one platform; without them its connector speaks to the sandbox."""

    model_config = ConfigDict(frozen=True)

    client_id: str = ""
    client_secret: SecretStr = SecretStr("")
    login_customer_id: str = ""  # Google only: the manager account calls go through
    developer_token: SecretStr = SecretStr("")  # Google only: optional since September 2026
    verify_token: SecretStr = SecretStr("")  # Meta only: what its webhook handshake repeats; any word of yours

    @property
    def configured(self) -> bool:
        """Whether the real platform may be used."""
        return bool(self.client_id and self.client_secret.get_secret_value())


class Smtp(BaseModel):
    """The mail server that notifications go through; without a host, e-mail is not offered."""

    model_config = ConfigDict(frozen=True)

    host: str = ""
    port: int = 587
    user: str = ""
    password: SecretStr = SecretStr("")
    tls: Literal["none", "starttls", "tls"] = "starttls"
    sender: str = "CMIS Marketing <cmis@localhost>"


class Settings(BaseSettings):
    """Environment variables carry the prefix `CMIS_`, except `DATABASE_URL` and `REDIS_URL`."""

    model_config = SettingsConfigDict(
        env_prefix="CMIS_",
        env_file=os.environ.get("CMIS_ENV_FILE", HERE / ".env"),
        env_nested_delimiter="__",
        frozen=True,
        extra="ignore",
    )

    mode: Literal["demo", "production"] = "demo"
    data_dir: Path = HERE / ".data"
    host: str = "127.0.0.1"
    port: int = 8501
    sandbox_port: int = 8600
    public_url: str = ""  # what browsers and platforms call us; default http://host:port
    trusted_proxies: Proxies = ()  # whose X-Forwarded-For is believed, "10.0.0.1,10.1.0.0/16"; nobody's unless set
    workers: int = 2
    metrics_token: SecretStr = SecretStr("")  # who reads /metrics sends it; without one only this machine may

    database_url: SecretStr | None = Field(None, validation_alias="DATABASE_URL")  # as cmis_app
    database_owner_url: SecretStr | None = Field(None, validation_alias="DATABASE_OWNER_URL")  # as cmis_owner
    redis_url: SecretStr | None = Field(None, validation_alias="REDIS_URL")
    redis_patience: float = Field(1, gt=0)  # times the usual wait before Redis is done without: more if it is far
    database_pool: int = 10

    keys: SecretStr | None = None  # "id:base64,id:base64": AES-256 keys, the first one seals
    keys_file: Path | None = None  # the same, one per line; default <data_dir>/keys in demo mode
    relay_secrets: SecretStr | None = None  # "whsec_…,whsec_…": any of them signs webhooks relayed to us

    smtp: Smtp = Smtp()  # CMIS_SMTP__HOST=…
    slack_url: str = "https://hooks.slack.com"  # another server that speaks as Slack does, such as Mattermost
    telegram_url: str = "https://api.telegram.org"  # a Bot API server of one's own
    allow_private_targets: bool = False  # whether addresses that people type in may lead into our own network

    schedule_zone: str = "UTC"
    backfill_days: int = 90
    cache_ahead: bool = True  # whether web processes make anew what they are asked again and again
    session_hours: int = 12  # after which a session ends, whatever is done with it
    session_idle_minutes: int = 120  # after which it ends unused
    event_retention_days: int = 30  # events and jobs that went well; dead letters live three times as long
    platforms: dict[str, Client] = Field(default_factory=dict)  # CMIS_PLATFORMS__META__CLIENT_ID=…

    log_level: str = "INFO"
    log_json: bool = False

    @model_validator(mode="after")
    def _production_has_its_own_secrets(self) -> Self:
        if self.mode == "production" and not (self.keys or self.keys_file):
            raise ValueError(
                "Production needs encryption keys of its own: set CMIS_KEYS or CMIS_KEYS_FILE "
                "(`python manage.py keys new` prints one)."
            )
        return self

    @property
    def demo(self) -> bool:
        """Whether the demo organisation and the sandbox run."""
        return self.mode == "demo"

    @property
    def base_url(self) -> str:
        """The address people open, without a trailing slash."""
        return (self.public_url or f"http://{self.host}:{self.port}").rstrip("/")

    @property
    def secure(self) -> bool:
        """Whether browsers reach us over TLS: cookies become `__Host-` and Secure."""
        return self.base_url.startswith("https://")

    @property
    def session_cookie(self) -> str:
        """The name of the cookie that carries a session."""
        return self.cookie("sid")

    def cookie(self, name: str) -> str:
        """What a cookie of ours is called; browsers hold `__Host-` ones to this host and TLS."""
        return f"__Host-{name}" if self.secure else name

    @property
    def sandbox_url(self) -> str:
        """Where the sandbox of ad platforms listens, without a trailing slash."""
        return f"http://127.0.0.1:{self.sandbox_port}"

    @property
    def app_dsn(self) -> str:
        """SQLAlchemy URL of the application's role `cmis_app`."""
        return _dsn(self.database_url, self, "cmis_app")

    @property
    def owner_dsn(self) -> str:
        """SQLAlchemy URL of the owner's role `cmis_owner`, used by migrations only."""
        return _dsn(self.database_owner_url, self, "cmis_owner")

    @property
    def redis_dsn(self) -> str:
        """URL of Redis; the embedded one is a unix socket below `data_dir`."""
        return (
            self.redis_url.get_secret_value()
            if self.redis_url
            else f"unix://{quote(str(self.run_dir))}/redis.sock"
        )

    @property
    def run_dir(self) -> Path:
        """Where the embedded services keep their sockets: a link when this path is too long for one."""
        return (self.data_dir / "run").resolve()

    def client(self, platform: str) -> Client:
        """The platform's OAuth client, empty when not configured."""
        return self.platforms.get(platform, Client())


def _dsn(url: SecretStr | None, here: Settings, role: str) -> str:
    """The given URL with psycopg named as driver, or the embedded Postgres's."""
    if url:
        scheme, rest = url.get_secret_value().split("://", 1)
        return "postgresql+psycopg://" + rest if scheme.startswith("postgres") else f"{scheme}://{rest}"
    password_file = here.data_dir / "secrets" / role
    password = password_file.read_text().strip() if password_file.exists() else ""
    return f"postgresql+psycopg://{role}:{password}@/cmis?host={quote(str(here.run_dir))}"


@cache
def settings() -> Settings:
    """The settings of this process."""
    return Settings()


def environment(**additions: str) -> dict[str, str]:
    """The environment for a child process: this one's, and the additions."""
    return os.environ | additions
