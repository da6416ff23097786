"""Objects as fields: for every kind of node, what each field says. An unset field (None) is left out."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from sandbox.dialects.meta.money import minor
from sandbox.dialects.meta.statuses import META, configured, effective
from sandbox.world.delivery import midnight
from sandbox.world.model import Account, AdSet, Campaign, Entity, Objective
from sandbox.world.profiles import PROFILES
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
PIXEL_ID = "903330000000077"
PAGE_IDS = tuple(each.id for each in PROFILES if each.kind == "facebook_page")
APP = {
    "id": "606660000000077", "name": "Al Waha",
    "object_store_urls": ["https://play.google.com/store/apps/details?id=example.alwaha"],
}  # fmt: skip


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


def _ends(world: World, entity: Campaign | AdSet) -> str | None:
    last, zone = world.flight(META, entity)[1], _account(world, entity).zone
    return stamp(midnight(last + timedelta(days=1), zone), zone) if last else None


def _starts(world: World, entity: Campaign | AdSet) -> str:
    first, zone = world.flight(META, entity)[0], _account(world, entity).zone
    return stamp(midnight(first, zone), zone)


def _targeting(world: World, ad_set: AdSet) -> dict[str, Any]:
    homes = {"Asia/Riyadh": "SA", "Asia/Dubai": "AE", "Asia/Tokyo": "JP"}
    country = homes.get(_account(world, ad_set).zone, "US")
    return {"age_min": 18, "age_max": 65, "geo_locations": {"countries": [country]}}


def _strategy(_: World, entity: Campaign | AdSet) -> str | None:
    return "LOWEST_COST_WITHOUT_CAP" if entity.budget_micros else None


def _told(name: str, usual: Reader) -> Reader:
    """What was said at the creation, or else what everything that the world was born with has."""

    def read(world: World, entity: Entity) -> Any:
        said = world.details(META, entity.id)
        return said[name] if name in said else usual(world, entity)

    return read


def _dated(name: str, field: Literal["starts_on", "ends_on"], usual: Reader) -> Reader:
    """The moment that was said at the creation, unless the day was changed since."""
    told = _told(name, usual)
    return lambda world, entity: (usual if world.redated(META, entity.id, field) else told)(world, entity)


def _bid(world: World, ad_set: AdSet) -> int | None:
    """The ad set's bid; None while Meta bids by itself."""
    changed = world.journal.last(META, ad_set.id, "bid_micros", world.clock.now())
    if world.details(META, ad_set.id).get("automatic_bid") and changed is None:
        return None
    return int(minor(world.bid_micros(META, ad_set), _account(world, ad_set).currency))


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
    "start_time": _dated("start_time", "starts_on", _starts),
}
CAMPAIGN = Kind(
    "AdCampaignGroup",
    {
        **COMMON,
        **BUDGETS,
        "stop_time": _dated("stop_time", "ends_on", _ends),
        "objective": lambda _, c: OUTCOMES[c.objective],
        "buying_type": lambda _, __: "AUCTION",
        "bid_strategy": _told("bid_strategy", _strategy),
        "spend_cap": lambda _, __: None,
        "special_ad_categories": _told("special_ad_categories", lambda _, __: []),
    },
)
AD_SET = Kind(
    "AdCampaign",
    {
        **COMMON,
        **BUDGETS,
        "end_time": _dated("end_time", "ends_on", _ends),
        "campaign_id": lambda _, s: s.campaign_id,
        "campaign": lambda _, s: {"id": s.campaign_id},
        "optimization_goal": _told("optimization_goal", lambda w, s: GOALS[w.campaign_of(META, s.id).objective]),
        "billing_event": _told("billing_event", lambda _, __: "IMPRESSIONS"),
        "bid_amount": _bid,
        "bid_strategy": _told("bid_strategy", _strategy),
        "targeting": _told("targeting", _targeting),
        "promoted_object": _told(
            "promoted_object", lambda _, __: {"pixel_id": PIXEL_ID, "custom_event_type": "PURCHASE"}
        ),
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
CREATIVE_FIELDS = ("id", "account_id", "name", "title", "body", "object_story_spec")
CREATIVE = Kind(
    "AdCreative",
    {name: (lambda _, creative, name=name: creative[name]) for name in CREATIVE_FIELDS}
    | {"status": lambda _, __: "ACTIVE"},
)
