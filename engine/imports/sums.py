"""Readings added up to one row per entity and day, at the file's own level and at the campaign's.

A breakdown by age or device gives several rows for one day of one ad; they are added. Reach is people, not
events: where rows are added there is none.
"""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from db.kinds import Level
from engine.connectors.base import MetricRow
from engine.imports.fields import Reading

Key = tuple[str, date]
_SUMMED = ("spend_micros", "impressions", "clicks", "conversions", "conversion_value_micros", "video_views")
Sums = list[Decimal | int | None]


class Totals:
    """The sums of one level, by entity and day; `campaigns` knows each entity's campaign."""

    def __init__(self, level: Level) -> None:
        self.level = level
        self.sums: dict[Key, Sums] = {}
        self.campaigns: dict[str, str] = {}

    def add(self, external_id: str, campaign_id: str, reading: Reading) -> None:
        """Add a row."""
        self.campaigns[external_id] = campaign_id
        told: Sums = [getattr(reading, one) for one in _SUMMED]
        key = (external_id, reading.date)
        if key in self.sums:
            self.sums[key] = [*map(_plus, self.sums[key], told), None]
        else:
            self.sums[key] = [*told, reading.reach]

    def rows(self) -> Iterator[MetricRow]:
        """One row per entity and day. What a platform always counts is zero where the file says nothing."""
        for (external_id, day), (spend, shown, clicks, conversions, value, views, reach) in self.sums.items():
            yield MetricRow(
                level=self.level,
                external_id=external_id,
                campaign_id=self.campaigns[external_id],
                date=day,
                impressions=int(shown or 0),
                clicks=int(clicks or 0),
                spend_micros=int(spend or 0),
                conversions=None if conversions is None else Decimal(conversions),
                conversion_value_micros=_count(value),
                reach=_count(reach),
                video_views=_count(views),
            )


def _plus(one: Decimal | int | None, other: Decimal | int | None) -> Decimal | int | None:
    if one is None or other is None:
        return other if one is None else one
    return one + other


def _count(value: Decimal | int | None) -> int | None:
    return None if value is None else int(value)
