"""Daily figures. What counts as a conversion follows from the objective: a purchase, a lead or an install.

Meta reports each conversion under several overlapping action types, so exactly one of them is read, never a sum.
"""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

from db.kinds import Level, Objective
from engine.connectors import faults
from engine.connectors.base import Account, MetricRow
from engine.connectors.meta import reports
from engine.connectors.meta.calls import pages
from engine.connectors.meta.entities import EFFECTIVE_STATUSES
from engine.connectors.meta.platform import PLATFORM, objective
from engine.core.errors import TooMuchData
from engine.core.money import micros
from engine.core.periods import Days

REPORT_FROM_DAYS = 15  # longer windows of single ads are Meta's asynchronous reports' work
PAGE = 500

_WORDS = {Level.CAMPAIGN: "campaign", Level.AD_SET: "adset", Level.AD: "ad"}
_FIELDS = (
    "campaign_id,objective,impressions,reach,inline_link_clicks,spend,actions,action_values,"
    "video_thruplay_watched_actions"
)
_PURCHASE = ("omni_purchase", "purchase")
_CONVERSIONS = {
    Objective.LEADS: ("lead", "onsite_conversion.lead_grouped"),
    Objective.APP: ("omni_app_install", "mobile_app_install"),
}


def fetch_metrics(account: Account, days: Days, level: Level) -> Iterator[MetricRow]:
    """One row per entity and day with delivery; TooMuchData when more than one day is asked and too much."""
    query = _query(days, level)
    if level is Level.AD and len(days) >= REPORT_FROM_DAYS:
        items = reports.run(account, query)
    else:
        items = _at_once(account, query, days, level)
    yield from faults.read_each(PLATFORM, partial(read_metric, level), items)


def _at_once(account: Account, query: dict[str, Any], days: Days, level: Level) -> Iterator[dict[str, Any]]:
    """The synchronous answer; a single day that is too much for it continues as a report."""
    path, entity_id = f"act_{account.external_id}/insights", f"{_WORDS[level]}_id"
    seen = set()
    try:
        for item in pages(account.token, path, query, account=account.external_id, limit=PAGE):
            seen.add(item.get(entity_id))
            yield item
    except TooMuchData:
        if len(days) > 1:
            raise
        yield from (item for item in reports.run(account, query) if item.get(entity_id) not in seen)


def _query(days: Days, level: Level) -> dict[str, Any]:
    word = _WORDS[level]
    everything = {"field": f"{word}.effective_status", "operator": "IN", "value": EFFECTIVE_STATUSES[level]}
    return {
        "level": word,
        "time_increment": "1",
        "time_range": {"since": days.since.isoformat(), "until": days.last.isoformat()},
        "fields": _FIELDS if level is Level.CAMPAIGN else f"{_FIELDS},{word}_id",
        "use_unified_attribution_setting": "true",
        # Without it, deleted entities take their past spend with them.
        "filtering": [everything],
    }


def read_metric(level: Level, item: dict[str, Any]) -> MetricRow:
    """One row of figures as Meta writes it, every number a string."""
    conversion = _CONVERSIONS.get(objective(item.get("objective", "")), _PURCHASE)
    return MetricRow(
        level=level,
        external_id=item[f"{_WORDS[level]}_id"],
        campaign_id=item["campaign_id"],
        date=date.fromisoformat(item["date_start"]),
        impressions=int(item.get("impressions", 0)),
        clicks=int(item.get("inline_link_clicks", 0)),
        spend_micros=micros(item.get("spend", "0")),
        conversions=_first(item.get("actions"), *conversion),
        conversion_value_micros=micros(_first(item.get("action_values"), *conversion)),
        reach=int(item["reach"]) if "reach" in item else None,
        video_views=int(_first(item.get("video_thruplay_watched_actions"), "video_view")),
    )


def _first(actions: list[dict[str, Any]] | None, *types: str) -> Decimal:
    """The value of the first action type that is there; absent is zero: Meta omits what did not happen."""
    values = {action["action_type"]: action["value"] for action in actions or ()}
    return next((Decimal(values[name]) for name in types if name in values), Decimal(0))
