"""Objects as fields: for advertisers, campaigns, ad groups and ads, what each field says."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sandbox.dialects.tiktok.access import TIKTOK
from sandbox.dialects.tiktok.money import number
from sandbox.dialects.tiktok.statuses import operation, secondary
from sandbox.world.delivery import midnight
from sandbox.world.model import Account, Ad, AdSet, Campaign, Entity, Objective
from sandbox.world.world import World

Reader = Callable[[World, Any], Any]
PIXEL_ID, IDENTITY_ID = "7301000000000000900", "7301000000000000901"
OBJECTIVES = {
    Objective.AWARENESS: "REACH",
    Objective.TRAFFIC: "TRAFFIC",
    Objective.ENGAGEMENT: "ENGAGEMENT",
    Objective.VIDEO_VIEWS: "VIDEO_VIEWS",
    Objective.LEADS: "LEAD_GENERATION",
    Objective.SALES: "WEB_CONVERSIONS",
    Objective.APP: "APP_PROMOTION",
}
# Objective → what an ad group is optimised for, and what it is charged by.
GOALS = {
    Objective.AWARENESS: ("REACH", "CPM"),
    Objective.TRAFFIC: ("CLICK", "CPC"),
    Objective.ENGAGEMENT: ("CLICK", "CPC"),
    Objective.VIDEO_VIEWS: ("VIDEO_VIEW", "CPV"),
    Objective.LEADS: ("LEAD_GENERATION", "OCPM"),
    Objective.SALES: ("CONVERT", "OCPM"),
    Objective.APP: ("INSTALL", "OCPM"),
}
LOCATIONS = {"Asia/Riyadh": "102358", "Asia/Tokyo": "1861060", "America/New_York": "6252001"}
FOR_EVER = timedelta(days=3_653)  # what an open schedule's end says


def stamp(moment: datetime) -> str:
    """A moment as TikTok writes it: UTC without saying so."""
    return moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S")


def _offset(world: World, account: Account) -> str:
    """`Etc/GMT-3`, whose sign is the reverse of what one expects."""
    hours = world.clock.now().astimezone(ZoneInfo(account.zone)).utcoffset() or timedelta()
    return f"Etc/GMT{-hours // timedelta(hours=1):+d}"


def _campaign(world: World, entity: Entity) -> Campaign:
    return world.campaign_of(TIKTOK, entity.id)


def _ad_set(world: World, ad: Ad) -> AdSet:
    return next(each for each in _campaign(world, ad).ad_sets if each.id == ad.ad_set_id)


def _mode(world: World, entity: Campaign | AdSet) -> str:
    if entity.budget_micros is None:
        return "BUDGET_MODE_INFINITE"
    return "BUDGET_MODE_TOTAL" if _campaign(world, entity).lifetime else "BUDGET_MODE_DAY"


def bid_field(world: World, ad_set: AdSet) -> str | None:
    """Which of an ad group's two bids is in use, if any."""
    told = world.details(TIKTOK, ad_set.id)
    if told.get("bid_type") == "BID_TYPE_NO_BID":
        return None
    event = told.get("billing_event", GOALS[_campaign(world, ad_set).objective][1])
    return "conversion_bid_price" if event == "OCPM" else "bid_price"


def _bid(name: str) -> Reader:
    def read(world: World, ad_set: AdSet) -> float:
        return number(world.bid_micros(TIKTOK, ad_set)) if bid_field(world, ad_set) == name else 0.0

    return read


def _starts(world: World, ad_set: AdSet) -> datetime:
    return midnight(world.flight(TIKTOK, ad_set)[0], _campaign(world, ad_set).account.zone)


def _ends(world: World, ad_set: AdSet) -> datetime:
    last = world.flight(TIKTOK, ad_set)[1]
    if last is None:
        return _starts(world, ad_set) + FOR_EVER
    return midnight(last + timedelta(days=1), _campaign(world, ad_set).account.zone)


ADVERTISER: dict[str, Reader] = {
    "advertiser_id": lambda _, a: a.id,
    "name": lambda _, a: a.name,
    "currency": lambda _, a: a.currency,
    # Not confirmed: that `timezone` is an offset and only `display_timezone` a place.
    "timezone": _offset,
    "display_timezone": lambda _, a: a.zone,
    "status": lambda _, __: "STATUS_ENABLE",
    "balance": lambda _, __: 100_000.0,
    "role": lambda _, __: "ROLE_ADVERTISER",
    "company": lambda _, a: a.name.partition(" – ")[0],
    "create_time": lambda w, a: int(midnight(w.genesis, a.zone).timestamp()),
}
COMMON: dict[str, Reader] = {
    "advertiser_id": lambda w, e: _campaign(w, e).account.id,
    "campaign_id": lambda w, e: _campaign(w, e).id,
    "campaign_name": lambda w, e: w.name(TIKTOK, _campaign(w, e)),
    "operation_status": operation,
    "secondary_status": secondary,
    "create_time": lambda _, e: stamp(e.created_at),
    "modify_time": lambda w, e: stamp(w.updated_at(TIKTOK, e)),
}
BUDGET: dict[str, Reader] = {
    "budget": lambda w, e: number(w.budget_micros(TIKTOK, e)),
    "budget_mode": _mode,
}
CAMPAIGN: dict[str, Reader] = {
    **COMMON,
    **BUDGET,
    "objective_type": lambda _, c: OBJECTIVES[c.objective],
    "campaign_type": lambda _, __: "REGULAR_CAMPAIGN",
    "budget_optimize_on": lambda _, c: c.budget_micros is not None,
    "is_smart_performance_campaign": lambda _, __: False,
    "special_industries": lambda _, __: [],
}
AD_GROUP: dict[str, Reader] = {
    **COMMON,
    **BUDGET,
    "adgroup_id": lambda _, s: s.id,
    "adgroup_name": lambda w, s: w.name(TIKTOK, s),
    "optimization_goal": lambda w, s: GOALS[_campaign(w, s).objective][0],
    "billing_event": lambda w, s: GOALS[_campaign(w, s).objective][1],
    "bid_type": lambda _, __: "BID_TYPE_CUSTOM",
    "bid_price": _bid("bid_price"),
    "conversion_bid_price": _bid("conversion_bid_price"),
    "pacing": lambda _, __: "PACING_MODE_SMOOTH",
    "schedule_type": lambda w, s: "SCHEDULE_START_END" if w.flight(TIKTOK, s)[1] else "SCHEDULE_FROM_NOW",
    "schedule_start_time": lambda w, s: stamp(_starts(w, s)),
    "schedule_end_time": lambda w, s: stamp(_ends(w, s)),
    "placement_type": lambda _, __: "PLACEMENT_TYPE_NORMAL",
    "placements": lambda _, __: ["PLACEMENT_TIKTOK"],
    "location_ids": lambda w, s: [LOCATIONS.get(_campaign(w, s).account.zone, "6252001")],
    "promotion_type": lambda _, __: "WEBSITE",
    "pixel_id": lambda w, s: PIXEL_ID if _campaign(w, s).objective is Objective.SALES else None,
    "optimization_event": lambda w, s: "SHOPPING" if _campaign(w, s).objective is Objective.SALES else None,
}
AD: dict[str, Reader] = {
    **COMMON,
    "adgroup_id": lambda _, ad: ad.ad_set_id,
    "adgroup_name": lambda w, ad: w.name(TIKTOK, _ad_set(w, ad)),
    "ad_id": lambda _, ad: ad.id,
    "ad_name": lambda w, ad: w.name(TIKTOK, ad),
    "ad_text": lambda _, ad: f"{ad.headline} – {ad.body}"[:100],
    "ad_format": lambda w, ad: "SINGLE_VIDEO" if _campaign(w, ad).video else "SINGLE_IMAGE",
    "call_to_action": lambda _, __: "LEARN_MORE",
    "landing_page_url": lambda _, __: "https://shop.example/",
    "identity_type": lambda _, __: "CUSTOMIZED_USER",
    "identity_id": lambda _, __: IDENTITY_ID,
    "video_id": lambda w, ad: f"v10033g50000{ad.creative_id}" if _campaign(w, ad).video else None,
    "image_ids": lambda w, ad: [] if _campaign(w, ad).video else [f"ad-site-i18n-sg/{ad.creative_id}"],
}
KINDS: dict[type, dict[str, Reader]] = {Account: ADVERTISER, Campaign: CAMPAIGN, AdSet: AD_GROUP, Ad: AD}
