"""Where each figure of a campaign's day was expected, and where it is.

A range is made once, from the days before its day, and stays: what the platform restates later moves `actual`
only. Volumes of a campaign that somebody changed are not judged, since the change explains them; ratios are.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import numpy as np
from sqlalchemy import Row, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from db.kinds import Judged
from db.models import ExpectedRange
from db.session import tenant
from engine.core.cache.tables import wrote
from engine.science.anomalies import ENOUGH, REMEMBERED, Expected, expect

JUDGED_DAYS = 8  # today, and the week before it
SETTLED_HOURS = 6  # after midnight, until a platform has counted the day before
LATE_DAYS = 2  # conversions are reported late: until then few of them mean nothing
LATE_SHARE = 0.5  # and for some weeks more up to half of them may be missing
LEAST_COUNT = 5  # fewer clicks or conversions a day than this are luck
WINDOW = 14

VOLUMES = (Judged.SPEND, Judged.IMPRESSIONS, Judged.CLICKS, Judged.CONVERSIONS)


@dataclass(frozen=True, slots=True)
class Account:
    """Whose campaigns are judged, and when: `today` is the account's own date."""

    integration_id: UUID
    zone: str
    today: date
    now: datetime

    @property
    def settled(self) -> date:
        """The last day that its platform has counted to the end."""
        midnight = datetime.combine(self.today, time(), ZoneInfo(self.zone))
        late = self.now >= midnight + timedelta(hours=SETTLED_HOURS)
        return self.today - timedelta(days=1 if late else 2)


# A campaign that was changed since the day began, or whose budget was in the week before, explains its volumes.
_UNJUDGED = text("""
SELECT c.id, day.date,
       (c.updated_at = c.created_at OR c.updated_at < CAST(day.date AS timestamp) AT TIME ZONE :zone)
       AND (p.budget_changed_at IS NULL
            OR p.budget_changed_at < CAST(day.date - 7 AS timestamp) AT TIME ZONE :zone) AS is_steady
FROM ad_campaigns c JOIN campaign_performance p ON p.org_id = c.org_id AND p.ad_campaign_id = c.id
CROSS JOIN unnest(CAST(:days AS date[])) AS day(date)
WHERE c.org_id = :org_id AND c.integration_id = :integration_id AND c.status = 'active' AND c.deleted_at IS NULL
  AND NOT EXISTS (SELECT FROM expected_ranges e
                  WHERE e.org_id = c.org_id AND e.ad_campaign_id = c.id AND e.date = day.date)
  AND (SELECT count(*) FROM metric_rollups r
       WHERE r.org_id = c.org_id AND r.ad_campaign_id = c.id AND r.spend_micros > 0
         AND r.date >= day.date - :remembered AND r.date < day.date) >= :enough""")

_PAST = text("""
SELECT ad_campaign_id, date, spend_micros / 1e6 AS spend, impressions, clicks,
       coalesce(conversions, 0) AS conversions
FROM metric_rollups
WHERE org_id = :org_id AND ad_campaign_id = ANY(:campaigns) AND date >= :since AND date < :until""")

_JUDGE = text("""
WITH told AS (
    SELECT e.ad_campaign_id, e.metric, e.date, e.low, e.high,
           CASE e.metric WHEN 'spend' THEN coalesce(r.spend_micros, 0) / 1e6
                         WHEN 'impressions' THEN coalesce(r.impressions, 0)
                         WHEN 'clicks' THEN coalesce(r.clicks, 0)
                         WHEN 'conversions' THEN coalesce(r.conversions, 0)
                         WHEN 'ctr' THEN CAST(r.clicks AS double precision) / NULLIF(r.impressions, 0)
                         ELSE r.spend_micros / 1e3 / NULLIF(r.impressions, 0) END AS actual
    FROM expected_ranges e LEFT JOIN metric_rollups r USING (org_id, ad_campaign_id, date)
    JOIN ad_campaigns c ON c.org_id = e.org_id AND c.id = e.ad_campaign_id
    WHERE e.org_id = :org_id AND c.integration_id = :integration_id AND e.date >= :since
), judged AS (
    SELECT *, coalesce(
        CASE WHEN metric IN ('ctr', 'cpm') THEN date <= :settled AND (actual < low OR actual > high)
             WHEN metric = 'conversions' THEN actual > high OR (date <= :late AND actual < low * :late_share)
             ELSE actual > high OR (date <= :settled AND actual < low) END, false)
        -- of a day that is not over, or that was last read before it was, only what is too much is known
        AND (actual > high OR EXISTS (
            SELECT FROM metric_rollups n WHERE n.org_id = :org_id AND n.integration_id = :integration_id
                                           AND n.date > told.date)) AS is_odd
    FROM told
)
UPDATE expected_ranges e SET actual = judged.actual, is_anomaly = judged.is_odd FROM judged
WHERE e.org_id = :org_id AND e.ad_campaign_id = judged.ad_campaign_id AND e.metric = judged.metric
  AND e.date = judged.date AND (e.actual, e.is_anomaly) IS DISTINCT FROM (judged.actual, judged.is_odd)
RETURNING e.ad_campaign_id, e.metric, e.date, e.low, e.high, e.actual, e.is_anomaly, e.alerted_at""")


def judge(session: Session, account: Account) -> Sequence[Row[Any]]:
    """Make the ranges that are missing, and compare; the rows whose figure or verdict is new."""
    _make(session, account)
    facts = {
        "org_id": tenant(session),
        "integration_id": account.integration_id,
        "since": account.today - timedelta(days=JUDGED_DAYS - 1),
        "settled": account.settled,
        "late": account.settled - timedelta(days=LATE_DAYS - 1),
        "late_share": LATE_SHARE,
    }
    if found := session.execute(_JUDGE, facts).all():
        wrote(session, "expected_ranges")
    return found


def _make(session: Session, account: Account) -> None:
    org_id, zone = tenant(session), account.zone
    days = [account.today - timedelta(days=n) for n in range(JUDGED_DAYS)]
    about = {"org_id": org_id, "integration_id": account.integration_id, "zone": zone, "days": days}
    missing = session.execute(_UNJUDGED, about | {"remembered": REMEMBERED, "enough": ENOUGH}).all()
    if not missing:
        return
    since = days[-1] - timedelta(days=REMEMBERED)
    past = _past(session, {row.id for row in missing}, since, account.today)
    made = [
        {"org_id": org_id, "ad_campaign_id": row.id, "date": row.date, "metric": metric,
         "low": found.low, "middle": found.middle, "high": found.high}
        for row in missing
        for metric, found in _expected(past[row.id], (row.date - since).days, steady=row.is_steady)
    ]  # fmt: skip
    for chunk in (made[n : n + 2000] for n in range(0, len(made), 2000)):
        session.execute(insert(ExpectedRange).on_conflict_do_nothing(), chunk)


def _past(session: Session, campaigns: set[UUID], since: date, until: date) -> dict[UUID, dict[str, Any]]:
    """Each campaign's figures by name, one value a day from `since` on."""
    rows = session.execute(
        _PAST, {"org_id": tenant(session), "campaigns": list(campaigns), "since": since, "until": until}
    )
    names = ("spend", "impressions", "clicks", "conversions")
    past: dict[UUID, dict[str, Any]] = defaultdict(
        lambda: {name: np.zeros((until - since).days) for name in names}
    )
    for row in rows:
        for name in names:
            past[row.ad_campaign_id][name][(row.date - since).days] = getattr(row, name)
    for found in past.values():
        with np.errstate(divide="ignore", invalid="ignore"):
            found["ctr"] = np.nan_to_num(found["clicks"] / found["impressions"], posinf=0)
            found["cpm"] = np.nan_to_num(found["spend"] / found["impressions"] * 1000, posinf=0)
    return past


def _expected(past: dict[str, Any], place: int, *, steady: bool) -> Iterable[tuple[Judged, Expected]]:
    """The ranges of one day, `place` days after the past begins."""
    for metric in Judged:
        if metric in VOLUMES and not steady:
            continue
        counts = _count(past, metric, place)
        if counts is not None and counts < LEAST_COUNT:
            continue
        if found := expect(past[metric][:place], counts):
            yield metric, found


def _count(past: dict[str, Any], metric: Judged, place: int) -> float | None:
    """How many single things a day of the metric rests on; None where it is money or too many to matter."""
    counted = {Judged.CLICKS: "clicks", Judged.CTR: "clicks", Judged.CONVERSIONS: "conversions"}.get(metric)
    if counted is None:
        return None
    days = past[counted][max(0, place - WINDOW) : place]
    return float(np.median(days[days > 0])) if (days > 0).any() else 0.0
