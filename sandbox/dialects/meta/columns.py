"""The columns of insights: what each field of a report says, None or [] where it says nothing."""

from collections.abc import Callable
from typing import Any

from sandbox.dialects.meta.actions import Counts, action_values, actions, conversions, plain, purchase_roas
from sandbox.dialects.meta.money import decimal
from sandbox.dialects.meta.nodes import GOALS, OUTCOMES, stamp
from sandbox.dialects.meta.statuses import META
from sandbox.world.reports import Line
from sandbox.world.world import World

Column = Callable[[World, Line, Counts, list[str]], Any]
QUARTERS = ("p25", "p50", "p75", "p100")


def _ratio(top: str, bottom: str, factor: float) -> Column:
    """A ratio of two metrics, six decimals, absent over zero."""

    def read(_: World, line: Line, __: Counts, ___: list[str]) -> str | None:
        below = line.numbers[bottom]
        return f"{line.numbers[top] / below * factor:.6f}" if below else None

    return read


def _number(metric: str) -> Column:
    return lambda _, line, __, ___: str(line.numbers[metric])


def _list(kind: str, metric: str) -> Column:
    return lambda _, line, __, ___: plain(kind, line.numbers[metric])


def _frequency(_: World, line: Line, __: Counts, ___: list[str]) -> str | None:
    return f"{line.numbers['impressions'] / line.reach:.6f}" if line.reach else None


COLUMNS: dict[str, Column] = {
    "account_id": lambda _, line, __, ___: line.account.id,
    "account_name": lambda _, line, __, ___: line.account.name,
    "account_currency": lambda _, line, __, ___: line.account.currency,
    "campaign_id": lambda _, line, __, ___: line.campaign and line.campaign.id,
    "campaign_name": lambda w, line, __, ___: line.campaign and w.name(META, line.campaign),
    "adset_id": lambda _, line, __, ___: line.ad_set and line.ad_set.id,
    "adset_name": lambda w, line, __, ___: line.ad_set and w.name(META, line.ad_set),
    "ad_id": lambda _, line, __, ___: line.ad and line.ad.id,
    "ad_name": lambda w, line, __, ___: line.ad and w.name(META, line.ad),
    "objective": lambda _, line, __, ___: line.campaign and OUTCOMES[line.campaign.objective],
    "optimization_goal": lambda _, line, __, ___: line.campaign and GOALS[line.campaign.objective],
    "buying_type": lambda _, __, ___, ____: "AUCTION",
    "attribution_setting": lambda _, __, ___, ____: "7d_click_1d_view",
    "updated_time": lambda _, line, __, ___: line.until.isoformat(),
    "created_time": lambda _, line, __, ___: (
        line.campaign and stamp(line.campaign.created_at, line.account.zone)[:10]
    ),
    "date_start": lambda _, line, __, ___: line.since.isoformat(),
    "date_stop": lambda _, line, __, ___: line.until.isoformat(),
    "impressions": _number("impressions"),
    "clicks": _number("clicks"),
    "inline_link_clicks": _number("link_clicks"),
    "outbound_clicks": _list("outbound_click", "link_clicks"),
    "spend": lambda _, line, __, ___: decimal(line.numbers["spend_micros"]),
    "reach": lambda _, line, __, ___: str(line.reach),
    "frequency": _frequency,
    "ctr": _ratio("clicks", "impressions", 100),
    "inline_link_click_ctr": _ratio("link_clicks", "impressions", 100),
    "cpc": _ratio("spend_micros", "clicks", 1e-6),
    "cpm": _ratio("spend_micros", "impressions", 1e-3),
    "cost_per_inline_link_click": _ratio("spend_micros", "link_clicks", 1e-6),
    "actions": lambda _, __, counts, windows: actions(counts, windows),
    "action_values": lambda _, __, counts, windows: action_values(counts, windows),
    "conversions": lambda _, __, counts, windows: conversions(counts, windows),
    "conversion_values": lambda _, __, counts, windows: action_values(counts, windows),
    "purchase_roas": lambda _, line, counts, ___: purchase_roas(counts, line.numbers["spend_micros"]),
    "video_play_actions": _list("video_view", "video_plays"),
    "video_thruplay_watched_actions": _list("video_view", "video_views"),
    "video_30_sec_watched_actions": _list("video_view", "video_p50"),
    **{f"video_{part}_watched_actions": _list("video_view", f"video_{part}") for part in QUARTERS},
}
