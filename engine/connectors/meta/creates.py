"""Creating a launch on Meta, paused: the campaign, which keeps the budget, its ad set, then creative and ad."""

from typing import Any
from zoneinfo import ZoneInfo

from db.kinds import Level, Objective
from engine.connectors import faults, flights
from engine.connectors.base import Account
from engine.connectors.launches import Created, Launch
from engine.connectors.meta import creatives, plans
from engine.connectors.meta.calls import pages, post
from engine.connectors.meta.changes import ENDS
from engine.connectors.meta.platform import OBJECTIVES, PLATFORM, minor_units
from engine.core import clock

# What Meta looks for people to do, and what an ad set promotes for it; without a pixel the click has to do.
_GOALS = {
    Objective.AWARENESS: "REACH",
    Objective.TRAFFIC: "LINK_CLICKS",
    Objective.ENGAGEMENT: "POST_ENGAGEMENT",
    Objective.VIDEO_VIEWS: "THRUPLAY",
    Objective.LEADS: "LINK_CLICKS",
    Objective.SALES: "LINK_CLICKS",
    Objective.APP: "APP_INSTALLS",
}
_EVENTS = {Objective.LEADS: "LEAD", Objective.SALES: "PURCHASE"}


def create(account: Account, launch: Launch, level: Level, parent_id: str | None) -> Created:
    """Create one level of a launch; Meta recognises no repeated request, so none is made."""
    plans.check_launch(account, launch)
    match level:
        case Level.CAMPAIGN:
            return Created(_made(account, "campaigns", _campaign(account, launch)))
        case Level.AD_SET:
            return Created(_made(account, "adsets", _ad_set(account, launch, parent_id)))
    # Nobody sees a creative by itself, so that one too many does no harm.
    creative_id = _made(account, "adcreatives", creatives.of_launch(account, launch), again=True)
    ad = {"name": launch.name, "adset_id": parent_id, "creative": {"creative_id": creative_id}, "status": "PAUSED"}
    return Created(_made(account, "ads", ad), {"creative_id": creative_id})


def _made(account: Account, edge: str, fields: dict[str, Any], *, again: bool = False) -> str:
    """The id of what was made; an answer without one leaves open whether it was."""
    owner = account.external_id
    answer = post(account.token, f"act_{owner}/{edge}", fields, account=owner, repeatable=again)
    if not isinstance(answer.get("id"), str):
        raise faults.unconfirmed(PLATFORM, str(answer))
    return str(answer["id"])


def _campaign(account: Account, launch: Launch) -> dict[str, Any]:
    """The campaign keeps the budget, and Meta divides it among the ad sets."""
    budgets = {"daily_budget": launch.daily_budget_micros, "lifetime_budget": launch.lifetime_budget_micros}
    money = {name: minor_units(each, account.currency) for name, each in budgets.items() if each is not None}
    return {
        "name": launch.name,
        "objective": OBJECTIVES[launch.objective][0],
        "status": "PAUSED",
        "special_ad_categories": [each.upper() for each in launch.special_categories],
        "bid_strategy": "LOWEST_COST_WITHOUT_CAP" if launch.bid_micros is None else "LOWEST_COST_WITH_BID_CAP",
        **money,
        **_dates(account, launch, ENDS[Level.CAMPAIGN]),
    }


def _ad_set(account: Account, launch: Launch, campaign_id: str | None) -> dict[str, Any]:
    goal, promoted = _purpose(account, launch)
    bid = {} if launch.bid_micros is None else {"bid_amount": minor_units(launch.bid_micros, account.currency)}
    return {
        "name": launch.name,
        "campaign_id": campaign_id,
        "status": "PAUSED",
        "billing_event": "IMPRESSIONS",
        "optimization_goal": goal,
        "targeting": {"geo_locations": {"countries": [each.upper() for each in launch.countries]}},
        **({"promoted_object": promoted} if promoted else {}),
        **bid,
        **_dates(account, launch, ENDS[Level.AD_SET]),
    }


def _purpose(account: Account, launch: Launch) -> tuple[str, dict[str, str]]:
    """The goal and what is promoted: a pixel's event where the account has one, an app in its store."""
    goal = _GOALS[launch.objective]
    if launch.objective is Objective.APP:
        return goal, _app(account, launch.creative.url)
    if launch.objective in _EVENTS:
        pixel = next(_all(account, "adspixels", "id"), None)
        if pixel is not None:
            return "OFFSITE_CONVERSIONS", {"pixel_id": pixel["id"], "custom_event_type": _EVENTS[launch.objective]}
    return goal, {}


def _app(account: Account, store_url: str) -> dict[str, str]:
    """The app behind an address in a store; Refused when the account may not advertise it."""
    for app in _all(account, "advertisable_applications", "id,object_store_urls"):
        stores = app.get("object_store_urls")
        addresses = stores.values() if isinstance(stores, dict) else stores or ()
        if store_url in addresses:
            return {"application_id": app["id"], "object_store_url": store_url}
    raise faults.unfit(PLATFORM, "url", f"no app of this account has the store address {store_url}")


def _all(account: Account, edge: str, fields: str) -> Any:
    path = f"act_{account.external_id}/{edge}"
    return pages(account.token, path, {"fields": fields}, account=account.external_id, limit=100)


def _dates(account: Account, launch: Launch, end: str) -> dict[str, str]:
    """First moment and last, on the account's own clock; what starts today starts at once."""
    zone = ZoneInfo(account.timezone)
    dates = {}
    if launch.starts_on > clock.now().astimezone(zone).date():
        dates["start_time"] = flights.midnight(launch.starts_on, zone).isoformat()
    if launch.ends_on is not None:
        dates[end] = flights.end_of(launch.ends_on, zone).isoformat()
    return dates
