"""What can be asked for. A ratio is a ratio of sums over everything in its row, never a mean of ratios.

Money is in micros of the organisation's reporting currency, each day converted at its own rate.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Kind = Literal["money", "count", "share", "times"]


@dataclass(frozen=True, slots=True)
class Metric:
    """A figure: a sum, or `over` / `under` of two sums, times `scale`."""

    kind: Kind
    over: str
    under: str = ""
    scale: int = 1

    def sql(self, span: str) -> str:
        """The figure of a span, from the sums named `<span>_<sum>`; NULL where there is nothing to divide by."""
        above = " - ".join(f"{span}_{part}" for part in self.over.split(" - "))
        return f"({above}) * {self.scale}::numeric / nullif({span}_{self.under}, 0)" if self.under else above


METRICS: Mapping[str, Metric] = {
    "spend_micros": Metric("money", "spend"),
    "impressions": Metric("count", "impressions"),
    "clicks": Metric("count", "clicks"),
    "conversions": Metric("count", "conversions"),
    "conversion_value_micros": Metric("money", "value"),
    "video_views": Metric("count", "views"),
    "ctr": Metric("share", "clicks", "impressions"),
    "cpc_micros": Metric("money", "spend", "clicks"),
    "cpm_micros": Metric("money", "spend", "impressions", 1000),
    "cpa_micros": Metric("money", "spend", "conversions"),
    "conversion_rate": Metric("share", "conversions", "clicks"),
    "roas": Metric("times", "value", "spend"),
    "roi": Metric("times", "value - spend", "spend"),
}

# each sum as a row of figures says it; without a rate a row counts nowhere
SUMS: Mapping[str, str] = {
    "spend": "m.spend_micros * factor",
    "impressions": "m.impressions",
    "clicks": "m.clicks",
    "conversions": "coalesce(m.conversions, 0)",
    "value": "coalesce(m.conversion_value_micros * factor, coalesce(m.conversions, 0) * :per_conversion)",
    "views": "coalesce(m.video_views, 0)",
}


@dataclass(frozen=True, slots=True)
class Dimension:
    """What rows are made by: `key`, and for an entity its `name` beside it."""

    key: str
    name: str = ""
    timely: bool = False
    of_ads: bool = False


# `day` is the row's day, moved into the present span where it is compared
DIMENSIONS: Mapping[str, Dimension] = {
    "platform": Dimension("m.platform"),
    "account": Dimension("m.integration_id", "i.name"),
    "campaign": Dimension("c.campaign_id", "u.name"),
    "ad_campaign": Dimension("c.id", "c.name"),
    "ad_set": Dimension("a.ad_set_id", "s.name", of_ads=True),
    "ad": Dimension("a.id", "a.name", of_ads=True),
    "day": Dimension("day", timely=True),
    "week": Dimension("date_trunc('week', day)::date", timely=True),
    "month": Dimension("date_trunc('month', day)::date", timely=True),
    "weekday": Dimension("extract(isodow FROM day)::int", timely=True),
}
