"""Metrics and date segments, read from a line of numbers: money in micros, conversions as fractions."""

from datetime import date, timedelta

from sandbox.dialects.google.channels import CHANNELS, REACH_CHANNELS, Reader
from sandbox.world.reports import Line
from sandbox.world.world import World


def _number(metric: str) -> Reader:
    return lambda _, line: line.numbers[metric]


def _conversions(_: World, line: Line) -> float:
    return line.numbers["conversions_e2"] / 100


def _value(_: World, line: Line) -> float:
    return line.numbers["value_micros"] / 1_000_000


def _ratio(top: str, bottom: str, factor: float = 1.0) -> Reader:
    def read(_: World, line: Line) -> float | None:
        below = line.numbers[bottom]
        return line.numbers[top] / below * factor if below else None

    return read


METRICS: dict[str, Reader] = {
    "impressions": _number("impressions"),
    "clicks": _number("clicks"),
    "cost_micros": _number("spend_micros"),
    "conversions": _conversions,
    "conversions_value": _value,
    "all_conversions": lambda _, line: (line.numbers["conversions_e2"] + 5 * line.numbers["clicks"]) / 100,
    "all_conversions_value": _value,
    "view_through_conversions": _number("view_through"),
    "video_trueview_views": _number("video_views"),
    "interactions": lambda _, line: line.numbers["clicks"] + line.numbers["video_views"],
    "engagements": _number("video_views"),
    "ctr": _ratio("clicks", "impressions"),
    "average_cpc": _ratio("spend_micros", "clicks"),
    "average_cpm": _ratio("spend_micros", "impressions", 1000),
    "cost_per_conversion": _ratio("spend_micros", "conversions_e2", 100),
    "conversions_value_per_cost": _ratio("value_micros", "spend_micros"),
    "unique_users": lambda _, line: (
        line.reach if line.campaign and CHANNELS[line.campaign.objective] in REACH_CHANNELS else None
    ),
}


def _quarter(day: date) -> date:
    return day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1)


SEGMENTS: dict[str, Reader] = {
    "date": lambda _, line: line.since.isoformat(),
    "week": lambda _, line: (line.since - timedelta(days=line.since.weekday())).isoformat(),
    "month": lambda _, line: line.since.replace(day=1).isoformat(),
    "quarter": lambda _, line: _quarter(line.since).isoformat(),
    "year": lambda _, line: line.since.year,
}
