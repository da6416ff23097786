"""The sums and ratios of an account's campaigns, in one statement; then what follows for their days.

A sync states one fact per window, so this is asked for in bursts. Whoever comes after a computation that began
when their fact was already known has nothing to add, and does nothing.
"""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Row, text

from engine.core import clock
from engine.core.cache.tables import wrote
from engine.core.periods import Days, last_days
from engine.core.work import Work
from engine.orgs import org_facts
from engine.performance.odd import alert
from engine.performance.ranges import Account, judge
from engine.rates import load_rates

WINDOW_DAYS = 30
LISTENER = "update_performance_metrics"
SKEW = timedelta(seconds=2)  # how far the clocks of two hosts may differ
LONGEST = timedelta(hours=1)  # no transaction takes longer from its facts to its end

_ACCOUNT = text("""
SELECT i.id, a.currency, a.timezone, CAST(i.created_at AT TIME ZONE a.timezone AS date) AS connected_on
FROM integrations i
JOIN ad_accounts a ON a.org_id = i.org_id AND a.integration_id = i.id
WHERE i.org_id = :org_id AND i.id = :integration_id""")

_LOCK = text("SELECT pg_advisory_xact_lock(hashtextextended('performance:' || :integration_id, 0))")

_COMPUTED = text("""
SELECT max(computed_at) FROM campaign_performance WHERE org_id = :org_id AND integration_id = :integration_id""")

# Whatever was sent before the last computation began is part of it. Ids are times: older ones need no look.
_NEWER = text("""
SELECT EXISTS (
    SELECT FROM outbox_deliveries d JOIN outbox_events e ON e.org_id = d.org_id AND e.id = d.event_id
    WHERE d.org_id = :org_id AND d.id >= :oldest AND d.target = :listener AND d.status <> 'done'
      AND e.payload ->> 'integration_id' = :integration_id AND (d.sent_at IS NULL OR d.sent_at > :computed))""")

_KEEP = text("""
WITH rate AS (
    SELECT * FROM unnest(CAST(:dates AS date[]), CAST(:factors AS numeric[])) AS rate(date, factor)
), sets AS (
    SELECT ad_campaign_id, coalesce(sum(lifetime_budget_micros),
                                    sum(daily_budget_micros) FILTER (WHERE status = 'active')) AS budget
    FROM ad_sets WHERE org_id = :org_id AND integration_id = :integration_id AND deleted_at IS NULL
    GROUP BY ad_campaign_id
), valued AS (
    SELECT r.*, CASE WHEN r.conversion_value_micros IS NULL AND :per_conversion > 0
                     THEN round(r.conversions * :per_conversion / rate.factor) END AS own_value
    FROM metric_rollups r LEFT JOIN rate USING (date)
    WHERE r.org_id = :org_id AND r.integration_id = :integration_id AND r.date >= :since AND r.date < :until
), summed AS (
    SELECT ad_campaign_id, sum(impressions) AS impressions, sum(clicks) AS clicks, sum(spend_micros) AS spend,
           sum(conversions) AS conversions, sum(coalesce(conversion_value_micros, own_value)) AS value,
           bool_or(conversion_value_micros IS NOT NULL) AS of_platform, bool_or(own_value > 0) AS of_org
    FROM valued GROUP BY ad_campaign_id
)
INSERT INTO campaign_performance AS kept (org_id, ad_campaign_id, integration_id, currency, since, until,
    impressions, clicks, spend_micros, conversions, value_micros, value_source, budget_micros, computed_at)
SELECT :org_id, c.id, :integration_id, c.currency, :since, :until,
       coalesce(s.impressions, 0), coalesce(s.clicks, 0), coalesce(s.spend, 0), s.conversions,
       CASE WHEN s.of_platform OR s.of_org THEN s.value END,
       CASE WHEN s.of_platform AND s.of_org THEN 'both' WHEN s.of_platform THEN 'platform'
            WHEN s.of_org THEN 'org' ELSE 'none' END,
       coalesce(c.lifetime_budget_micros, c.daily_budget_micros, sets.budget), :now
FROM ad_campaigns c LEFT JOIN summed s ON s.ad_campaign_id = c.id LEFT JOIN sets ON sets.ad_campaign_id = c.id
WHERE c.org_id = :org_id AND c.integration_id = :integration_id AND c.deleted_at IS NULL
ON CONFLICT (org_id, ad_campaign_id) DO UPDATE SET
    (since, until, impressions, clicks, spend_micros, conversions, value_micros, value_source, computed_at)
    = ROW(excluded.since, excluded.until, excluded.impressions, excluded.clicks, excluded.spend_micros,
          excluded.conversions, excluded.value_micros, excluded.value_source, excluded.computed_at),
    budget_changed_at = CASE WHEN kept.budget_micros <> excluded.budget_micros THEN :now
                             ELSE kept.budget_changed_at END,
    budget_micros = coalesce(excluded.budget_micros, kept.budget_micros)""")


def refresh(unit: Work, integration_id: UUID, *, always: bool = False) -> bool:
    """Bring what is kept of an account's campaigns up to date; False when somebody else has done so already."""
    unit.session.execute(_LOCK, {"integration_id": str(integration_id)})
    now = clock.now()
    asked = {"org_id": unit.org_id, "integration_id": integration_id}
    account = unit.session.execute(_ACCOUNT, asked).first()
    if account is None or not (always or _is_due(unit, integration_id)):
        return False
    today = clock.today(account.timezone)
    unit.session.execute(_KEEP, _facts(unit, account, last_days(WINDOW_DAYS, today), now))
    wrote(unit.session, "campaign_performance")
    verdicts = judge(unit.session, Account(integration_id, account.timezone, today, now))
    alert(unit, verdicts, account.connected_on)
    return True


def _is_due(unit: Work, integration_id: UUID) -> bool:
    """Whether a fact waits that the last computation did not know of."""
    asked = {"org_id": unit.org_id, "integration_id": integration_id}
    computed: datetime | None = unit.session.execute(_COMPUTED, asked).scalar_one()
    if computed is None:
        return True
    known = computed - SKEW
    oldest = UUID(int=int((known - LONGEST).timestamp() * 1000) << 80)
    facts = asked | {"integration_id": str(integration_id), "listener": LISTENER, "computed": known}
    return bool(unit.session.execute(_NEWER, facts | {"oldest": oldest}).scalar_one())


def _facts(unit: Work, account: Row[Any], days: Days, now: datetime) -> dict[str, Any]:
    org = org_facts.question(unit.session)
    rates = load_rates(unit.session, org["currency"], {account.currency}, days)
    return {
        "org_id": unit.org_id,
        "integration_id": account.id,
        "since": days.since,
        "until": days.until,
        "per_conversion": org["per_conversion"],
        "dates": list(days),
        "factors": [rates.factor(account.currency, day) for day in days],
        "now": now,
    }
