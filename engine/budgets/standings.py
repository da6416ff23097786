"""Where the budgets of ad campaigns stand: one question, which guard, screen and forecast all ask.

A lifetime budget counts from the first day of its flight, a daily one the account's own day. A budget may live on
the campaign or on its ad sets: then the lifetimes of all of them are one sum, and the daily ones of those that
run.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Literal
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import Row, text
from sqlalchemy.orm import Session

from db.kinds import EntityStatus
from db.session import tenant
from engine.core import clock
from engine.core.periods import Days
from engine.science.pacing import elapsed
from settings import settings

Kind = Literal["daily", "lifetime", "unified"]
WEEK = 7


@dataclass(frozen=True, slots=True)
class Standing:
    """One budget now. Money in micros of `currency`; days are those of `zone`, `last` included.

    `ours` says that it is one of our campaigns, whose spending was converted; what had no rate is left out and
    `is_whole` false. `known_since`: spending before that day of the flight was never read.
    """

    id: UUID
    name: str
    kind: Kind
    status: str
    currency: str
    zone: str
    budget_micros: int
    spent_micros: int
    today_micros: int
    week_micros: int  # the last seven full days
    period: date
    last: date | None
    figures_at: datetime | None
    ours: bool = False
    platform: str = ""
    account: str = ""
    integration_id: UUID | None = None
    auto_pause: bool | None = None
    is_measured: bool = True
    is_whole: bool = True
    known_since: date | None = None

    @property
    def used_pct(self) -> float:
        """How much of the budget is gone, in percent."""
        return 100 * self.spent_micros / self.budget_micros

    @property
    def is_active(self) -> bool:
        """Whether it runs, as far as we know."""
        return self.status == EntityStatus.ACTIVE

    @property
    def days(self) -> Days | None:
        """The whole period; None where it has no end."""
        return Days(self.period, self.last + timedelta(days=1)) if self.last and self.last >= self.period else None

    def expected_pct(self, now: datetime) -> float | None:
        """How much of the period is over, in percent; None where it has no end."""
        return 100 * elapsed(self.days, now, self.zone) / len(self.days) if self.days else None

    def rate_micros(self, now: datetime) -> float:
        """How much an hour spends: today's pace or the week's, whichever is faster."""
        midnight = datetime.combine(now.astimezone(ZoneInfo(self.zone)).date(), time(), ZoneInfo(self.zone))
        seen = max((self.figures_at or now) - midnight, timedelta(hours=1))
        return max(self.today_micros / (seen / timedelta(hours=1)), self.week_micros / WEEK / 24)


_STANDINGS = text("""
WITH sets AS (
    SELECT ad_campaign_id, sum(lifetime_budget_micros) AS lifetime,
           sum(daily_budget_micros) FILTER (WHERE status = 'active') AS daily
    FROM ad_sets WHERE org_id = :org_id AND deleted_at IS NULL GROUP BY ad_campaign_id
), flying AS MATERIALIZED (
    SELECT c.id, c.name, c.status, c.currency, c.platform, c.integration_id, c.auto_pause, c.created_at,
           a.timezone AS zone, a.name AS account, greatest(i.last_synced_at, i.looked_at) AS figures_at,
           i.token_dead IS NULL AND i.sync_status <> 'failed' AS is_measured, i.created_at AS connected_at,
           coalesce(c.lifetime_budget_micros, sets.lifetime) AS lifetime,
           coalesce(c.daily_budget_micros, sets.daily) AS daily,
           CAST(CAST(:now AS timestamptz) AT TIME ZONE a.timezone AS date) AS today,
           CAST(c.starts_at AT TIME ZONE a.timezone AS date) AS starts,
           CAST(c.ends_at AT TIME ZONE a.timezone AS date) AS ends
    FROM ad_campaigns c
    JOIN integrations i ON i.org_id = c.org_id AND i.id = c.integration_id AND i.is_active
    JOIN ad_accounts a ON a.org_id = i.org_id AND a.integration_id = i.id
    LEFT JOIN sets ON sets.ad_campaign_id = c.id
    WHERE c.org_id = :org_id AND c.status IN ('active', 'paused') AND c.deleted_at IS NULL
      AND (CAST(:integration_id AS uuid) IS NULL OR c.integration_id = :integration_id)
)
SELECT f.*, spent.whole, spent.today AS today_spent, spent.week
FROM flying f CROSS JOIN LATERAL (
    SELECT coalesce(sum(r.spend_micros) FILTER (WHERE
               CASE WHEN f.lifetime > 0 THEN f.starts IS NULL OR r.date >= f.starts ELSE r.date = f.today END), 0)
               AS whole,
           coalesce(sum(r.spend_micros) FILTER (WHERE r.date = f.today), 0) AS today,
           coalesce(sum(r.spend_micros) FILTER (WHERE r.date >= f.today - 7 AND r.date < f.today), 0) AS week
    FROM metric_rollups r WHERE r.org_id = :org_id AND r.ad_campaign_id = f.id
      AND r.date >= CASE WHEN f.lifetime > 0 THEN coalesce(f.starts, DATE '2000-01-01') ELSE f.today - 7 END
      AND r.date <= f.today
) spent
WHERE (f.lifetime > 0 OR f.daily > 0) AND (f.starts IS NULL OR f.starts <= f.today)
  AND (f.ends IS NULL OR f.ends >= f.today)
ORDER BY f.name, f.id""")


def read_standings(session: Session, integration_id: UUID | None = None) -> list[Standing]:
    """Every budget of a running or paused ad campaign whose flight is now, of one account or of all."""
    asked = {"org_id": tenant(session), "now": clock.now(), "integration_id": integration_id}
    return [_standing(row) for row in session.execute(_STANDINGS, asked)]


def _standing(row: Row[Any]) -> Standing:
    lifetime = bool(row.lifetime)
    began = row.starts or row.created_at.astimezone(ZoneInfo(row.zone)).date()
    return Standing(
        id=row.id,
        name=row.name,
        kind="lifetime" if lifetime else "daily",
        status=row.status,
        currency=row.currency,
        zone=row.zone,
        budget_micros=int(row.lifetime if lifetime else row.daily),
        spent_micros=int(row.whole),
        today_micros=int(row.today_spent),
        week_micros=int(row.week),
        period=began if lifetime else row.today,
        last=row.ends if lifetime else row.today,
        figures_at=row.figures_at,
        platform=row.platform,
        account=row.account,
        integration_id=row.integration_id,
        auto_pause=row.auto_pause,
        is_measured=row.is_measured,
        known_since=_known_since(row) if lifetime else None,
    )


def _known_since(row: Row[Any]) -> date | None:
    """The first day we read, where the flight began before it; a first sync reaches back so many days."""
    first: date = row.connected_at.astimezone(ZoneInfo(row.zone)).date() - timedelta(days=settings().backfill_days)
    return first if row.starts and row.starts < first else None
