"""Active campaigns with their figures in the range, and how their budgets are going."""

from collections.abc import Collection
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Row, text
from sqlalchemy.orm import Session

from db.session import tenant
from engine.core.money import ratio
from engine.core.periods import Days
from engine.dashboard.figures import amount
from engine.rates import Rates
from engine.science.pacing import WEEK, Pace, elapsed, pace, pace_lifetime

TOP = 100

# A budget may live on the campaign or on its ad sets, never on both.
_ACTIVE = text("""
WITH rate AS (
    SELECT * FROM unnest(CAST(:dates AS date[]), CAST(:currencies AS text[]), CAST(:factors AS numeric[]))
        AS rate(date, currency, factor)
), sets AS (
    SELECT ad_campaign_id, sum(daily_budget_micros) AS daily, sum(lifetime_budget_micros) AS lifetime
    FROM ad_sets WHERE org_id = :org_id AND status = 'active' AND deleted_at IS NULL
    GROUP BY ad_campaign_id
), active AS MATERIALIZED (
    SELECT c.id, c.name, c.platform, c.currency, c.starts_at, c.ends_at, c.integration_id,
           coalesce(c.daily_budget_micros, sets.daily) AS daily,
           coalesce(c.lifetime_budget_micros, sets.lifetime) AS lifetime
    FROM ad_campaigns c
    JOIN integrations i ON i.org_id = c.org_id AND i.id = c.integration_id AND i.is_active
    LEFT JOIN sets ON sets.ad_campaign_id = c.id
    WHERE c.org_id = :org_id AND c.status = 'active' AND c.deleted_at IS NULL
), figures AS (
    SELECT ad_campaign_id, sum(impressions) AS impressions, sum(clicks) AS clicks,
           sum(conversions) AS conversions, sum(spend_micros) AS own_spend,
           sum(spend_micros * factor) AS spend,
           sum(coalesce(conversion_value_micros * factor, conversions * :per_conversion)) AS value,
           bool_or(factor IS NULL AND spend_micros > 0) AS unconverted
    FROM metric_rollups LEFT JOIN rate USING (date, currency)
    WHERE org_id = :org_id AND date >= :since AND date < :until
    GROUP BY ad_campaign_id
), flight AS (
    SELECT r.ad_campaign_id, sum(r.spend_micros) AS spent,
           sum(r.spend_micros) FILTER (WHERE r.date >= :week AND r.date < :today) AS week
    FROM active JOIN metric_rollups r ON r.org_id = :org_id AND r.ad_campaign_id = active.id
    WHERE active.lifetime IS NOT NULL AND r.date < :tomorrow
      AND (active.starts_at IS NULL OR r.date >= CAST(active.starts_at AT TIME ZONE :zone AS date))
    GROUP BY r.ad_campaign_id
)
SELECT active.*, figures.*, flight.spent, flight.week
FROM active
LEFT JOIN figures ON figures.ad_campaign_id = active.id
LEFT JOIN flight ON flight.ad_campaign_id = active.id
ORDER BY figures.spend DESC NULLS LAST, active.name
LIMIT :top""")


def list_active(  # noqa: PLR0917 - one question, seven facts
    session: Session,
    days: Days,
    rates: Rates,
    currencies: set[str],
    per_conversion: int,
    now: datetime,
    zone: str,
    unmeasured: Collection[str],
) -> list[dict[str, Any]]:
    """The `TOP` active campaigns by spend; money in major units of the reporting currency.

    `spend` is the range's. `budget` is what the range allows (a daily budget times the days it ran), or the whole
    flight's for a lifetime budget; `budget_used_pct` and `pacing` are reckoned in the account's own currency.
    `unmeasured` are the integrations whose figures do not come any more.
    """
    table = [(day, one, rates.factor(one, day)) for one in sorted(currencies) for day in days]
    today = now.astimezone(ZoneInfo(zone)).date()
    facts = {
        "org_id": tenant(session),
        "zone": zone,
        "since": days.since,
        "until": days.until,
        "today": today,
        "tomorrow": today + timedelta(days=1),
        "week": today - timedelta(days=WEEK),
        "per_conversion": per_conversion,
        "dates": [day for day, _, _ in table],
        "currencies": [currency for _, currency, _ in table],
        "factors": [factor for _, _, factor in table],
        "top": TOP,
    }
    found = session.execute(_ACTIVE, facts)
    return [
        _shown(row, days, rates, now, zone, measured=str(row.integration_id) not in unmeasured) for row in found
    ]


def _shown(row: Row[Any], days: Days, rates: Rates, now: datetime, zone: str, *, measured: bool) -> dict[str, Any]:
    spend = None if row.unconverted else amount(row.spend or 0)
    value = None if row.unconverted else amount(row.value or 0)
    budget, state = _budget(row, days, now, zone, measured=measured)
    factor = rates.factor(row.currency, min(days.last, now.astimezone(ZoneInfo(zone)).date()))
    return {
        "id": str(row.id),
        "name": row.name,
        "platform": row.platform,
        "budget": amount(budget * factor) if budget and factor else None,
        "budget_kind": "lifetime" if row.lifetime else "daily" if row.daily else None,
        "spend": spend,
        "budget_used_pct": state.used_pct,
        "impressions": int(row.impressions or 0),
        "clicks": int(row.clicks or 0),
        "conversions": float(row.conversions or 0),
        "value": value,
        "ctr": ratio(row.clicks or 0, row.impressions or 0),
        "roas": None if spend is None or value is None else ratio(value, spend),
        "ends_on": str(_day(row.ends_at, zone)) if row.ends_at else None,
        "currency": row.currency,
        "own_spend": amount(row.own_spend or 0),
        "own_budget": amount(budget) if budget else None,
        "pacing": _paced(state),
    }


def _budget(row: Row[Any], days: Days, now: datetime, zone: str, *, measured: bool) -> tuple[Decimal | None, Pace]:
    """The budget that applies, in micros of the account's currency, and where it stands."""
    starts, ends = _day(row.starts_at, zone), _day(row.ends_at, zone)
    if row.lifetime:
        flight = Days(starts, ends + timedelta(days=1)) if starts and ends and ends >= starts else None
        spent, week = float(row.spent or 0), float(row.week or 0)
        state = pace_lifetime(spent, float(row.lifetime), week, flight, now, zone)
        return row.lifetime, state if measured else Pace("not_measured", state.used_pct, state.expected_pct)
    if row.daily:
        ran = _overlap(days, starts, ends)
        budget = row.daily * len(ran)
        state = (
            pace(float(row.own_spend or 0), float(budget), elapsed(ran, now, zone), len(ran))
            if len(ran)
            else Pace("not_started")
        )
        return budget, state if measured else Pace("not_measured", state.used_pct, state.expected_pct)
    return None, Pace("no_budget")


def _overlap(days: Days, starts: date | None, ends: date | None) -> Days:
    """The days of the range on which the campaign could run; perhaps none."""
    since = max(days.since, starts or days.since)
    until = min(days.until, ends + timedelta(days=1) if ends else days.until)
    return Days(since, max(since, until))


def _day(moment: datetime | None, zone: str) -> date | None:
    return moment.astimezone(ZoneInfo(zone)).date() if moment else None


def _paced(state: Pace) -> dict[str, Any]:
    return {
        "status": state.status,
        "expected_pct": state.expected_pct,
        "points": state.points,
        "runs_out_on": str(state.runs_out_on) if state.runs_out_on else None,
    }
