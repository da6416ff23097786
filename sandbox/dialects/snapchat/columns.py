"""The fields of stats: what each says of a line of numbers; whole numbers, and money in micros."""

from collections.abc import Callable

from sandbox.dialects.snapchat.errors import SnapError, invalid
from sandbox.world.model import Objective
from sandbox.world.reports import Line

Number = int | float
Column = Callable[[Line], Number]
USUAL = ("spend",)
NOT_BY_HOUR = frozenset({"uniques", "frequency"})
# Which part of the conversions a window claims; the longest claims all.
SWIPE_WINDOWS = {"1_DAY": 62, "7_DAY": 88, "28_DAY": 100}
VIEW_WINDOWS = frozenset({"none", "1_HOUR", "3_HOUR", "6_HOUR", "1_DAY", "7_DAY", "28_DAY"})
REPORT_TIMES = frozenset({"conversion", "impression"})
# What a campaign's conversions are, when they are no purchases.
EVENTS = {Objective.LEADS: "native_leads", Objective.APP: "total_installs"}


def _number(metric: str) -> Column:
    return lambda line: line.numbers[metric]


def _event(name: str) -> Column:
    """Conversions that are of this kind; the others are zero."""

    def read(line: Line) -> int:
        kind = EVENTS.get(line.campaign.objective, "conversion_purchases") if line.campaign else ""
        return line.numbers["conversions_e2"] // 100 if kind == name else 0

    return read


def _frequency(line: Line) -> float:
    return round(line.numbers["impressions"] / line.reach, 6) if line.reach else 0.0


def _swipe_rate(line: Line) -> float:
    shown = line.numbers["impressions"]
    return round(line.numbers["clicks"] / shown, 6) if shown else 0.0


COLUMNS: dict[str, Column] = {
    "impressions": _number("impressions"),
    "paid_impressions": _number("impressions"),
    "swipes": _number("clicks"),
    "swipe_up_percent": _swipe_rate,
    "spend": _number("spend_micros"),
    "video_views": _number("video_views"),
    "quartile_1": _number("video_p25"),
    "quartile_2": _number("video_p50"),
    "quartile_3": _number("video_p75"),
    "view_completion": _number("video_p100"),
    "uniques": lambda line: line.reach,
    "frequency": _frequency,
    "conversion_page_views": _number("page_views"),
    "conversion_purchases": _event("conversion_purchases"),
    "conversion_purchases_value": _number("value_micros"),
    "native_leads": _event("native_leads"),
    "total_installs": _event("total_installs"),
}
CONVERTED = frozenset({"conversion_purchases", "conversion_purchases_value", "native_leads", "total_installs"})


def read_fields(query: dict[str, str], granularity: str) -> list[str]:
    """The fields asked for; raises 400 for those that do not exist or not by hour."""
    names = [name.strip() for name in query.get("fields", "").split(",") if name.strip()] or list(USUAL)
    unknown = [name for name in names if name not in COLUMNS]
    if unknown:
        raise invalid(f"Unsupported stats query fields: {', '.join(unknown)}")
    if granularity == "HOUR" and NOT_BY_HOUR & set(names):
        raise invalid(f"Fields not available with HOUR granularity: {', '.join(NOT_BY_HOUR & set(names))}")
    return names


def read_share(query: dict[str, str]) -> int:
    """The percentage of conversions that the attribution windows claim."""
    swipe, view = query.get("swipe_up_attribution_window", "28_DAY"), query.get("view_attribution_window", "1_DAY")
    if swipe not in SWIPE_WINDOWS or view not in VIEW_WINDOWS:
        raise _not_one("attribution window", swipe if swipe not in SWIPE_WINDOWS else view)
    if query.get("action_report_time", "conversion") not in REPORT_TIMES:
        raise _not_one("action_report_time", query["action_report_time"])
    return SWIPE_WINDOWS[swipe]


def read_line(line: Line, names: list[str], share: int) -> dict[str, Number]:
    """`stats` of one line."""
    return {
        name: int(value * share // 100) if name in CONVERTED else value
        for name, value in ((name, COLUMNS[name](line)) for name in names)
    }


def _not_one(what: str, value: str) -> SnapError:
    return invalid(f"Invalid {what}: {value}")
