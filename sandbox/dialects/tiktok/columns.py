"""The columns of reports. Every figure is a string, and what an ad cannot have is "-"."""

from collections.abc import Callable
from typing import Any

from sandbox.dialects.tiktok.access import TIKTOK
from sandbox.dialects.tiktok.money import decimal
from sandbox.dialects.tiktok.nodes import OBJECTIVES
from sandbox.world.model import Campaign, Entity, Objective
from sandbox.world.reports import Line
from sandbox.world.world import World

Column = Callable[[World, Line], str]
NOTHING = "-"
OPTIMISED = frozenset({Objective.LEADS, Objective.SALES, Objective.APP})  # by a conversion, not by clicks or views


def _count(name: str) -> Column:
    return lambda _, line: str(line.numbers[name])


def _video(name: str) -> Column:
    """A figure of videos; an image has none."""
    return lambda _, line: NOTHING if line.campaign and not line.campaign.video else str(line.numbers[name])


def _ratio(top: Column, bottom: Column, factor: int = 1) -> Column:
    """A ratio of two columns with two decimals; 0.00 over nothing, "-" where one of them is."""

    def read(world: World, line: Line) -> str:
        above, below = top(world, line), bottom(world, line)
        if NOTHING in (above, below):
            return NOTHING
        return f"{float(above) / float(below) * factor:.2f}" if float(below) else "0.00"

    return read


def _objective(line: Line) -> Objective | None:
    return line.campaign.objective if line.campaign else None


def _conversions(_: World, line: Line) -> str:
    """`conversion` counts the event that the ad group is optimised for: clicks and views are none."""
    kind = _objective(line)
    return str(line.numbers["conversions_e2"] // 100) if kind is None or kind in OPTIMISED else "0"


def _bought_on_web(_: World, line: Line) -> str:
    kind = _objective(line)
    return NOTHING if kind in (Objective.LEADS, Objective.APP) else str(line.numbers["conversions_e2"] // 100)


def _web_value(_: World, line: Line) -> str:
    kind = _objective(line)
    return NOTHING if kind in (Objective.LEADS, Objective.APP) else decimal(line.numbers["value_micros"])


def _in_app(column: Column) -> Column:
    return lambda world, line: column(world, line) if _objective(line) is Objective.APP else NOTHING


def _result(world: World, line: Line) -> str:
    """What the objective wants: conversions, clicks, people or views."""
    match _objective(line):
        case Objective.AWARENESS:
            return str(line.reach)
        case Objective.TRAFFIC | Objective.ENGAGEMENT:
            return str(line.numbers["clicks"])
        case Objective.VIDEO_VIEWS:
            return str(line.numbers["video_6s"])
    return _conversions(world, line)


def _money(name: str) -> Column:
    return lambda _, line: decimal(line.numbers[name])


def _of(part: str, read: Callable[[World, Any], str]) -> Column:
    """Something about the campaign, ad group or ad itself; "-" above its level."""

    def column(world: World, line: Line) -> str:
        entity: Entity | None = getattr(line, part)
        return NOTHING if entity is None else read(world, entity)

    return column


def _name(world: World, entity: Entity) -> str:
    return world.name(TIKTOK, entity)


def _objective_type(world: World, campaign: Campaign) -> str:
    return str(world.details(TIKTOK, campaign.id).get("objective_type", OBJECTIVES[campaign.objective]))


SPEND, IMPRESSIONS, CLICKS = _money("spend_micros"), _count("impressions"), _count("clicks")
WEB_BOUGHT, WEB_VALUE = _bought_on_web, _web_value

METRICS: dict[str, Column] = {
    "spend": SPEND,
    "impressions": IMPRESSIONS,
    "clicks": CLICKS,
    "ctr": _ratio(CLICKS, IMPRESSIONS, 100),
    "cpc": _ratio(SPEND, CLICKS),
    "cpm": _ratio(SPEND, IMPRESSIONS, 1_000),
    "reach": lambda _, line: str(line.reach),
    "frequency": _ratio(IMPRESSIONS, lambda _, line: str(line.reach)),
    "conversion": _conversions,
    "cost_per_conversion": _ratio(SPEND, _conversions),
    "conversion_rate": _ratio(_conversions, CLICKS, 100),
    "result": _result,
    "cost_per_result": _ratio(SPEND, _result),
    "video_play_actions": _video("video_plays"),
    "video_watched_2s": _video("video_2s"),
    "video_watched_6s": _video("video_6s"),
    "engaged_view": _video("video_6s"),
    **{f"video_views_p{part}": _video(f"video_p{part}") for part in (25, 50, 75, 100)},
    "complete_payment": WEB_BOUGHT,
    # Its name says rate, but it is the value of all purchases on the web.
    "total_complete_payment_rate": WEB_VALUE,
    "value_per_complete_payment": _ratio(WEB_VALUE, WEB_BOUGHT),
    "complete_payment_roas": _ratio(WEB_VALUE, SPEND),
    "total_purchase": _in_app(_conversions),
    "total_purchase_value": _in_app(_money("value_micros")),
    "total_active_pay_roas": _in_app(_ratio(_money("value_micros"), SPEND)),
    "currency": lambda _, line: line.account.currency,
    "campaign_id": _of("campaign", lambda _, each: each.id),
    "campaign_name": _of("campaign", _name),
    "objective_type": _of("campaign", _objective_type),
    "adgroup_id": _of("ad_set", lambda _, each: each.id),
    "adgroup_name": _of("ad_set", _name),
    "ad_id": _of("ad", lambda _, each: each.id),
    "ad_name": _of("ad", _name),
}
