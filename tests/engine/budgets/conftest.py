"""An org whose clock stands at noon in Riyadh, with ways to spend, to look, and to see what came of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from redis import Redis
from sqlalchemy import select

from db.kinds import AlertStatus
from db.models import AdCampaign, Alert, BudgetCrossing, MetricRollup, OutboxEvent
from db.session import session
from engine import budgets
from engine.core.clock import stopped_at
from engine.core.work import work
from engine.listeners import notify_budget_threshold
from tests.factories import NOON, OrgFacts, make_ad_campaign, make_day, make_integration, make_org
from tests.rows import rows

TODAY = date(2026, 11, 22)
STARTS = datetime(2026, 10, 31, 21, tzinfo=UTC)  # the first of November in Riyadh
ENDS = datetime(2026, 12, 20, 20, tzinfo=UTC)
MILLION = 1_000_000


@dataclass
class Guarded:
    """A tenant with one ad account."""

    org: OrgFacts
    integration_id: UUID

    def campaign(self, budget: int, *, kind: str = "lifetime", **columns: Any) -> UUID:
        """A running campaign with a budget in major units."""
        flight = {"starts_at": STARTS, "ends_at": ENDS} if kind == "lifetime" else {}
        facts = {f"{kind}_budget_micros": budget * MILLION} | flight | columns
        return make_ad_campaign(self.org.id, facts.pop("integration_id", self.integration_id), **facts)

    def spend(self, campaign: UUID, amount: float, day: date = TODAY, **facts: Any) -> None:
        """What the platform says of a day, in major units, instead of what it said before."""
        with session(self.org.id) as writer:
            row = writer.get(MetricRollup, (self.org.id, campaign, day))
            if row is not None:
                row.spend_micros = round(amount * MILLION)
                writer.commit()
                return
        integration_id = facts.pop("integration_id", self.integration_id)
        make_day(self.org.id, integration_id, campaign, day, spend_micros=round(amount * MILLION), **facts)

    def change(self, campaign: UUID, **columns: Any) -> None:
        with session(self.org.id) as writer:
            row = writer.get_one(AdCampaign, (self.org.id, campaign))
            for name, value in columns.items():
                setattr(row, name, value)
            writer.commit()

    def check(self, integration_id: UUID | None = None) -> None:
        """Figures came: look at the budgets, and let every fact be heard, twice."""
        with work(self.org.id) as unit:
            budgets.check(unit, integration_id or self.integration_id)
        for _ in range(2):
            for fact in self.facts():
                with work(self.org.id) as unit:
                    notify_budget_threshold(unit, fact)

    def facts(self) -> list[dict[str, Any]]:
        """Every threshold that was stated to be reached, oldest first."""
        return [row.payload for row in rows(self.org.id, OutboxEvent) if row.name == "BudgetThresholdReached"]

    def reached(self) -> list[int]:
        return [fact["threshold"] for fact in self.facts()]

    def alerts(self, kind: str = "budget_threshold", *, live: bool = False) -> list[Alert]:
        found = [row for row in rows(self.org.id, Alert) if row.kind == kind]
        return [row for row in found if row.status != AlertStatus.RESOLVED] if live else found

    def standing(self) -> list[BudgetCrossing]:
        with session(self.org.id) as reader:
            return list(reader.scalars(select(BudgetCrossing).where(BudgetCrossing.closed_at.is_(None))))


@pytest.fixture
def guarded(database: object, redis: Redis) -> Iterator[Guarded]:
    org = make_org()
    with stopped_at(NOON):
        yield Guarded(org, make_integration(org.id, last_synced_at=NOON - timedelta(minutes=30)))
