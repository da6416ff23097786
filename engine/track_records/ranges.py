"""Days whose figures had an expected range: how many fell inside.

The range was made before its day was over and never moved; the figure is the platform's last word. A day counts
once its account was read on a later one: of a day that was read half-way nobody knows where it ended.
"""

from datetime import timedelta

from sqlalchemy import text

from db.kinds import Advice, Judged
from engine.core import clock
from engine.core.periods import Days
from engine.core.work import Work
from engine.science.anomalies import WITHIN
from engine.track_records.measured import Measured

WINDOW = timedelta(days=90)
SETTLED = timedelta(days=2)  # conversions are reported late

_COUNTED = text("""
WITH counted AS (
    SELECT integration_id, max(date) AS last FROM metric_rollups
    WHERE org_id = :org_id AND date >= :since GROUP BY integration_id
)
SELECT e.metric, count(*) AS cases,
       count(*) FILTER (WHERE e.actual > e.high) AS above, count(*) FILTER (WHERE e.actual < e.low) AS below
FROM expected_ranges e
JOIN ad_campaigns c ON c.org_id = e.org_id AND c.id = e.ad_campaign_id
JOIN counted ON counted.integration_id = c.integration_id AND counted.last > e.date
WHERE e.org_id = :org_id AND e.date >= :since AND e.date < :until AND e.actual IS NOT NULL
GROUP BY e.metric""")


def expected_ranges(unit: Work) -> list[Measured]:
    """One for each metric, also where nothing was expected of it yet."""
    until = clock.today() - SETTLED
    days = Days(until - WINDOW, until)
    asked = {"org_id": unit.org_id, "since": days.since, "until": days.until}
    found = {row.metric: row for row in unit.session.execute(_COUNTED, asked)}
    return [_measured(metric, days, found.get(metric)) for metric in Judged]


def _measured(metric: Judged, days: Days, row: object | None) -> Measured:
    cases, above, below = (getattr(row, name, 0) for name in ("cases", "above", "below"))
    return Measured(
        Advice.EXPECTED_RANGE,
        days,
        cases,
        cases - above - below,
        part=metric,
        promised=WITHIN,
        figures={"above": above, "below": below},
    )
