"""A person who has connected every account of a platform, and what the platform really did there."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from redis import Redis

from db.kinds import EntityStatus, Level
from engine.connectors import PLATFORMS, connector
from engine.connectors.base import Account, AccountRow, Change, Connector, EntityRow, MetricRow, Tokens
from engine.core import clock
from engine.core.periods import Days
from settings import settings
from tests.control import Control
from tests.engine.connectors.server import Server, serving
from tests.ports import free_port

REDIRECT = "http://127.0.0.1:8501/api/oauth/callback"
BUDGETS = {"linkedin": Level.AD_SET}  # which level holds budgets, where it is not the campaign
NOON = datetime.now(UTC).replace(hour=12, minute=0, second=0, microsecond=0)
_had_campaigns: dict[tuple[str, str], bool] = {}


@dataclass
class Person:
    """Signed in on one platform, whose clock stands at noon."""

    slug: str
    connector: Connector
    sandbox: Control
    tokens: Tokens = field(init=False)
    rows: list[AccountRow] = field(init=False)

    def __post_init__(self) -> None:
        self.sandbox.post("/clock", now=NOON.isoformat())
        self.tokens = self.sign_in()
        self.rows = self.connector.fetch_accounts(self.tokens.access)

    def sign_in(self) -> Tokens:
        """Say yes on the consent page and exchange the code."""
        code = self.sandbox.post("/grants", platform=self.slug, redirect_uri=REDIRECT)["code"]
        return self.connector.exchange_code(code, REDIRECT, "")

    def account(self, row: AccountRow) -> Account:
        """What the connector is called with for an account."""
        return Account(self.slug, row.external_id, row.currency, row.timezone, self.tokens.access, row.login_id)

    def truth(self, row: AccountRow, days: Days) -> dict[date, dict[str, int]]:
        """What the world says happened, by day."""
        query = {"since": days.since.isoformat(), "until": days.last.isoformat()}
        found = self.sandbox.get(f"/truth/{self.slug}/{row.external_id}", **query)["days"]
        return {date.fromisoformat(day["date"]): day for day in found}

    def busy(self) -> list[AccountRow]:
        """The accounts with campaigns."""
        return [row for row in self.rows if self._had_campaigns(row)]

    def empty(self) -> AccountRow:
        """An account that has no campaign at all."""
        return next(row for row in self.rows if not self._had_campaigns(row))

    def last_days(self, count: int, row: AccountRow) -> Days:
        """So many days of the account's own calendar, up to its today."""
        today = NOON.astimezone(ZoneInfo(row.timezone)).date()
        return Days(today - timedelta(days=count - 1), today + timedelta(days=1))

    def metrics(self, row: AccountRow, days: Days, level: Level = Level.CAMPAIGN) -> list[MetricRow]:
        """Everything the connector yields."""
        return list(self.connector.fetch_metrics(self.account(row), days, level))

    def entities(self, row: AccountRow) -> list[EntityRow]:
        """Everything the connector yields."""
        return list(self.connector.fetch_entities(self.account(row)))

    def calls(self) -> list[dict[str, Any]]:
        """What the platform received."""
        found: list[dict[str, Any]] = self.sandbox.get("/calls", platform=self.slug)["calls"]
        return found

    def active_campaign(self) -> tuple[AccountRow, EntityRow]:
        """An account and one of its campaigns that runs, with no end set."""
        return self._running(Level.CAMPAIGN)

    def with_budget(self) -> tuple[AccountRow, EntityRow]:
        """An account and something in it that runs on a daily budget of its own."""
        return self._running(BUDGETS.get(self.slug, Level.CAMPAIGN))

    def _running(self, level: Level) -> tuple[AccountRow, EntityRow]:
        owner = BUDGETS.get(self.slug, Level.CAMPAIGN)
        return next(
            (account, row)
            for account in self.busy()
            for row in self.entities(account)
            if row.level is level and row.status is EntityStatus.ACTIVE and row.ends_at is None
            and (row.daily_budget_micros or level is not owner)
        )  # fmt: skip

    def change(self, account: AccountRow, row: EntityRow, **fields: Any) -> None:
        """Change an entity that was read before."""
        change = Change(row.level, row.external_id, **({"extra": row.extra} | fields))
        self.connector.apply_change(self.account(account), change)

    def read_back(self, account: AccountRow, row: EntityRow) -> EntityRow:
        """The same entity as the platform has it now."""
        key = row.level, row.external_id
        return next(each for each in self.entities(account) if (each.level, each.external_id) == key)

    def _had_campaigns(self, row: AccountRow) -> bool:
        """Whether the account was born with any; every reset leaves it as it was born, so one question will do."""
        key = self.slug, row.external_id
        if key not in _had_campaigns:
            _had_campaigns[key] = bool(self.sandbox.get(f"/truth/{key[0]}/{key[1]}")["campaigns"])
        return _had_campaigns[key]


@pytest.fixture
def configure(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., None]]:
    """Makes the settings those of a process that was started with other variables."""

    def start_with(**variables: str) -> None:
        for name, value in variables.items():
            monkeypatch.setenv(name, value)
        settings.cache_clear()

    yield start_with
    monkeypatch.undo()
    settings.cache_clear()


@pytest.fixture
def server(redis: Redis, configure: Callable[..., None]) -> Iterator[Server]:
    """A platform of the test's own, which every connector takes for the sandbox."""
    port = free_port()
    configure(CMIS_SANDBOX_PORT=str(port))
    with serving(port) as platform:
        yield platform


@pytest.fixture(params=PLATFORMS)
def person(request: pytest.FixtureRequest, sandbox: Control, redis: Redis) -> Person:
    return Person(request.param, connector(request.param), sandbox)


@pytest.fixture
def meta_person(sandbox: Control, redis: Redis) -> Person:
    return Person("meta", connector("meta"), sandbox)


@pytest.fixture
def google_person(sandbox: Control, redis: Redis) -> Person:
    return Person("google", connector("google"), sandbox)


@pytest.fixture
def tiktok_person(sandbox: Control, redis: Redis) -> Person:
    return Person("tiktok", connector("tiktok"), sandbox)


@pytest.fixture
def linkedin_person(sandbox: Control, redis: Redis) -> Person:
    return Person("linkedin", connector("linkedin"), sandbox)


@pytest.fixture
def snapchat_person(sandbox: Control, redis: Redis) -> Person:
    return Person("snapchat", connector("snapchat"), sandbox)


def with_token(account: Account, token: str) -> Account:
    """The same account, asked with another token."""
    return replace(account, token=token)


@pytest.fixture
def noon() -> Iterator[date]:
    """It is noon here as well as on the platform: late in UTC's day tomorrow has begun in Riyadh."""
    with clock.stopped_at(NOON):
        yield NOON.date()
