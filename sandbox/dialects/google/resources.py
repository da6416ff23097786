"""What can be selected: every field of every resource, where it may be used, and how it is read.

A reader gives a Python value; whole numbers become strings on the wire (int64), None is left out.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sandbox.dialects.google.access import GOOGLE
from sandbox.dialects.google.channels import AD_TYPES, GROUP_TYPES, Reader, bidding, channel
from sandbox.dialects.google.criteria import AD_GROUP_CRITERION, CAMPAIGN_CRITERION, Criterion
from sandbox.dialects.google.metrics import METRICS, SEGMENTS
from sandbox.dialects.google.places import GEO_TARGET, Country
from sandbox.world.model import Account, Ad, AdSet, Campaign, Status
from sandbox.world.reports import Line
from sandbox.world.world import World


@dataclass(frozen=True, slots=True)
class Place:
    """What one row is about; `line` carries its numbers when the query asks for any."""

    account: Account
    client: Account | None = None
    campaign: Campaign | None = None
    ad_set: AdSet | None = None
    ad: Ad | None = None
    line: Line | None = None
    criterion: Criterion | None = None
    country: Country | None = None


STATUSES = {
    Status.ACTIVE: "ENABLED", Status.PAUSED: "PAUSED", Status.ARCHIVED: "REMOVED", Status.DELETED: "REMOVED",
}  # fmt: skip
NO_END = "2037-12-30"  # what Google says of a campaign that nobody ends


def _status(world: World, place: Campaign | AdSet | Ad) -> str:
    return STATUSES[world.status(GOOGLE, place.id)]


def _primary(world: World, campaign: Campaign) -> str:
    if world.ended(campaign) and _status(world, campaign) != "REMOVED":
        return "ENDED"
    if campaign.in_review:
        return "PENDING"
    return {"ENABLED": "ELIGIBLE"}.get(_status(world, campaign), _status(world, campaign))


def _group_primary(world: World, group: AdSet) -> str:
    campaign = _status(world, world.campaign_of(GOOGLE, group.id))
    own = _status(world, group)
    if own == "ENABLED" and campaign != "ENABLED":
        return "NOT_ELIGIBLE"
    return {"ENABLED": "ELIGIBLE"}.get(own, own)


def _ad_primary(world: World, ad: Ad) -> str:
    campaign = world.campaign_of(GOOGLE, ad.id)
    group = next(each for each in campaign.ad_sets if each.id == ad.ad_set_id)
    own, above = _status(world, ad), _group_primary(world, group)
    if own != "ENABLED":
        return own
    return "NOT_ELIGIBLE" if above != "ELIGIBLE" else "PENDING" if ad.in_review else "ELIGIBLE"


def _root(campaign: Campaign) -> str:
    return f"customers/{campaign.account.id}"


def campaign_name(campaign: Campaign) -> str:
    """The campaign's resource name."""
    return f"{_root(campaign)}/campaigns/{campaign.id}"


def budget_name(campaign: Campaign) -> str:
    """Its budget's resource name."""
    return f"{_root(campaign)}/campaignBudgets/{campaign.budget_id}"


def _searched(world: World, ad: Ad) -> bool:
    return channel(world, world.campaign_of(GOOGLE, ad.id)) == "SEARCH"


def _assets(kind: str, usual: Callable[[Ad], list[str]]) -> Reader:
    """The texts of a search ad as they were told, or as the world's words suggest."""

    def read(world: World, ad: Ad) -> list[dict[str, str]] | None:
        if not _searched(world, ad):
            return None
        return [{"text": text} for text in world.details(GOOGLE, ad.id).get(kind, usual(ad))]

    return read


CUSTOMER: dict[str, Reader] = {
    "resource_name": lambda _, a: f"customers/{a.id}",
    "id": lambda _, a: int(a.id),
    "descriptive_name": lambda _, a: a.name,
    "currency_code": lambda _, a: a.currency,
    "time_zone": lambda _, a: a.zone,
    "manager": lambda _, a: a.manager,
    "test_account": lambda _, __: False,
    "status": lambda _, __: "ENABLED",
}
CLIENT: dict[str, Reader] = {
    **CUSTOMER,
    "resource_name": lambda _, p: f"customers/{p[0].id}/customerClients/{p[1].id}",
    "client_customer": lambda _, p: f"customers/{p[1].id}",
    "level": lambda _, p: 0 if p[0] is p[1] else 1,
    "hidden": lambda _, __: False,
}
CAMPAIGN: dict[str, Reader] = {
    "resource_name": lambda _, c: campaign_name(c),
    "id": lambda _, c: int(c.id),
    "name": lambda w, c: w.name(GOOGLE, c),
    "status": _status,
    "serving_status": lambda w, c: "ENDED" if w.ended(c) else "SERVING",
    "primary_status": _primary,
    "advertising_channel_type": channel,
    "bidding_strategy_type": bidding,
    "campaign_budget": lambda _, c: budget_name(c),
    "start_date_time": lambda w, c: f"{w.flight(GOOGLE, c)[0]} 00:00:00",
    "end_date_time": lambda w, c: f"{w.flight(GOOGLE, c)[1] or NO_END} 23:59:59",
}
BUDGET: dict[str, Reader] = {
    "resource_name": lambda _, c: budget_name(c),
    "id": lambda _, c: int(c.budget_id),
    "name": lambda w, c: f"{w.name(GOOGLE, c)} – budget",
    "amount_micros": lambda w, c: None if c.lifetime else w.budget_micros(GOOGLE, c),
    "total_amount_micros": lambda w, c: w.budget_micros(GOOGLE, c) if c.lifetime else None,
    "period": lambda _, c: "CUSTOM_PERIOD" if c.lifetime else "DAILY",
    "delivery_method": lambda _, __: "STANDARD",
    "explicitly_shared": lambda _, __: False,
    "status": lambda w, c: "REMOVED" if _status(w, c) == "REMOVED" else "ENABLED",
}
AD_GROUP: dict[str, Reader] = {
    "resource_name": lambda w, s: f"{_root(w.campaign_of(GOOGLE, s.id))}/adGroups/{s.id}",
    "id": lambda _, s: int(s.id),
    "name": lambda w, s: w.name(GOOGLE, s),
    "status": _status,
    "primary_status": _group_primary,
    "type": lambda w, s: GROUP_TYPES.get(channel(w, w.campaign_of(GOOGLE, s.id)), "UNSPECIFIED"),
    "cpc_bid_micros": lambda w, s: w.bid_micros(GOOGLE, s) or None,
    "campaign": lambda w, s: campaign_name(w.campaign_of(GOOGLE, s.id)),
}
AD_GROUP_AD: dict[str, Reader] = {
    "resource_name": lambda w, ad: f"{_root(w.campaign_of(GOOGLE, ad.id))}/adGroupAds/{ad.ad_set_id}~{ad.id}",
    "status": _status,
    "primary_status": _ad_primary,
    "ad_group": lambda w, ad: f"{_root(w.campaign_of(GOOGLE, ad.id))}/adGroups/{ad.ad_set_id}",
    "ad.resource_name": lambda w, ad: f"{_root(w.campaign_of(GOOGLE, ad.id))}/ads/{ad.id}",
    "ad.id": lambda _, ad: int(ad.id),
    "ad.name": lambda w, ad: None if _searched(w, ad) else w.name(GOOGLE, ad),
    "ad.type": lambda w, ad: AD_TYPES.get(channel(w, w.campaign_of(GOOGLE, ad.id)), "RESPONSIVE_DISPLAY_AD"),
    "ad.final_urls": lambda w, ad: w.details(GOOGLE, ad.id).get("final_urls", ["https://shop.example/"]),
    "ad.responsive_search_ad.headlines": _assets(
        "headlines", lambda ad: [ad.headline, *(f"{ad.headline} {n}" for n in (2, 3))]
    ),
    "ad.responsive_search_ad.descriptions": _assets("descriptions", lambda ad: [ad.body, ad.headline]),
    "policy_summary.approval_status": lambda _, ad: "UNKNOWN" if ad.in_review else "APPROVED",
}


TABLES = {
    "customer": CUSTOMER, "customer_client": CLIENT, "campaign": CAMPAIGN, "campaign_budget": BUDGET,
    "ad_group": AD_GROUP, "ad_group_ad": AD_GROUP_AD, "metrics": METRICS, "segments": SEGMENTS,
    "campaign_criterion": CAMPAIGN_CRITERION, "ad_group_criterion": AD_GROUP_CRITERION,
    "geo_target_constant": GEO_TARGET,
}  # fmt: skip
# FROM resource → the resources whose fields may be selected beside it.
BESIDE = {
    "customer": {"customer"},
    "customer_client": {"customer", "customer_client"},
    "campaign": {"customer", "campaign", "campaign_budget"},
    "campaign_budget": {"customer", "campaign", "campaign_budget"},
    "ad_group": {"customer", "campaign", "ad_group"},
    "ad_group_ad": {"customer", "campaign", "ad_group", "ad_group_ad"},
    "campaign_criterion": {"customer", "campaign", "campaign_criterion"},
    "ad_group_criterion": {"customer", "campaign", "ad_group", "ad_group_criterion"},
    "geo_target_constant": {"geo_target_constant"},
}


def read(world: World, place: Place, name: str) -> Any:
    """The value of a field in a row."""
    owner, _, field = name.partition(".")
    subject: Any = {
        "customer": place.account,
        "campaign": place.campaign,
        "campaign_budget": place.campaign,
        "ad_group": place.ad_set,
        "ad_group_ad": place.ad,
        "metrics": place.line,
        "segments": place.line,
        "campaign_criterion": place.criterion,
        "ad_group_criterion": place.criterion,
        "geo_target_constant": place.country,
    }.get(owner)
    if owner == "customer_client":
        subject = (
            (place.account, place.client)
            if field in {"resource_name", "client_customer", "level"}
            else place.client
        )
    return TABLES[owner][field](world, subject)
