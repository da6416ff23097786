"""A connected sandbox account: what was stored of it, and what really happened there."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from db.kinds import DataType, Level, Trigger
from db.models import AdMetric, Integration, MetricRollup, SyncRun
from db.session import session
from engine import syncs
from engine.connectors import connector
from engine.core import clock
from engine.core.work import work
from engine.integrations import connect
from tests.control import Control
from tests.factories import make_org

REDIRECT = "http://127.0.0.1:8501/auth/connect/callback"
KSA, NEW_STORES = "238001100000101", "238001100000105"  # Meta: the busiest account, and the empty one
SEARCH, NOT_STARTED = "7710000101", "7710000104"  # Google: the same two
FIGURES = {"spend_micros": "spend_micros", "impressions": "impressions", "conversion_value_micros": "value_micros"}

Days = dict[date, tuple[int, ...]]


@dataclass(frozen=True)
class Connected:
    """An org's connected account on the sandbox, whose clock stands still."""

    org_id: UUID
    integration_id: UUID
    platform: str
    external_id: str
    timezone: str
    sandbox: Control

    def request(self, data_type: DataType = DataType.ALL, trigger: Trigger = Trigger.MANUAL) -> UUID:
        """Ask for a sync; the run's id."""
        with work(self.org_id) as unit:
            return syncs.request(unit, self.integration_id, data_type, trigger).id

    def sync(self, data_type: DataType = DataType.ALL) -> SyncRun:
        """Ask for a sync and do it; the run as it ended."""
        run_id = self.request(data_type)
        syncs.run(self.org_id, run_id)
        return self.run(run_id)

    def run(self, run_id: UUID) -> SyncRun:
        """The run as it stands."""
        with session(self.org_id) as reader:
            return reader.get_one(SyncRun, (self.org_id, run_id))

    def integration(self) -> Integration:
        """The integration as it stands."""
        with session(self.org_id) as reader:
            return reader.get_one(Integration, (self.org_id, self.integration_id))

    def update(self, model: type[Any], row_id: UUID, **columns: Any) -> None:
        """Change a row behind the product's back."""
        with session(self.org_id) as writer:
            row = writer.get_one(model, (self.org_id, row_id))
            for name, value in columns.items():
                setattr(row, name, value)
            writer.commit()

    def stored(self, level: Level = Level.CAMPAIGN) -> Days:
        """What is stored of each day, summed over one level's raw rows."""
        columns = [func.sum(getattr(AdMetric, name)) for name in FIGURES]
        query = select(AdMetric.date, *columns).where(
            AdMetric.org_id == self.org_id,
            AdMetric.integration_id == self.integration_id,
            AdMetric.entity_level == level,
        )
        with session(self.org_id) as reader:
            rows = reader.execute(query.group_by(AdMetric.date))
            return {day: tuple(int(one) for one in numbers) for day, *numbers in rows}

    def rolled_up(self) -> Days:
        """The same from the rollups."""
        columns = [func.sum(getattr(MetricRollup, name)) for name in FIGURES]
        query = select(MetricRollup.date, *columns).where(
            MetricRollup.org_id == self.org_id, MetricRollup.integration_id == self.integration_id
        )
        with session(self.org_id) as reader:
            rows = reader.execute(query.group_by(MetricRollup.date))
            return {day: tuple(int(one) for one in numbers) for day, *numbers in rows}

    def truth(self, since: date) -> Days:
        """What really happened, day by day up to today; days on which nothing did are left out."""
        query = {"since": since.isoformat(), "until": self.today().isoformat()}
        days = self.sandbox.get(f"/truth/{self.platform}/{self.external_id}", **query)["days"]
        found = {date.fromisoformat(day["date"]): tuple(day[name] for name in FIGURES.values()) for day in days}
        return {day: numbers for day, numbers in found.items() if any(numbers)}

    def today(self) -> date:
        """The account's own date."""
        return clock.today(self.timezone)

    def calls(self) -> int:
        """How many calls the platform has received."""
        return int(self.sandbox.get("/calls", platform=self.platform)["count"])


def connect_account(
    sandbox: Control, external_id: str = KSA, platform: str = "meta", org_id: UUID | None = None
) -> Connected:
    """An org, a new one unless one is given, that has connected this account.

    It is the platform's first one when `external_id` is empty.
    """
    sandbox.post("/clock", now=clock.now().isoformat())
    speaker = connector(platform)
    code = sandbox.post("/grants", platform=platform, redirect_uri=REDIRECT)["code"]
    tokens = speaker.exchange_code(code, REDIRECT, "")
    rows = speaker.fetch_accounts(tokens.access)
    found = next(row for row in rows if row.external_id == external_id or (not external_id and row.active))
    org_id = org_id or make_org().id
    with work(org_id) as unit:
        integration_id = connect(unit, platform, tokens, found).id
    return Connected(org_id, integration_id, platform, found.external_id, found.timezone, sandbox)
