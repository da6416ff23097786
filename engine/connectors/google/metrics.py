"""Daily figures, asked of the customer that holds the ads; a manager account has none to give."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

from db.kinds import Level
from engine.connectors import faults
from engine.connectors.base import Account, MetricRow
from engine.connectors.google.calls import rows
from engine.connectors.google.platform import PLATFORM
from engine.core.money import micros
from engine.core.periods import Days

_METRICS = (
    "metrics.impressions, metrics.clicks, metrics.cost_micros, metrics.conversions, "
    "metrics.conversions_value, metrics.video_trueview_views"
)
_SOURCES = {
    Level.CAMPAIGN: ("campaign", "campaign.id"),
    Level.AD_SET: ("ad_group", "ad_group.id, campaign.id"),
    Level.AD: ("ad_group_ad", "ad_group_ad.ad.id, ad_group.id, campaign.id"),
}


def fetch_metrics(account: Account, days: Days, level: Level) -> Iterator[MetricRow]:
    """One row per entity and day with delivery; TooMuchData when Google runs out of time over several days."""
    source, ids = _SOURCES[level]
    query = (
        f"SELECT {ids}, segments.date, {_METRICS} FROM {source} "
        f"WHERE segments.date BETWEEN '{days.since}' AND '{days.last}'"
    )
    items = rows(account.token, account.external_id, account.login_id, query, divisible=len(days) > 1)
    return faults.read_each(PLATFORM, partial(read_metric, level), items)


def read_metric(level: Level, row: dict[str, Any]) -> MetricRow:
    """One row of figures as Google writes it: whole numbers as strings, zeros left out."""
    metrics = row.get("metrics", {})
    return MetricRow(
        level=level,
        external_id=_entity_id(level, row),
        campaign_id=row["campaign"]["id"],
        date=date.fromisoformat(row["segments"]["date"]),
        impressions=int(metrics.get("impressions", 0)),
        clicks=int(metrics.get("clicks", 0)),
        spend_micros=int(metrics.get("costMicros", 0)),
        # A double in JSON: its shortest decimal is what Google shows, so no binary tail is carried on.
        conversions=Decimal(str(metrics.get("conversions", 0))),
        conversion_value_micros=micros(Decimal(str(metrics.get("conversionsValue", 0)))),
        reach=None,  # unique users cannot be asked by day
        video_views=int(metrics.get("videoTrueviewViews", 0)),
    )


def _entity_id(level: Level, row: dict[str, Any]) -> str:
    match level:
        case Level.CAMPAIGN:
            found = row["campaign"]["id"]
        case Level.AD_SET:
            found = row["adGroup"]["id"]
        case Level.AD:
            found = row["adGroupAd"]["ad"]["id"]
    return str(found)
