"""Every platform's part of some campaigns, with how it is there and its figures since it began."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, text
from sqlalchemy.orm import Session

from db.session import tenant

Part = Row[Any]

_PARTS = text("""
SELECT l.campaign_id, l.id AS launch_id, l.phase, l.met, l.error, l.wanted, l.plan, l.marker, l.due_at,
       c.id, c.platform, c.integration_id, c.external_id, c.name, c.status, c.delivery, c.objective, c.currency,
       coalesce(c.lifetime_budget_micros, s.lifetime) AS lifetime_budget_micros, c.deleted_at,
       -- the last to begin and the first to end is when it really runs
       CAST(greatest(c.starts_at, s.starts_at) AT TIME ZONE a.timezone AS date) AS starts_on,
       CAST((least(c.ends_at, s.ends_at) - interval '1 second') AT TIME ZONE a.timezone AS date) AS ends_on,
       a.timezone, i.name AS account, m.impressions, m.clicks, m.spend_micros, m.conversions, m.value_micros
FROM launches l
JOIN ad_campaigns c ON c.org_id = l.org_id AND c.id = l.ad_campaign_id
JOIN integrations i ON i.org_id = l.org_id AND i.id = l.integration_id
JOIN ad_accounts a ON a.org_id = l.org_id AND a.integration_id = l.integration_id
LEFT JOIN LATERAL (
    SELECT sum(lifetime_budget_micros) AS lifetime, min(starts_at) AS starts_at, max(ends_at) AS ends_at
    FROM ad_sets
    WHERE org_id = l.org_id AND ad_campaign_id = c.id AND deleted_at IS NULL
) s ON true
LEFT JOIN LATERAL (
    SELECT sum(impressions) AS impressions, sum(clicks) AS clicks, sum(spend_micros) AS spend_micros,
           sum(conversions) AS conversions, sum(conversion_value_micros) AS value_micros
    FROM metric_rollups WHERE org_id = l.org_id AND ad_campaign_id = c.id
) m ON true
WHERE l.org_id = :org_id AND l.campaign_id = ANY(:ids)
ORDER BY l.position""")


def parts_of(session: Session, ids: Sequence[UUID]) -> dict[UUID, list[Part]]:
    """The parts by campaign, in the order they were asked for; one statement, whatever their number."""
    found: dict[UUID, list[Part]] = defaultdict(list)
    if ids:
        for part in session.execute(_PARTS, {"org_id": tenant(session), "ids": list(ids)}):
            found[part.campaign_id].append(part)
    return found
