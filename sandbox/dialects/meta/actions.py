"""Conversions as Meta counts them: by action type, and the types overlap, so adding them up counts twice."""

from collections.abc import Iterable, Mapping
from typing import Any

from sandbox.dialects.meta.money import decimal
from sandbox.world.model import Objective
from sandbox.world.reports import Metric

# The same conversion under every name that Meta reports it by.
PURCHASE = ("omni_purchase", "purchase", "offsite_conversion.fb_pixel_purchase", "onsite_web_purchase")
LEAD = ("lead", "onsite_conversion.lead_grouped", "offsite_conversion.fb_pixel_lead")
INSTALL = ("omni_app_install", "mobile_app_install")
NAMES = {"purchase": PURCHASE, "lead": LEAD, "install": INSTALL}
# Which part of the conversions each window claims; the view windows of a week and a month ended in January 2026.
WINDOWS = {"1d_click": 62, "7d_click": 88, "28d_click": 93, "1d_view": 12}
DEAD_WINDOWS = frozenset({"7d_view", "28d_view"})
Counts = Mapping[str, Metric]


def kind_of(objective: Objective) -> str:
    """What a campaign's conversions are: purchases, leads or installs."""
    return {Objective.LEADS: "lead", Objective.APP: "install"}.get(objective, "purchase")


def actions(counts: Counts, windows: Iterable[str]) -> list[dict[str, Any]]:
    """`actions`: counts by type, clicks and views among them; types that did not happen are absent."""
    clicks, pages, views = (
        sum(numbers[name] for numbers in counts.values()) for name in ("link_clicks", "page_views", "video_plays")
    )
    plain = {"link_click": clicks, "landing_page_view": pages, "video_view": views}
    plain |= {"post_engagement": clicks + views, "page_engagement": clicks + views}
    found = plain | _conversions(counts)
    return [_entry(kind, count, windows) for kind, count in found.items() if count]


def conversions(counts: Counts, windows: Iterable[str]) -> list[dict[str, Any]]:
    """`conversions`: the same without clicks and views."""
    return [_entry(kind, count, windows) for kind, count in _conversions(counts).items() if count]


def action_values(counts: Counts, windows: Iterable[str]) -> list[dict[str, Any]]:
    """`action_values`: money by type."""
    wanted = list(windows)
    found: list[dict[str, Any]] = []
    for kind, numbers in counts.items():
        if micros := numbers["value_micros"]:
            shares = {window: decimal(micros * part // 100) for window, part in _parts(wanted)}
            found += [{"action_type": name, "value": decimal(micros), **shares} for name in NAMES[kind]]
    return found


def purchase_roas(counts: Counts, spend_micros: int) -> list[dict[str, Any]]:
    """`purchase_roas`: value of purchases per money spent."""
    micros = counts["purchase"]["value_micros"] if "purchase" in counts else 0
    if not micros or not spend_micros:
        return []
    return [{"action_type": "omni_purchase", "value": f"{micros / spend_micros:.6f}"}]


def plain(kind: str, count: int) -> list[dict[str, Any]]:
    """A list of one action type, empty when it did not happen."""
    return [{"action_type": kind, "value": str(count)}] if count else []


def _conversions(counts: Counts) -> dict[str, int]:
    return {name: numbers["conversions_e2"] // 100 for kind, numbers in counts.items() for name in NAMES[kind]}


def _entry(kind: str, count: int, windows: Iterable[str]) -> dict[str, Any]:
    shares = {window: str(count * part // 100) for window, part in _parts(windows)}
    return {"action_type": kind, "value": str(count), **shares}


def _parts(windows: Iterable[str]) -> list[tuple[str, int]]:
    return [(window, WINDOWS[window]) for window in windows if window in WINDOWS]
