"""Daily figures: one report of the account, broken down, by days that begin at the account's own midnight.

It is asked for at once; where that is too much at once it is an asynchronous report, with the same figures.
What counts as a conversion follows from the objective: a purchase, a lead or an install. Reports say neither
the objective nor the parents of what they are about, so those are looked up in the lists.
"""

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time
from decimal import Decimal
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

import structlog

from db.kinds import Level, Objective
from engine.connectors import faults
from engine.connectors.base import Account, MetricRow
from engine.connectors.snapchat import reports
from engine.connectors.snapchat.calls import MOST, get, has_more, unwrapped
from engine.connectors.snapchat.entities import PARENTS, list_items, read_objective
from engine.connectors.snapchat.platform import PLATFORM
from engine.core.errors import TooMuchData
from engine.core.periods import Days

REPORT_FROM_DAYS = 15  # longer windows of single ads are the asynchronous reports' work

_BREAKDOWNS = {Level.CAMPAIGN: "campaign", Level.AD_SET: "adsquad", Level.AD: "ad"}
_CONVERSIONS = {Objective.LEADS: "native_leads", Objective.APP: "total_installs"}
_PURCHASES = "conversion_purchases"
_QUERY = {
    "granularity": "DAY",
    "fields": "impressions,swipes,spend,video_views,uniques,native_leads,total_installs,"
    "conversion_purchases,conversion_purchases_value",
    "swipe_up_attribution_window": "28_DAY",
    "view_attribution_window": "1_DAY",
    "action_report_time": "impression",
    "omit_empty": "true",
    "limit": MOST,
}

log = structlog.get_logger()


def fetch_metrics(account: Account, days: Days, level: Level) -> Iterator[MetricRow]:
    """One row per entity and day with delivery; TooMuchData when Snapchat runs out of time over several days."""
    zone = ZoneInfo(account.timezone)
    found = _series(account, days, level)
    if not found:
        return
    # Looked up after the report, so that whatever is in it has been created by then.
    owners, objectives = _owners(account, level)
    for series in found:
        campaign_id = series["id"] if level is Level.CAMPAIGN else owners.get(series["id"])
        if campaign_id is None:
            log.warning("metric_of_nothing_known", platform=PLATFORM.slug, level=level, id=series["id"])
            continue
        conversion = _CONVERSIONS.get(objectives.get(campaign_id, Objective.UNKNOWN), _PURCHASES)
        read = partial(read_metric, level, (series["id"], campaign_id), zone, conversion)
        yield from faults.read_each(PLATFORM, read, faults.objects(PLATFORM, series.get("timeseries")))


def read_metric(
    level: Level, ids: tuple[str, str], zone: ZoneInfo, conversion: str, row: dict[str, Any]
) -> MetricRow:
    """One day as Snapchat writes it; `ids` are the entity's and its campaign's, `conversion` the field to read."""
    stats = row["stats"]
    return MetricRow(
        level=level,
        external_id=ids[0],
        campaign_id=ids[1],
        date=datetime.fromisoformat(row["start_time"]).astimezone(zone).date(),
        impressions=_count(stats, "impressions") or 0,
        clicks=_count(stats, "swipes") or 0,
        spend_micros=_count(stats, "spend") or 0,
        conversions=_decimal(stats, conversion),
        conversion_value_micros=_count(stats, "conversion_purchases_value"),
        reach=_count(stats, "uniques"),
        video_views=_count(stats, "video_views"),
    )


def _count(stats: dict[str, Any], name: str) -> int | None:
    """A whole number, which tables write as text; None where Snapchat gives none, which is not zero."""
    number = _decimal(stats, name)
    return None if number is None else int(number)


def _decimal(stats: dict[str, Any], name: str) -> Decimal | None:
    return None if stats.get(name) is None else Decimal(str(stats[name]))


def midnight(day: date, zone: ZoneInfo) -> str:
    """When a local day begins, with the offset that holds then: a wrong one is refused.

    By way of UTC, because where clocks change at midnight the day begins at one o'clock.
    """
    begins = datetime.combine(day, time(), zone).astimezone(UTC).astimezone(zone)
    return begins.isoformat(timespec="milliseconds")


def _series(account: Account, days: Days, level: Level) -> list[dict[str, Any]]:
    """The days of each entity, at once or, where that is too much, by an asynchronous report."""
    zone, divisible = ZoneInfo(account.timezone), len(days) > 1
    window = {"start_time": midnight(days.since, zone), "end_time": midnight(days.until, zone)}
    query = {**_QUERY, **window, "breakdown": _BREAKDOWNS[level]}
    found = None
    if level is not Level.AD or len(days) < REPORT_FROM_DAYS:
        try:
            found = _at_once(account, query)
        except TooMuchData:
            if divisible:
                raise
    return reports.run(account, query, divisible=divisible) if found is None else found


def _at_once(account: Account, query: Mapping[str, str]) -> list[dict[str, Any]] | None:
    """The synchronous answer; None when it has further pages, each of which would be computed anew."""
    path = f"adaccounts/{account.external_id}/stats"
    page = get(account.token, path, query, account=account.external_id, divisible=True)
    return None if has_more(page) else list(read_series(page, query["breakdown"]))


def read_series(page: dict[str, Any], breakdown: str) -> Iterator[dict[str, Any]]:
    """The series in an answer. Where they stand in it is not confirmed by the documents."""
    for entry in faults.objects(PLATFORM, page.get("timeseries_stats")):
        broken_down = unwrapped(unwrapped(entry, "timeseries_stat"), "breakdown_stats")
        for series in faults.objects(PLATFORM, broken_down.get(breakdown, [])):
            if not isinstance(series.get("id"), str):
                raise faults.unreadable(PLATFORM, f"figures of nothing: {series!s}")
            yield series


def _owners(account: Account, level: Level) -> tuple[dict[str, str], dict[str, Objective]]:
    """The campaign of each entity of that level, and each campaign's objective."""
    campaigns = list_items(account, Level.CAMPAIGN)
    objectives = dict(faults.read_each(PLATFORM, lambda item: (str(item["id"]), read_objective(item)), campaigns))
    squads = _parents(account, Level.AD_SET) if level is not Level.CAMPAIGN else {}
    if level is not Level.AD:
        return squads, objectives
    ads = _parents(account, Level.AD)
    return {ad: squads[squad] for ad, squad in ads.items() if squad in squads}, objectives


def _parents(account: Account, level: Level) -> dict[str, str]:
    name = PARENTS[level]
    return dict(
        faults.read_each(PLATFORM, lambda item: (str(item["id"]), str(item[name])), list_items(account, level))
    )
