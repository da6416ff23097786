"""What is kept of how campaigns do, as the screen and the API show it."""

from datetime import timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.models import AdCampaign, CampaignPerformance, ExpectedRange
from db.session import tenant
from engine.core import clock
from engine.core.cache import cached_read
from engine.core.money import major

TOP = 200


@cached_read("metrics", "sums", "entities", worded=False)
def performance(session: Session) -> list[dict[str, Any]]:
    """Each ad campaign's last thirty days, the largest spenders first; money in major units of its currency.

    ctr              clicks / impressions, a share
    cpc, cpm, cpa    spend / clicks, spend / impressions x 1000, spend / conversions
    conversion_rate  conversions / clicks, a share
    roas, roi        value / spend, (value - spend) / spend
    value_source     `platform`: as it reports, `org`: conversions x what the org says one is worth, `both`, `none`
    """
    kept = CampaignPerformance
    rows = session.execute(
        select(kept, AdCampaign.name, AdCampaign.platform, AdCampaign.status)
        .join(AdCampaign, (AdCampaign.org_id == kept.org_id) & (AdCampaign.id == kept.ad_campaign_id))
        .where(kept.org_id == tenant(session), kept.spend_micros > 0)
        .order_by(kept.spend_micros.desc())
        .limit(TOP)
    )
    return [_shown(*row) for row in rows]


@cached_read("analytics", "ranges", "entities", worded=False)
def list_anomalies(session: Session, days: int = 30, *, odd_only: bool = True) -> list[dict[str, Any]]:
    """The figures outside of their range in the last `days`, newest first: `{ad_campaign_id, metric, date, …}`."""
    asked = (
        select(ExpectedRange, AdCampaign.name, AdCampaign.platform, AdCampaign.currency)
        .join(
            AdCampaign,
            (AdCampaign.org_id == ExpectedRange.org_id) & (AdCampaign.id == ExpectedRange.ad_campaign_id),
        )
        .where(
            ExpectedRange.org_id == tenant(session),
            ExpectedRange.date >= clock.today() - timedelta(days=days),
        )
        .order_by(ExpectedRange.date.desc(), AdCampaign.name, ExpectedRange.metric)
        .limit(TOP)
    )
    rows = session.execute(asked.where(ExpectedRange.is_anomaly) if odd_only else asked)
    return [
        {
            "ad_campaign_id": str(row.ad_campaign_id),
            "name": name,
            "platform": platform,
            "currency": currency,
            "metric": row.metric,
            "date": str(row.date),
            "low": row.low,
            "expected": row.middle,
            "high": row.high,
            "actual": row.actual,
            "is_anomaly": row.is_anomaly,
        }
        for row, name, platform, currency in rows
    ]


def _shown(row: CampaignPerformance, name: str, platform: str, status: str) -> dict[str, Any]:
    return {
        "ad_campaign_id": str(row.ad_campaign_id),
        "name": name,
        "platform": platform,
        "status": status,
        "currency": row.currency,
        "since": str(row.since),
        "last": str(row.until - timedelta(days=1)),
        "impressions": row.impressions,
        "clicks": row.clicks,
        "spend": _major(row.spend_micros),
        "conversions": None if row.conversions is None else float(row.conversions),
        "value": _major(row.value_micros),
        "value_source": row.value_source,
        "ctr": row.ctr,
        "cpc": _major(row.cpc_micros),
        "cpm": _major(row.cpm_micros),
        "cpa": _major(row.cpa_micros),
        "conversion_rate": row.conversion_rate,
        "roas": row.roas,
        "roi": row.roi,
        "computed_at": row.computed_at.isoformat(),
    }


def _major(micros: float | None) -> float | None:
    return None if micros is None else float(major(round(micros)))
