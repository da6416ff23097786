"""Every setting of the sandbox, read once from the environment (prefix `SANDBOX_`)."""

from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from pydantic import field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

CLIENT_ID = "sandbox-client"
CLIENT_SECRET = "sandbox-secret"  # noqa: S105 - opens nothing but simulated accounts
VERIFY_TOKEN = "sandbox-verify"  # noqa: S105 - what Meta's handshake repeats


class Settings(BaseSettings):
    """One process is one world; `state_dir` makes what clients changed survive a restart."""

    model_config = SettingsConfigDict(env_prefix="SANDBOX_", frozen=True, extra="ignore")

    state_dir: Path | None = None
    seed: int = 7
    busiest: int = 0  # campaigns of each platform's first account; 0: as many as it has
    today: datetime | None = None  # the moment at which the clock stands; unset: real time
    public_url: str = ""  # what paging links begin with; default: the address the caller used

    client_ids: dict[str, str] = {}  # by platform, as JSON; default: `sandbox-client`
    client_secrets: dict[str, str] = {}  # by platform, as JSON; default: `sandbox-secret`

    meta_require_proof: bool = False  # the app's switch "require app secret"
    meta_sync_rows: int = 10_000  # a synchronous insights answer larger than this is refused
    meta_calls_per_hour: int = 20_000  # 100 % of the app's, and of an account's, usage headers
    google_operations_per_day: int = 1_000_000
    snapchat_calls_per_second: int = 10  # of one token, on average; twice as many of all tokens together
    linkedin_calls_per_day: int = 100_000  # for each kind of resource
    linkedin_values_per_5_minutes: int = 45_000_000
    linkedin_elements: int = 15_000  # adAnalytics cuts its answer off there
    tiktok_calls_per_s: int = 10  # the app's, at the basic tier
    tiktok_calls_per_minute: int = 600
    tiktok_report_ids: int = 20_000  # a synchronous report tells of the newest so many only

    @field_validator("today", mode="before")
    @classmethod
    def _unset(cls, moment: object) -> object:
        return moment or None  # an empty variable is as good as none

    @field_validator("today")
    @classmethod
    def _in_utc(cls, moment: datetime | None) -> datetime | None:
        if moment is None:
            return None
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)

    def client_id(self, platform: str) -> str:
        """The OAuth client id that the platform's sandbox knows."""
        return self.client_ids.get(platform, CLIENT_ID)

    def client_secret(self, platform: str) -> str:
        """The secret of that client."""
        return self.client_secrets.get(platform, CLIENT_SECRET)


@cache
def settings() -> Settings:
    """The settings of this process."""
    return Settings()
