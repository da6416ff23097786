"""Daily figures, positional: one number per day and metric, `null` where nothing happened, summed over placements.

What counts as a conversion follows from the objective: a purchase, a sign-up or an install. Reach is not asked
for: X tells it for a whole window only, so a day's would cost a call a day and twenty campaigns.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from db.kinds import Level, Objective
from engine.connectors import faults
from engine.connectors.base import Account, MetricRow
from engine.connectors.twitter import reports
from engine.connectors.twitter.calls import get
from engine.connectors.twitter.entities import line_items, promoted_tweets
from engine.connectors.twitter.platform import PLATFORM
from engine.core import clock
from engine.core.periods import Days

CHUNK = 20
ENTITIES = {Level.CAMPAIGN: "CAMPAIGN", Level.AD_SET: "LINE_ITEM", Level.AD: "PROMOTED_TWEET"}
PLACEMENTS = ("ALL_ON_TWITTER", "SPOTLIGHT", "TREND")
BASE = "ENGAGEMENT,BILLING,VIDEO"
PURCHASES = "conversion_purchases"
CONVERSIONS = {Objective.LEADS: "conversion_sign_ups", Objective.APP: "mobile_conversion_installs"}

Figures = dict[str, list[int]]
_NAMES = {
    "impressions": "impressions",
    "clicks": "url_clicks",  # `clicks` would count likes and other engagements, too
    "spend_micros": "billed_charge_local_micro",
    "video_views": "video_total_views",
}


@dataclass(frozen=True, slots=True)
class Home:
    """The campaign of an entity, and the metric that counts its conversions."""

    campaign_id: str
    conversion: str


def fetch_metrics(account: Account, days: Days, level: Level) -> Iterator[MetricRow]:
    """One row per entity and day with delivery; TooMuchData when X finds the question too complex."""
    active = _active(account, days, level)
    homes = _homes(account, level) if active else {}
    ids = sorted(active)
    for place in range(0, len(ids), CHUNK):
        found: dict[str, Figures] = {}
        chunk = {each: active[each] for each in ids[place : place + CHUNK]}
        asked = {"entity": ENTITIES[level], "granularity": "DAY", **window(account, days)}
        questions = [asked | question for question in _questions(chunk, homes)]
        for answer in reports.answers(account, days, questions):
            items = faults.objects(PLATFORM, answer.get("data"))
            for entity_id, figures in faults.read_each(PLATFORM, partial(read_figures, homes, len(days)), items):
                _add(found.setdefault(entity_id, {}), figures)
        for entity_id, figures in found.items():
            yield from _rows(level, entity_id, homes[entity_id].campaign_id, days, figures)


def window(account: Account, days: Days) -> dict[str, str]:
    """The window as X wants it: midnights by the account's offset of today, whatever it was on those days."""
    zone = timezone(clock.now().astimezone(ZoneInfo(account.timezone)).utcoffset() or timedelta())
    return {"start_time": _written(days.since, zone), "end_time": _written(days.until, zone)}


def read_figures(homes: dict[str, Home], days: int, item: dict[str, Any]) -> tuple[str, Figures]:
    """One entity's figures by day, of those metrics that were asked for and count for it."""
    entity_id, metrics = str(item["id"]), item["id_data"][0]["metrics"]
    figures = {ours: _series(metrics[theirs], days) for ours, theirs in _NAMES.items() if theirs in metrics}
    conversion = homes[entity_id].conversion
    if conversion in metrics:
        figures |= read_conversions(metrics[conversion], days)
    return entity_id, figures


def read_conversions(metric: dict[str, Any] | None, days: int) -> Figures:
    """Conversions and their value by day.

    Not confirmed by X's documents: that views and engagements together are all of them (`assisted` ones were
    counted already), and that `sale_amount` is micros like every other amount.
    """
    metric = metric or {}
    seen, engaged = (_series(metric.get(name), days) for name in ("post_view", "post_engagement"))
    counts = [view + engagement for view, engagement in zip(seen, engaged, strict=True)]
    return {"conversions": counts, "value_micros": _series(metric.get("sale_amount"), days)}


def _active(account: Account, days: Days, level: Level) -> dict[str, list[str]]:
    """What delivered within the window, deleted things included, and on which placements."""
    query = {"entity": ENTITIES[level], **window(account, days)}
    path = f"stats/accounts/{account.external_id}/active_entities"
    items = faults.objects(PLATFORM, get(account.token, path, query, account=account.external_id).get("data"))

    def read(item: dict[str, Any]) -> tuple[str, list[str]]:
        return str(item["entity_id"]), [each for each in PLACEMENTS if each in item["placements"]]

    return dict(faults.read_each(PLATFORM, read, items))


def _homes(account: Account, level: Level) -> dict[str, Home]:
    """Where every entity of the level belongs."""
    of_item, of_campaign = {}, {}
    for item in line_items(account):
        conversion = CONVERSIONS.get(item.objective or Objective.UNKNOWN, PURCHASES)
        home = Home(item.parent_id or "", conversion)
        of_item[item.external_id] = of_campaign[home.campaign_id] = home
    match level:
        case Level.CAMPAIGN:
            return of_campaign
        case Level.AD_SET:
            return of_item
    tweets = promoted_tweets(account)
    return dict(faults.read_each(PLATFORM, lambda ad: (str(ad["id"]), of_item[ad["line_item_id"]]), tweets))


def _questions(active: dict[str, list[str]], homes: dict[str, Home]) -> Iterator[dict[str, Any]]:
    """One question per placement and kind of metric: conversions are asked for apart, as X advises."""
    for placement in PLACEMENTS:
        here = [each for each, placements in active.items() if placement in placements]
        mobile = [each for each in here if each in homes and homes[each].conversion.startswith("mobile")]
        web = [each for each in here if each not in mobile]
        for groups, chosen in ((BASE, here), ("WEB_CONVERSION", web), ("MOBILE_CONVERSION", mobile)):
            if chosen:
                yield {"entity_ids": chosen, "metric_groups": groups, "placement": placement}


def _rows(level: Level, entity_id: str, campaign_id: str, days: Days, figures: Figures) -> Iterator[MetricRow]:
    for place, day in enumerate(days):
        numbers = {name: series[place] for name, series in figures.items()}
        if any(numbers.values()):
            yield MetricRow(
                level=level,
                external_id=entity_id,
                campaign_id=campaign_id,
                date=day,
                impressions=numbers.get("impressions", 0),
                clicks=numbers.get("clicks", 0),
                spend_micros=numbers.get("spend_micros", 0),
                conversions=Decimal(numbers.get("conversions", 0)),
                conversion_value_micros=numbers.get("value_micros", 0),
                reach=None,
                video_views=numbers.get("video_views", 0),
            )


def _series(values: list[int | None] | None, days: int) -> list[int]:
    """One number a day; `null`, for a day or for all of them, is how X writes zero."""
    if values is None:
        return [0] * days
    if len(values) != days:
        raise ValueError(f"{len(values)} numbers for {days} days")
    return [int(value or 0) for value in values]


def _add(total: Figures, figures: Figures) -> None:
    for name, series in figures.items():
        before = total.get(name, [0] * len(series))
        total[name] = [a + b for a, b in zip(before, series, strict=True)]


def _written(day: date, zone: timezone) -> str:
    return datetime.combine(day, time(), zone).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
