"""Creating a campaign, its ad group and its ad: paused, and the first two only once however often they are asked.

TikTok keeps the objective and the budget at the campaign, dates, places and bid at the ad group.
"""

from collections.abc import Mapping
from hashlib import sha256
from typing import Any
from zoneinfo import ZoneInfo

from db.kinds import EntityStatus, Level, Objective
from engine.connectors import faults, flights
from engine.connectors.base import Account
from engine.connectors.launches import Created, Launch
from engine.connectors.tiktok import assets
from engine.connectors.tiktok.calls import pages, post
from engine.connectors.tiktok.changes import stamp
from engine.connectors.tiktok.entities import PAGE, WORDS
from engine.connectors.tiktok.limits import budget, check_launch
from engine.connectors.tiktok.platform import DAILY, LIFETIME, OBJECTIVES, PLATFORM, STATUSES, amount
from engine.core.errors import Refused

# Objective → what an ad group is optimised for, what it is charged by, and what it leads to.
# Not confirmed: that TikTok lets every account charge these goals by these events.
GOALS: Mapping[Objective, dict[str, str]] = {
    Objective.AWARENESS: {"optimization_goal": "REACH", "billing_event": "CPM"},
    Objective.TRAFFIC: {"optimization_goal": "CLICK", "billing_event": "CPC", "promotion_type": "WEBSITE"},
    Objective.ENGAGEMENT: {"optimization_goal": "CLICK", "billing_event": "CPC"},
    Objective.VIDEO_VIEWS: {"optimization_goal": "ENGAGED_VIEW", "billing_event": "CPV"},
    Objective.LEADS: {
        "optimization_goal": "CONVERT", "billing_event": "OCPM", "optimization_event": "FORM",
        "promotion_type": "LEAD_GENERATION", "promotion_target_type": "EXTERNAL_WEBSITE",
    },
    Objective.SALES: {
        "optimization_goal": "CONVERT", "billing_event": "OCPM", "optimization_event": "SHOPPING",
        "promotion_type": "WEBSITE",
    },
    Objective.APP: {"optimization_goal": "INSTALL", "billing_event": "OCPM"},
}  # fmt: skip
COUNTED_BY_PIXEL = frozenset({Objective.LEADS, Objective.SALES})
# A campaign that divides its budget among ad groups by itself has a weekly average instead of a daily amount,
# except for these, where TikTok allows that to chosen accounts only.
PLAIN_DAILY = frozenset({Objective.AWARENESS, Objective.ENGAGEMENT, Objective.VIDEO_VIEWS})
_BIDS = ("bid_price", "conversion_bid_price")

Fields = dict[str, Any]


def create(account: Account, launch: Launch, level: Level, parent_id: str | None) -> Created:
    """Create one level of a launch, paused; Refused names the field that TikTok would not accept."""
    check_launch(account, launch)
    match level:
        case Level.CAMPAIGN:
            fields = _campaign(account, launch)
            return Created(_once(account, launch, level, fields, {}), {"budget_mode": fields["budget_mode"]})
        case Level.AD_SET:
            fields = _ad_group(account, launch, parent_id or "")
            made = _once(account, launch, level, fields, {"campaign_ids": [parent_id]})
            used = [name for name in _BIDS if name in fields]
            return Created(made, {"budget_mode": fields["budget_mode"], **({"bid": used[0]} if used else {})})
        case Level.AD:
            return Created(_ad(account, launch, parent_id or ""))


def _campaign(account: Account, launch: Launch) -> Fields:
    mode, micros = _budget(account, launch)
    fields = {
        "objective_type": OBJECTIVES[launch.objective][0], "budget_mode": mode, "budget": amount(micros),
        "budget_optimize_on": True,
    }  # fmt: skip
    return fields | ({"app_promotion_type": "APP_INSTALL"} if launch.objective is Objective.APP else {})


def _budget(account: Account, launch: Launch) -> tuple[str, int]:
    micros = budget(account, launch)
    if launch.lifetime_budget_micros is not None:
        return LIFETIME, micros
    return DAILY[0] if launch.objective in PLAIN_DAILY else DAILY[1], micros


def _ad_group(account: Account, launch: Launch, campaign_id: str) -> Fields:
    fields: Fields = {
        "campaign_id": campaign_id, "placement_type": "PLACEMENT_TYPE_NORMAL", "placements": ["PLACEMENT_TIKTOK"],
        "budget_mode": "BUDGET_MODE_INFINITE", "budget": 0, "pacing": "PACING_MODE_SMOOTH",
        **GOALS[launch.objective], **_schedule(account, launch), **_bid(launch),
        "location_ids": assets.locations(account, launch),
    }  # fmt: skip
    if launch.objective in COUNTED_BY_PIXEL:
        fields["pixel_id"] = assets.pixel(account)
    if launch.objective is Objective.APP:
        fields |= assets.app(account, launch.creative.url)
    return fields


def _schedule(account: Account, launch: Launch) -> Fields:
    """From the first day's midnight, or from now on if that is over, until the last day's end; in UTC."""
    zone = ZoneInfo(account.timezone)
    start = stamp(flights.first_moment(launch.starts_on, zone))
    if launch.ends_on is None:
        return {"schedule_type": "SCHEDULE_FROM_NOW", "schedule_start_time": start}
    dates = {"schedule_start_time": start, "schedule_end_time": stamp(flights.end_of(launch.ends_on, zone))}
    return {"schedule_type": "SCHEDULE_START_END", **dates}


def _bid(launch: Launch) -> Fields:
    if launch.bid_micros is None:
        return {"bid_type": "BID_TYPE_NO_BID"}
    field = "conversion_bid_price" if GOALS[launch.objective]["billing_event"] == "OCPM" else "bid_price"
    return {"bid_type": "BID_TYPE_CUSTOM", field: amount(launch.bid_micros)}


def _ad(account: Account, launch: Launch, ad_group_id: str) -> str:
    """The ad of a launch. TikTok recognises no repeated request here, so this one is never repeated."""
    said = launch.creative
    creative = {
        "ad_name": launch.name, "ad_text": said.body or said.headline, "call_to_action": "LEARN_MORE",
        "landing_page_url": said.url,
        "operation_status": STATUSES[EntityStatus.PAUSED], **assets.identity(account, launch.profile_id),
        **assets.media(account, said.media),
    }  # fmt: skip
    body = {"advertiser_id": account.external_id, "adgroup_id": ad_group_id, "creatives": [creative]}
    answer = post(account.token, "ad/create", body, account=account.external_id)
    ids = answer.get("ad_ids")
    if not isinstance(ids, list) or len(ids) != 1:
        raise faults.unconfirmed(PLATFORM, str(answer))
    return str(ids[0])


def _once(account: Account, launch: Launch, level: Level, fields: Fields, above: Fields) -> str:
    """The id of what is created; of what was created, when TikTok recognises the request."""
    word = WORDS[level]
    body = {
        "advertiser_id": account.external_id, f"{word}_name": launch.name,
        "operation_status": STATUSES[EntityStatus.PAUSED], "request_id": request_id(launch, level), **fields,
    }  # fmt: skip
    try:
        answer = post(account.token, f"{word}/create", body, account=account.external_id, repeatable=True)
    except Refused as error:
        if error.facts.get("repeated"):
            return _created_before(account, launch.name, word, above)
        raise
    if not answer.get(f"{word}_id"):
        raise faults.unconfirmed(PLATFORM, str(answer))
    return str(answer[f"{word}_id"])


def request_id(launch: Launch, level: Level) -> str:
    """What TikTok knows a repeated request by: 63 bits that follow from the launch and the level."""
    return str(int.from_bytes(sha256(launch.key.bytes + level.encode()).digest()[:8]) >> 1)


def _created_before(account: Account, name: str, word: str, above: Fields) -> str:
    """The one of that name below the same parent; nobody knows which it is when there are several."""
    query = {
        "advertiser_id": account.external_id, "fields": [f"{word}_id", f"{word}_name"],
        "filtering": {f"{word}_name": name, **above},
    }  # fmt: skip
    items = pages(account.token, f"{word}/get", query, account=account.external_id, size=PAGE)
    same = [str(item[f"{word}_id"]) for item in items if item.get(f"{word}_name") == name]
    if len(same) != 1:
        raise faults.unconfirmed(PLATFORM, f"{len(same)} of the name {name!r}")
    return same[0]
