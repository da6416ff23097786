"""Creating one level of a launch, paused: the campaign says what for, its ad squad to whom and for how much.

Budgets stand at the ad squad, since Snapchat asks for one there; a campaign could only cap it. A campaign for
leads is shown with the account's newest lead form, one for sales is measured by the account's pixel.
"""

from typing import Any
from zoneinfo import ZoneInfo

from db.kinds import Level, Objective
from engine.connectors import faults, flights
from engine.connectors.base import Account
from engine.connectors.launches import Created, Launch
from engine.connectors.snapchat.calls import post, unwrapped
from engine.connectors.snapchat.changes import written
from engine.connectors.snapchat.creatives import ad_type, make_creative
from engine.connectors.snapchat.entities import PARENTS, WRAPPERS
from engine.connectors.snapchat.holdings import pixel
from engine.connectors.snapchat.limits import GOALS, check_launch
from engine.connectors.snapchat.platform import OBJECTIVES, PLATFORM
from engine.core.errors import PlatformError

# Where three share today's word, the older one tells them apart. That both may be sent is not confirmed.
_TOLD_APART = frozenset({Objective.ENGAGEMENT, Objective.VIDEO_VIEWS})


def create(account: Account, launch: Launch, level: Level, parent_id: str | None) -> Created:
    """Create one level, paused; Refused names the field, and whether it exists is `unconfirmed` after a 5xx."""
    check_launch(account, launch)
    if level is Level.CAMPAIGN:
        return _create(account, level, f"adaccounts/{account.external_id}", _campaign(account, launch))
    if parent_id is None:
        raise faults.invalid(PLATFORM, f"no parent for a {level}")
    if level is Level.AD_SET:
        return _create(account, level, f"campaigns/{parent_id}", _ad_squad(account, launch, parent_id))
    creative_id = make_creative(account, launch)
    wanted = {
        "ad_squad_id": parent_id, "creative_id": creative_id, "name": launch.name, "status": "PAUSED",
        "type": ad_type(launch),
    }  # fmt: skip
    return _create(account, level, f"adsquads/{parent_id}", wanted, creative_id=creative_id)


def _campaign(account: Account, launch: Launch) -> dict[str, Any]:
    today, legacy, *_ = OBJECTIVES[launch.objective]
    told_apart = {"objective": legacy} if launch.objective in _TOLD_APART else {}
    return {
        "ad_account_id": account.external_id, "name": launch.name, "status": "PAUSED", "buy_model": "AUCTION",
        "objective_v2_properties": {"objective_v2_type": today}, **told_apart, **_flight(account, launch),
    }  # fmt: skip


def _ad_squad(account: Account, launch: Launch, campaign_id: str) -> dict[str, Any]:
    goal = GOALS[launch.objective]
    return {
        "campaign_id": campaign_id,
        "name": launch.name,
        "status": "PAUSED",
        "type": "SNAP_ADS",
        "placement_v2": {"config": "AUTOMATIC"},
        "optimization_goal": goal,
        "billing_event": "IMPRESSION",
        "targeting": {
            "regulated_content": False,
            "geos": [{"country_code": country.lower()} for country in launch.countries],
        },
        **_budget(launch),
        **_bid(launch),
        **_flight(account, launch),
        **({"pixel_id": pixel(account), "conversion_window": "SWIPE_28DAY_VIEW_1DAY"} if "PIXEL" in goal else {}),
    }


def _budget(launch: Launch) -> dict[str, Any]:
    if launch.lifetime_budget_micros is not None:
        return {"lifetime_budget_micro": launch.lifetime_budget_micros, "delivery_constraint": "LIFETIME_BUDGET"}
    return {"daily_budget_micro": launch.daily_budget_micros, "delivery_constraint": "DAILY_BUDGET"}


def _bid(launch: Launch) -> dict[str, Any]:
    if launch.bid_micros is None:
        return {"bid_strategy": "AUTO_BID"}
    return {"bid_strategy": "LOWEST_COST_WITH_MAX_BID", "bid_micro": launch.bid_micros}


def _flight(account: Account, launch: Launch) -> dict[str, str]:
    """From the first day's midnight to the midnight after the last day, as the account's clock shows them."""
    zone = ZoneInfo(account.timezone)
    ends = {"end_time": written(flights.end_of(launch.ends_on, zone))} if launch.ends_on else {}
    return {"start_time": written(flights.midnight(launch.starts_on, zone)), **ends}


def _create(account: Account, level: Level, parent: str, wanted: dict[str, Any], **extra: Any) -> Created:
    """One object in an array of one; an answer without it leaves open whether it was created."""
    plural, singular = WRAPPERS[level]
    answer = post(account.token, f"{parent}/{plural}", {plural: [wanted]}, account=account.external_id)
    try:
        made = unwrapped(answer[plural][0], singular)
        return Created(
            str(made["id"]), {**extra, **{name: made[name] for name in PARENTS.values() if name in made}}
        )
    except (*faults.BROKEN_PROMISES, PlatformError) as error:
        raise faults.unconfirmed(PLATFORM, f"{error!r} in {answer!s}") from error
