"""Objects as fields: for every kind of node, what each field says. An unset field (None) is left out."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sandbox.dialects.meta.money import minor
from sandbox.dialects.meta.statuses import META, configured, effective
from sandbox.world.delivery import midnight
from sandbox.world.model import Account, AdSet, Campaign, Entity, Objective
from sandbox.world.world import World, local

Reader = Callable[[World, Any], Any]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of node: what Meta calls it, and its fields."""

    node: str
    fields: dict[str, Reader]


OUTCOMES = {
    Objective.AWARENESS: "OUTCOME_AWARENESS",
    Objective.TRAFFIC: "OUTCOME_TRAFFIC",
    Objective.ENGAGEMENT: "OUTCOME_ENGAGEMENT",
    Objective.VIDEO_VIEWS: "OUTCOME_ENGAGEMENT",
    Objective.LEADS: "OUTCOME_LEADS",
    Objective.SALES: "OUTCOME_SALES",
    Objective.APP: "OUTCOME_APP_PROMOTION",
}
GOALS = {
    Objective.AWARENESS: "REACH",
    Objective.TRAFFIC: "LINK_CLICKS",
    Objective.ENGAGEMENT: "POST_ENGAGEMENT",
    Objective.VIDEO_VIEWS: "THRUPLAY",
    Objective.LEADS: "LEAD_GENERATION",
    Objective.SALES: "OFFSITE_CONVERSIONS",
    Objective.APP: "APP_INSTALLS",
}
BUSINESS = {"id": "440000000000077", "name": "Al Waha Group"}
PAGE_ID, PIXEL_ID = "105550000000077", "903330000000077"


def stamp(moment: datetime, zone: str) -> str:
    """A moment as Meta writes it: 2026-11-22T09:30:00+0300."""
    return local(moment, zone).strftime("%Y-%m-%dT%H:%M:%S%z")


def _spent(world: World, account: Account) -> int:
    return sum(int(world.cube(campaign)[0].sum()) for campaign in world.campaigns_of(account))


ACCOUNT = Kind(
    "AdAccount",
    {
        "id": lambda _, a: f"act_{a.id}",
        "account_id": lambda _, a: a.id,
        "name": lambda _, a: a.name,
        "currency": lambda _, a: a.currency,
        "timezone_name": lambda _, a: a.zone,
        "timezone_offset_hours_utc": lambda w, a: local(w.clock.now(), a.zone).utcoffset().total_seconds() / 3600,  # type: ignore[union-attr]  # an aware datetime has an offset
        "account_status": lambda _, __: 1,
        "disable_reason": lambda _, __: 0,
        "business": lambda _, __: BUSINESS,
        "amount_spent": lambda w, a: minor(_spent(w, a), a.currency),
        "balance": lambda _, __: "0",
        "spend_cap": lambda _, __: "0",
        "min_daily_budget": lambda _, a: int(minor(a.money_step_micros * 100, a.currency)),
        "created_time": lambda w, a: stamp(midnight(w.genesis, a.zone), a.zone),
    },
)


def _account(world: World, entity: Entity) -> Account:
    return world.campaign_of(META, entity.id).account


def _time(world: World, entity: Entity, moment: datetime) -> str:
    return stamp(moment, _account(world, entity).zone)


def _budget(kind: bool) -> Reader:
    def read(world: World, entity: Campaign | AdSet) -> str | None:
        lifetime = world.campaign_of(META, entity.id).lifetime
        micros = world.budget_micros(META, entity)
        return None if micros is None or lifetime is not kind else minor(micros, _account(world, entity).currency)

    return read


def _remaining(world: World, entity: Campaign | AdSet) -> str | None:
    budget, campaign = world.budget_micros(META, entity), world.campaign_of(META, entity.id)
    if budget is None:
        return None
    cube = world.cube(campaign)[0]
    rows = slice(None) if entity is campaign else _rows(campaign, entity.id)
    spent = cube[rows].sum() if campaign.lifetime else cube[rows, -1:].sum()
    return minor(max(0, budget - int(spent)), campaign.account.currency)


def _rows(campaign: Campaign, ad_set_id: str) -> list[int]:
    return [row for row, ad in enumerate(campaign.ads) if ad.ad_set_id == ad_set_id]


def _ends(world: World, entity: Entity) -> str | None:
    campaign = world.campaign_of(META, entity.id)
    if campaign.ends_on is None:
        return None
    return stamp(midnight(campaign.ends_on, campaign.account.zone), campaign.account.zone)


def _starts(world: World, entity: Entity) -> str:
    campaign = world.campaign_of(META, entity.id)
    return stamp(midnight(campaign.starts_on, campaign.account.zone), campaign.account.zone)


def _country(world: World, ad_set: AdSet) -> str:
    return {"Asia/Riyadh": "SA", "Asia/Dubai": "AE", "Asia/Tokyo": "JP"}.get(_account(world, ad_set).zone, "US")


COMMON: dict[str, Reader] = {
    "id": lambda _, e: e.id,
    "account_id": lambda w, e: _account(w, e).id,
    "name": lambda w, e: w.name(META, e),
    "status": configured,
    "configured_status": configured,
    "effective_status": effective,
    "created_time": lambda w, e: _time(w, e, e.created_at),
    "updated_time": lambda w, e: _time(w, e, w.updated_at(META, e)),
}
BUDGETS: dict[str, Reader] = {
    "daily_budget": _budget(False),
    "lifetime_budget": _budget(True),
    "budget_remaining": _remaining,
    "start_time": _starts,
}
CAMPAIGN = Kind(
    "AdCampaignGroup",
    {
        **COMMON,
        **BUDGETS,
        "stop_time": _ends,
        "objective": lambda _, c: OUTCOMES[c.objective],
        "buying_type": lambda _, __: "AUCTION",
        "bid_strategy": lambda _, c: "LOWEST_COST_WITHOUT_CAP" if c.budget_micros else None,
        "spend_cap": lambda _, __: None,
        "special_ad_categories": lambda _, __: [],
    },
)
AD_SET = Kind(
    "AdCampaign",
    {
        **COMMON,
        **BUDGETS,
        "end_time": _ends,
        "campaign_id": lambda _, s: s.campaign_id,
        "campaign": lambda _, s: {"id": s.campaign_id},
        "optimization_goal": lambda w, s: GOALS[w.campaign_of(META, s.id).objective],
        "billing_event": lambda _, __: "IMPRESSIONS",
        "bid_amount": lambda w, s: int(minor(w.bid_micros(META, s), _account(w, s).currency)),
        "bid_strategy": lambda _, s: "LOWEST_COST_WITHOUT_CAP" if s.budget_micros else None,
        "targeting": lambda w, s: {"age_min": 18, "age_max": 65, "geo_locations": {"countries": [_country(w, s)]}},
        "promoted_object": lambda _, __: {"pixel_id": PIXEL_ID, "custom_event_type": "PURCHASE"},
        "attribution_spec": lambda _, __: [{"event_type": "CLICK_THROUGH", "window_days": 7}],
    },
)
AD = Kind(
    "Adgroup",
    {
        **COMMON,
        "campaign_id": lambda _, ad: ad.campaign_id,
        "campaign": lambda _, ad: {"id": ad.campaign_id},
        "adset_id": lambda _, ad: ad.ad_set_id,
        "adset": lambda _, ad: {"id": ad.ad_set_id},
        "creative": lambda _, ad: {"id": ad.creative_id},
    },
)
CREATIVE = Kind(
    "AdCreative",
    {
        "id": lambda _, ad: ad.creative_id,
        "account_id": lambda w, ad: _account(w, ad).id,
        "name": lambda _, ad: f"{ad.name} – creative",
        "title": lambda _, ad: ad.headline,
        "body": lambda _, ad: ad.body,
        "status": lambda _, __: "ACTIVE",
        "object_story_spec": lambda _, ad: {
            "page_id": PAGE_ID,
            "link_data": {"link": "https://shop.example/", "message": ad.body, "name": ad.headline},
        },
    },
)
