"""Where the budgets of our own campaigns stand: the spending of all their platforms, in the campaign's currency.

Each day is converted with its own day's rate. What had no rate is left out of the sum, and said to be.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Row, text
from sqlalchemy.orm import Session

from db.models import Campaign
from db.session import tenant
from engine.budgets.standings import WEEK, Standing
from engine.core import clock
from engine.core.periods import Days
from engine.orgs import org_facts
from engine.rates import load_rates

Spending = dict[date, int]

_OURS = text("""
SELECT c.id, c.name, c.status, c.currency, c.total_budget_micros, c.start_date, c.end_date,
       min(greatest(i.last_synced_at, i.looked_at)) FILTER (WHERE a.status = 'active') AS figures_at
FROM campaigns c
JOIN ad_campaigns a ON a.org_id = c.org_id AND a.campaign_id = c.id
JOIN integrations i ON i.org_id = a.org_id AND i.id = a.integration_id
WHERE c.org_id = :org_id AND c.status IN ('active', 'paused') AND c.total_budget_micros > 0
  AND c.start_date <= :today AND c.end_date >= :today
GROUP BY c.org_id, c.id
HAVING CAST(:integration_id AS uuid) IS NULL OR bool_or(a.integration_id = :integration_id)
ORDER BY c.name, c.id""")

_SPENT = text("""
SELECT a.campaign_id, r.currency, r.date, sum(r.spend_micros) AS spent
FROM ad_campaigns a JOIN metric_rollups r ON r.org_id = a.org_id AND r.ad_campaign_id = a.id
JOIN campaigns c ON c.org_id = a.org_id AND c.id = a.campaign_id
WHERE a.org_id = :org_id AND a.campaign_id = ANY(:campaigns) AND r.date >= c.start_date AND r.date <= c.end_date
GROUP BY a.campaign_id, r.currency, r.date""")


def read_ours(session: Session, integration_id: UUID | None = None) -> list[tuple[Standing, Spending]]:
    """Every budget of a campaign of ours whose dates are now, with its converted spending by day.

    With an account: of those only which advertise there.
    """
    zone = org_facts.question(session)["timezone"]
    asked = {"org_id": tenant(session), "today": clock.today(zone), "integration_id": integration_id}
    rows = session.execute(_OURS, asked).all()
    if not rows:
        return []
    told: dict[UUID, list[Row[Any]]] = defaultdict(list)
    for row in session.execute(_SPENT, {"org_id": tenant(session), "campaigns": [row.id for row in rows]}):
        told[row.campaign_id].append(row)
    return [_standing(session, row, told[row.id], zone) for row in rows]


def read_spent(session: Session, row: Campaign) -> Spending:
    """What one of ours spent on each day of its dates, over or not, in its currency."""
    told = session.execute(_SPENT, {"org_id": tenant(session), "campaigns": [row.id]}).all()
    spending, _ = _converted(session, row, told)
    return spending


def _standing(session: Session, row: Row[Any], told: list[Row[Any]], zone: str) -> tuple[Standing, Spending]:
    spending, is_whole = _converted(session, row, told)
    now: datetime = clock.now()
    today = clock.today(zone)
    week = sum(spent for day, spent in spending.items() if today - timedelta(days=WEEK) <= day < today)
    standing = Standing(
        id=row.id,
        name=row.name,
        kind="unified",
        status=row.status,
        currency=row.currency,
        zone=zone,
        budget_micros=row.total_budget_micros,
        spent_micros=sum(spending.values()),
        today_micros=spending.get(today, 0),
        week_micros=week,
        period=row.start_date,
        last=row.end_date,
        figures_at=min(row.figures_at, now) if row.figures_at else None,
        ours=True,
        is_whole=is_whole,
    )
    return standing, spending


def _converted(session: Session, row: Row[Any] | Campaign, told: Sequence[Row[Any]]) -> tuple[Spending, bool]:
    days = Days(row.start_date, row.end_date + timedelta(days=1))
    rates = load_rates(session, row.currency, {one.currency for one in told}, days)
    spending: Spending = defaultdict(int)
    is_whole = True
    for one in told:
        factor = rates.factor(one.currency, one.date)
        if factor is None:
            is_whole = is_whole and not one.spent
        else:
            spending[one.date] += round(one.spent * factor)
    return spending, is_whole
