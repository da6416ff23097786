"""Daily figures. What counts as a conversion follows from the objective: a purchase, a lead or the app's event.

Every figure is a string and "-" stands for what there cannot be, such as views of an image: that is no zero.
"""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

from db.kinds import Level, Objective
from engine.connectors import faults
from engine.connectors.base import Account, MetricRow
from engine.connectors.tiktok import reports
from engine.connectors.tiktok.calls import get, total
from engine.connectors.tiktok.entities import WORDS
from engine.connectors.tiktok.platform import PLATFORM, objective
from engine.core.money import micros
from engine.core.periods import Days

PAGE = 1000
# Our own choice: TikTok says that a synchronous answer leaves out all but the newest 20,000 ids without a word,
# and names no limit of rows. An answer of fewer rows than this was not cut; a longer one is a report's work.
MOST_AT_ONCE = 10_000

# An attribute of campaigns, ad groups and ads that TikTok lists among the metrics of all three levels.
# Not confirmed: that its values are the words of campaigns; any other word counts purchases.
_OBJECTIVE = "objective_type"
_METRICS = [
    "spend", "impressions", "clicks", "reach", "conversion", "complete_payment", "total_complete_payment_rate",
    "total_purchase_value", "video_watched_2s", _OBJECTIVE,
]  # fmt: skip
# Objective → the count and the value of its conversions. The "rate" is a value whatever its name says.
_PURCHASE = ("complete_payment", "total_complete_payment_rate")
_CONVERSIONS = {
    Objective.LEADS: ("conversion", "total_complete_payment_rate"),
    Objective.APP: ("conversion", "total_purchase_value"),
}
_NOTHING = "-"


def fetch_metrics(account: Account, days: Days, level: Level) -> Iterator[MetricRow]:
    """One row per entity and day with delivery; TooMuchData when TikTok runs out of time over several days."""
    for window in days.windows(PLATFORM.window_days):
        query = _query(account, window, level)
        items = _items(account, query, divisible=len(days) > 1)
        yield from faults.read_each(PLATFORM, partial(read_metric, level), items)


def _items(account: Account, query: dict[str, Any], *, divisible: bool) -> Iterator[dict[str, Any]]:
    """The answer page by page; as an asynchronous report when its first page says that it is too long for that."""
    number = 1
    while True:
        page = get(
            account.token, "report/integrated/get", {**query, "page": str(number), "page_size": str(PAGE)},
            account=account.external_id, divisible=divisible,
        )  # fmt: skip
        if number == 1 and total(page, "total_number") >= MOST_AT_ONCE:
            yield from reports.run(account, query)
            return
        yield from faults.objects(PLATFORM, page.get("list"))
        if number >= total(page, "total_page"):
            return
        number += 1


def _query(account: Account, days: Days, level: Level) -> dict[str, Any]:
    word = WORDS[level]
    # Without it, deleted entities take their past spend with them.
    everything = {"field_name": f"{word}_status", "filter_type": "IN", "filter_value": '["STATUS_ALL"]'}
    return {
        "advertiser_id": account.external_id,
        "service_type": "AUCTION",
        "report_type": "BASIC",
        "data_level": f"AUCTION_{word.upper()}",
        "dimensions": [f"{word}_id", "stat_time_day"],
        "metrics": _METRICS if level is Level.CAMPAIGN else [*_METRICS, "campaign_id"],
        "start_date": days.since.isoformat(),
        "end_date": days.last.isoformat(),
        "filtering": [everything],
    }


def read_metric(level: Level, item: dict[str, Any]) -> MetricRow:
    """One row of figures as TikTok writes it."""
    place, figures = item["dimensions"], item["metrics"]
    count, value = _CONVERSIONS.get(objective(figures.get(_OBJECTIVE, "")), _PURCHASE)
    worth = _figure(figures, value)
    return MetricRow(
        level=level,
        external_id=place[f"{WORDS[level]}_id"],
        campaign_id=place["campaign_id"] if level is Level.CAMPAIGN else figures["campaign_id"],
        date=date.fromisoformat(place["stat_time_day"][:10]),
        impressions=int(figures["impressions"]),
        clicks=int(figures["clicks"]),
        spend_micros=micros(figures["spend"]),
        conversions=_figure(figures, count),
        conversion_value_micros=None if worth is None else micros(worth),
        reach=_whole(figures, "reach"),
        video_views=_whole(figures, "video_watched_2s"),
    )


def _figure(figures: dict[str, Any], name: str) -> Decimal | None:
    text = figures.get(name, _NOTHING)
    return None if text == _NOTHING else Decimal(text)


def _whole(figures: dict[str, Any], name: str) -> int | None:
    text = figures.get(name, _NOTHING)
    return None if text == _NOTHING else int(text)
