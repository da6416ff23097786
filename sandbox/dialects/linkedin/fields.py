"""The fields of adAnalytics: counts are numbers, money is decimal text."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sandbox.dialects.linkedin.resources import decimal
from sandbox.world.accounts import PER_DOLLAR
from sandbox.world.reports import Metric


@dataclass(frozen=True, slots=True)
class Sum:
    """What happened to one combination of pivots over one stretch of days."""

    pivots: tuple[str, ...]
    since: date
    until: date
    currency: str
    numbers: Metric  # website conversions and lead forms are told apart as `website_…` and `lead_…`
    reach: int


Field = Callable[[Sum], Any]


def _count(metric: str) -> Field:
    return lambda row: row.numbers[metric]


def _whole(metric: str) -> Field:
    """Conversions are kept in hundredths."""
    return lambda row: row.numbers[metric] // 100


def _day(day: date) -> dict[str, int]:
    return {"year": day.year, "month": day.month, "day": day.day}


def _in_dollars(row: Sum) -> str:
    return decimal(round(row.numbers["spend_micros"] / PER_DOLLAR[row.currency]))


def _after_click(row: Sum) -> int:
    return max(0, row.numbers["website_e2"] // 100 - row.numbers["view_through"])


DIMENSIONS: dict[str, Field] = {
    "dateRange": lambda row: {"start": _day(row.since), "end": _day(row.until)},
    "pivotValues": lambda row: list(row.pivots),
}
METRICS: dict[str, Field] = {
    "impressions": _count("impressions"),
    "clicks": _count("clicks"),
    "landingPageClicks": _count("link_clicks"),
    "totalEngagements": _count("clicks"),
    "costInLocalCurrency": lambda row: decimal(row.numbers["spend_micros"]),
    "costInUsd": _in_dollars,
    "externalWebsiteConversions": _whole("website_e2"),
    "externalWebsitePostClickConversions": _after_click,
    "externalWebsitePostViewConversions": lambda row: row.numbers["website_e2"] // 100 - _after_click(row),
    "conversionValueInLocalCurrency": lambda row: decimal(row.numbers["value_micros"]),
    "oneClickLeads": _whole("lead_e2"),
    "oneClickLeadFormOpens": lambda row: row.numbers["lead_e2"] // 100 * 3,
    "videoStarts": _count("video_plays"),
    "videoViews": _count("video_views"),
    "videoFirstQuartileCompletions": _count("video_p25"),
    "videoMidpointCompletions": _count("video_p50"),
    "videoThirdQuartileCompletions": _count("video_p75"),
    "videoCompletions": _count("video_p100"),
    "approximateMemberReach": lambda row: row.reach,
}
