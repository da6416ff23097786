"""Daily figures by pivot: one question for a whole account and window, since LinkedIn gives no second page.

A lead form is filled in on LinkedIn and a conversion happens on a website, so their sum counts nothing twice.
"""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

from db.kinds import Level
from engine.connectors import faults
from engine.connectors.base import Account, MetricRow
from engine.connectors.linkedin import restli
from engine.connectors.linkedin.calls import find
from engine.connectors.linkedin.platform import PLATFORM
from engine.core.money import micros
from engine.core.periods import Days

# Not confirmed by LinkedIn's documents: answers are cut off, without a word, at so many elements.
MOST_ELEMENTS = 15_000

_PIVOTS = {
    Level.CAMPAIGN: ("CAMPAIGN_GROUP",),
    Level.AD_SET: ("CAMPAIGN_GROUP", "CAMPAIGN"),
    Level.AD: ("CAMPAIGN_GROUP", "CREATIVE"),
}
_KINDS = {
    Level.CAMPAIGN: "sponsoredCampaignGroup",
    Level.AD_SET: "sponsoredCampaign",
    Level.AD: "sponsoredCreative",
}
_FIELDS = (
    "dateRange,pivotValues,impressions,landingPageClicks,costInLocalCurrency,externalWebsiteConversions,"
    "oneClickLeads,conversionValueInLocalCurrency,videoViews,approximateMemberReach"
)


def fetch_metrics(account: Account, days: Days, level: Level) -> Iterator[MetricRow]:
    """One row per entity and day with delivery; TooMuchData when the answer may have been cut off."""
    divisible = len(days) > 1
    answer = find(
        account.token, "adAnalytics", _query(account, days, level),
        account=account.external_id, divisible=divisible,
    )  # fmt: skip
    elements = faults.objects(PLATFORM, answer.get("elements"))
    if len(elements) >= MOST_ELEMENTS:
        raise faults.too_much(PLATFORM, f"{len(elements)} elements, perhaps cut off there")
    yield from faults.read_each(PLATFORM, partial(read_metric, level), elements)


def _query(account: Account, days: Days, level: Level) -> dict[str, str]:
    pivots = _PIVOTS[level]
    asked = (
        {"q": "analytics", "pivot": pivots[0]}
        if len(pivots) == 1
        else {"q": "statistics", "pivots": restli.listed(pivots)}
    )
    return asked | {
        "timeGranularity": "DAILY",
        "dateRange": restli.date_range(days),
        "accounts": restli.listed([restli.urn("sponsoredAccount", account.external_id)]),
        "fields": _FIELDS,
    }


def read_metric(level: Level, item: dict[str, Any]) -> MetricRow:
    """One element as LinkedIn writes it: counts are numbers, money is decimal text."""
    ids, start = restli.ids_by_kind(item["pivotValues"]), item["dateRange"]["start"]
    return MetricRow(
        level=level,
        external_id=ids[_KINDS[level]],
        campaign_id=ids["sponsoredCampaignGroup"],
        date=date(start["year"], start["month"], start["day"]),
        impressions=int(item.get("impressions", 0)),
        clicks=int(item.get("landingPageClicks", 0)),
        spend_micros=micros(item.get("costInLocalCurrency", "0")),
        conversions=_sum(item, "externalWebsiteConversions", "oneClickLeads"),
        conversion_value_micros=_micros(item.get("conversionValueInLocalCurrency")),
        reach=_count(item.get("approximateMemberReach")),
        video_views=_count(item.get("videoViews")),
    )


def _sum(item: dict[str, Any], *names: str) -> Decimal | None:
    """The sum of what is there; None where nothing is, which is not zero."""
    found = [Decimal(item[name]) for name in names if item.get(name) is not None]
    return sum(found, Decimal(0)) if found else None


def _micros(amount: str | None) -> int | None:
    return None if amount is None else micros(amount)


def _count(number: int | None) -> int | None:
    return None if number is None else int(number)
